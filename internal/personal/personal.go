// Package personal finds in a text the numbers by which a person is known, and masks them: on pages of officials, and where
// somebody is asked not to write them.
package personal

import (
	"regexp"
	"slices"
	"strings"
	"time"

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
	digitRun = regexp.MustCompile(`\+?\d(?:[\s\x{00a0}()\-]{0,2}\d){8,40}`)
	// the letters are Latin in the document; a Russian keyboard gives the Cyrillic ones that look the same.
	passport = regexp.MustCompile(`(?i)(?:^|[^\p{L}\d])([A-ZАВЕКМНОРСТХУ]{2}[\s\x{00a0}\-]?\d{7})(?:[^\d]|$)`)
	// within the country people write nine digits as 90 123 45 67; not every nine digits are a phone.
	localPhone = regexp.MustCompile(`^(?:8[\s\x{00a0}\-]{1,2}\(?)?(?:20|33|50|55|6[1-9]|7\d|88|9\d)[)\s\x{00a0}\-]{1,2}\d{3}[\s\x{00a0}\-]\d{2}[\s\x{00a0}\-]\d{2}$`)
	notDigit   = regexp.MustCompile(`\D`)
	word       = regexp.MustCompile(`[^\s\x{00a0}]+`)
	email      = regexp.MustCompile(`[\p{L}\d._%+\-]+(@[\p{L}\d\-]+\.[\p{L}\d.\-]*\p{L})`)
)

// Find lists the personal numbers in a text: those with a check digit only when it is right, so that an
// application number, a sum or a date is left alone.
func Find(text string) []Number {
	var found []Number
	for _, run := range digitRun.FindAllString(text, -1) {
		if localPhone.MatchString(run) {
			found = append(found, Number{Phone, mask(notDigit.ReplaceAllString(run, ""))})
			continue
		}
		// a number may be written in groups, or two numbers side by side: read it whole first, then by words.
		for _, candidate := range append([]string{run}, strings.Fields(run)...) {
			digits := notDigit.ReplaceAllString(candidate, "")
			if kind, ok := personalDigits(digits); ok {
				found = append(found, Number{kind, mask(digits)})
				if candidate == run {
					break
				}
			}
		}
	}
	for _, m := range passport.FindAllStringSubmatch(text, -1) {
		// "No 1234567" is how people write the number of a letter.
		if !strings.EqualFold(m[1][:2], "no") {
			found = append(found, Number{Passport, mask(m[1])})
		}
	}
	return slices.Compact(found)
}

func personalDigits(digits string) (Kind, bool) {
	switch {
	case len(digits) == 12 && strings.HasPrefix(digits, "998"):
		return Phone, true
	case validPINFL(digits):
		return PINFL, true
	case len(digits) >= 13 && len(digits) <= 19 && number.Luhn(digits) && strings.Trim(digits, "0") != "":
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
	if len(s) != 14 || s[0] < '1' || s[0] > '6' {
		return false
	}
	century := []string{"18", "18", "19", "19", "20", "20"}[s[0]-'1']
	if _, err := time.Parse("02012006", s[1:5]+century+s[5:7]); err != nil {
		return false
	}
	weights, sum := [3]int{7, 3, 1}, 0
	for i := range 13 {
		sum += int(s[i]-'0') * weights[i%3]
	}
	return sum%10 == int(s[13]-'0')
}

// How many characters stay of what is masked: enough to tell one from another beside a name, too few to use it.
const (
	digitsLeft   = 4
	passportLeft = 3
)

const veil = "•••"

// Mask is a text whose personal numbers and e-mail addresses show their last characters only, and how many it hid. Numbers
// of registers are hidden too, whose check digit need not be right: any 14 digits that can be a PINFL.
func Mask(text string) (masked string, hidden int) {
	if plain(text) {
		return text, 0
	}
	hide := func(s string, left int) string {
		hidden++
		r := []rune(s)
		return veil + string(r[len(r)-left:])
	}
	masked = digitRun.ReplaceAllStringFunc(text, func(run string) string {
		if digits := notDigit.ReplaceAllString(run, ""); known(digits) || localPhone.MatchString(run) {
			return hide(digits, digitsLeft)
		}
		return word.ReplaceAllStringFunc(run, func(one string) string { // several numbers side by side
			if digits := notDigit.ReplaceAllString(one, ""); known(digits) {
				return hide(digits, digitsLeft)
			}
			return one
		})
	})
	masked = passport.ReplaceAllStringFunc(masked, func(found string) string {
		number := passport.FindStringSubmatch(found)[1]
		if strings.EqualFold(number[:2], "no") {
			return found
		}
		return strings.Replace(found, number, hide(number, passportLeft), 1)
	})
	masked = email.ReplaceAllStringFunc(masked, func(found string) string {
		hidden++
		return veil + found[strings.LastIndex(found, "@"):]
	})
	return masked, hidden
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

func known(digits string) bool {
	_, ok := personalDigits(digits)
	return ok || len(digits) == 14 && digits[0] >= '1' && digits[0] <= '6'
}
