package notify

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/workday"
)

// mostSegments is what a copy may cost.
const mostSegments = 2

// TestWords writes the copy of every event in every written form for every channel.
func TestWords(t *testing.T) {
	const origin = "https://my.portal.example.uz"
	for event, kind := range events {
		for _, l := range locale.Langs {
			w := words{lang: l, origin: origin, kinds: map[Kind]int{kind: 1}}
			notice, err := json.Marshal(w.notice("copy-1"))
			require.NoError(t, err)
			for channel, text := range map[Channel]string{Email: w.subject() + w.letter(origin+"/unsubscribe"), SMS: w.sms(), Push: string(notice)} {
				about := "%s in %s by %s: %s"
				require.NotContains(t, text, "⟦", about, event, l, channel, text)
				require.NotContains(t, text, "<no value>", about, event, l, channel, text)
				require.Contains(t, text, "/"+string(l)+inboxPath, about, event, l, channel, text)
				require.True(t, utf8.ValidString(text))
			}
			require.LessOrEqual(t, Segments(w.sms()), mostSegments, "%s in %s: %s", event, l, w.sms())
			require.NotContains(t, w.subject(), "\n")
			require.Less(t, len(notice), 1024, "a record of web push has room for it")
		}
	}
	for _, l := range locale.Langs {
		code := forPhones(l.T("copy.code.sms", "Code", "123456"))
		require.Equal(t, 1, Segments(code), "%s: %s", l, code)
		all := words{lang: l, origin: origin, kinds: map[Kind]int{Security: 1, Turn: 3, Result: 2, Progress: 12}}
		require.NotContains(t, all.subject()+all.letter("x"), "⟦")
		require.Equal(t, 4, strings.Count(all.letter("x"), "\n– "))
	}
}

func TestSegments(t *testing.T) {
	for text, want := range map[string]int{
		"": 1, strings.Repeat("a", 160): 1, strings.Repeat("a", 161): 2, strings.Repeat("a", 306): 2, strings.Repeat("a", 307): 3,
		strings.Repeat("€", 80): 1, strings.Repeat("€", 81): 2,
		strings.Repeat("ж", 70): 1, strings.Repeat("ж", 71): 2, strings.Repeat("ж", 134): 2, strings.Repeat("ж", 135): 3,
		strings.Repeat("a", 70) + "ʻ":             2,
		forPhones(strings.Repeat("a", 70) + "oʻ"): 1,
		strings.Repeat("😀", 35):                   1, strings.Repeat("😀", 36): 2,
	} {
		require.Equal(t, want, Segments(text), "%d signs", utf8.RuneCountInString(text))
	}
}

// TestQuiet holds the night against the clock, in the one zone that has no summer time.
func TestQuiet(t *testing.T) {
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, 10, day, hour, minute, 0, 0, workday.Zone)
	}
	over, within, none := Choices{QuietFrom: 21, QuietUntil: 8}, Choices{QuietFrom: 1, QuietUntil: 6}, Choices{QuietFrom: 7, QuietUntil: 7}
	for _, x := range []struct {
		choices   Choices
		now, ends time.Time
	}{
		{over, at(24, 20, 59), time.Time{}},
		{over, at(24, 21, 0), at(25, 8, 0)},
		{over, at(24, 23, 59), at(25, 8, 0)},
		{over, at(25, 0, 0), at(25, 8, 0)},
		{over, at(25, 7, 59), at(25, 8, 0)},
		{over, at(25, 8, 0), time.Time{}},
		{over, at(31, 22, 0), at(32, 8, 0)},
		{within, at(25, 0, 59), time.Time{}},
		{within, at(25, 1, 0), at(25, 6, 0)},
		{within, at(25, 6, 0), time.Time{}},
		{none, at(25, 7, 0), time.Time{}},
		{none, at(25, 23, 0), time.Time{}},
	} {
		for _, zone := range []*time.Location{workday.Zone, time.UTC, time.FixedZone("", -9*3600)} {
			require.True(t, x.ends.Equal(x.choices.until(x.now.In(zone))), "%v at %s", x.choices, x.now)
		}
	}
	require.True(t, at(26, 9, 0).Equal(next(at(25, 9, 0), 9)), "the hour that has come is over")
}
