// Package personal finds in a text the numbers by which a person is known, and masks them: on pages of officials, and where
// somebody is asked not to write them.
package personal

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/yagona/portal/internal/number"
)

// Kind is a kind of such a number.
type Kind string

// Kinds of personal numbers.
const (
	PINFL    Kind = "pinfl"
	Card     Kind = "card"
	Phone    Kind = "phone"
	Passport Kind = "passport"
)

// Kinds is every kind.
var Kinds = []Kind{PINFL, Card, Phone, Passport}

// Number is a personal number found in a text. Masked is enough to find it in one's own text and no more.
type Number struct {
	Kind   Kind
	Masked string
}

var (
	// digits in groups, as people write numbers: spaces, no-break spaces, hyphens and brackets may stand between.
	digitRun = regexp.MustCompile(`\+?\d(?:[\s\x{00a0}()\-]{0,2}\d)*`)
	group    = regexp.MustCompile(`\d+`)
	// the letters are Latin in the document; a Russian keyboard gives the Cyrillic ones that look the same. In groups only
	// after capitals: "va 123 45 67" is a word and a number.
	passport = regexp.MustCompile(`(?i)[A-ZАВЕКМНОРСТХУ]{2}[\s\x{00a0}\-]?\d{7}|(?-i:[A-ZАВЕКМНОРСТХУ]{2}[\s\x{00a0}\-]?\d{3}[\s\x{00a0}\-]\d{2}[\s\x{00a0}\-]\d{2})`)
	// within the country people write nine digits as 90 123 45 67; not every nine digits are a phone.
	localPhone = regexp.MustCompile(`^(?:8[\s\x{00a0}\-]{1,2}\(?)?(?:20|33|50|55|6[1-9]|7\d|88|9\d)[)\s\x{00a0}\-]{1,2}\d{3}[\s\x{00a0}\-]\d{2}[\s\x{00a0}\-]\d{2}$`)
	fours      = regexp.MustCompile(`^\d{4}(?:[\s\x{00a0}\-]\d{4}){3}$`)
	between    = regexp.MustCompile(`[\s\x{00a0}\-]`)
	notDigit   = regexp.MustCompile(`\D`)
	email      = regexp.MustCompile(`[\p{L}\d._%+\-]+(@[\p{L}\d\-]+\.[\p{L}\d.\-]*\p{L})`)
)

// How many digits a personal number has.
const (
	fewest = 9
	most   = 19
)

// span is a number in a text, from one byte to another; digits is what it says (of a passport with its letters).
type span struct {
	from, to int
	kind     Kind
	digits   string
}

// Find lists the personal numbers in a text: those with a check digit only when it is right, so that an
// application number, a sum or a date is left alone.
func Find(text string) []Number {
	var found []Number
	for _, n := range slices.Concat(numbers(text, personalDigits), passports(text)) {
		found = append(found, Number{n.kind, mask(n.digits)})
	}
	return slices.Compact(found)
}

// numbers finds in each run of digits what is a personal number: from the start of a group to the end of one, the longest
// first. Other numbers may stand beside it, and several may stand side by side.
func numbers(text string, is func(written, digits string, whole bool) (Kind, bool)) []span {
	var found []span
	for _, at := range digitRun.FindAllStringIndex(text, -1) {
		run := text[at[0]:at[1]]
		groups := group.FindAllStringIndex(run, -1)
		for i := 0; i < len(groups); {
			from, end, digits, next := groups[i][0], i, 0, i+1
			if i == 0 {
				from = 0 // with its plus
			}
			for ; end < len(groups) && digits+groups[end][1]-groups[end][0] <= most; end++ {
				digits += groups[end][1] - groups[end][0]
			}
			for ; end > i && digits >= fewest; end-- {
				written := run[from:groups[end-1][1]]
				only := notDigit.ReplaceAllString(written, "")
				if kind, ok := is(written, only, len(written) == len(run)); ok {
					found = append(found, span{at[0] + from, at[0] + from + len(written), kind, only})
					next = end
					break
				}
				digits -= groups[end-1][1] - groups[end-1][0]
			}
			i = next
		}
	}
	return found
}

