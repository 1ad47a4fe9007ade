package feedback

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStore_Submit_repeated(t *testing.T) {
	w := newWorld(t)
	say := func(token, sender, comment string) string {
		r, err := w.Submit(t.Context(), nil, Submission{Kind: Concern, Comment: comment, Lang: "uz", Token: token, Sender: sender})
		require.NoError(t, err)
		require.NotEmpty(t, r.CaseNumber, "the receipt of the first has its case")
		return r.Code
	}
	const long = "Ikki haftadan beri javob yoʻq"
	const one, two = AccountSender + "1", AccountSender + "2"
	first := say("t1", one, long)
	require.Equal(t, first, say("t2", one, "  ikki haftadan  beri javob yoʻq\n"))
	require.NotEqual(t, first, say("t3", two, long), "another sender")
	require.NotEqual(t, first, say("t4", one, long+" va hech kim aybdor emas"))
	require.NotEqual(t, say("t5", "10.0.0.1", long), say("t6", "10.0.0.1", long), "one network may be of two people, and a receipt is for one")
	w.clock = w.clock.Add(repeatWithin + time.Second)
	require.NotEqual(t, first, say("t9", one, long), "a day later it is said again")

	var clicks sync.WaitGroup
	codes := make([]string, 4)
	for i := range codes {
		clicks.Go(func() {
			r, err := w.Submit(t.Context(), nil, Submission{Kind: Suggestion, Comment: long, Lang: "uz", Token: "at once " + string(rune('a'+i)), Sender: AccountSender + "3"})
			if err == nil {
				codes[i] = r.Code
			}
		})
	}
	clicks.Wait()
	for _, code := range codes {
		require.Equal(t, codes[0], code, "from several windows at once")
	}
	require.NotEmpty(t, codes[0])

	hidden := Submission{Kind: Corruption, Comment: long, Lang: "uz", Unnamed: true, Sender: AccountSender + "1", Token: "h1"}
	a, err := w.Submit(t.Context(), &w.aziza, hidden)
	require.NoError(t, err)
	hidden.Token = "h2"
	b, err := w.Submit(t.Context(), &w.aziza, hidden)
	require.NoError(t, err)
	require.NotEqual(t, a.Code, b.Code, "nothing is kept by which its author could be found")
	w.clock = w.clock.Add(2 * repeatWithin)
	require.NoError(t, w.Sweep(t.Context()))
	var left int
	w.exec(t, &left, `SELECT count(*) FROM feedback_repeats`)
	require.Zero(t, left)
}

func TestStore_Submit_office(t *testing.T) {
	w := newWorld(t)
	var office int64
	w.exec(t, &office, `INSERT INTO offices (authority, region, name, address) VALUES ('tax-committee', '1726', '{"uz": "Soliq boʻlimi", "ru": "Отдел", "en": "Tax office"}', '{}') RETURNING id`)
	about, err := w.About(t.Context(), nil, Submission{Office: office})
	require.NoError(t, err)
	require.Equal(t, "Tax office", about.OfficeName.En)
	about, err = w.About(t.Context(), nil, Submission{Office: office + 100})
	require.NoError(t, err, "a code of an office that is gone leads to the form all the same")
	require.Equal(t, Target{Authority: PortalOwner}, about)

	r, err := w.Submit(t.Context(), nil, Submission{Kind: Rating, Office: office, Marks: Marks{Quality: 1}, Lang: "uz", Token: "t1", Sender: "10.0.0.1"})
	require.NoError(t, err)
	c, err := w.Case(t.Context(), w.ours, r.CaseNumber)
	require.NoError(t, err)
	require.Equal(t, "Soliq boʻlimi", c.Office.Uz)
	require.Equal(t, "1726", c.Region)
	n, err := w.sees(t, r.CaseNumber, "elsewhere")()
	require.Error(t, err, "another region's office")
	require.Zero(t, n)
}
