package report

import (
	"cmp"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// history is a small one, made by hand, with the figures known.
type history struct {
	*Store
	pool    *pgxpool.Pool
	account int64
	version int64 // of today
	first   int64 // the one before
	n       int
}

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, workday.Zone)

func newHistory(t *testing.T) *history {
	t.Helper()
	h := &history{pool: postgrestest.New(t)}
	clock := func() time.Time { return now }
	services := catalogue.NewStore(h.pool, clock)
	h.Store = NewStore(h.pool, services, clock)
	h.one(t, &h.account, `INSERT INTO accounts (issuer, subject, name, level, created_at, sessions_from)
		VALUES ('test', 'aziza', 'aziza', 'verified', now(), now()) RETURNING id`)
	for i, debt := range []string{"100.0", "10.0"} { // the rule that is asked about stands in the second version elsewhere
		findings, err := services.Publish(t.Context(), catalogue.Edit{Base: h.version, Author: "test", Note: "test", Definition: note(debt, i == 1)})
		require.NoError(t, err)
		require.Empty(t, findings)
		require.NoError(t, services.Refresh(t.Context()))
		svc, _ := services.Snapshot().Service("tax-debt-certificate")
		if h.version = svc.VersionID; i == 0 {
			h.first = svc.VersionID
		}
	}
	return h
}

func words(s string) locale.Text { return locale.Text{Uz: s, Ru: s, En: s} }

// note is a service with a rule about receipts; another one may stand before it.
func note(debt string, another bool) catalogue.Definition {
	checks := []catalogue.Check{{Require: "reg.tax.receipts == 0", Otherwise: catalogue.ToReview, Reason: words("Receipts.")}}
	if another {
		checks = append([]catalogue.Check{{Require: "reg.tax.debt <= " + debt, Otherwise: catalogue.Refuse, Reason: words("Debt.")}}, checks...)
	}
	return catalogue.Definition{
		Code: "tax-debt-certificate", Title: words("Sinov xizmati"), Summary: words("Sinov."), Keywords: []string{"sinov"}, Category: "taxes", Authority: "tax-committee",
		Audience: []string{"citizen"}, Status: catalogue.Live, Process: catalogue.Extract, Assurance: catalogue.Basic,
		Term: catalogue.Term{Value: 5, Unit: workday.Minutes}, Fee: []catalogue.Tariff{{BHM: "0"}}, Basis: "estimated", Registers: []string{"tax"},
		LifeEvents: []string{}, Groups: []string{}, Result: catalogue.Result{Kind: "certificate", Shows: []string{"reg.tax.debt"}}, Checks: checks,
	}
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
	handed                          string        // detail of the first hand-over to people
	held                            time.Duration // by an official, from a Friday afternoon on
	appealed                        bool
	version                         int64 // today's when it is 0
}

// friday is an hour before the end of a working week.
var friday = time.Date(2026, 11, 20, 17, 0, 0, 0, workday.Zone)

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
		fmt.Sprintf("%09d", h.n), h.account, cmp.Or(a.version, h.version), a.authority, a.region, a.state, !a.human, a.cause,
		now.AddDate(0, 0, -a.sent), now.AddDate(0, 0, -a.term), closed)
	event := func(action, from, to, detail string, at time.Time) {
		_, err := h.pool.Exec(t.Context(), `INSERT INTO application_events (application_id, at, action, from_state, to_state, step, kind, detail)
			VALUES ($1, $2, $3, $4, $5, 'x', 'machine', $6)`, id, at, action, from, to, detail)
		require.NoError(t, err)
	}
	event("submit", "", "new", "{}", now)
	if a.handed != "" {
		event("send-on", "new", "in-process", a.handed, now)
	}
	if a.held > 0 {
		event("claim", "in-process", "in-process", "{}", friday)
		event("message", "in-process", "in-process", "{}", friday.Add(time.Minute))
		event("refuse", "in-process", "refused", "{}", friday.Add(a.held))
	}
	if a.corrected {
		event("in-process", "in-process", "to-be-corrected", "{}", now)
	}
	if a.appealed {
		event("request-review", "refused", "appealed", "{}", now)
		event("claim", "appealed", "appealed", "{}", friday)
		event("oblige", "appealed", "in-process", "{}", friday.Add(30*time.Minute))
		event("grant", "in-process", "done", "{}", friday.Add(time.Hour))
	}
}

func (h *history) say(t *testing.T, s feedback.Submission) feedback.Receipt {
	t.Helper()
	h.n++
	s.Token, s.Lang = fmt.Sprint("token", h.n), "uz"
	clock := func() time.Time { return now }
	r, err := feedback.NewStore(h.pool, keyringtest.Ring(), catalogue.NewStore(h.pool, clock), clock, workday.New()).Submit(t.Context(), nil, s)
	require.NoError(t, err)
	return r
}