// passports finds the numbers of passports, which stand beside no further letter or digit. "No 1234567" is how people write
// the number of a letter.
func passports(text string) []span {
	var found []span
	for _, at := range passport.FindAllStringIndex(text, -1) {
		number := text[at[0]:at[1]]
		before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
		after, _ := utf8.DecodeRuneInString(text[at[1]:])
		if !unicode.IsLetter(before) && !unicode.IsDigit(before) && !unicode.IsDigit(after) && !strings.EqualFold(number[:2], "no") {
			found = append(found, span{at[0], at[1], Passport, between.ReplaceAllString(number, "")})
		}
	}
	return found
}

// personalDigits says what a number is. Written is how it stands in the text; whole, that no other stands beside it. Sums beside
// one another are no card: there its digits stand in fours or together.
func personalDigits(written, digits string, whole bool) (Kind, bool) {
	switch {
	case len(digits) == 12 && strings.HasPrefix(digits, "998"), localPhone.MatchString(written):
		return Phone, true
	case validPINFL(digits):
		return PINFL, true
	case len(digits) >= 13 && number.Luhn(digits) && strings.Trim(digits, "0") != "" && !strings.HasPrefix(digits, "998") &&
		(whole || written == digits || fours.MatchString(written)):
		return Card, true
	default:
		return "", false
	}
}

// mask keeps the first two and the last two characters.
func mask(s string) string {
	r := []rune(s)
	return string(r[:2]) + "…" + string(r[len(r)-2:])
}

// validPINFL checks the century and sex, the date of birth and the check digit: weights 7, 3, 1 repeating.
func validPINFL(s string) bool {
	if !bornPINFL(s) {
		return false
	}
	weights, sum := [3]int{7, 3, 1}, 0
	for i := range 13 {
		sum += int(s[i]-'0') * weights[i%3]
	}
	return sum%10 == int(s[13]-'0')
}

// bornPINFL checks the century and sex and the date of birth.
func bornPINFL(s string) bool {
	if len(s) != 14 || s[0] < '1' || s[0] > '6' {
		return false
	}
	century := []string{"18", "18", "19", "19", "20", "20"}[s[0]-'1']
	_, err := time.Parse("02012006", s[1:5]+century+s[5:7])
	return err == nil
}

// How many characters stay of what is masked: enough to tell one from another beside a name, too few to use it.
const (
	digitsLeft   = 4
	passportLeft = 3
)

const veil = "•••"

// Mask is a text whose personal numbers and e-mail addresses show their last characters only, and how many it hid. Numbers
// of registers are hidden too, whose check digit need not be right: any 14 digits that can be a PINFL; among other digits in
// groups only those with a date of birth.
func Mask(text string) (masked string, hidden int) {
	if plain(text) {
		return text, 0
	}
	cover := func(text string, found []span, left int) string {
		var b strings.Builder
		at := 0
		for _, n := range found {
			r := []rune(n.digits)
			b.WriteString(text[at:n.from] + veil + string(r[len(r)-left:]))
			at = n.to
		}
		hidden += len(found)
		return b.String() + text[at:]
	}
	masked = cover(text, numbers(text, known), digitsLeft)
	masked = cover(masked, passports(masked), passportLeft)
	masked = email.ReplaceAllStringFunc(masked, func(found string) string {
		hidden++
		return veil + found[strings.LastIndex(found, "@"):]
	})
	return masked, hidden
}

// Hide is what shows of a text that is personal whatever it holds: its last characters.
func Hide(text string) string {
	r := []rune(text)
	if len(r) <= digitsLeft {
		return veil
	}
	return veil + string(r[len(r)-digitsLeft:])
}

// plain reports at a glance that nothing is to be masked, as in most texts of a page: fewer digits than a passport has, and
// no address.
func plain(text string) bool {
	digits := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == '@':
			return false
		case '0' <= c && c <= '9':
			if digits++; digits == 7 {
				return false
			}
		}
	}
	return true
}

// known is personalDigits with the numbers of registers.
func known(written, digits string, whole bool) (Kind, bool) {
	if kind, ok := personalDigits(written, digits, whole); ok {
		return kind, true
	}
	alone := whole || strings.TrimPrefix(written, "+") == digits
	return PINFL, len(digits) == 14 && digits[0] >= '1' && digits[0] <= '6' && (alone || bornPINFL(digits))
}
