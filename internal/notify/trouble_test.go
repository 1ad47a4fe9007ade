package notify_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/mail"
	"github.com/yagona/portal/internal/notify"
)

// TestCopies_trouble has the other side down, slow, failing and refusing.
func TestCopies_trouble(t *testing.T) {
	t.Run("a mail server that fails for a while", func(t *testing.T) {
		o := newOffice(t)
		o.confirm(notify.Email, address)
		for _, fault := range []func(string) error{
			func(string) error { return mail.Answer(451, "later") },
			func(stage string) error {
				if stage == "data" {
					return mail.Answer(452, "full")
				}
				return nil
			},
			func(stage string) error {
				if stage == "rcpt" {
					return mail.Answer(450, "<"+address+"> is busy")
				}
				return nil
			},
			func(string) error { time.Sleep(400 * time.Millisecond); return nil },
		} {
			o.mail.Fail(fault)
			o.tell("granted")
			o.run()
			require.Equal(t, notify.Queued, o.states(notify.Email)[o.told-1])
			var kept string
			require.NoError(t, o.pool.QueryRow(t.Context(), `SELECT errors::text FROM river_job WHERE errors <> '{}' ORDER BY id DESC LIMIT 1`).Scan(&kept))
			require.Contains(t, kept, "send copy by email")
			require.NotContains(t, kept, address, "what is kept of a failure, and logged, names nobody")
			o.mail.Fail(nil)
			o.run()
			require.Equal(t, notify.Sent, o.states(notify.Email)[o.told-1])
		}
		ids := map[string]int{}
		for _, l := range o.mail.Letters() {
			ids[l.Header.Get("Message-Id")]++
		}
		require.Len(t, ids, 5, "a letter that came twice came under one name, which mailboxes know")
	})
	t.Run("an address that does not exist", func(t *testing.T) {
		o := newOffice(t)
		o.confirm(notify.Email, address)
		o.mail.Fail(func(stage string) error {
			if stage == "rcpt" {
				return mail.Answer(550, "no such mailbox")
			}
			return nil
		})
		o.tell("granted")
		o.run()
		o.mail.Fail(nil)
		o.tell("granted")
		o.run()
		require.Equal(t, []notify.State{notify.Bounced}, o.states(notify.Email), "nothing more is made for it")
		list, err := o.store.Contacts(t.Context(), o.who)
		require.NoError(t, err)
		require.NotNil(t, list[0].BrokenAt, "its person is asked to mend it")
		o.confirm(notify.Email, address)
		o.tell("granted")
		o.run()
		require.Equal(t, []notify.State{notify.Bounced, notify.Sent}, o.states(notify.Email))
	})
	t.Run("a letter that is refused", func(t *testing.T) {
		o := newOffice(t)
		o.confirm(notify.Email, address)
		o.mail.Fail(func(stage string) error {
			if stage == "data" {
				return mail.Answer(554, "spam")
			}
			return nil
		})
		o.tell("granted")
		o.run()
		require.Equal(t, []notify.State{notify.Failed}, o.states(notify.Email))
		list, err := o.store.Contacts(t.Context(), o.who)
		require.NoError(t, err)
		require.Nil(t, list[0].BrokenAt, "the address is not to blame")
	})
	t.Run("given up at last", func(t *testing.T) {
		o := newOffice(t)
		o.confirm(notify.Email, address)
		o.mail.Fail(func(string) error { return mail.Answer(421, "closed") })
		o.tell("granted")
		for range 13 {
			o.run()
		}
		require.Equal(t, []notify.State{notify.Failed}, o.states(notify.Email))
	})
	t.Run("a gateway that is down, then forgets its tokens", func(t *testing.T) {
		o := newOffice(t)
		o.confirm(notify.SMS, phone)
		o.sms.Fail(func(w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(http.StatusBadGateway)
			return true
		})
		o.tell("to-correct")
		o.run()
		require.Equal(t, []notify.State{notify.Queued}, o.states(notify.SMS))
		o.sms.Fail(nil)
		o.sms.Forget()
		o.run()
		o.sms.Wait()
		require.Equal(t, []notify.State{notify.Delivered}, o.states(notify.SMS))
		require.Len(t, o.sms.Messages(), 2, "the code, and the copy once")
	})
	t.Run("a gateway that takes it and does not say so", func(t *testing.T) {
		o := newOffice(t)
		o.confirm(notify.SMS, phone)
		o.sms.Fail(func(_ http.ResponseWriter, r *http.Request) bool {
			o.sms.Fail(nil)
			o.sms.ServeHTTP(httptest.NewRecorder(), r)
			time.Sleep(400 * time.Millisecond)
			return true
		})
		o.tell("to-correct")
		o.run()
		o.run()
		require.Len(t, o.sms.Messages(), 2, "a second SMS is worse than none")
		o.sms.Wait()
		o.run()
		require.Equal(t, []notify.State{notify.Delivered}, o.states(notify.SMS), "its report says how it ended")
	})
	t.Run("a gateway whose own front waits in vain for it", func(t *testing.T) {
		o := newOffice(t)
		o.confirm(notify.SMS, phone)
		o.sms.Fail(func(w http.ResponseWriter, r *http.Request) bool {
			o.sms.Fail(nil)
			o.sms.ServeHTTP(httptest.NewRecorder(), r)
			w.WriteHeader(http.StatusGatewayTimeout)
			return true
		})
		o.tell("to-correct")
		o.run()
		o.run()
		require.Len(t, o.sms.Messages(), 2, "the code, and the copy once")
	})
	t.Run("a mail server that takes it and does not say so", func(t *testing.T) {
		o := newOffice(t)
		o.confirm(notify.Email, address)
		lost := 2
		o.mail.Lose(func(mail.Received) bool {
			lost--
			return lost >= 0
		})
		o.tell("granted")
		for range 3 {
			o.run()
		}
		require.Equal(t, []notify.State{notify.Sent}, o.states(notify.Email))
		letters := o.mail.Letters()
		require.Len(t, letters, 4, "the code, and the copy three times")
		for _, l := range letters[:3] {
			require.Equal(t, letters[0].Header.Get("Message-Id"), l.Header.Get("Message-Id"), "mailboxes show it once")
		}
	})
	t.Run("a mail server that does not say so, on a day with many letters", func(t *testing.T) {
		o := newOffice(t)
		o.confirm(notify.Email, address)
		first := ""
		o.mail.Lose(func(l mail.Received) bool {
			if first == "" {
				first = l.Header.Get("Message-Id")
			}
			return l.Header.Get("Message-Id") == first
		})
		o.tell("granted")
		o.run()
		for range notify.PerDay[notify.Email] {
			o.tell("granted")
		}
		o.run()
		o.mail.Lose(nil)
		o.run()
		states := o.states(notify.Email)
		require.Equal(t, notify.Sent, states[0], "it is there, and not one too many")
		o.tell("granted")
		o.run()
		require.Equal(t, notify.Dropped, o.states(notify.Email)[len(states)])
	})
	t.Run("a push service that takes it and does not say so", func(t *testing.T) {
		o := newOffice(t)
		o.allow()
		o.run()
		shown := len(o.push.Notices())
		o.push.Lose(2)
		o.tell("granted")
		for range 2 {
			o.run()
			require.Equal(t, notify.Queued, o.states(notify.Push)[0])
			require.Len(t, o.push.Notices(), shown+1, "it is there, and nobody knows")
		}
		o.run()
		require.Equal(t, notify.Sent, o.states(notify.Push)[0])
		require.Len(t, o.push.Notices(), shown+1, "devices show it once")
	})
	t.Run("a browser that is gone", func(t *testing.T) {
		o := newOffice(t)
		o.allow()
		o.push.Answer(http.StatusServiceUnavailable)
		o.tell("granted")
		o.run()
		require.Equal(t, []notify.State{notify.Queued}, o.states(notify.Push))
		o.push.Answer(0)
		o.run()
		require.Equal(t, []notify.State{notify.Sent}, o.states(notify.Push))
		o.push.Forget()
		o.tell("granted")
		o.run()
		o.tell("granted")
		require.Equal(t, []notify.State{notify.Sent, notify.Bounced}, o.states(notify.Push))
		list, err := o.store.Contacts(t.Context(), o.who)
		require.NoError(t, err)
		require.Empty(t, list)
	})
}
