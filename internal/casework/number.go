package casework

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Numbers of applications have nine digits: eight that look random and a check digit. Nobody can guess the next one or
// count how many there are, and a digit typed wrong or two swapped are noticed before anyone looks for the case.
const (
	firstNumber = 10_000_000 // eight digits, none of them a leading zero
	numbers     = 90_000_000
	feistelHalf = 14 // bits; two halves hold 2^28 > numbers
	rounds      = 6
)

// numberAt is the application number at a position of the sequence, under that key: a Feistel permutation, walked on
// until it falls into the range.
func numberAt(key []byte, position int64) (string, error) {
	if position < 1 || position > numbers {
		return "", fmt.Errorf("position %d is outside the numbers", position)
	}
	n := uint32(position - 1)
	for {
		n = permute(key, n)
		if n < numbers {
			break
		}
	}
	digits := fmt.Sprintf("%08d", firstNumber+n)
	return digits + string('0'+damm(digits)), nil
}

func permute(key []byte, n uint32) uint32 {
	const mask = 1<<feistelHalf - 1
	left, right := n>>feistelHalf, n&mask
	for round := range byte(rounds) {
		left, right = right, left^(roundOf(key, round, right)&mask)
	}
	return left<<feistelHalf | right
}

func roundOf(key []byte, round byte, half uint32) uint32 {
	mac := hmac.New(sha256.New, key)
	mac.Write(binary.BigEndian.AppendUint32([]byte{round}, half))
	return binary.BigEndian.Uint32(mac.Sum(nil))
}

// quasigroup is Damm's table: it finds every single wrong digit and every swap of neighbours.
var quasigroup = [10][10]byte{
	{0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
	{7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
	{4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
	{1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
	{6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
	{3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
	{5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
	{8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
	{9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
	{2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}

func damm(digits string) byte {
	var interim byte
	for _, d := range digits {
		interim = quasigroup[interim][d-'0']
	}
	return interim
}

// ValidNumber reports whether s can be an application number: nine digits with a right check digit. A page says so
// before it looks for the case.
func ValidNumber(s string) bool {
	if len(s) != 9 {
		return false
	}
	for _, d := range s {
		if d < '0' || d > '9' {
			return false
		}
	}
	return damm(s) == 0
}

// nextNumber draws a number in the caller's transaction. The key is made by the migration and never changes.
func nextNumber(ctx context.Context, tx pgx.Tx) (string, error) {
	var position int64
	var key []byte
	err := tx.QueryRow(ctx, `SELECT nextval('application_numbers'), key FROM number_keys`).Scan(&position, &key)
	if err != nil {
		return "", fmt.Errorf("draw number: %w", err)
	}
	return numberAt(key, position)
}

// trackingCode is eight letters and digits without those that look alike: 40 bits, behind a rate limit.
func trackingCode() string { return rand.Text()[:8] }

// newToken is 128 bits that make a submission or a payment happen once.
func newToken() string { return rand.Text() }
