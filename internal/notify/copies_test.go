package notify_test

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// TestCopies sends one message on every channel: each says once that there is something, and nothing of it.
func TestCopies(t *testing.T) {
	o := newOffice(t)
	o.confirm(notify.Email, address)
	o.confirm(notify.SMS, phone)
	o.allow()
	o.run() // the other ways say that there is a new one
	o.sms.Wait()
	letters, texts, notices := len(o.mail.Letters()), len(o.sms.Messages()), len(o.push.Notices())
	o.tell("to-correct")
	o.run()
	o.run()
	o.sms.Wait()
	require.Len(t, o.mail.Letters(), letters+1)
	require.Len(t, o.sms.Messages(), texts+1)
	require.Len(t, o.push.Notices(), notices+1)

	letter, text, notice := o.mail.Letters()[0], o.sms.Messages()[0], o.push.Notices()[0]
	require.Equal(t, "От вас ждут действия в срок", letter.Subject())
	require.Contains(t, letter.Text, o.url+"/ru/inbox")
	require.Equal(t, "From: Portal", "From: "+strings.Trim(strings.Split(letter.Header.Get("From"), "<")[0], `" `))
	require.Equal(t, "ru", letter.Header.Get("Content-Language"))
	require.Equal(t, "List-Unsubscribe=One-Click", letter.Header.Get("List-Unsubscribe-Post"))
	require.Equal(t, "998901234567", text.Phone)
	require.Contains(t, text.Text, o.url+"/ru/inbox")
	require.Contains(t, string(notice.Payload), `"path":"/ru/inbox"`)
	for _, copied := range []string{letter.Text, letter.Subject(), text.Text, string(notice.Payload)} {
		for _, secret := range []string{"Karimov", "Aziz", "31204862260015", "123456789", "123 456 789", "Тайная", "тайная", address, phone} {
			require.NotContains(t, copied, secret, "a copy gives nothing away")
		}
	}
	for i, event := range []string{"dispute-kept", "dispute-corrected", "dispute-late", "feedback-answered", "infected-draft", "draft-changed"} {
		o.tell(event)
		o.run()
		o.sms.Wait()
		require.Len(t, o.mail.Letters(), letters+2+i, event)
		said := o.mail.Letters()[0].Text + o.mail.Letters()[0].Subject() + o.sms.Messages()[0].Text + string(o.push.Notices()[0].Payload)
		require.NotContains(t, strings.ToLower(said), "тайн", "%s: what somebody wrote stays in the inbox", event)
		require.NotContains(t, said, "123 456 789", event)
	}
	require.Equal(t, notify.Delivered, o.states(notify.SMS)[len(o.states(notify.SMS))-1], "the gateway reported")

	inbox, err := o.store.Inbox(t.Context(), o.who, 0)
	require.NoError(t, err)
	copies, err := o.store.Copies(t.Context(), o.who, inbox)
	require.NoError(t, err)
	require.Len(t, copies[inbox[0].ID], 3, "one of each channel, and its person sees how far it is")
	other, err := o.store.Copies(t.Context(), account.Principal{AccountID: o.who.AccountID + 1}, inbox)
	require.NoError(t, err)
	require.Empty(t, other)
}

// TestCopies_newAddress tells the old address of the new one.
func TestCopies_newAddress(t *testing.T) {
	o := newOffice(t)
	o.confirm(notify.Email, address)
	require.Empty(t, o.states(notify.Email), "nobody was there to be told of the first one")
	o.confirm(notify.Email, "other@example.uz")
	require.Equal(t, address, o.mail.Letters()[0].To)
	require.Equal(t, "Безопасность вашей учётной записи", o.mail.Letters()[0].Subject())
	o.tell("granted")
	o.run()
	require.Equal(t, "other@example.uz", o.mail.Letters()[0].To)
	list, err := o.store.Contacts(t.Context(), o.who)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.NoError(t, o.store.Remove(t.Context(), o.who, list[0].ID))
	before := len(o.mail.Letters())
	o.tell("granted")
	o.run()
	require.Len(t, o.mail.Letters(), before+1, "of the removal, and of nothing after it")
	o.set(o.now().AddDate(0, 0, 8))
	require.NoError(t, o.store.Sweep(t.Context()))
	var left int
	require.NoError(t, o.pool.QueryRow(t.Context(), `SELECT count(*) FROM contacts`).Scan(&left))
	require.Zero(t, left, "removed addresses are forgotten")
}

