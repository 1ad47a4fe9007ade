package main

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/server/servertest"
)

// endless is more characters than any field takes, and few enough for every form.
const endless = 20_000

// snare is the field that only machines fill.
const snare = "website"

// endlessly are fields that need no end, and why.
var endlessly = map[string]string{
	"code":   "is compared with the code that was given, and not kept",
	"number": "is looked for, and not kept",
	"try":    "is searched for, and not kept",
}

// clock is how fields are called that take a time of day.
var clock = regexp.MustCompile(`^day-\d-`)

// figure is a number as pages write it.
var figure = regexp.MustCompile(`\d+(?:[\x{a0}\x{202f} ]\d{3})*`)

// ends types into every field of every form until it is full: more than fits is refused with a message that names how much does,
// one character more than that is refused the same way, and just as much is not.
func (w *realm) ends() (wrong []string) {
	tried, fields, met := map[string]bool{}, 0, map[int]bool{}
	for _, x := range w.seen() {
		for _, s := range w.sheetsOf(x.page, x.who) {
			if tried[s.key] {
				continue
			}
			tried[s.key] = true
			faults, found := s.ends()
			for _, n := range found {
				met[n] = true
				fields++
			}
			for _, fault := range faults {
				wrong = append(wrong, fmt.Sprintf("%s as %s: %s", s.key, s.who.subject, fault))
			}
		}
	}
	w.t.Logf("%d fields of %d kinds of forms have an end: %v", fields, len(tried), slices.Sorted(maps.Keys(met)))
	require.Greater(w.t, fields, 30)
	return wrong
}

// ends is what is wrong with the ends of the fields of one form, and those that are right.
func (s sheet) ends() (wrong []string, found []int) {
	whole, most := s.Values, map[string]int{}
	told := map[string]map[string]bool{} // what says how much a field takes, without its numbers
	for _, name := range s.prose() {
		much := s.with(whole, map[string]int{name: endless})
		if much.Status < http.StatusBadRequest {
			wrong = append(wrong, fmt.Sprintf("%s takes any length: %d", name, much.Status))
			continue
		}
		said := complaints(much)
		for _, n := range numbersIn(said) {
			if over := s.with(whole, map[string]int{name: n + 1}); over.Status >= http.StatusBadRequest && maps.Equal(wordsOf(said), wordsOf(complaints(over))) {
				most[name], told[name] = n, wordsOf(slices.DeleteFunc(slices.Clone(said), func(text string) bool { return !slices.Contains(numbersIn([]string{text}), n) }))
				break
			}
		}
		if most[name] == 0 {
			wrong = append(wrong, fmt.Sprintf("%s is refused at %d characters, and no word of it says how many may be: %d %q", name, endless, much.Status, said))
		}
	}
	if len(most) == 0 {
		return wrong, nil
	}
	just := wordsOf(complaints(s.with(whole, most)))
	for name := range most {
		same := false
		for words := range told[name] {
			same = same || just[words]
		}
		if same {
			wrong = append(wrong, fmt.Sprintf("%s does not take the %d characters that it names", name, most[name]))
			continue
		}
		found = append(found, most[name])
	}
	return wrong, found
}

// with sends the form with fields of that many characters.
func (s sheet) with(whole map[string][]string, lengths map[string]int) *servertest.Page {
	s.Values = map[string][]string{}
	for name, values := range whole {
		s.Values[name] = slices.Clone(values)
	}
	for name, n := range lengths {
		s.Set(name, strings.Repeat("ў", n)) // two bytes each
	}
	if _, trap := s.Values[snare]; trap {
		s.Set(snare, "")
	}
	return s.page.Browser().Do(s.Request(""))
}

// prose is the fields of a form into which people write what they like.
func (s sheet) prose() (names []string) {
	for n := range s.node.Descendants() {
		kind := servertest.Attr(n, "type")
		if n.Data == "textarea" || n.Data == "input" && (kind == "" || kind == "text") && servertest.Attr(n, "inputmode") == "" {
			if name := servertest.Attr(n, "name"); name != "" && name != snare && endlessly[name] == "" && !clock.MatchString(name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// complaints is what a page says is wrong.
func complaints(page *servertest.Page) (said []string) {
	if page.Status < http.StatusBadRequest {
		return nil
	}
	for n := range page.First("body").Descendants() {
		if n.Type == html.ElementNode && (servertest.Attr(n, "class") == "govuk-error-message" || n.Data == "li" && strings.Contains(servertest.Attr(n.Parent, "class"), "govuk-error-summary__list")) {
			said = append(said, servertest.Text(n))
		}
	}
	if len(said) == 0 { // a page of its own
		said = append(said, servertest.Text(page.First("main")))
	}
	return said
}

func wordsOf(said []string) map[string]bool {
	words := map[string]bool{}
	for _, text := range said {
		words[figure.ReplaceAllString(text, "")] = true
	}
	return words
}

// numbersIn is the numbers that can be a length, each once.
func numbersIn(said []string) (numbers []int) {
	for _, text := range said {
		for _, found := range figure.FindAllString(text, -1) {
			n, err := strconv.Atoi(strings.Join(strings.FieldsFunc(found, func(r rune) bool { return r < '0' || r > '9' }), ""))
			if err == nil && n >= 10 && n < endless && !slices.Contains(numbers, n) {
				numbers = append(numbers, n)
			}
		}
	}
	return numbers
}
