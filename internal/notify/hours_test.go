package notify_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/workday"
)

// TestCopies_hours is the night, the e-mail of the day, and what was changed meanwhile.
func TestCopies_hours(t *testing.T) {
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, 12, day, hour, minute, 0, 0, workday.Zone)
	}
	t.Run("the night goes over midnight, and is no hour longer", func(t *testing.T) {
		o := newOffice(t)
		o.confirm(notify.SMS, phone)
		for i, hour := range []struct {
			now  time.Time
			sent int
		}{{at(1, 20, 59), 1}, {at(1, 21, 0), 1}, {at(1, 23, 59), 1}, {at(2, 0, 0), 1}, {at(2, 7, 59), 1}, {at(2, 8, 0), 6}} {
			o.set(hour.now)
			o.tell("to-correct")
			o.run()
			require.Len(t, o.sms.Messages(), 1+hour.sent, "%d: %s", i, hour.now)
		}
	})
	t.Run("what is urgent waits for no morning", func(t *testing.T) {
		o := newOffice(t)
		o.confirm(notify.SMS, phone)
		o.set(at(1, 2, 0))
		o.tell("new-device")
		o.run()
		require.Len(t, o.sms.Messages(), 2)
	})
	t.Run("one e-mail a day", func(t *testing.T) {
		o := newOffice(t)
		o.confirm(notify.Email, address)
		hour := 19
		o.choose(func(c *notify.Choices) { c.DigestHour = &hour })
		o.set(at(1, 10, 0))
		for _, event := range []string{"submitted", "granted", "to-correct", "submitted"} {
			o.tell(event)
			o.run()
		}
		o.tell("new-device")
		o.run()
		require.Equal(t, "Безопасность вашей учётной записи", o.mail.Letters()[0].Subject(), "what is urgent goes at once")
		require.Len(t, o.mail.Letters(), 2)
		o.set(at(1, 18, 59))
		o.run()
		require.Len(t, o.mail.Letters(), 2)
		o.set(at(1, 19, 0))
		o.run()
		require.Len(t, o.mail.Letters(), 3, "four messages, one letter")
		require.Contains(t, o.mail.Letters()[0].Text, "Новости о вашем заявлении: 2")
		o.set(o.now().Add(time.Minute))
		o.run()
		require.Len(t, o.mail.Letters(), 3)
		require.NotContains(t, o.states(notify.Email), notify.Queued)
	})
	t.Run("changed meanwhile", func(t *testing.T) {
		o := newOffice(t)
		o.confirm(notify.Email, address)
		o.set(at(1, 23, 0))
		o.tell("granted")
		o.run()
		require.Len(t, o.mail.Letters(), 1)
		o.choose(func(c *notify.Choices) { c.Wanted = []string{notify.Want(notify.Turn, notify.Email)} })
		o.set(at(2, 9, 0))
		o.run()
		require.Len(t, o.mail.Letters(), 1)
		require.Equal(t, []notify.State{notify.Dropped}, o.states(notify.Email))
	})
	t.Run("the day's limit", func(t *testing.T) {
		o := newOffice(t)
		o.confirm(notify.SMS, phone)
		for range notify.PerDay[notify.SMS] + 2 {
			o.tell("to-correct")
			o.run()
		}
		require.Len(t, o.sms.Messages(), 1+notify.PerDay[notify.SMS])
		o.tell("new-device")
		o.run()
		require.Len(t, o.sms.Messages(), 2+notify.PerDay[notify.SMS], "what is urgent has a limit of its own")
		o.set(o.now().AddDate(0, 0, 1))
		o.tell("to-correct")
		o.run()
		require.Len(t, o.sms.Messages(), 3+notify.PerDay[notify.SMS])
	})
}

// TestUnsubscribe presses the link of a letter.
func TestUnsubscribe(t *testing.T) {
	o := newOffice(t)
	o.confirm(notify.Email, address)
	o.confirm(notify.SMS, phone)
	o.tell("to-correct")
	o.run()
	link := strings.Trim(o.mail.Letters()[0].Header.Get("List-Unsubscribe"), "<>")
	parts := strings.Split(link, "/")
	id, err := strconv.ParseInt(parts[len(parts)-2], 10, 64)
	require.NoError(t, err)
	mark := parts[len(parts)-1]
	require.Error(t, o.store.Unsubscribe(t.Context(), id, mark[1:]+"A"))
	require.Error(t, o.store.Unsubscribe(t.Context(), id+1, mark), "nobody else's")
	letters, texts := len(o.mail.Letters()), len(o.sms.Messages())
	require.NoError(t, o.store.Unsubscribe(t.Context(), id, mark))
	require.NoError(t, o.store.Unsubscribe(t.Context(), id, mark), "twice is no error")
	o.tell("to-correct")
	o.run()
	require.Len(t, o.mail.Letters(), letters)
	require.Len(t, o.sms.Messages(), texts+1, "the other channel goes on")
}