func TestStore_applications(t *testing.T) {
	h := newHistory(t)
	// this month: three automatic grants, one refusal by an official after its term, one withdrawn
	for range 3 {
		h.add(t, app{authority: "tax-committee", region: "1726", state: "done", sent: 2, closed: 1, term: 0})
	}
	h.add(t, app{
		authority: "tax-committee", region: "1703", state: "refused", sent: 20, closed: 1, term: 5, human: true, cause: "not-corrected", corrected: true,
		handed: `{"cause": "check", "check": 1}`, held: 66 * time.Hour,
	})
	h.add(t, app{authority: "tax-committee", region: "1735", state: "withdrawn", sent: 2, closed: 1, human: true, version: h.first, handed: `{"cause": "check", "check": 0}`})
	h.add(t, app{authority: "interior", region: "1726", state: "withdrawn", sent: 3, closed: 2, term: 0})
	// two months ago
	h.add(t, app{authority: "tax-committee", region: "1726", state: "done", sent: 70, closed: 65, term: 60, human: true, handed: `{"cause": "track", "check": -1}`})
	// refused by the rules, then heard by a person on appeal
	h.add(t, app{authority: "interior", region: "1733", state: "done", sent: 400, closed: 390, term: 380, human: true, appealed: true})
	// longer ago than a year
	h.add(t, app{authority: "tax-committee", region: "1726", state: "done", sent: 800, closed: 790, term: 780})
	// waits, overdue
	h.add(t, app{authority: "interior", region: "1726", state: "in-process", sent: 10, term: 3, human: true, cause: "manual"})
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
		Month: last.Month, Submitted: 7, Granted: 3, Refused: 1, Withdrawn: 2, Alone: 3, InTerm: 3, Corrected: 1,
	}, last)
	require.InDelta(t, 0.25, last.Late(), 1e-9)
	require.InDelta(t, 2.0/3, last.Completed(), 1e-9)
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
	require.Equal(t, []Cause{{"check", 2, 180}, {"manual", 1, 0}, {"track", 1, 0}}, causes,
		"the first hand-over counts, not what a lapse wrote over it; of a weekend only the working hours")
	appeals, err := h.Causes(t.Context(), Filter{Months: 24, Region: "1733"})
	require.NoError(t, err)
	require.Equal(t, []Cause{{Code: "appeal", N: 1, Minutes: 30}}, appeals, "who hears an appeal has it until the outcome")
	reasons, err := h.Reasons(t.Context(), Filter{Months: 1})
	require.NoError(t, err)
	require.Equal(t, []Reason{
		{Service: "tax-debt-certificate", Cause: "check", Check: 1, Rule: words("Receipts."), N: 2, Minutes: 180},
		{Service: "tax-debt-certificate", Cause: "manual", Check: -1, N: 1},
	}, reasons)
	services, err := h.AloneByService(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, []Alone{{Code: "tax-debt-certificate", Decided: 5, Alone: 3, Minutes: 180}}, services)
	authorities, err := h.AloneByAuthority(t.Context(), Filter{Region: "1726"})
	require.NoError(t, err)
	require.Equal(t, []Alone{{Code: "tax-committee", Decided: 4, Alone: 3}}, authorities)
	require.InDelta(t, 0.75, authorities[0].B(), 1e-9)

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

// Office minutes are those of working hours, from whatever side of a night or a weekend.
func TestOfficeMinutes(t *testing.T) {
	pool := postgrestest.New(t)
	monday := time.Date(2026, 11, 23, 9, 0, 0, 0, workday.Zone)
	for name, tc := range map[string]struct {
		from, to time.Time
		want     float64
	}{
		"an hour":             {monday, monday.Add(time.Hour), 60},
		"a night":             {monday.Add(8 * time.Hour), monday.Add(25 * time.Hour), 120},
		"before opening":      {monday.Add(-2 * time.Hour), monday.Add(time.Minute), 1},
		"a weekend":           {monday.AddDate(0, 0, -2), monday, 0},
		"from Friday evening": {friday, monday.Add(2 * time.Hour), 180},
		"two weeks":           {monday, monday.AddDate(0, 0, 14), 10 * 540},
		"backwards":           {monday.Add(time.Hour), monday, 0},
	} {
		var got float64
		require.NoError(t, pool.QueryRow(t.Context(), `SELECT office_minutes($1, $2)`, tc.from, tc.to).Scan(&got))
		require.InDelta(t, tc.want, got, 1e-6, name)
	}
}

