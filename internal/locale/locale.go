// Package locale is the languages of the portal: texts, message bundles, plurals, dates, money, and the
// transliteration that derives Cyrillic Uzbek from Latin.
package locale

import "slices"

// Lang is a written form of a language, as it stands first in every path.
type Lang string

// The written forms of the portal. Cyrillic Uzbek is derived from Latin, never written by hand.
const (
	Uz     Lang = "uz"
	UzCyrl Lang = "uz-cyrl"
	Ru     Lang = "ru"
	En     Lang = "en"
)

// Langs is every written form, in the order of the language switch.
var Langs = []Lang{Uz, UzCyrl, Ru, En}

// ParseLang reads the first part of a path.
func ParseLang(s string) (Lang, bool) {
	if l := Lang(s); slices.Contains(Langs, l) {
		return l, true
	}
	return Uz, false
}

// Tag is the BCP 47 tag for the lang attribute and hreflang.
func (l Lang) Tag() string {
	switch l {
	case UzCyrl:
		return "uz-Cyrl"
	case Ru:
		return "ru"
	case En:
		return "en"
	default:
		return "uz-Latn"
	}
}

// Name is a language's own name for itself: the same in every language, so that it can be found by who needs it.
func (l Lang) Name() string {
	switch l {
	case UzCyrl:
		return "Ўзбекча"
	case Ru:
		return "Русский"
	case En:
		return "English"
	default:
		return "Oʻzbekcha"
	}
}

// Short is the name that fits the header of a phone.
func (l Lang) Short() string {
	switch l {
	case UzCyrl:
		return "Ўз"
	case Ru:
		return "Ру"
	case En:
		return "En"
	default:
		return "Oʻz"
	}
}

// Text is the same words in the three languages that are written by hand.
type Text struct {
	Uz string `yaml:"uz" json:"uz"`
	Ru string `yaml:"ru" json:"ru"`
	En string `yaml:"en" json:"en"`
}

// In is the text in that written form. Its last lines that are the same in every language are what somebody wrote, in whatever
// language, or a name: no other letters are made of them.
func (t Text) In(l Lang) string {
	switch l {
	case UzCyrl:
		ours := len(t.Uz) - t.alike()
		return ToCyrillic(t.Uz[:ours]) + t.Uz[ours:]
	case Ru:
		return t.Ru
	case En:
		return t.En
	default:
		return t.Uz
	}
}

// alike is the length of the last whole lines that are the same in every language.
func (t Text) alike() (n int) {
	for at := 1; at <= min(len(t.Uz), len(t.Ru), len(t.En)); at++ {
		c := t.Uz[len(t.Uz)-at]
		if t.Ru[len(t.Ru)-at] != c || t.En[len(t.En)-at] != c {
			return n
		}
		if c == '\n' {
			n = at
		}
	}
	if len(t.Uz) == len(t.Ru) && len(t.Uz) == len(t.En) {
		return len(t.Uz)
	}
	return n
}

// IsZero reports whether nothing is written in any language.
func (t Text) IsZero() bool { return t == Text{} }
