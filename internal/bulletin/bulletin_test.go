package bulletin

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/workday"
)

// forms is every file of an edition in every language, by name.
func forms(t *testing.T, b Bulletin) map[string][]byte {
	t.Helper()
	out := map[string][]byte{"json": b.Text}
	for _, l := range locale.Langs {
		for name, write := range map[string]func(io.Writer, locale.Lang) error{"csv": b.WriteCSV, "xlsx": b.WriteXLSX, "pdf": b.WritePDF} {
			var file bytes.Buffer
			require.NoError(t, write(&file, l))
			require.Greater(t, file.Len(), 1000, name)
			out[name+"-"+string(l)] = file.Bytes()
		}
	}
	return out
}

func TestStore_Take_freezes(t *testing.T) {
	w := newWorld(t)
	w.fill(300)
	require.NoError(t, w.Take(t.Context()))
	heads, err := w.Heads(t.Context(), w.chair)
	require.NoError(t, err)
	require.Len(t, heads, 4, "July to October; November goes on")
	before := w.month("2026-10", 0)
	require.Equal(t, heads[0].ID, before.ID)
	files := forms(t, before)

	// A year later: rows were changed, rows are gone, and the program counts again.
	w.exec(`UPDATE applications SET state = 'refused', automatic = false, closed_at = closed_at + interval '40 days' WHERE closed_at IS NOT NULL`)
	w.exec(`DELETE FROM report_applications WHERE id % 2 = 0`)
	owner := postgrestest.Owner(t, w.pool)
	_, err = owner.Exec(t.Context(), `ALTER TABLE feedback_entries DISABLE TRIGGER USER; DELETE FROM feedback_cases; DELETE FROM feedback_entries; ALTER TABLE feedback_entries ENABLE TRIGGER USER`)
	require.NoError(t, err)
	w.now = w.now.AddDate(1, 0, 0)
	require.NoError(t, w.Take(t.Context()))
	after := w.month("2026-10", 0)
	require.Equal(t, before, after)
	for name, file := range forms(t, after) {
		require.True(t, bytes.Equal(files[name], file), "%s is another file", name)
	}
	sum := sha256.Sum256(before.Text)
	require.Equal(t, hex.EncodeToString(sum[:]), before.ID, "whoever has the file can see that it is this one")

	for _, sql := range []string{`UPDATE bulletins SET taken_at = now()`, `DELETE FROM bulletins`, `TRUNCATE bulletins`} {
		_, err := owner.Exec(t.Context(), sql)
		require.ErrorContains(t, err, "append-only", sql)
	}
	_, err = w.pool.Exec(t.Context(), `INSERT INTO bulletins SELECT month, edition + 1, id || '0', content, taken_at, $1 FROM bulletins`, w.chair.ID)
	require.ErrorContains(t, err, "bulletins_id_check", "a number that is not that of the content")
}