// TestCopies_killed ends the process between the sending and the note that it was sent.
func TestCopies_killed(t *testing.T) {
	o := newOffice(t)
	o.confirm(notify.Email, address)
	o.confirm(notify.SMS, phone)
	o.allow()
	o.run()
	o.sms.Wait()
	o.sms.Silence()
	letters, texts, notices := len(o.mail.Letters()), len(o.sms.Messages()), len(o.push.Notices())
	owner := postgrestest.Owner(t, o.pool)
	_, err := owner.Exec(t.Context(), `
		CREATE FUNCTION killed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state = 'sent' THEN RAISE 'killed'; END IF; RETURN NEW; END $$;
		CREATE TRIGGER killed BEFORE UPDATE ON copies FOR EACH ROW EXECUTE FUNCTION killed()`)
	require.NoError(t, err)
	o.tell("to-correct")
	o.run()
	require.Len(t, o.mail.Letters(), letters+1)
	o.run()
	require.Len(t, o.mail.Letters(), letters+1, "whoever may still be at it is left alone")
	_, err = owner.Exec(t.Context(), `DROP TRIGGER killed ON copies`)
	require.NoError(t, err)
	o.set(o.now().Add(time.Minute))
	o.run()
	require.Len(t, o.mail.Letters(), letters+2)
	require.Equal(t, o.mail.Letters()[0].Header.Get("Message-Id"), o.mail.Letters()[1].Header.Get("Message-Id"), "mailboxes show it once")
	require.Len(t, o.sms.Messages(), texts+1)
	require.Len(t, o.push.Notices(), notices+1, "devices show it once")
	last := func(c notify.Channel) notify.State { return o.states(c)[len(o.states(c))-1] }
	require.Equal(t, []notify.State{notify.Sent, notify.Failed, notify.Sent}, []notify.State{last(notify.Email), last(notify.SMS), last(notify.Push)})
}

// TestReport is what a gateway, or somebody who plays one, says became of a message.
func TestReport(t *testing.T) {
	o := newOffice(t)
	o.confirm(notify.SMS, phone)
	o.sms.Silence()
	var report string
	o.sms.Fail(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/api/message/sms/send" {
			raw, err := io.ReadAll(r.Body)
			assert.NoError(t, err)
			r.Body = io.NopCloser(bytes.NewReader(raw))
			report = regexp.MustCompile(`http://[^"]+/callbacks/sms/[^"]+`).FindString(string(raw))
		}
		return false
	})
	o.tell("to-correct")
	o.run()
	require.NotEmpty(t, report)
	say := func(to, status string) int { return o.sms.Report(t.Context(), to, "x", "998901234567", status) }
	require.Equal(t, http.StatusNotFound, say(report[:len(report)-1]+"_", "UNDELIVERABLE"), "another mark")
	require.Equal(t, http.StatusNotFound, say(strings.Replace(report, "/sms/", "/sms/1", 1), "UNDELIVERABLE"), "another copy")
	require.Equal(t, []notify.State{notify.Sent}, o.states(notify.SMS))
	require.Equal(t, http.StatusOK, say(report, "ACCEPTED"))
	require.Equal(t, []notify.State{notify.Sent}, o.states(notify.SMS))
	require.Equal(t, http.StatusOK, say(report, "UNDELIVERABLE"))
	require.Equal(t, []notify.State{notify.Bounced}, o.states(notify.SMS))
	list, err := o.store.Contacts(t.Context(), o.who)
	require.NoError(t, err)
	require.NotNil(t, list[0].BrokenAt)
	require.Equal(t, http.StatusOK, say(report, "DELIVERED"))
	require.Equal(t, http.StatusOK, say(report, "UNDELIVERABLE"), "late and out of order")
	require.Equal(t, []notify.State{notify.Delivered}, o.states(notify.SMS))
}
