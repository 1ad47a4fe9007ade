package keyring_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// TestLoad_new: where nobody was before, there is no former release to leave an hour to.
func TestLoad_new(t *testing.T) {
	pool := postgrestest.New(t)
	ring := load(t, pool)
	text := number
	require.Nil(t, ring.Beside(accounts, start, number))
	require.Nil(t, ring.Beside(mandates, start, number))
	require.Nil(t, ring.Beside(mandates, start.Truncate(time.Minute).Add(-time.Hour), number), "what is written in the name of an earlier moment neither")
	person(t, pool, nil)
	require.Nil(t, load(t, pool).Beside(accounts, start, number))

	_, err := postgrestest.Owner(t, pool).Exec(t.Context(), `DELETE FROM key_rings`)
	require.NoError(t, err)
	ring = load(t, pool)
	require.Equal(t, &text, ring.Beside(mandates, start, number), "a person is there: somebody has served")
	require.Nil(t, ring.Beside(mandates, start.Add(time.Hour), number))
}

// TestRing_Fill_later: a column that is sealed only since a later release has an hour of its own, and those that were sealed
// before get no plain value again.
func TestRing_Fill_later(t *testing.T) {
	pool := postgrestest.New(t)
	load(t, pool)
	codes := keyring.Column{Table: "contact_codes", Name: "address", By: keyring.Exact}
	entries := keyring.Column{Table: "feedback_entries", Name: "contact", By: keyring.Nothing}
	const address = "ali-valiyev@pochta.example"
	account := person(t, pool, nil)
	var code, entry int64
	require.NoError(t, pool.QueryRow(t.Context(), `INSERT INTO contact_codes (account_id, channel, address, hash, created_at, expires_at)
		VALUES ($1, 'email', $2, decode(repeat('ab', 32), 'hex'), now(), now()) RETURNING id`, account, address).Scan(&code))
	require.NoError(t, pool.QueryRow(t.Context(), `INSERT INTO feedback_entries (token, receipt, kind, authority, comment, lang, contact, created_at)
		VALUES ('a-token-of-a-form', 'a-receipt-of-a-form', 'concern', 'digital', 'navbat uzoq', 'uz', $1, now()) RETURNING id`, address).Scan(&entry))
	kept := func() (sealed [][]byte, index []byte, plain []*string) {
		t.Helper()
		sealed, plain = make([][]byte, 2), make([]*string, 2)
		require.NoError(t, pool.QueryRow(t.Context(), `SELECT c.address_sealed, c.address_index, c.address, e.contact_sealed, e.contact FROM contact_codes c, feedback_entries e`).
			Scan(&sealed[0], &index, &plain[0], &sealed[1], &plain[1]))
		return sealed, index, plain
	}
	columns := []keyring.Column{accounts, mandates, codes, entries}
	ring, err := keyring.Load(t.Context(), pool, wrap(t, strings.Repeat("k", 32)), start, columns...)
	require.NoError(t, err)
	now := start.Add(100 * time.Hour)
	fill := func(want int64) {
		t.Helper()
		n, err := ring.Fill(t.Context(), now, slog.New(slog.DiscardHandler), columns...)
		require.NoError(t, err)
		require.Equal(t, want, n)
	}
	fill(2)
	sealed, index, plain := kept()
	for i, c := range []struct {
		keyring.Column
		row int64
	}{{codes, code}, {entries, entry}} {
		require.Equal(t, address, *plain[i])
		text, err := ring.Open(c.Column, c.row, sealed[i])
		require.NoError(t, err)
		require.Equal(t, address, text)
		require.NotNil(t, ring.Beside(c.Column, now, address))
	}
	require.Equal(t, ring.Mark(codes, address), index)
	require.NotEqual(t, ring.Mark(codes, "alivaliyev@pochta.example"), index, "a hyphen is part of an address")
	require.Nil(t, ring.Mark(entries, address))
	require.Nil(t, ring.Beside(accounts, now, number))

	now = now.Add(time.Hour)
	fill(2)
	_, _, plain = kept()
	require.Equal(t, []*string{nil, nil}, plain)
	_, err = keyring.Load(t.Context(), pool, wrap(t, strings.Repeat("k", 32)), now, codes, entries)
	require.NoError(t, err)

	rotate(t, ring, now)
	require.NoError(t, ring.Upkeep(t.Context(), now, slog.New(slog.DiscardHandler), columns...))
	anew, _, _ := kept()
	for i := range anew {
		require.NotEqual(t, sealed[i][:5], anew[i][:5])
	}
	n, lost, err := ring.Unseal(t.Context(), columns...)
	require.NoError(t, err)
	require.Empty(t, lost)
	require.Equal(t, int64(2), n)
	_, _, plain = kept()
	require.Equal(t, address, *plain[0])
	require.Equal(t, address, *plain[1])
	require.NotNil(t, ring.Beside(accounts, now, number), "the former release may be back")
}

// TestRing_Progress: whoever keeps the portal running sees how many values wait for the new key, and when the former can go.
func TestRing_Progress(t *testing.T) {
	pool := postgrestest.New(t)
	ring := load(t, pool)
	text := number
	person(t, pool, &text)
	for range 3 {
		put(t, pool, ring, person(t, pool, nil), number)
	}
	want := keyring.Progress{Since: start, Plain: 1}
	expect := func(change func(*keyring.Progress)) {
		t.Helper()
		change(&want)
		got, err := ring.Progress(t.Context(), accounts, mandates)
		require.NoError(t, err)
		require.True(t, got.Since.Equal(want.Since))
		require.NotZero(t, got.Key)
		got.Since, got.Key = want.Since, 0
		require.Equal(t, want, got)
	}
	expect(func(*keyring.Progress) {})
	now := start.Add(time.Hour)
	_, _, err := ring.Prepare(t.Context(), now)
	require.NoError(t, err)
	expect(func(*keyring.Progress) {}) // it seals nothing yet
	rotate(t, ring, now)
	expect(func(p *keyring.Progress) { p.Since, p.Former, p.Left = now, 1, 3 })
	require.NoError(t, ring.Upkeep(t.Context(), now.Add(time.Hour), slog.New(slog.DiscardHandler), accounts, mandates))
	expect(func(p *keyring.Progress) { p.Left, p.Plain = 0, 0 })
	_, err = ring.Retire(t.Context(), now.Add(3*time.Hour), accounts, mandates)
	require.NoError(t, err)
	expect(func(p *keyring.Progress) { p.Former = 0 })
}
