package locale

import (
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"
)

// The letters of Latin Uzbek that look like apostrophes, as the orthography writes them.
const (
	turned = 'ʻ' // U+02BB in oʻ and gʻ
	tutuq  = 'ʼ' // U+02BC, the tutuq belgisi of maʼlumot
)

// cyrillicCache keeps what was written in Cyrillic before. The texts of the portal (definitions, titles, messages) fit
// into maxCached several times; notes of officials come on top, and must not fill the memory over the months.
var (
	cyrillicCache sync.Map
	cached        atomic.Int64
)

// maxCached is how many texts are kept; further ones are worked out each time.
const maxCached = 100_000

// ToCyrillic writes Latin Uzbek in Cyrillic by the rules of the 1995 orthography. Words of the keep list, codes with
// digits, Roman numbers and addresses of the net stay as they are.
func ToCyrillic(s string) string {
	if s == "" {
		return ""
	}
	if v, ok := cyrillicCache.Load(s); ok {
		return v.(string)
	}
	out := transliterate(s)
	if cached.Load() < maxCached {
		if _, known := cyrillicCache.LoadOrStore(s, out); !known {
			cached.Add(1)
		}
	}
	return out
}

func transliterate(s string) string {
	var b strings.Builder
	b.Grow(len(s) * 2)
	for len(s) > 0 {
		n := keptLen(s)
		if n > 0 {
			b.WriteString(s[:n])
			s = s[n:]
			continue
		}
		if n = tokenLen(s); n == 0 {
			_, size := utf8.DecodeRuneInString(s)
			b.WriteString(s[:size])
			s = s[size:]
			continue
		}
		if n == 1 && joined(s[n:]) { // E-daʼvo: a letter before a word is read like the word
			b.WriteString(letters(s[:n], 0))
		} else {
			writeToken(&b, s[:n])
		}
		s = s[n:]
	}
	return b.String()
}

// keptLen is the length of what stays as it is at the start of s: a placeholder of a message, a tag, an address of the
// net, or a name of several words; 0 when there is none.
func keptLen(s string) int {
	switch {
	case strings.HasPrefix(s, "{{"):
		return strings.Index(s, "}}") + len("}}")
	case strings.HasPrefix(s, "<"):
		return len(tag.FindString(s))
	case strings.HasPrefix(s, "http"):
		return len(strings.TrimRight(address.FindString(s), ".,;:!?)"))
	}
	for _, name := range keepNames {
		if len(s) >= len(name) && strings.EqualFold(s[:len(name)], name) && !wordGoesOn(s[len(name):]) {
			return len(name)
		}
	}
	return 0
}

var (
	tag     = regexp.MustCompile(`^</?[a-z][^<>]*>`)
	address = regexp.MustCompile(`^https?://[^\s<>"«»]+`)
)

func wordGoesOn(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// joined reports whether a hyphen and a word follow.
func joined(s string) bool {
	return len(s) > 1 && s[0] == '-' && s[1] >= 'a' && s[1] <= 'z'
}

// tokenLen is the length of the run of letters, digits and inner marks at the start of s: a word, a code, an address.
func tokenLen(s string) int {
	n := 0
	for i, r := range s {
		switch {
		case isWordRune(r) || unicode.IsDigit(r):
			n = i + utf8.RuneLen(r)
		case (r == '.' || r == '@' || r == '/' || r == ':') && n == i && n > 0 && nextIsWord(s[i+1:]):
			// An inner dot or at sign joins what follows: my.gov.uz, name@post.uz.
		default:
			return n
		}
	}
	return n
}

func nextIsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isWordRune(r) || unicode.IsDigit(r) || r == '/'
}

func isWordRune(r rune) bool {
	return unicode.Is(unicode.Latin, r) || r == turned || r == tutuq || r == '\'' || r == '’' || r == '‘' || r == '`'
}

// writeToken writes one token: as it is when it is a code or an address, else word by word.
func writeToken(b *strings.Builder, token string) {
	if isAddress(token) || isCode(token) {
		b.WriteString(token)
		return
	}
	for len(token) > 0 {
		n := strings.IndexFunc(token, func(r rune) bool { return !isWordRune(r) })
		switch {
		case n < 0:
			b.WriteString(word(token))
			return
		case n == 0:
			_, size := utf8.DecodeRuneInString(token)
			b.WriteString(token[:size])
			token = token[size:]
		default:
			b.WriteString(word(token[:n]))
			token = token[n:]
		}
	}
}

// isAddress finds e-mail and web addresses by their inner marks; "va/yoki" is not one.
func isAddress(token string) bool {
	return strings.ContainsRune(token, '@') ||
		strings.Contains(token, ".uz") || strings.Contains(token, ".com") || strings.Contains(token, ".org")
}

// isCode finds tokens that mix capital letters with digits (AB1234567, 01A123BC) and Roman numbers (II).
func isCode(token string) bool {
	digits, upper, lower := false, false, false
	for _, r := range token {
		digits = digits || unicode.IsDigit(r)
		upper = upper || unicode.IsUpper(r)
		lower = lower || unicode.IsLower(r)
	}
	if digits && upper && !lower {
		return true
	}
	return upper && !lower && strings.Trim(token, "IVXLC") == ""
}

