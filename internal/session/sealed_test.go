package session_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/session"
)

// TestMiddleware_sealed: a session has the number of its person, and nobody who can write into the database becomes
// another by putting that one's number into his own row.
func TestMiddleware_sealed(t *testing.T) {
	b := newBench(t)
	enter := func(subject, number string) account.Principal {
		t.Helper()
		who, err := b.accounts.SignIn(t.Context(), account.Claims{Issuer: "https://id.example", Subject: subject, Name: subject, PINFL: number, Level: catalogue.Verified}, "")
		require.NoError(t, err)
		return who.Principal
	}
	aziz, malika := enter("aziz", "31204862260015"), enter("malika", "40309832260014")
	j := browser{}
	b.signIn(j, malika)
	require.Equal(t, malika.PINFL, account.FromContext(b.visit(j, "GET")).PINFL)

	_, err := b.pool.Exec(t.Context(), `UPDATE accounts SET (pinfl_sealed, pinfl_index) = (SELECT pinfl_sealed, pinfl_index FROM accounts WHERE id = $1) WHERE id = $2`, aziz.AccountID, malika.AccountID)
	require.NoError(t, err)
	seen := b.visit(j, "GET")
	require.Nil(t, account.FromContext(seen))
	require.Error(t, session.Trouble(seen), "it is no signing out")

	for _, damage := range []string{`pinfl_index = pinfl_index`, `pinfl_sealed = 'damaged'`} {
		_, err = b.pool.Exec(t.Context(), `UPDATE accounts SET `+damage+` WHERE id = $1`, malika.AccountID)
		require.NoError(t, err)
		require.Equal(t, malika, enter("malika", malika.PINFL), "the provider says who she is")
	}
	require.Equal(t, malika.PINFL, account.FromContext(b.visit(j, "GET")).PINFL)
	_, err = b.pool.Exec(t.Context(), `UPDATE accounts SET pinfl = $2, pinfl_sealed = NULL, pinfl_index = NULL WHERE id = $1`, malika.AccountID, malika.PINFL)
	require.NoError(t, err)
	require.Equal(t, malika.PINFL, account.FromContext(b.visit(j, "GET")).PINFL, "a former release wrote it")
	for _, sealed := range []string{`'damaged', 'x'`, `NULL, NULL`} { // and emptied, after the ring was lost
		_, err = b.pool.Exec(t.Context(), `WITH m AS (INSERT INTO mandates (account_id, ground, kind, subject_sealed, subject_index, name, taken_at, checked_at)
			VALUES ($1, 'parent', 'person', `+sealed+`, 'Laylo', now(), now()) RETURNING id) UPDATE sessions SET mandate_id = m.id FROM m WHERE sessions.account_id = $1`, malika.AccountID)
		require.NoError(t, err)
		seen = b.visit(j, "GET")
		require.NoError(t, session.Trouble(seen))
		require.Nil(t, account.FromContext(seen).For, "she goes on for herself")
		require.Equal(t, malika.PINFL, account.FromContext(seen).Person())
	}
	changed := enter("malika", "40309832260015")
	require.Equal(t, malika.AccountID, changed.AccountID)
	require.Equal(t, "40309832260015", changed.PINFL)
	require.Empty(t, enter("malika", "").PINFL)

	var index []byte
	require.NoError(t, b.pool.QueryRow(t.Context(), `SELECT pinfl_index FROM accounts WHERE id = $1`, aziz.AccountID).Scan(&index))
	require.Equal(t, keyringtest.Ring().Index(aziz.PINFL), index)
}