// TestStore_Take_arithmetic counts the same in Go, over what was put in.
func TestStore_Take_arithmetic(t *testing.T) {
	w := newWorld(t)
	w.fill(400)
	require.NoError(t, w.Take(t.Context()))
	b := w.month("2026-08", 0)
	in := func(at time.Time) bool { return at.In(workday.Zone).Format(monthForm) == "2026-08" }
	end := time.Date(2026, 9, 1, 0, 0, 0, 0, workday.Zone)
	for _, scope := range []report.Line{
		{Level: report.Country},
		{Level: report.OfAuthority, Code: "cadastre"},
		{Level: report.OfRegion, Code: "1726"},
		{Level: report.OfRegion},
		{Level: report.OfService, Code: "service-2", Owner: "justice"},
	} {
		mine := func(authority, region, service string) bool {
			switch scope.Level {
			case report.OfAuthority:
				return authority == scope.Code
			case report.OfRegion:
				return region == scope.Code
			case report.OfService:
				return service == scope.Code && authority == scope.Owner
			default:
				return true
			}
		}
		want := scope
		var days []float64
		for _, a := range w.apps {
			if !mine(a.authority, a.region, a.service) {
				continue
			}
			if in(a.in) {
				want.Submitted++
				want.Corrected += one(a.corrected)
				want.Ended += one(!a.out.IsZero())
				want.Gained += one(a.state == "done")
			}
			if a.in.Before(end) && (a.out.IsZero() || !a.out.Before(end)) && a.term.Before(end) {
				want.PastTerm++
			}
			if a.out.IsZero() || !in(a.out) {
				continue
			}
			want.Granted += one(a.state == "done")
			want.Refused += one(a.state == "refused")
			want.Withdrawn += one(a.state == "withdrawn")
			want.Lapsed += one(a.state == "lapsed")
			if a.state == "done" || a.state == "refused" {
				want.Alone += one(a.automatic)
				want.InTerm += one(!a.out.After(a.term))
				days = append(days, a.out.Sub(a.in).Hours()/24)
			}
		}
		for _, s := range w.said {
			if !mine(s.authority, s.region, "") {
				continue
			}
			if in(s.at) {
				want.Concerns += one(s.kind == "concern")
				want.Suggestions += one(s.kind == "suggestion")
				want.Opened += one(!s.due.IsZero())
				want = marked(want, s.marks)
			}
			if s.due.IsZero() {
				continue
			}
			if in(s.due) {
				want.Due++
				want.Answered += one(!s.reopened && !s.answered.IsZero() && !s.answered.After(s.due))
			}
			if s.due.Before(end) && (s.reopened || s.answered.IsZero() || !s.answered.Before(end)) {
				want.Unanswered++
			}
		}
		i := slices.IndexFunc(b.Lines, func(l report.Line) bool { return of(l) == of(scope) })
		require.GreaterOrEqual(t, i, 0)
		got := b.Lines[i]
		require.InDelta(t, quantile(days, 0.5), got.P50, 0.01)
		require.InDelta(t, quantile(days, 0.9), got.P90, 0.01)
		got.P50, got.P90, got.Live, got.Automatic = 0, 0, 0, 0
		require.Equal(t, want, got)
		require.Positive(t, want.Submitted)
	}
	require.Equal(t, 1, b.Line(report.Country, "").Live)
	require.NotNil(t, b.Before)
	require.Equal(t, w.month("2026-07", 0).ID, b.Before.ID)
	require.Equal(t, w.month("2026-07", 0).Line(report.OfAuthority, "justice"), find(b.Before.Lines, report.OfAuthority, "justice"))
	require.Nil(t, b.YearBefore)
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// marked is the line with the marks of a person.
func marked(l report.Line, marks [4]int) report.Line {
	n, sum := 0, 0
	for i, t := range []*report.Tally{&l.Legality, &l.Quality, &l.Timeliness, &l.Accessibility} {
		if m := int64(marks[i]); m > 0 {
			*t = t.Add(report.Tally{1, 12 * m, 144 * m * m})
			n, sum = n+1, sum+marks[i]
		}
	}
	if n > 0 {
		twelfths := int64(math.Round(12 * float64(sum) / float64(n)))
		l.Overall = l.Overall.Add(report.Tally{1, twelfths, twelfths * twelfths})
	}
	return l
}

// quantile is that of PostgreSQL: between two values on a straight line.
func quantile(v []float64, p float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	place := p * float64(len(v)-1)
	low := int(place)
	return v[low] + (place-float64(low))*(v[min(low+1, len(v)-1)]-v[low])
}

func TestStore_Correct(t *testing.T) {
	w := newWorld(t)
	w.fill(60)
	require.NoError(t, w.Take(t.Context()))
	first := w.month("2026-08", 0)

	problems, err := w.Correct(t.Context(), w.chair, "2026-08", 1, "Nothing is wrong")
	require.NoError(t, err)
	require.Equal(t, "bulletin.problem.same", problems[0].ID, "nothing to correct makes no edition")
	problems, err = w.Correct(t.Context(), w.chair, "2026-08", 1, " ")
	require.NoError(t, err)
	require.Equal(t, "bulletin.problem.reason", problems[0].ID)
	_, err = w.Correct(t.Context(), account.Official{ID: w.chair.ID, Role: account.Head, Authority: "justice"}, "2026-08", 1, "why")
	require.True(t, problem.Is(err, problem.Forbidden))

	require.NotZero(t, first.Line(report.Country, "").PastTerm)
	_, err = w.pool.Exec(t.Context(), `UPDATE applications SET term_at = term_at + interval '1 year' WHERE closed_at IS NULL OR closed_at > '2026-09-01'`) // clocks that stood still since
	require.NoError(t, err)
	w.apply(app{authority: "justice", region: "1726", service: "service-1", state: "done", in: time.Date(2026, 8, 10, 9, 0, 0, 0, workday.Zone), out: time.Date(2026, 8, 11, 9, 0, 0, 0, workday.Zone), term: time.Date(2026, 8, 20, 9, 0, 0, 0, workday.Zone)})
	longest := "=One case came late" + strings.Repeat("ў", MaxReason-len("=One case came late"))
	problems, err = w.Correct(t.Context(), w.chair, "2026-08", 1, longest+"ў")
	require.NoError(t, err)
	require.Equal(t, form.Problems{{Input: "reason", Field: "reason", ID: "bulletin.problem.long", Args: []any{"Max", MaxReason}}}, problems)
	require.Equal(t, 1, w.month("2026-08", 0).Edition)
	problems, err = w.Correct(t.Context(), w.chair, "2026-08", 1, longest)
	require.NoError(t, err)
	require.Empty(t, problems)
	require.Equal(t, longest, w.month("2026-08", 0).Reason, "nothing is cut off")
	_, err = w.Correct(t.Context(), w.chair, "2026-08", 1, "=One case came late")
	require.True(t, problem.Is(err, problem.Conflict), "the form sent twice makes one edition")

	second := w.month("2026-08", 0)
	require.Equal(t, 2, second.Edition)
	require.Equal(t, first, w.month("2026-08", 1), "the first stays")
	require.Contains(t, second.Changes, Change{Measure: "submitted", Was: measure("submitted").Of(first.Line(report.Country, "")), Is: measure("submitted").Of(second.Line(report.Country, ""))})
	for _, l := range first.Lines {
		at := slices.IndexFunc(second.Lines, func(x report.Line) bool { return x.Level == l.Level && x.Code == l.Code && x.Owner == l.Owner })
		require.GreaterOrEqual(t, at, 0, l)
		require.Equal(t, []int{l.PastTerm, l.Unanswered}, []int{second.Lines[at].PastTerm, second.Lines[at].Unanswered}, "what stood open at the end of the month stays: %v", l)
	}
	require.Equal(t, 4, second.Moved, "country, authority, region and service")
	var who int64
	w.one(&who, `SELECT actor FROM audit_entries WHERE action = 'bulletin.correct' AND object = 'bulletin:2026-08'`)
	require.Equal(t, w.chair.ID, who)
	latest, err := w.Latest(t.Context())
	require.NoError(t, err)
	require.Equal(t, second.ID, latest[slices.IndexFunc(latest, func(h Head) bool { return h.Month.Month() == time.August })].ID)

	// What a person typed never runs in a spreadsheet.
	var file bytes.Buffer
	require.NoError(t, second.WriteXLSX(&file, locale.En))
	all := unzipped(t, file.Bytes())
	require.Contains(t, all, "&#39;=One case came late")
	require.NotContains(t, all, "<f>")
}

func unzipped(t *testing.T, file []byte) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	var all strings.Builder
	for _, f := range r.File {
		part, err := f.Open()
		require.NoError(t, err)
		_, err = io.Copy(&all, part)
		require.NoError(t, err)
	}
	return all.String()
}

