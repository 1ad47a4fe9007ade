package factor

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres/postgrestest"
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

// TestStore_Opens: a portal whose key opens none of the apps that are there does not start, one that has the former key does.
func TestStore_Opens(t *testing.T) {
	pool := postgrestest.New(t)
	former, next := strings.Repeat("f", keyLength), strings.Repeat("n", keyLength)
	opens := func(key string) error {
		s, err := NewStore(pool, time.Now, key, "https://portal.example")
		require.NoError(t, err)
		return s.Opens(t.Context())
	}
	for _, key := range []string{"", former, next} {
		require.NoError(t, opens(key), "no app is there")
	}
	v, err := newVault(former)
	require.NoError(t, err)
	var account int64
	require.NoError(t, pool.QueryRow(t.Context(), `INSERT INTO accounts (issuer, subject, name, level, created_at, sessions_from) VALUES ('i', 's', 'S', 'basic', now(), now()) RETURNING id`).Scan(&account))
	_, err = pool.Exec(t.Context(), `INSERT INTO factors (account_id, kind, name, secret, created_at, confirmed_at) VALUES ($1, 'app', 'A', $2, now(), now())`, account, v.seal(account, []byte("secret")))
	require.NoError(t, err)
	require.NoError(t, opens(former))
	require.NoError(t, opens(next+","+former))
	require.ErrorIs(t, opens(next), ErrLost, "made anew")
	require.ErrorIs(t, opens(""), ErrLost, "forgotten")
	_, err = pool.Exec(t.Context(), `INSERT INTO factors (account_id, kind, name, secret, created_at, confirmed_at) VALUES ($1, 'app', 'B', $2, now(), now())`, account, v.seal(account+1, []byte("secret")))
	require.NoError(t, err)
	require.NoError(t, opens(former), "one that was damaged or moved closes no portal")
	require.ErrorIs(t, opens(next), ErrLost)
	_, err = pool.Exec(t.Context(), `UPDATE factors SET confirmed_at = NULL`)
	require.NoError(t, err)
	require.NoError(t, opens(next), "an app that was never confirmed opens nothing")
}