// Office minutes of the database and the working days of the program go by the same days.
func TestOfficeMinutes_calendar(t *testing.T) {
	pool := postgrestest.New(t)
	_, err := pool.Exec(t.Context(), `INSERT INTO moved_days (day, works, why) VALUES ('2026-11-26', false, '{}'), ('2026-11-28', true, '{}'), ('2026-12-08', true, '{}'), ('2026-12-13', false, '{}')`)
	require.NoError(t, err)
	rows, _ := pool.Query(t.Context(), `SELECT day::timestamp AT TIME ZONE 'Asia/Tashkent', works FROM moved_days`)
	moved, err := pgx.CollectRows(rows, pgx.RowToStructByPos[workday.Moved])
	require.NoError(t, err)
	calendar := workday.New(moved...)
	rapid.Check(t, func(r *rapid.T) {
		from := time.Date(2025, 12, 1, 0, 0, 0, 0, workday.Zone).Add(time.Duration(rapid.IntRange(0, 500*24*60).Draw(r, "minute")) * time.Minute)
		to := from.Add(time.Duration(rapid.IntRange(0, 40*24*60).Draw(r, "minutes")) * time.Minute)
		want := 0.0
		for day := register.DateOf(from).Time; day.Before(to); day = day.AddDate(0, 0, 1) {
			opens, closes := day.Add(9*time.Hour), day.Add(18*time.Hour)
			if from.After(opens) {
				opens = from
			}
			if to.Before(closes) {
				closes = to
			}
			if calendar.Works(day) && closes.After(opens) {
				want += closes.Sub(opens).Minutes()
			}
		}
		var got float64
		require.NoError(r, pool.QueryRow(t.Context(), `SELECT office_minutes($1, $2)`, from, to).Scan(&got))
		require.InDelta(r, want, got, 1e-6)
	})
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

	// Only what changed is counted anew, and it comes out as if everything had been.
	require.Zero(t, h.stale(t))
	_, err = h.pool.Exec(t.Context(), `UPDATE report_applications SET region = 'as it was'`)
	require.NoError(t, err)
	h.add(t, app{authority: "justice", state: "done", sent: 9, closed: 1, term: 0, human: true, held: 66 * time.Hour})
	require.NoError(t, h.Refresh(t.Context()))
	var untouched, differing int
	h.one(t, &untouched, `SELECT count(*) FROM report_applications WHERE region = 'as it was'`)
	require.Equal(t, 1, untouched)
	_, err = h.pool.Exec(t.Context(), `UPDATE applications SET region = '1726'`)
	require.NoError(t, err)
	require.NoError(t, h.Refresh(t.Context()))
	const differ = `SELECT count(*) FROM (TABLE report_applications_now EXCEPT TABLE report_applications) d`
	h.one(t, &differing, differ)
	require.Zero(t, differing)

	// A day that is moved changes what officials needed, whenever that was.
	var minutes, moved float64
	const held = `SELECT sum(minutes) FROM report_applications`
	h.one(t, &minutes, held)
	require.InDelta(t, 180, minutes, 1e-3, "an hour of a Friday, two of a Monday")
	_, err = h.pool.Exec(t.Context(), `INSERT INTO moved_days (day, works, why) VALUES ($1, false, '{}')`, friday.Format(time.DateOnly))
	require.NoError(t, err)
	require.NoError(t, h.Refresh(t.Context()))
	h.one(t, &moved, held)
	require.InDelta(t, 120, moved, 1e-3)
	h.one(t, &differing, differ)
	require.Zero(t, differing)
	require.Zero(t, h.stale(t))
}

func (h *history) stale(t *testing.T) (n int) {
	t.Helper()
	h.one(t, &n, `SELECT count(*) FROM report_stale`)
	return n
}

// TestStore_Refusals: what stands refused counts once, by what refused it last; what was granted after all does not.
func TestStore_Refusals(t *testing.T) {
	h := newHistory(t)
	for _, events := range [][][2]string{
		{{"auto-refuse", "{}"}},
		{{"auto-refuse", "{}"}, {"uphold", "{}"}},
		{{"propose-refuse", `{"ground": "missing"}`}, {"approve", "{}"}},
		{{"refuse", `{"ground": "missing"}`}, {"oblige", "{}"}, {"refuse", `{"ground": "rule-3"}`}},
		{{"refuse", `{"ground": "missing"}`}},
		{{"refuse", "{}"}},
	} {
		h.add(t, app{authority: "tax-committee", region: "1726", state: "refused", sent: 3, closed: 1})
		for _, e := range events {
			_, err := h.pool.Exec(t.Context(), `INSERT INTO application_events (application_id, at, action, from_state, to_state, step, kind, detail)
				SELECT max(id), $1, $2, 'in-process', 'refused', 'x', 'machine', $3::jsonb FROM applications`, now, e[0], e[1])
			require.NoError(t, err)
		}
	}
	h.add(t, app{authority: "tax-committee", region: "1726", state: "done", sent: 3, closed: 1, held: time.Hour})
	require.NoError(t, h.Refresh(t.Context()))
	got, err := h.Refusals(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, []Refusals{{"missing", 2}, {"rules", 2}, {"rule", 1}, {"unnamed", 1}}, got)
}
