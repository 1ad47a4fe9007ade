package layout

import (
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"
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
