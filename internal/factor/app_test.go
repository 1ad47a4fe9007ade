package factor

import (
	"encoding/base32"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestCode is the table of RFC 6238, appendix B, of which apps show the last six digits.
func TestCode(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		require.Equal(t, want, Code(secret, time.Unix(at, 0)), "%d", at)
	}
	require.Equal(t, "287082", Code(strings.ToLower(secret[:4])+" "+secret[4:], time.Unix(59, 0)), "as people type it")
	require.Empty(t, Code("", time.Unix(59, 0)))
	require.Empty(t, Code("not a secret!", time.Unix(59, 0)))
}

func TestVault(t *testing.T) {
	_, err := newVault(strings.Repeat("x", keyLength-1))
	require.Error(t, err, "a short key")
	v, err := newVault(strings.Repeat("x", keyLength))
	require.NoError(t, err)
	secret := []byte("12345678901234567890")
	kept := v.seal(7, secret)
	require.NotEqual(t, kept, v.seal(7, secret), "no two are alike")
	require.NotContains(t, string(kept), string(secret))
	got, err := v.open(7, kept)
	require.NoError(t, err)
	require.Equal(t, secret, got)

	_, err = v.open(8, kept)
	require.ErrorIs(t, err, errSealed, "moved to another account")
	other, err := newVault(strings.Repeat("y", keyLength))
	require.NoError(t, err)
	_, err = other.open(7, kept)
	require.ErrorIs(t, err, errSealed, "another key")
	for i := range kept {
		kept[i] ^= 1
		_, err = v.open(7, kept)
		require.ErrorIs(t, err, errSealed, "byte %d changed", i)
		kept[i] ^= 1
	}
	for _, short := range [][]byte{nil, {}, {sealed}, {sealed, 1, 2}} {
		_, err = v.open(7, short)
		require.ErrorIs(t, err, errSealed)
	}
}

func TestRelying(t *testing.T) {
	for origin, named := range map[string]bool{
		"https://my.gov.uz": true, "http://localhost:8080": true, "http://127.0.0.1:8080": false, "http://[::1]:8080": false, "http://192.168.1.2": false,
	} {
		r, err := relying(origin)
		require.NoError(t, err, origin)
		require.Equal(t, named, r != nil, origin)
	}
}
