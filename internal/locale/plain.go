package locale

import "strings"

// Plain is text as people type it: without bytes that are no UTF-8, without control characters (a NUL can't be stored,
// the others only hide), and without the marks that turn the direction of writing: none of our languages needs them, and
// with them a file or a name shows as something that it is not. Lines and tabs stay.
func Plain(s string) string {
	if plain(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if hidden(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// plain tells most texts apart at the cost of one look: letters, digits and signs of ASCII.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= 0x7f || c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			return false
		}
	}
	return true
}

func hidden(r rune) bool {
	switch {
	case r < ' ':
		return r != '\n' && r != '\r' && r != '\t'
	case r >= 0x7f && r < 0xa0: // DEL and the controls of Latin-1
		return true
	case r == '\u200b' || r == '\ufeff': // spaces of no width
		return true
	case r == '\u200e' || r == '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069':
		return true
	default:
		return false
	}
}
