package factor

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestVault_keys(t *testing.T) {
	former, next := strings.Repeat("f", keyLength), strings.Repeat("n", keyLength)
	one, err := newVault(former)
	require.NoError(t, err)
	both, err := newVault(next + ", " + former)
	require.NoError(t, err)
	other, err := newVault(next)
	require.NoError(t, err)

	old := one.seal(7, []byte("secret"))
	secret, err := both.open(7, old)
	require.NoError(t, err, "the former key opens still")
	require.Equal(t, "secret", string(secret))
	_, err = both.open(8, old)
	require.ErrorIs(t, err, errSealed, "of another account")
	_, err = other.open(7, old)
	require.ErrorIs(t, err, errSealed)
	_, err = one.open(7, both.seal(7, []byte("secret")))
	require.ErrorIs(t, err, errSealed, "the first seals")
	_, err = newVault(next + ",short")
	require.Error(t, err)
}

// TestStore_match_otherKey: who changed the key and forgot the former has officials whose codes do not fit, and no failing page.
func TestStore_match_otherKey(t *testing.T) {
	v, err := newVault(strings.Repeat("f", keyLength))
	require.NoError(t, err)
	w, err := newVault(strings.Repeat("n", keyLength))
	require.NoError(t, err)
	s := &Store{vault: w, now: time.Now}
	require.Zero(t, s.match(7, v.seal(7, []byte("secret")), 0, "123456"))
}
