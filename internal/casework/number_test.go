package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestNumber(t *testing.T) {
	key := []byte("a key of this installation")
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Int64Range(1, numbers).Draw(t, "a")
		b := rapid.Int64Range(1, numbers).Draw(t, "b")
		first, err := numberAt(key, a)
		require.NoError(t, err)
		second, err := numberAt(key, b)
		require.NoError(t, err)
		require.Equal(t, a == b, first == second, "a permutation gives each position its own number")
		require.True(t, ValidNumber(first))

		// A wrong digit and a swap of neighbours are noticed.
		i := rapid.IntRange(0, 8).Draw(t, "i")
		wrong := []byte(first)
		wrong[i] = '0' + (wrong[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		require.False(t, ValidNumber(string(wrong)))
		if i < 8 && first[i] != first[i+1] {
			swapped := []byte(first)
			swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
			require.False(t, ValidNumber(string(swapped)))
		}
	})
}

func TestNumber_noOrder(t *testing.T) {
	key := []byte("a key of this installation")
	seen := map[string]bool{}
	ascending := 0
	before := ""
	for i := int64(1); i <= 1000; i++ {
		n, err := numberAt(key, i)
		require.NoError(t, err)
		require.Len(t, n, 9)
		require.False(t, seen[n])
		seen[n] = true
		if n > before {
			ascending++
		}
		before = n
	}
	require.InDelta(t, 500, ascending, 100, "neighbouring positions say nothing about each other")
}

func TestValidNumber(t *testing.T) {
	for _, s := range []string{"", "12345678", "1234567890", "12345678a", "１２３４５６７８９"} {
		require.False(t, ValidNumber(s), s)
	}
}
