package layout

import (
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/locale"
)

// current marks the item of the menu that the page belongs to.
func current(yes bool) templ.Attributes {
	if !yes {
		return nil
	}
	return templ.Attributes{"aria-current": "page"}
}

// chosen marks the language of the page.
func chosen(yes bool) templ.Attributes {
	if !yes {
		return nil
	}
	return templ.Attributes{"aria-current": "true"}
}

// name is a language's own name for itself: the same in every language, so that it can be found by who needs it.
func name(l locale.Lang) string {
	switch l {
	case locale.UzCyrl:
		return "Ўзбекча"
	case locale.Ru:
		return "Русский"
	case locale.En:
		return "English"
	default:
		return "Oʻzbekcha"
	}
}

// short is the name that fits the header of a phone.
func short(l locale.Lang) string {
	switch l {
	case locale.UzCyrl:
		return "Ўз"
	case locale.Ru:
		return "Ру"
	case locale.En:
		return "En"
	default:
		return "Oʻz"
	}
}

// shortName is what fits the header: the given name and the initial of the family name, which stands first in full
// names of people here.
func shortName(full string) string {
	words := strings.Fields(full)
	if len(words) < 2 {
		return full
	}
	initial, _ := utf8.DecodeRuneInString(words[0])
	return words[1] + " " + string(initial) + "."
}
