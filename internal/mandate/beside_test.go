package mandate_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/mandate"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// business is a register in which everybody directs one company.
type business struct{}

const company, director = "301234567", "31204862260015"

func (business) Read(context.Context, register.Request) (register.Fact, error) {
	return register.Fact{Value: map[string]any{"companies": []any{map[string]any{"tin": company, "name": "Chinor MCHJ", "is_director": true}}}}, nil
}

// TestBeside: while a former release may serve beside this one, each reads what the other wrote and neither writes a second
// row beside the other's; then nothing plain is left.
func TestBeside(t *testing.T) {
	pool, ctx := postgrestest.New(t), t.Context()
	clock := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { return clock }
	wrap, err := keyring.NewWrap(strings.Repeat("k", 32))
	require.NoError(t, err)
	columns := []keyring.Column{account.NumberColumn, account.SubjectColumn, dispute.SubjectColumn}
	_, err = account.NewStore(pool, keyringtest.Ring(), now).Announce(ctx, []account.Claims{{Issuer: "https://id.example", Subject: "before", Name: "Before", Level: catalogue.Verified}})
	require.NoError(t, err)
	ring, err := keyring.Load(ctx, pool, wrap, clock, columns...)
	require.NoError(t, err)
	accounts, rights := account.NewStore(pool, ring, now), mandate.NewStore(pool, ring, now, business{})
	disputes := dispute.NewStore(pool, ring, now, workday.New())
	exec := func(sql string, args ...any) {
		t.Helper()
		_, err := pool.Exec(ctx, sql, args...)
		require.NoError(t, err)
	}
	plain := func(sql string, args ...any) (text *string) {
		t.Helper()
		require.NoError(t, pool.QueryRow(ctx, sql, args...).Scan(&text))
		return text
	}
	number, tin, none := director, company, ""

	// People.
	claims := account.Claims{Issuer: "https://id.example", Subject: "aziz", Name: "Aziz", PINFL: director, Level: catalogue.Verified}
	who, err := accounts.SignIn(ctx, claims, "")
	require.NoError(t, err)
	const ofAccount = `SELECT pinfl FROM accounts WHERE id = $1`
	require.Equal(t, &number, plain(ofAccount, who.AccountID))
	official, err := accounts.SignIn(ctx, account.Claims{Issuer: "https://id.example", Subject: "clerk", Name: "Clerk", Level: catalogue.Verified}, "")
	require.NoError(t, err)
	require.Equal(t, &none, plain(ofAccount, official.AccountID), "it reads no NULL")
	exec(`UPDATE accounts SET pinfl_sealed = NULL, pinfl_index = NULL`) // as a former release writes them
	read, err := accounts.Principal(ctx, who.AccountID)
	require.NoError(t, err)
	require.Equal(t, director, read.PINFL)

	// Rights.
	take := func() account.Mandate {
		t.Helper()
		m, err := rights.Take(ctx, read, "director:"+company)
		require.NoError(t, err)
		_, err = rights.Confirm(ctx, m)
		require.NoError(t, err)
		return m
	}
	opened := func(id int64) string {
		t.Helper()
		var m account.Mandate
		require.NoError(t, pool.QueryRow(ctx, `SELECT `+account.MandateOf("$1::bigint"), id).Scan(&m))
		require.NoError(t, m.Open(ring))
		return m.Subject
	}
	const ofMandate = `SELECT subject FROM mandates`
	m := take()
	require.Equal(t, &tin, plain(ofMandate))
	require.Equal(t, company, opened(m.ID))
	for _, former := range []string{`subject_sealed = NULL, subject_index = NULL`, `subject_sealed = 'damaged'`, `subject = NULL`} {
		exec(`UPDATE mandates SET ` + former + `, ended_at = now()`)
		require.Equal(t, m.ID, take().ID, "one right, one row: %s", former)
		require.Equal(t, &tin, plain(ofMandate))
		require.Equal(t, company, opened(m.ID))
	}
	exec(`UPDATE mandates SET subject_sealed = NULL, subject_index = NULL`)
	require.Equal(t, company, opened(m.ID))
	exec(`INSERT INTO mandates (account_id, ground, kind, subject_sealed, subject_index, name, taken_at, checked_at) VALUES ($1, 'parent', 'person', 'damaged', 'x', 'Laylo', $2, $2)`,
		who.AccountID, clock.Add(-time.Hour))
	exec(`UPDATE mandates SET checked_at = $2 WHERE id = $1`, m.ID, clock.Add(-time.Hour))
	under, err := rights.Renew(ctx, read.As(&m))
	require.NoError(t, err, "one that does not open keeps no other from being confirmed")
	require.Equal(t, clock, under.CheckedAt)
	exec(`DELETE FROM mandates WHERE name = 'Laylo' AND ended_at IS NULL`)

	// Contested facts.
	contest := func(token string) dispute.Dispute {
		t.Helper()
		d, err := disputes.Contest(ctx, read, dispute.Claim{Register: "tax", Field: "debt", Key: director, Text: "Qarz yoʻq", Token: token, Lang: locale.Uz})
		require.NoError(t, err)
		return d
	}
	d := contest("first")
	require.Equal(t, &number, plain(`SELECT subject FROM disputes`))
	exec(`UPDATE disputes SET subject_sealed = NULL, subject_index = NULL`)
	require.Equal(t, d.Number, contest("second").Number, "it is contested already")
	running, err := disputes.Running(ctx, director)
	require.NoError(t, err)
	require.Len(t, running, 1)
	office := account.Official{ID: official.AccountID, Authority: d.Owner}
	d, err = disputes.Case(ctx, office, d.Number)
	require.NoError(t, err)
	require.Equal(t, director, d.Subject)
	exec(`UPDATE disputes SET subject = NULL, subject_sealed = 'damaged', subject_index = 'x'`)
	list, err := disputes.Queue(ctx, office, dispute.Waiting, 0)
	require.NoError(t, err)
	require.Len(t, list, 1, "one that was damaged hides no other")
	d, err = disputes.Case(ctx, office, d.Number)
	require.NoError(t, err)
	require.Empty(t, d.Subject)

	_, err = ring.Fill(ctx, clock, slog.New(slog.DiscardHandler), columns...)
	require.NoError(t, err)
	clock = clock.Add(time.Hour)
	_, err = accounts.SignIn(ctx, claims, "")
	require.NoError(t, err)
	require.Nil(t, plain(ofAccount, who.AccountID))
	require.Equal(t, m.ID, take().ID)
	require.Nil(t, plain(ofMandate))
	require.Equal(t, company, opened(m.ID))
	contest("third")
	require.Nil(t, plain(`SELECT subject FROM disputes ORDER BY id DESC LIMIT 1`))
	exec(`UPDATE mandates SET subject_sealed = NULL, subject_index = NULL`)
	var lost account.Mandate
	require.NoError(t, pool.QueryRow(ctx, `SELECT `+account.MandateOf("$1::bigint"), m.ID).Scan(&lost))
	require.Error(t, lost.Open(ring), "nobody acts for a number that is not there")
}
