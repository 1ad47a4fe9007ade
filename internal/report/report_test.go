package report

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/workday"
)

// history is a small one, made by hand, with the figures known.
type history struct {
	*Store
	pool    *pgxpool.Pool
	account int64
	version int64
	n       int
}

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, workday.Zone)

func newHistory(t *testing.T) *history {
	t.Helper()
	h := &history{pool: postgrestest.New(t)}
	clock := func() time.Time { return now }
	h.Store = NewStore(h.pool, catalogue.NewStore(h.pool, clock), clock)
	h.one(t, &h.account, `INSERT INTO accounts (issuer, subject, name, level, created_at, sessions_from)
		VALUES ('test', 'aziza', 'aziza', 'verified', now(), now()) RETURNING id`)
	var service int64
	h.one(t, &service, `INSERT INTO services (code) VALUES ('tax-debt-certificate') RETURNING id`)
	h.one(t, &h.version, `INSERT INTO service_versions (service_id, number, schema, definition, checksum, origin, author, note, created_at, published_at)
		VALUES ($1, 1, 1, '{}', '', 'seed', '', '', now(), now()) RETURNING id`, service)
	return h
}

func (h *history) one(t *testing.T, into any, sql string, args ...any) {
	t.Helper()
	require.NoError(t, h.pool.QueryRow(context.Background(), sql, args...).Scan(into))
}

// app is one application of the history; days are counted back from now.
type app struct {
	authority, region, state, cause string
	sent, closed, term              int
	human, corrected                bool
}

func (h *history) add(t *testing.T, a app) {
	t.Helper()
	h.n++
	var closed *time.Time
	if a.state != "in-process" {
		at := now.AddDate(0, 0, -a.closed)
		closed = &at
	}
	var id int64
	h.one(t, &id, `INSERT INTO applications (number, code, account_id, service_version_id, service, process, authority, region, lang,
			state, step, automatic, cause, submitted_at, term_at, due_at, warn_at, closed_at)
		VALUES ($1, 'c', $2, $3, 'tax-debt-certificate', 'extract', $4, $5, 'uz', $6, 'closed', $7, $8, $9, $10, $10, $10, $11) RETURNING id`,
		fmt.Sprintf("%09d", h.n), h.account, h.version, a.authority, a.region, a.state, !a.human, a.cause,
		now.AddDate(0, 0, -a.sent), now.AddDate(0, 0, -a.term), closed)
	event := func(from, to string) {
		_, err := h.pool.Exec(t.Context(), `INSERT INTO application_events (application_id, at, action, from_state, to_state, step, kind)
			VALUES ($1, now(), 'x', $2, $3, 'x', 'machine')`, id, from, to)
		require.NoError(t, err)
	}
	event("", "new")
	if a.corrected {
		event("in-process", "to-be-corrected")
	}
}

func (h *history) say(t *testing.T, s feedback.Submission) feedback.Receipt {
	t.Helper()
	h.n++
	s.Token, s.Lang = fmt.Sprint("token", h.n), "uz"
	clock := func() time.Time { return now }
	r, err := feedback.NewStore(h.pool, catalogue.NewStore(h.pool, clock), clock).Submit(t.Context(), nil, s)
	require.NoError(t, err)
	return r
}

