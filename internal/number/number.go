// Package number is the numbers of papers and cases that people type: digits of which the last checks the others.
package number

import (
	"crypto/rand"
	"fmt"
	"math/big"
)

// Draw is a new number of nine digits, which nobody can guess from another one.
func Draw() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(90_000_000))
	if err != nil {
		return "", fmt.Errorf("draw number: %w", err)
	}
	body := fmt.Sprintf("%08d", n.Int64()+10_000_000)
	for digit := range 10 {
		if whole := fmt.Sprintf("%s%d", body, digit); Luhn(whole) {
			return whole, nil
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
