package feedback

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/guard"
	"github.com/yagona/portal/internal/integration/mail"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/problem"
)

// TestStore_Answer_letter: who leaves an e-mail address and has no account is written to when the answer is there, once for
// each answer, and the letter gives nothing away but the way to it.
func TestStore_Answer_letter(t *testing.T) {
	w := newWorld(t)
	w.WithLetters()
	portal := w.official(t, "official-5", PortalOwner, "")
	var listen net.ListenConfig
	l, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	box := mail.NewFake(l, time.Now)
	t.Cleanup(func() { _ = box.Close() })
	client, err := mail.NewClient(box.URL(), "Portal <no-reply@portal.example>", guard.Usual)
	require.NoError(t, err)
	post := notify.NewStore(w.pool, w.now).With(keyringtest.Ring(), notify.Outside{Origin: "https://portal.example", Mail: client, Key: []byte(strings.Repeat("k", 32))})
	work := func() int {
		rows, err := w.pool.Query(t.Context(), `DELETE FROM river_job WHERE kind = 'feedback.letter' RETURNING (args ->> 'case_id')::bigint, (args ->> 'row')::int, coalesce((args ->> 'asks')::bool, false)`)
		require.NoError(t, err)
		var jobs []LetterArgs
		for rows.Next() {
			var a LetterArgs
			require.NoError(t, rows.Scan(&a.CaseID, &a.Row, &a.Asks))
			jobs = append(jobs, a)
		}
		require.NoError(t, rows.Err())
		for _, a := range jobs {
			require.NoError(t, w.WriteAnswered(t.Context(), a, post.WriteTo))
		}
		return len(jobs)
	}

	said := Submission{Kind: Concern, Service: w.service, Comment: "navbat uzoq", Contact: " aziza@example.uz ", Lang: "ru", Token: "a"}
	r, err := w.Submit(t.Context(), nil, said)
	require.NoError(t, err)
	require.Zero(t, work(), "not before there is an answer")
	require.NoError(t, w.Answer(t.Context(), portal, r.CaseNumber, "Yana bir oyna ochildi", 1))
	require.Equal(t, 1, work())
	require.Zero(t, work())
	letter := box.Letters()[0]
	key := letterKey(r.Code)
	require.Contains(t, letter.Text, "https://portal.example/ru/feedback/letters/"+r.CaseNumber+"/"+key)
	for _, secret := range []string{"navbat", "oyna", r.Code, "Aziza", "aziza"} {
		require.NotContains(t, letter.Text+letter.Subject(), secret)
	}

	opened, err := w.ByLetter(t.Context(), r.CaseNumber, key)
	require.NoError(t, err)
	require.Equal(t, Answered, opened.State)
	require.Len(t, opened.Replies, 1)
	require.Equal(t, "Yana bir oyna ochildi", opened.Replies[0].Body)
	for _, said := range []string{"", "x", key, r.CaseNumber} {
		_, err = w.Unlock(t.Context(), r.CaseNumber, key, said)
		require.True(t, problem.Is(err, problem.Invalid), "%q: %v", said, err)
	}
	for _, said := range []string{r.Code, r.Code + ". ", " " + strings.ToLower(r.Code[:13]+" "+r.Code[13:]), "https://portal.example/ru/feedback/" + r.Code + "/"} {
		code, err := w.Unlock(t.Context(), r.CaseNumber, key, said)
		require.NoError(t, err, said)
		require.Equal(t, r.Code, code)
	}
	for _, bad := range []string{"", r.Code, letterKey(key)} {
		_, err = w.ByLetter(t.Context(), r.CaseNumber, bad)
		require.True(t, problem.Is(err, problem.NotFound), "%q: %v", bad, err)
		_, err = w.Unlock(t.Context(), r.CaseNumber, bad, r.Code)
		require.True(t, problem.Is(err, problem.NotFound), "%q: %v", bad, err)
	}
	_, err = w.ByReceipt(t.Context(), key)
	require.True(t, problem.Is(err, problem.NotFound), "what the letter has opens no receipt: %v", err)

	require.NoError(t, w.Reopen(t.Context(), r.Code, "hali ham uzoq"))
	require.NoError(t, w.Answer(t.Context(), portal, r.CaseNumber, "Ikkinchi javob", 3))
	require.Equal(t, 1, work())
	require.Len(t, box.Letters(), 2)
	require.True(t, problem.Is(w.SettleByLetter(t.Context(), r.CaseNumber, key, true), problem.Conflict), "nobody has asked yet")
	w.clock = w.clock.AddDate(0, 0, 28)
	require.NoError(t, w.AskDue(t.Context()))
	require.NoError(t, w.AskDue(t.Context()))
	require.Equal(t, 1, work(), "asked once")
	asks := box.Letters()[0]
	require.Contains(t, asks.Text, "https://portal.example/ru/feedback/letters/"+r.CaseNumber+"/"+key)
	require.NotContains(t, asks.Text+asks.Subject(), "navbat")
	require.Contains(t, asks.Text, locale.Ru.Date(w.clock.AddDate(0, 0, -28)), "on which day it was answered")
	var caseID int64
	var row int
	require.NoError(t, w.pool.QueryRow(t.Context(), `SELECT id, row FROM feedback_cases WHERE number = $1`, r.CaseNumber).Scan(&caseID, &row))
	require.NoError(t, w.WriteAnswered(t.Context(), LetterArgs{CaseID: caseID, Row: row - 1, Asks: true}, post.WriteTo))
	require.Len(t, box.Letters(), 3, "what has changed since is not asked")
	require.True(t, problem.Is(w.SettleByLetter(t.Context(), r.CaseNumber, letterKey(key), false), problem.NotFound))
	require.NoError(t, w.SettleByLetter(t.Context(), r.CaseNumber, key, true))
	opened, err = w.ByLetter(t.Context(), r.CaseNumber, key)
	require.NoError(t, err)
	require.Equal(t, Closed, opened.State)
	require.False(t, opened.Asked)
	require.True(t, problem.Is(w.SettleByLetter(t.Context(), r.CaseNumber, key, false), problem.Conflict), "no letter reopens what is closed")
	require.NoError(t, w.WriteAnswered(t.Context(), LetterArgs{CaseID: caseID, Row: row + 1, Asks: true}, post.WriteTo))
	require.Len(t, box.Letters(), 3, "nor is it asked")
	require.NoError(t, w.Reopen(t.Context(), r.Code, "men buni aytmadim"), "another's yes shuts the author not out")

	for i, c := range []struct{ contact, token string }{{"+998 90 123 45 67", "b"}, {"", "c"}} {
		said.Contact, said.Token, said.Comment = c.contact, c.token, "boshqa gap "+c.token
		r, err := w.Submit(t.Context(), nil, said)
		require.NoError(t, err)
		require.NoError(t, w.Answer(t.Context(), portal, r.CaseNumber, "javob", 1))
		require.Zero(t, work(), "no address, no letter: %d", i)
	}
	said.Contact, said.Token, said.Comment = "aziza@example.uz", "d", "inbox bor"
	r, err = w.Submit(t.Context(), &w.aziza, said)
	require.NoError(t, err)
	require.NoError(t, w.Answer(t.Context(), portal, r.CaseNumber, "javob", 1))
	require.Zero(t, work(), "who has an inbox chooses there how to be told")
	said.Token, said.Comment = "e", "yopilgan"
	r, err = w.Submit(t.Context(), nil, said)
	require.NoError(t, err)
	require.NoError(t, w.Answer(t.Context(), portal, r.CaseNumber, "javob", 1))
	require.Equal(t, 1, work())
	require.NoError(t, w.RateAnswer(t.Context(), r.Code, 5))
	w.clock = w.clock.AddDate(0, 0, 28)
	require.NoError(t, w.AskDue(t.Context()))
	require.Zero(t, work(), "what its author closed is not asked by letter")
	require.True(t, problem.Is(w.SettleByLetter(t.Context(), r.CaseNumber, letterKey(r.Code), false), problem.Conflict))
	require.True(t, w.WritesTo(Concern, " aziza@example.uz"))
	require.False(t, w.WritesTo(Corruption, "aziza@example.uz"), "a mistyped address would tell a stranger what was reported")

	said.Contact = "aziza@example"
	require.Equal(t, "contact", said.Check()[0].Field, "an address that takes nothing is mended before it is sent")
}
