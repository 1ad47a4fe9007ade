// Package world is a synthetic population with everything that the registers of a state would know of it: people with
// their families, homes, jobs, companies, vehicles, debts. It is made from a seed, so that it is the same at every
// start, and a record is worked out only when somebody asks for it.
package world

import (
	"fmt"
	"time"

	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// PINFL is the personal number: century and sex, DDMMYY, a three-digit area, a three-digit serial, a check digit.
func PINFL(born register.Date, female bool, area, serial int) string {
	century := 1 + 2*(born.Year()/100-18)
	if female {
		century++
	}
	s := fmt.Sprintf("%d%s%03d%03d", century, born.Format("020106"), area%1000, serial%1000)
	return s + string('0'+checkDigit(s))
}

// ValidPINFL reports whether s has fourteen digits of which the last is the check digit of the others.
func ValidPINFL(s string) bool {
	if len(s) != 14 {
		return false
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return rune(s[13]) == '0'+checkDigit(s[:13])
}

// bornOf is the birth date in a valid personal number.
func bornOf(pinfl string) register.Date {
	d, _ := time.ParseInLocation("020106", pinfl[1:7], workday.Zone)
	return register.NewDate(1800+int(pinfl[0]-'1')/2*100+d.Year()%100, d.Month(), d.Day())
}

// checkDigit weighs the digits with 7, 3, 1 in turn.
func checkDigit(digits string) rune {
	sum := 0
	for i, c := range digits {
		sum += int(c-'0') * [3]int{7, 3, 1}[i%3]
	}
	return rune(sum % 10)
}
