package notify_test

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/integration/mail"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/problem"
)

func (o *office) ask(to string) error {
	return o.store.AskCode(o.Context(), o.who, notify.SMS, to, locale.Uz)
}

func TestCode(t *testing.T) {
	confirm := func(o *office, code string) error {
		return o.store.Confirm(t.Context(), o.who, notify.SMS, code, locale.Uz)
	}
	wrong := func(code string) string {
		if code == "000000" {
			return "000001"
		}
		return "000000"
	}
	t.Run("five tries, then a new one", func(t *testing.T) {
		o := newOffice(t)
		require.NoError(t, o.ask(phone))
		right := o.code(notify.SMS)
		var stored int
		require.NoError(t, o.pool.QueryRow(t.Context(), `SELECT count(*) FROM contact_codes c WHERE c::text LIKE '%' || $1 || '%'`, right).Scan(&stored))
		require.Zero(t, stored, "the database does not know it")
		for range notify.CodeTries {
			require.ErrorContains(t, confirm(o, wrong(right)), "wrong")
		}
		require.ErrorContains(t, confirm(o, right), "over")
	})
	t.Run("guessed by fifty at once", func(t *testing.T) {
		o := newOffice(t)
		require.NoError(t, o.ask(phone))
		right := o.code(notify.SMS)
		var counted atomic.Int64
		var guessing sync.WaitGroup
		for range 50 {
			guessing.Go(func() {
				if err := confirm(o, wrong(right)); err != nil && strings.Contains(err.Error(), "wrong") {
					counted.Add(1)
				}
			})
		}
		guessing.Wait()
		require.EqualValues(t, notify.CodeTries, counted.Load())
	})
	t.Run("once, in five minutes, and only the newest", func(t *testing.T) {
		o := newOffice(t)
		require.NoError(t, o.ask(phone))
		first := o.code(notify.SMS)
		require.NoError(t, o.ask(phone))
		second := o.code(notify.SMS)
		if first != second {
			require.Error(t, confirm(o, first))
		}
		require.NoError(t, confirm(o, " "+second+" "))
		require.Error(t, confirm(o, second), "a code is used once")
		require.NoError(t, o.ask(phone))
		o.set(o.now().Add(notify.CodeLife))
		require.ErrorContains(t, confirm(o, o.code(notify.SMS)), "over")
		asked, err := o.store.Asked(t.Context(), o.who, notify.SMS)
		require.NoError(t, err)
		require.Empty(t, asked)
	})
	t.Run("somebody else's", func(t *testing.T) {
		o := newOffice(t)
		require.NoError(t, o.ask(phone))
		other, err := account.NewStore(o.pool, keyringtest.Ring(), o.now).Announce(t.Context(), []account.Claims{{Issuer: "test", Subject: "b", Name: "B", Level: "basic"}})
		require.NoError(t, err)
		err = o.store.Confirm(t.Context(), account.Principal{AccountID: other[0]}, notify.SMS, o.code(notify.SMS), locale.Uz)
		require.ErrorContains(t, err, "over")
	})
}

func TestCode_limits(t *testing.T) {
	t.Run("of a person and of an address", func(t *testing.T) {
		o := newOffice(t)
		for i := range notify.CodesInWindow {
			require.NoError(t, o.ask(fmt.Sprintf("+99890123450%d", i)))
		}
		require.True(t, problem.Is(o.ask(phone), problem.TooMany), "a thousand numbers by one person")
		require.Len(t, o.sms.Messages(), notify.CodesInWindow)
		one := o.who
		for i := range 5 {
			ids, err := account.NewStore(o.pool, keyringtest.Ring(), o.now).Announce(t.Context(), []account.Claims{{Issuer: "test", Subject: strconv.Itoa(i), Name: "B", Level: "basic"}})
			require.NoError(t, err)
			o.who = account.Principal{AccountID: ids[0]}
			require.Equal(t, i >= notify.CodesInWindow, problem.Is(o.ask(phone), problem.TooMany), "one number by a thousand people: %d", i)
		}
		o.who = one
		for range 20 {
			o.set(o.now().Add(notify.CodesWindow + time.Second))
			_ = o.ask("+998907777777")
		}
		taken := 0
		for _, m := range o.sms.Messages() {
			if m.Phone == "998907777777" {
				taken++
			}
		}
		require.Equal(t, notify.CodesInDay-notify.CodesInWindow, taken, "a day")
	})
	t.Run("at once", func(t *testing.T) {
		o := newOffice(t)
		var asking sync.WaitGroup
		for range 12 {
			asking.Go(func() { _ = o.ask(phone) })
		}
		asking.Wait()
		require.Len(t, o.sms.Messages(), notify.CodesInWindow)
	})
	t.Run("of everybody together", func(t *testing.T) {
		o := newOffice(t)
		_, err := o.pool.Exec(t.Context(), `INSERT INTO contact_codes (account_id, channel, address, hash, created_at, expires_at)
			SELECT $1, 'sms', '+99890' || n, decode(repeat('00', 32), 'hex'), $2::timestamptz - interval '9 minutes', $2::timestamptz - interval '5 minutes'
			FROM generate_series(1, $3) n`, o.who.AccountID, o.now(), notify.CodesInAll)
		require.NoError(t, err)
		ids, err := account.NewStore(o.pool, keyringtest.Ring(), o.now).Announce(t.Context(), []account.Claims{{Issuer: "test", Subject: "b", Name: "B", Level: "basic"}})
		require.NoError(t, err)
		o.who = account.Principal{AccountID: ids[0]}
		require.ErrorContains(t, o.ask(phone), "busy")
		require.Empty(t, o.sms.Messages())
	})
}

// TestCode_hostile tries addresses that would be two, or headers, or commands.
func TestCode_hostile(t *testing.T) {
	o := newOffice(t)
	for _, to := range []string{
		"a@example.uz\r\nBcc: b@example.uz", "a@example.uz\nSubject: x", "a@example.uz, b@example.uz", "a@example.uz> RCPT TO:<b@example.uz", "a b@example.uz\x00",
	} {
		o.set(o.now().Add(notify.CodesWindow + time.Minute))
		require.Error(t, o.store.AskCode(t.Context(), o.who, notify.Email, to, locale.Uz), "%q", to)
	}
	require.Empty(t, o.mail.Letters())
	err := o.store.AskCode(t.Context(), o.who, notify.Email, "a@"+mail.Bounce, locale.Uz)
	require.ErrorContains(t, err, "refused", "its person reads at once that no such mailbox exists")
	o.sms.Fail(nil)
	require.ErrorContains(t, o.ask("+7901"), "refused")
}
