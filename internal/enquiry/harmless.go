package enquiry

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yagona/portal/internal/locale"
)

// What a query may be to be counted. Longer ones are stories, and more digits are a number of somebody: a PINFL, a
// passport, a card, a phone, a plate, a date of birth. "4-sinf" and "2026" stay.
const (
	maxLength = 60 // characters
	maxWords  = 8
	maxWord   = 25 // letters of one word: nothing pasted, no key or code
	maxDigits = 4
)

// harmless is the query as it may be kept: folded, and only if nothing in it looks like a person. What slips through
// is shown to editors only when it was asked often (see Questions): what many ask is about nobody.
func (s *Store) harmless(typed string) (query string, ok bool) {
	if strings.ContainsAny(typed, "@\\") || strings.Contains(typed, "://") || utf8.RuneCountInString(typed) > 2*maxLength {
		return "", false
	}
	if strings.IndexFunc(typed, unicode.IsLetter) < 0 || count(typed, unicode.IsNumber) > maxDigits {
		return "", false
	}
	words := strings.Fields(locale.Fold(typed))
	query = strings.Join(words, " ")
	if len(words) == 0 || len(words) > maxWords || utf8.RuneCountInString(query) > maxLength || slices.ContainsFunc(words, s.personal) {
		return "", false
	}
	return query, true
}

// Folded endings of the names by which people here are called.
var (
	patronymics = []string{"ovich", "evich", "ovna", "evna", "inichna"}
	surnames    = []string{"ov", "ova", "ev", "eva", "ski", "skaya", "enko", "zoda", "zade", "bek", "jon"}
	children    = []string{"ogli", "ugli", "kizi"} // son and daughter of
)

// personal reports whether a folded word looks like the name of a person. A surname has the ending of many words
// (dokumentov, Toshkentskaya, oʻzbek): it counts as one only when the catalogue does not know it.
func (s *Store) personal(word string) bool {
	ends := func(endings []string) bool {
		return slices.ContainsFunc(endings, func(e string) bool { return len(word) > len(e)+2 && strings.HasSuffix(word, e) })
	}
	if utf8.RuneCountInString(word) > maxWord || slices.Contains(children, word) || ends(patronymics) || ends(children) {
		return true
	}
	return ends(surnames) && !s.services.Snapshot().Knows(word)
}

func count(s string, is func(rune) bool) (n int) {
	for _, r := range s {
		if is(r) {
			n++
		}
	}
	return n
}