// word writes one word of letters and apostrophes.
func word(w string) string {
	lower := strings.ToLower(normalApostrophes(w))
	if keepLatin[lower] || keepExact[w] {
		return w
	}
	if c, ok := exact[w]; ok {
		return c
	}
	if n := keptStem(w); n > 0 {
		return w[:n] + letters(normalApostrophes(w[n:]), 'х')
	}
	for n := len(lower); n > 2; n-- {
		c, ok := exceptions[lower[:n]]
		if !ok || len(w) != len(lower) {
			continue
		}
		if n < len(lower) {
			c = strings.TrimSuffix(c, "ь") // автомобиль, but автомобили, автомобиллар
		}
		return matchCase(c, w[:n]) + letters(w[n:], lastRune(c))
	}
	return letters(normalApostrophes(w), 0)
}

// keptStem is the length of a Latin name with an Uzbek ending: SMSda, eSIMʼga, UZTELECOMʼdan; 0 when w is no such word.
// The sign between them stays in what is kept.
func keptStem(w string) int {
	for i, r := range w {
		switch {
		case r == tutuq || r == '\'' || r == '’':
			if i > 1 && (keepLatin[strings.ToLower(w[:i])] || keepExact[w[:i]]) { // but Eʼlon
				return i + utf8.RuneLen(r)
			}
		case unicode.IsLower(r) && i > 1 && w[:i] == strings.ToUpper(w[:i]) && keepLatin[strings.ToLower(w[:i])]:
			return i
		}
	}
	return 0
}

// normalApostrophes reads the many signs that people type for ʻ and ʼ.
func normalApostrophes(w string) string {
	if !strings.ContainsAny(w, "'’‘`ʼ") {
		return w
	}
	var b strings.Builder
	prev := rune(0)
	for _, r := range w {
		if r == '\'' || r == '’' || r == '‘' || r == '`' || r == tutuq {
			if prev == 'o' || prev == 'O' || prev == 'g' || prev == 'G' {
				r = turned
			} else {
				r = tutuq
			}
		}
		b.WriteRune(r)
		prev = r
	}
	return b.String()
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// matchCase gives the Cyrillic stem the case of the Latin word: lower, Title or ALL CAPITALS.
func matchCase(c, latin string) string {
	first, _ := utf8.DecodeRuneInString(latin)
	switch {
	case latin == strings.ToUpper(latin) && utf8.RuneCountInString(latin) > 1:
		return strings.ToUpper(c)
	case unicode.IsUpper(first):
		r, size := utf8.DecodeRuneInString(c)
		return string(unicode.ToUpper(r)) + c[size:]
	default:
		return c
	}
}

// letters writes the letters of a word in order; prev is the Cyrillic letter before it, 0 at the start of a word.
func letters(w string, prev rune) string {
	rs := []rune(w)
	var b strings.Builder
	allCaps := len(rs) > 1 && w == strings.ToUpper(w)
	for i := 0; i < len(rs); {
		c, n := letter(rs[i:], prev)
		if n == 2 && unicode.IsUpper(rs[i]) || n == 1 && unicode.IsUpper(rs[i]) || allCaps {
			c = strings.ToUpper(c)
		}
		b.WriteString(c)
		if c != "" {
			prev = lastRune(c)
		}
		i += n
	}
	return b.String()
}

// letter is the Cyrillic of the first one, two or three Latin letters, in lower case, and how many were read.
func letter(rs []rune, prev rune) (string, int) {
	at := func(i int) rune {
		if i < len(rs) {
			return unicode.ToLower(rs[i])
		}
		return 0
	}
	a, second, third := at(0), at(1), at(2)
	if second == turned && (a == 'o' || a == 'g') {
		return map[rune]string{'o': "ў", 'g': "ғ"}[a], 2
	}
	switch {
	case a == 's' && second == 'h':
		return "ш", 2
	case a == 'c' && second == 'h':
		return "ч", 2
	case a == 's' && second == tutuq && third == 'h': // Isʼhoq: the sign only parts s from h
		return "с", 2
	case a == 'y' && second == 'o' && third != turned: // but yoʻl is йўл
		return "ё", 2
	case a == 'y' && second == 'u':
		return "ю", 2
	case a == 'y' && second == 'a':
		return "я", 2
	case a == 'y' && second == 'e':
		return "е", 2
	case a == 't' && second == 's' && (prev == 0 || third == 'e' || third == 0): // tsunami, litsey, shprits
		return "ц", 2
	case a == 't' && second == 's' && third == 'i' && !strings.ContainsRune("nz\x00", at(3)): // -tsiya, sotsial, mototsikl; but baxtsiz, ketsin
		return "ц", 2
	case a == 's' && prev == 'к' && second == 'i' && (third == 'y' && at(3) == 'a' || third == 'o' && at(3) == 'n'): // aksiya, induksion
		return "ц", 1
	case a == 'e' && (prev == 0 || strings.ContainsRune("аеёиоуўэюя", unicode.ToLower(prev))):
		return "э", 1
	}
	if a == turned && prev != 0 { // typed for the other sign: maʻlumot
		return "ъ", 1
	}
	if c, ok := single[a]; ok {
		return c, 1
	}
	return string(rs[0]), 1
}

var single = map[rune]string{
	'a': "а", 'b': "б", 'c': "с", 'd': "д", 'e': "е", 'f': "ф", 'g': "г", 'h': "ҳ", 'i': "и", 'j': "ж", 'k': "к", 'l': "л", 'm': "м",
	'n': "н", 'o': "о", 'p': "п", 'q': "қ", 'r': "р", 's': "с", 't': "т", 'u': "у", 'v': "в", 'w': "в", 'x': "х", 'y': "й", 'z': "з",
	tutuq: "ъ", turned: "",
}
