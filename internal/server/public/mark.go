package public

import (
	"slices"
	"strings"
	"unicode"

	"github.com/yagona/portal/internal/locale"
	view "github.com/yagona/portal/web/public"
)

// When two words are taken for forms of one, to mark what was found: they begin alike, and only endings differ. The
// search itself knows more; a mark too few harms nobody.
const (
	leastAlike = 4
	mostEnding = 3
)

// word is a word of a title, and how the search writes it.
type word struct {
	from, to int
	folded   string
}

// wordsOf parts a title into words.
func wordsOf(title string) []word {
	var out []word
	from := -1
	for i, r := range title + " " {
		switch inside := unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("ʻʼ'’‘`", r); {
		case inside && from < 0:
			from = i
		case !inside && from >= 0:
			out = append(out, word{from, i, locale.Fold(title[from:i])})
			from = -1
		}
	}
	return out
}

// mark parts a title into what was looked for and the rest; nil when nothing of it was.
func mark(title string, words []word, wanted []string) []view.Part {
	var out []view.Part
	last := 0
	for _, w := range words {
		if slices.ContainsFunc(wanted, func(s string) bool { return alike(w.folded, s) }) {
			out = append(out, view.Part{Text: title[last:w.from]}, view.Part{Text: title[w.from:w.to], Hit: true})
			last = w.to
		}
	}
	if out == nil {
		return nil
	}
	return append(out, view.Part{Text: title[last:]})
}

func alike(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return a == b || n >= leastAlike && len(a)-n <= mostEnding && len(b)-n <= mostEnding || n == len(b) && n >= leastAlike
}
