package notify_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/mail"
	"github.com/yagona/portal/internal/notify"
)

// TestReturned has a server take letters and bring them back.
func TestReturned(t *testing.T) {
	o := newOffice(t)
	o.confirm(notify.Email, "aziz@"+mail.Late)
	o.choose(func(c *notify.Choices) { hour := 13; c.DigestHour = &hour })
	o.tell("granted")
	o.tell("granted")
	o.run() // puts them off to the hour of the one letter a day
	o.set(o.now().Add(2 * time.Hour))
	o.run()
	o.mail.Wait()
	require.Equal(t, []notify.State{notify.Bounced, notify.Bounced}, o.states(notify.Email), "both were in one letter")
	list, err := o.store.Contacts(t.Context(), o.who)
	require.NoError(t, err)
	require.NotNil(t, list[0].BrokenAt, "its person is asked to mend it")
	before := len(o.mail.Letters())
	o.tell("granted")
	o.run()
	require.Len(t, o.mail.Letters(), before, "nothing more goes there")
}

// TestReturned_hostile knocks at the door at which letters come back.
func TestReturned_hostile(t *testing.T) {
	o := newOffice(t)
	o.confirm(notify.Email, address)
	o.tell("granted")
	o.run()
	require.Equal(t, []notify.State{notify.Sent}, o.states(notify.Email))
	var copyID string
	require.NoError(t, o.pool.QueryRow(t.Context(), `SELECT id::text FROM copies WHERE channel = 'email'`).Scan(&copyID))
	send := func(to, body string) error {
		conn, err := net.Dial("tcp", o.back)
		require.NoError(t, err)
		c := smtp.NewClient(conn)
		defer func() { _ = c.Close() }()
		return c.SendMail("", []string{to}, strings.NewReader(strings.ReplaceAll(body, "\n", "\r\n")))
	}
	const told = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\nAction: %\nStatus: 5.1.1\n\n--b--\n"
	failed := strings.Replace(told, "%", "failed", 1)
	for _, to := range []string{"portal@example.uz", "return-@x", "return-1@x", "return-x-1@x"} {
		require.ErrorContains(t, send(to, failed), "no such mailbox", to)
	}
	guessed := "return-" + copyID + "-" + strings.Repeat("0", 32) + "@x"
	require.ErrorContains(t, send(guessed, failed), "no such mailbox", "a mark of somebody's own")
	for _, harmless := range []string{"", "hello", "Subject: I am on holiday\n\nback on Monday\n", strings.Replace(told, "%", "delayed", 1), "Content-Type: multipart/report\n\nx"} {
		require.NoError(t, send(guessed, harmless), "taken and forgotten: %q", harmless)
	}
	letter := func(size int) string { // with the ends of its lines as they are sent
		line := strings.Repeat("x", 98) + "\n"
		size -= len("Subject: x\r\n\r\n")
		return "Subject: x\n\n" + strings.Repeat(line, size/100-1) + strings.Repeat("y", 100+size%100-2) + "\n"
	}
	require.NoError(t, send(guessed, letter(256<<10)), "as large as one may be")
	require.ErrorContains(t, send(guessed, letter(256<<10+1)), "Maximum message size exceeded", "a byte more")
	require.Equal(t, []notify.State{notify.Sent}, o.states(notify.Email))
}

// TestReturned_atOnce: so many conversations are held at a time; the next waits for its turn.
func TestReturned_atOnce(t *testing.T) {
	o := newOffice(t)
	knock := func() net.Conn {
		conn, err := net.Dial("tcp", o.back)
		require.NoError(t, err)
		t.Cleanup(func() { _ = conn.Close() })
		return conn
	}
	greeted := func(conn net.Conn, within time.Duration) bool {
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(within)))
		_, err := conn.Read(make([]byte, 1))
		return err == nil
	}
	var held []net.Conn
	for range 16 {
		held = append(held, knock())
		require.True(t, greeted(held[len(held)-1], 10*time.Second))
	}
	next := knock()
	require.False(t, greeted(next, 200*time.Millisecond))
	require.NoError(t, held[0].Close())
	require.True(t, greeted(next, 10*time.Second))
}