func TestStore_Follow(t *testing.T) {
	w := newWorld(t)
	other := w.official("timur")
	w.fill(30)
	require.NoError(t, w.Follow(t.Context(), w.chair, true))
	require.NoError(t, w.Follow(t.Context(), w.chair, true))
	require.NoError(t, w.Follow(t.Context(), other, true))
	require.NoError(t, w.Follow(t.Context(), other, false))
	require.NoError(t, w.Take(t.Context()))
	require.NoError(t, w.Take(t.Context()))
	var told []int64
	w.one(&told, `SELECT array_agg(account_id) FROM messages WHERE event = 'bulletin' AND args ->> 'Bulletin' = '2026-10'`)
	require.Equal(t, []int64{w.chair.ID}, told)
	var all int
	w.one(&all, `SELECT count(*) FROM messages WHERE event = 'bulletin'`)
	require.Equal(t, 1, all, "what was made of the past in one go is news to nobody")
	require.NoError(t, account.NewStore(w.pool, keyringtest.Ring(), func() time.Time { return w.now }).EndOffice(t.Context(), w.chair.ID))
	w.now = w.now.AddDate(0, 1, 0)
	require.NoError(t, w.Take(t.Context()))
	w.one(&all, `SELECT count(*) FROM messages WHERE event = 'bulletin'`)
	require.Equal(t, 1, all, "who left the task force is told no more")
}

func TestBulletin_emptyMonth(t *testing.T) {
	w := newWorld(t)
	w.fill(10)
	w.now = w.now.AddDate(0, 2, 0)
	require.NoError(t, w.Take(t.Context()))
	b := w.month("2026-12", 0)
	require.True(t, b.Empty())
	require.False(t, w.month("2026-08", 0).Empty())
	forms(t, b)
	var content map[string]any
	require.NoError(t, json.Unmarshal(b.Text, &content))
	require.Equal(t, "2026-12", content["month"])
}
