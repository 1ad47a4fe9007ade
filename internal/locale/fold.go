package locale

import (
	"strings"
	"unicode"
)

// foldRunes writes every letter as the one that people confuse it with least: Cyrillic as Latin, қ and q as k, ҳ and x as h,
// oʻ as o, gʻ as g; signs that are not heard are dropped.
var foldRunes = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ғ': "g", 'д': "d", 'е': "e", 'э': "e", 'ж': "j", 'з': "z", 'и': "i", 'й': "y", 'ы': "i",
	'к': "k", 'қ': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'ў': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f",
	'х': "h", 'ҳ': "h", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "sh", 'ъ': "", 'ь': "", 'ю': "yu", 'я': "ya", 'ё': "yo",
	'q': "k", 'x': "h", 'w': "v", 'á': "a", 'é': "e", 'ó': "o",
	turned: "", tutuq: "", '\'': "", '’': "", '‘': "", '`': "", '´': "",
}

// foldPairs are spellings of one sound, after the letters were folded.
var foldPairs = strings.NewReplacer("shch", "sh", "sch", "sh", "sh", "sh", "ch", "ch", "zh", "j", "kh", "h", "ck", "k",
	"ce", "se", "ci", "si", "cy", "sy", "c", "k", "tsa", "sa", "tse", "se", "tsi", "si", "tso", "so", "tsu", "su", "tsy", "sy",
	"lya", "la", "lyu", "lu", "tya", "ta", "byu", "bu", "rejissor", "rejissyor")

// Fold writes a text so that its Latin, Cyrillic, accented and apostrophised spellings become the same, for search.
// Words are parted by single spaces.
func Fold(s string) string {
	var b strings.Builder
	space, before := true, rune(0)
	for _, r := range strings.ToLower(s) {
		f, known := foldRunes[r]
		if r == 'о' && before == 'ь' { // батальон: Latin hears a yo
			f = "yo"
		}
		before = r
		switch {
		case known:
			b.WriteString(f)
			space = space && f == ""
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
			space = false
		case !space:
			b.WriteByte(' ')
			space = true
		}
	}
	return undouble(foldVowels(foldPairs.Replace(strings.TrimSpace(b.String()))))
}

// foldVowels writes й and the vowels that begin with it as they are heard, whichever way they were spelt: e for е, ё, ye,
// ie and iye, ia for ия and iya, i for a y that stands by itself.
func foldVowels(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		n := i
		for n < len(s) && (s[n] == 'i' || s[n] == 'y') {
			n++
		}
		next, iotated := byte(0), n > i && s[n-1] == 'y'
		if n < len(s) {
			next = s[n]
		}
		switch {
		case n == i:
			b.WriteByte(s[i])
			n++
		case next == 'e' || next == 'o' && iotated:
			b.WriteByte('e')
			n++
		case iotated && n == i+1 && (next == 'a' || next == 'u'):
			b.WriteByte('y')
		default:
			b.WriteByte('i')
		}
		i = n
	}
	return b.String()
}

// undouble writes doubled letters once: people forget the second, and some add one. "OOO" and "111" stay.
func undouble(s string) string {
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		doubled := i > 0 && runes[i-1] == r && unicode.IsLetter(r)
		tripled := i > 1 && runes[i-2] == r || i+1 < len(runes) && runes[i+1] == r
		if !doubled || tripled {
			b.WriteRune(r)
		}
	}
	return b.String()
}
