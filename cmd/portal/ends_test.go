package main

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/locale"
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

// ends fills every field of every form until it is full. One more than fits is refused with 422, with the same message in each language, and
// nothing is written; just as much is not refused.
func (w *realm) ends() (wrong []string) {
	tried, fields, met := map[string]bool{}, 0, map[int]bool{}
	for _, x := range w.seen() {
		if !slices.ContainsFunc(w.sheetsOf(x.page, x.who), func(s sheet) bool { return !tried[s.key] }) {
			continue
		}
		// Jobs go on beside: what is typed belongs into the page as it is now.
		for _, s := range w.sheetsOf(w.send(w.as(x.who.subject), http.MethodGet, x.path, ""), x.who) {
			if tried[s.key] {
				continue
			}
			tried[s.key] = true
			faults, found := w.endsOf(s)
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

// endsOf is what is wrong with the ends of the fields of one form, and those that are right.
func (w *realm) endsOf(s sheet) (wrong []string, found []int) {
	w.t.Helper()
	s.Detach() // what is chosen beside is not asked about
	whole, most := s.Values, map[string]int{}
	told := map[string]map[string]bool{} // what says how much a field takes, without its numbers
	before := w.state()
	for _, name := range s.prose() {
		much := s.with(whole, map[string]int{name: endless}, locale.Uz)
		if much.Status < http.StatusBadRequest {
			wrong = append(wrong, fmt.Sprintf("%s takes any length: %d", name, much.Status))
			before = w.state()
			continue
		}
		said := complaints(much)
		for _, n := range numbersIn(said) {
			over := s.with(whole, map[string]int{name: n + 1}, locale.Uz)
			if over.Status < http.StatusBadRequest { // the number is another field's
				before = w.state()
			}
			if over.Status < http.StatusBadRequest || !maps.Equal(wordsOf(said), wordsOf(complaints(over))) {
				continue
			}
			most[name], told[name] = n, wordsOf(slices.DeleteFunc(slices.Clone(said), func(text string) bool { return !slices.Contains(numbersIn([]string{text}), n) }))
			if over.Status != http.StatusUnprocessableEntity {
				wrong = append(wrong, fmt.Sprintf("%s with one more is answered by %d", name, over.Status))
			}
			for _, l := range locale.Langs {
				page := s.with(whole, map[string]int{name: n + 1}, l)
				if text := naming(complaints(page), n); !writtenIn(l, text) {
					wrong = append(wrong, fmt.Sprintf("%s: no message in %s names %d: %d %q", name, l, n, page.Status, complaints(page)))
				}
			}
			break
		}
		if most[name] == 0 {
			wrong = append(wrong, fmt.Sprintf("%s is refused at %d characters, and no word of it says how many may be: %d %q", name, endless, much.Status, said))
		}
	}
	counted := maps.Clone(looked)
	counted["feedback_limits"] = "how often somebody sends"
	for _, table := range changed(before, w.state(), counted) {
		wrong = append(wrong, "what was refused changed "+table)
	}
	if len(most) == 0 {
		return wrong, nil
	}
	just := wordsOf(complaints(s.with(whole, most, locale.Uz)))
	for name, words := range told {
		if slices.ContainsFunc(slices.Collect(maps.Keys(words)), func(text string) bool { return just[text] }) {
			wrong = append(wrong, fmt.Sprintf("%s does not take the %d that it names", name, most[name]))
			continue
		}
		found = append(found, most[name])
	}
	return wrong, found
}

// with sends the form in that language with fields of that many characters.
func (s sheet) with(whole map[string][]string, lengths map[string]int, l locale.Lang) *servertest.Page {
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
	r := s.Request("")
	r.URL.Path = "/" + string(l) + strings.TrimPrefix(r.URL.Path, "/uz")
	return s.page.Browser().Do(r)
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

// naming is the first of the complaints that names a number.
func naming(said []string, n int) string {
	for _, text := range said {
		for _, found := range figure.FindAllString(text, -1) {
			if plain(found) == strconv.Itoa(n) {
				return text
			}
		}
	}
	return ""
}

// writtenIn reports whether a text is in the letters of that language.
func writtenIn(l locale.Lang, text string) bool {
	cyrillic := l == locale.Ru || l == locale.UzCyrl
	found := false
	for _, r := range text {
		if unicode.Is(unicode.Cyrillic, r) != cyrillic && unicode.IsLetter(r) {
			return false
		}
		found = found || unicode.IsLetter(r)
	}
	return found
}

func wordsOf(said []string) map[string]bool {
	words := map[string]bool{}
	for _, text := range said {
		words[figure.ReplaceAllString(text, "")] = true
	}
	return words
}

func plain(number string) string {
	return strings.Join(strings.FieldsFunc(number, func(r rune) bool { return !unicode.IsDigit(r) }), "")
}

// numbersIn is the numbers that can be a length, each once.
func numbersIn(said []string) (numbers []int) {
	for _, text := range said {
		for _, found := range figure.FindAllString(text, -1) {
			n, err := strconv.Atoi(plain(found))
			if err == nil && n >= 10 && n < endless && !slices.Contains(numbers, n) {
				numbers = append(numbers, n)
			}
		}
	}
	return numbers
}
