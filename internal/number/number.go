// Package number is the numbers of papers and cases that people type: digits of which the last checks the others.
package number

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
	"unicode"
)

// numbers is how many there are: nine digits, of which the last checks the others and the first is not zero.
const numbers = 90_000_000

// Typed is a number as people typed or copied it, without what parts its digits: spaces of every kind, those that our own
// pages print among them, hyphens and dashes, and the sign №. Everything else stays, so that a name does not become a number.
func Typed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '№' || unicode.In(r, unicode.Pd, unicode.Cf) {
			return -1
		}
		return r
	}, s)
}

// Draw is a new number of nine digits, which nobody can guess from another one.
func Draw() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(numbers))
	if err != nil {
		return "", fmt.Errorf("draw number: %w", err)
	}
	return whole(n.Int64()), nil
}

// Strewn is the number of the n-th of many that are made at once: no two of ninety million are alike, and neighbours do
// not look it. Whoever knows the rule can guess them: they are for demonstrations.
func Strewn(n int64) string {
	const step = 38_447_543 // has no divisor in common with the number of numbers
	return whole(n % numbers * step % numbers)
}

func whole(n int64) string {
	body := fmt.Sprintf("%08d", n+10_000_000)
	for digit := range 10 {
		if all := fmt.Sprintf("%s%d", body, digit); Luhn(all) {
			return all
		}
	}
	panic("every body has a check digit")
}

// Luhn reports whether the last of the digits checks the others, as on bank cards (ISO/IEC 7812).
func Luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
