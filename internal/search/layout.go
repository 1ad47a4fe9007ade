package search

import (
	"strings"
	"unicode"
)

// The keys of a keyboard as they write in Latin and in Cyrillic.
const (
	latinKeys    = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
	cyrillicKeys = "йцукенгшщзхъфывапролджэячсмитьбюё"
)

var otherKey = func() map[rune]rune {
	keys := map[rune]rune{}
	cyrillic := []rune(cyrillicKeys)
	for i, l := range latinKeys {
		keys[l], keys[cyrillic[i]] = cyrillic[i], l
	}
	return keys
}()

// otherLayout is what the same keys write when the keyboard is set to the other script.
func otherLayout(typed string) string {
	return strings.Map(func(r rune) rune {
		if other, ok := otherKey[unicode.ToLower(r)]; ok {
			return other
		}
		return r
	}, typed)
}