func TestStore_applications(t *testing.T) {
	h := newHistory(t)
	// this month: three automatic grants, one refusal by an official after its term, one withdrawn
	for range 3 {
		h.add(t, app{authority: "tax-committee", region: "1726", state: "done", sent: 2, closed: 1, term: 0})
	}
	h.add(t, app{authority: "tax-committee", region: "1703", state: "refused", sent: 20, closed: 1, term: 5, human: true, cause: "check", corrected: true})
	h.add(t, app{authority: "interior", region: "1726", state: "withdrawn", sent: 3, closed: 2, term: 0})
	// two months ago
	h.add(t, app{authority: "tax-committee", region: "1726", state: "done", sent: 70, closed: 65, term: 60, human: true, cause: "track"})
	// longer ago than a year
	h.add(t, app{authority: "tax-committee", region: "1726", state: "done", sent: 800, closed: 790, term: 780})
	// waits, overdue
	h.add(t, app{authority: "interior", region: "1726", state: "in-process", sent: 10, term: 3, human: true, cause: "register-down"})
	require.NoError(t, h.Refresh(t.Context()))

	a, err := h.Automation(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, 5, a.Decided)
	require.Equal(t, 3, a.Alone)
	require.InDelta(t, 0.6, a.B(), 1e-9)

	months, err := h.Months(t.Context(), Filter{Months: 3})
	require.NoError(t, err)
	require.Len(t, months, 3)
	require.Equal(t, time.September, months[0].Month.Month())
	last := months[2]
	require.Equal(t, Month{
		Month: last.Month, Submitted: 6, Granted: 3, Refused: 1, Withdrawn: 1, Alone: 3, InTerm: 3, Corrected: 1,
	}, last)
	require.InDelta(t, 0.25, last.Late(), 1e-9)
	require.InDelta(t, 0.8, last.Completed(), 1e-9)
	require.Equal(t, 1, months[0].Granted)

	region, err := h.Automation(t.Context(), Filter{Region: "1703"})
	require.NoError(t, err)
	require.Equal(t, 1, region.Decided)

	durations, err := h.Durations(t.Context(), Filter{})
	require.NoError(t, err)
	require.Len(t, durations, 1, "no authority has enough cases to be compared")
	require.Equal(t, 5, durations[0].Decided)
	require.Equal(t, 4, durations[0].InTerm)
	require.InDelta(t, 1, durations[0].P50, 0.01)

	causes, err := h.Causes(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, []Cause{{"check", 1}, {"register-down", 1}, {"track", 1}}, causes)

	regions, err := h.Regions(t.Context(), Filter{Months: 1})
	require.NoError(t, err)
	require.Len(t, regions, 14)
	for _, r := range regions {
		if r.Code == "1726" {
			require.Equal(t, Region{Code: "1726", Submitted: 5, Decided: 3, Alone: 3, InTerm: 3}, r)
			require.True(t, r.Few())
		}
	}

	late, err := h.Overdue(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, []Late{{Code: "interior", Waiting: 1, Applications: 1}}, late)
}

func TestStore_Refresh(t *testing.T) {
	h := newHistory(t)
	h.add(t, app{authority: "tax-committee", state: "done", sent: 2, closed: 1, term: 0})
	before, err := h.Automation(t.Context(), Filter{})
	require.NoError(t, err)
	require.Zero(t, before.Decided, "nothing is counted before the job")
	require.NoError(t, h.Refresh(t.Context()))
	require.NoError(t, h.Refresh(t.Context()), "nothing new")
	after, err := h.Automation(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, 1, after.Decided)
	at, err := h.AsOf(t.Context())
	require.NoError(t, err)
	require.True(t, at.Equal(now))
}

func TestStore_feedback(t *testing.T) {
	h := newHistory(t)
	for i := range Floor {
		marks := feedback.Marks{Legality: 5, Quality: 4}
		if i == 0 {
			marks = feedback.Marks{Legality: 1, Quality: 4}
		}
		h.say(t, feedback.Submission{Kind: feedback.Rating, Marks: marks})
	}
	h.say(t, feedback.Submission{Kind: feedback.Concern, Comment: "muammo"})
	h.say(t, feedback.Submission{Kind: feedback.Suggestion, Comment: "taklif"})

	opinions, err := h.Opinions(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, []Opinion{
		{feedback.Legality, 10, 1, 4.6}, {feedback.Quality, 10, 0, 4}, {Criterion: feedback.Timeliness}, {Criterion: feedback.Accessibility},
	}, opinions)

	voices, err := h.Voices(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, []Voice{
		{Kind: feedback.Rating, N: 10, Cases: 1},
		{Kind: feedback.Suggestion, N: 1},
		{Kind: feedback.Concern, N: 1, Cases: 1},
		{Kind: feedback.Corruption},
	}, voices)

	moods, err := h.Moods(t.Context(), Filter{})
	require.NoError(t, err)
	require.Len(t, moods, 1)
	require.Equal(t, 20, moods[0].N)
	require.InDelta(t, 4.3, moods[0].Mean, 1e-9)

	worst, err := h.WorstServices(t.Context(), Filter{})
	require.NoError(t, err)
	require.Empty(t, worst, "feedback on the portal is about no service")
	_, err = h.pool.Exec(t.Context(), `INSERT INTO feedback_entries (token, receipt, kind, service_code, authority, quality, lang, created_at)
		SELECT 'n' || n, 'n' || n, 'rating', CASE WHEN n <= 10 THEN 'enough' ELSE 'few' END, 'interior', 2, 'uz', $1 FROM generate_series(1, 19) n`, now)
	require.NoError(t, err)
	worst, err = h.WorstServices(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, []Worst{{Service: "enough", N: 10, Mean: 2, Low: 10}}, worst)
}
