package number_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/number"
)

func TestDraw(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		n, err := number.Draw()
		require.NoError(t, err)
		require.Regexp(t, `^[1-9]\d{8}$`, n)
		require.True(t, number.Luhn(n))
		seen[n] = true
		wrong := []byte(n)
		wrong[4] = '0' + (wrong[4]-'0'+1)%10
		require.False(t, number.Luhn(string(wrong)), "a digit typed wrong")
	}
	require.Greater(t, len(seen), 190)
}

// TestTyped: a number copied from our own pages, with spaces that do not break, is that number; a name stays a name.
func TestTyped(t *testing.T) {
	for _, typed := range []string{"123456782", " 123 456 782\t", "123\u00a0456\u00a0782", "123\u202f456\u2009782", "123-456-782", "№ 123456782", "123–456—782\u200b", "\ufeff123456782\n"} {
		require.Equal(t, "123456782", number.Typed(typed), "%q", typed)
	}
	require.Equal(t, "Anvar123456782", number.Typed("Anvar 123456782"))
	require.Empty(t, number.Typed(" - "))
}

// The examples that the makers of cards publish for tests.
func TestLuhn(t *testing.T) {
	require.True(t, number.Luhn("4111111111111111"))
	require.False(t, number.Luhn("4111111111111112"))
}

func TestStrewn(t *testing.T) {
	seen := map[string]bool{}
	for i := range int64(20_000) {
		n := number.Strewn(i + 89_990_000) // across the end of the numbers
		require.Regexp(t, `^[1-9]\d{8}$`, n)
		require.True(t, number.Luhn(n))
		require.False(t, seen[n], n)
		seen[n] = true
	}
	require.NotEqual(t, number.Strewn(1)[:3], number.Strewn(2)[:3], "neighbours")
}
