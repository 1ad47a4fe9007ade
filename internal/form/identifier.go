package form

import (
	"regexp"
	"strings"
	"time"
)

// identifier parses a number of the state after it was brought to its one written form; ok says that it is right.
func identifier(required, wrong string, canonical func(string, time.Time) (string, bool)) func(*parser, Field, string) any {
	return func(p *parser, f Field, name string) any {
		typed := p.text(name)
		if typed == "" {
			p.missing(f, name, name, required)
			return nil
		}
		s, ok := canonical(typed, p.Today)
		if !ok {
			p.say(f, name, wrong)
			return nil
		}
		return s
	}
}

var (
	nonDigit        = regexp.MustCompile(`[^0-9]`)
	passportPattern = regexp.MustCompile(`^[A-Z]{2}[0-9]{7}$`)
	personPlate     = regexp.MustCompile(`^([0-9]{2})([A-Z])([0-9]{3})([A-Z]{2})$`)
	companyPlate    = regexp.MustCompile(`^([0-9]{2})([0-9]{3})([A-Z]{3})$`)
)

// latin turns Cyrillic letters that look like Latin ones into these: a phone's keyboard is often in the other layout.
var latin = strings.NewReplacer("А", "A", "В", "B", "С", "C", "Е", "E", "К", "K", "М", "M", "Н", "H", "О", "O", "Р", "P", "Т", "T", "Х", "X", "У", "Y")

// PINFL is the personal number without spaces, and whether its birth date and check digit are right.
func PINFL(typed string, today time.Time) (string, bool) {
	s := strings.NewReplacer("-", "").Replace(compact(typed))
	if len(s) != 14 || nonDigit.MatchString(s) {
		return s, false
	}
	weights := [3]int{7, 3, 1}
	sum := 0
	for i := range 13 {
		sum += int(s[i]-'0') * weights[i%3]
	}
	if sum%10 != int(s[13]-'0') || s[0] < '1' || s[0] > '6' {
		return s, false
	}
	century := 1800 + int(s[0]-'1')/2*100
	day, month, year := number(s[1:3]), number(s[3:5]), century+number(s[5:7])
	born := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return s, born.Day() == day && int(born.Month()) == month && (today.IsZero() || !born.After(today))
}

// TIN is the taxpayer's number without spaces, and whether it can be one: there is no public check digit.
func TIN(typed string, _ time.Time) (string, bool) {
	s := compact(typed)
	return s, len(s) == 9 && !nonDigit.MatchString(s) && s[0] != '0'
}

// Passport is two letters and seven digits.
func Passport(typed string, _ time.Time) (string, bool) {
	s := letters(typed)
	return s, passportPattern.MatchString(s)
}

// Phone is +998 and nine digits. Operators' codes change too often to be checked.
func Phone(typed string, _ time.Time) (string, bool) {
	if strings.Trim(typed, "+-() \u00a00123456789") != "" {
		return typed, false
	}
	s := nonDigit.ReplaceAllString(typed, "")
	if len(s) == 12 && strings.HasPrefix(s, "998") {
		s = s[3:]
	}
	return "+998" + s, len(s) == 9
}

// Cadastre is XX:XX:XX:XX:XX:XXXX, typed with any sign between the parts or none.
func Cadastre(typed string, _ time.Time) (string, bool) {
	if strings.Trim(compact(typed), ":./-0123456789") != "" {
		return typed, false
	}
	s := nonDigit.ReplaceAllString(typed, "")
	if len(s) != 14 {
		return typed, false
	}
	return strings.Join([]string{s[:2], s[2:4], s[4:6], s[6:8], s[8:10], s[10:]}, ":"), true
}

// Plate is "01 A 123 BC" of a person or "01 123 ABC" of a legal entity.
func Plate(typed string, _ time.Time) (string, bool) {
	s := letters(typed)
	if m := personPlate.FindStringSubmatch(s); m != nil {
		return strings.Join(m[1:], " "), true
	}
	if m := companyPlate.FindStringSubmatch(s); m != nil {
		return strings.Join(m[1:], " "), true
	}
	return s, false
}

// BankAccount is twenty digits.
func BankAccount(typed string, _ time.Time) (string, bool) {
	s := strings.ReplaceAll(compact(typed), "-", "")
	return s, len(s) == 20 && !nonDigit.MatchString(s)
}

func letters(typed string) string {
	return latin.Replace(strings.ToUpper(strings.ReplaceAll(compact(typed), "-", "")))
}

// number reads digits that were already checked.
func number(s string) int {
	n := 0
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n
}
