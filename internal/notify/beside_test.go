package notify_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/notify"
)

// TestBeside: while a former release may serve beside this one, each reads the addresses that the other wrote and a person
// gets no second one beside the first; then none stands in plain.
func TestBeside(t *testing.T) {
	o := newOffice(t)
	columns := []keyring.Column{notify.AddressColumn, notify.CodeColumn}
	wrap, err := keyring.NewWrap(strings.Repeat("k", 32))
	require.NoError(t, err)
	exec := func(sql string, args ...any) {
		t.Helper()
		_, err := o.pool.Exec(t.Context(), sql, args...)
		require.NoError(t, err)
	}
	exec(`INSERT INTO contacts (account_id, channel, address, confirmed_at) VALUES ($1, 'email', $2, $3)`, o.who.AccountID, address, o.now()) // as a former release does
	ring, err := keyring.Load(t.Context(), o.pool, wrap, o.now(), columns...)
	require.NoError(t, err)
	o.with(ring)
	plain := func() (contacts, codes int) {
		t.Helper()
		require.NoError(t, o.pool.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM contacts WHERE address <> ''), (SELECT count(*) FROM contact_codes WHERE address <> '')`).Scan(&contacts, &codes))
		return contacts, codes
	}
	live := func(want ...string) {
		t.Helper()
		list, err := o.store.Contacts(t.Context(), o.who)
		require.NoError(t, err)
		var got []string
		for _, c := range list {
			got = append(got, c.Address)
		}
		require.Equal(t, want, got)
	}
	live(address)
	began := o.now()
	o.confirm(notify.Email, address)
	live(address)
	exec(`UPDATE contacts SET address_sealed = NULL, address_index = NULL`)
	exec(`UPDATE contact_codes SET address_sealed = NULL, address_index = NULL`)
	o.confirm(notify.Email, address)
	live(address)
	contacts, codes := plain()
	require.Equal(t, 1, contacts, "one address, one row")
	require.Equal(t, 2, codes)
	o.confirm(notify.SMS, phone)
	live(address, phone)
	o.tell("granted")
	o.run()
	require.Equal(t, address, o.mail.Letters()[0].To)

	_, err = ring.Fill(t.Context(), began, slog.New(slog.DiscardHandler), columns...)
	require.NoError(t, err)
	o.set(began.Add(time.Hour))
	_, err = ring.Fill(t.Context(), o.now(), slog.New(slog.DiscardHandler), columns...)
	require.NoError(t, err)
	contacts, codes = plain()
	require.Zero(t, contacts+codes)
	live(address, phone)
	o.confirm(notify.Email, strings.ReplaceAll(address, "aziz", "a-ziz"))
	live("a-ziz@example.uz", phone)
	o.tell("granted")
	o.run()
	require.Equal(t, "a-ziz@example.uz", o.mail.Letters()[0].To)
	contacts, codes = plain()
	require.Zero(t, contacts+codes)
	require.NoError(t, o.ask(phone))
	asked, err := o.store.Asked(t.Context(), o.who, notify.SMS)
	require.NoError(t, err)
	require.Equal(t, phone, asked)
}
