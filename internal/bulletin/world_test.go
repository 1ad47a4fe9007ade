package bulletin

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/workday"
)

// world is some months of applications and feedback, made by hand and remembered, so that a test can count them itself.
type world struct {
	*testing.T
	*Store
	pool    *pgxpool.Pool
	now     time.Time
	chair   account.Official // of the task force
	version int64
	apps    []app
	said    []said
	dice    *rand.Rand
}

type app struct {
	authority, region, service, state string
	in                                time.Time
	out                               time.Time // zero while it is open
	term                              time.Time
	automatic, corrected              bool
}

type said struct {
	authority, region, kind string
	at                      time.Time
	marks                   [4]int
	due, answered           time.Time // of its case; zero: none
	reopened                bool      // the answer was sent back
}

// today is in the first days of November: October is over.
var today = time.Date(2026, 11, 3, 12, 0, 0, 0, workday.Zone)

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, pool: postgrestest.New(t), now: today, dice: rand.New(rand.NewPCG(8, 1))}
	clock := func() time.Time { return w.now }
	services := catalogue.NewStore(w.pool, clock)
	findings, err := services.Publish(t.Context(), catalogue.Edit{Author: "test", Note: "test", Definition: note()})
	require.NoError(t, err)
	require.Empty(t, findings)
	require.NoError(t, services.Refresh(t.Context()))
	svc, _ := services.Snapshot().Service("tax-debt-certificate")
	w.version = svc.VersionID
	w.Store = NewStore(w.pool, report.NewStore(w.pool, services, clock), clock)
	w.chair = w.official("lola")
	return w
}

func note() catalogue.Definition {
	words := func(s string) locale.Text { return locale.Text{Uz: s, Ru: s, En: s} }
	return catalogue.Definition{
		Code: "tax-debt-certificate", Title: words("Sinov xizmati"), Summary: words("Sinov."), Keywords: []string{"sinov"}, Category: "taxes", Authority: "tax-committee",
		Audience: []string{"citizen"}, Status: catalogue.Live, Process: catalogue.Extract, Assurance: catalogue.Basic,
		Term: catalogue.Term{Value: 5, Unit: workday.Minutes}, Fee: []catalogue.Tariff{{BHM: "0"}}, Basis: "estimated", Registers: []string{"tax"},
		LifeEvents: []string{}, Groups: []string{}, Result: catalogue.Result{Kind: "certificate", Shows: []string{"reg.tax.debt"}},
		Checks: []catalogue.Check{{Require: "reg.tax.receipts == 0", Otherwise: catalogue.ToReview, Reason: words("Receipts.")}},
	}
}

func (w *world) one(into any, sql string, args ...any) {
	w.Helper()
	require.NoError(w, w.pool.QueryRow(w.Context(), sql, args...).Scan(into))
}

func (w *world) exec(sql string, args ...any) {
	w.Helper()
	_, err := w.pool.Exec(w.Context(), sql, args...)
	require.NoError(w, err)
}

// official is a member of the task force.
func (w *world) official(name string) account.Official {
	w.Helper()
	var id int64
	w.one(&id, `INSERT INTO accounts (issuer, subject, name, level, created_at, sessions_from) VALUES ('test', $1, $1, 'verified', now(), now()) RETURNING id`, name)
	o := account.Official{ID: id, Name: name, Role: account.TaskForce}
	require.NoError(w, account.NewStore(w.pool, keyringtest.Ring(), func() time.Time { return w.now }).GrantOfficial(w.Context(), id, o))
	return o
}

func (w *world) apply(a app) {
	w.Helper()
	w.apps = append(w.apps, a)
	var out *time.Time
	if !a.out.IsZero() {
		out = &a.out
	}
	var id int64
	w.one(&id, `INSERT INTO applications (number, code, account_id, service_version_id, service, process, authority, region, lang,
			state, step, automatic, cause, submitted_at, term_at, due_at, warn_at, closed_at)
		VALUES ($1, 'c', $2, $3, $4, 'extract', $5, $6, 'uz', $7, 'closed', $8, '', $9, $10, $10, $10, $11) RETURNING id`,
		fmt.Sprintf("%09d", len(w.apps)), w.chair.ID, w.version, a.service, a.authority, a.region, a.state, a.automatic, a.in, a.term, out)
	if a.corrected {
		w.exec(`INSERT INTO application_events (application_id, at, action, from_state, to_state, step, kind, detail)
			VALUES ($1, $2, 'ask-correction', 'in-process', 'to-be-corrected', 'x', 'official', '{}')`, id, a.in)
	}
}

func (w *world) say(s said) {
	w.Helper()
	w.said = append(w.said, s)
	n := strconv.Itoa(len(w.said))
	var id int64
	w.one(&id, `INSERT INTO feedback_entries (token, receipt, kind, authority, region, legality, quality, timeliness, accessibility, lang, created_at)
		VALUES ($1, $1, $2, $3, $4, nullif($5, 0), nullif($6, 0), nullif($7, 0), nullif($8, 0), 'uz', $9) RETURNING id`,
		n, s.kind, s.authority, s.region, s.marks[0], s.marks[1], s.marks[2], s.marks[3], s.at)
	if s.due.IsZero() {
		return
	}
	var answered *time.Time
	if !s.answered.IsZero() {
		answered = &s.answered
	}
	w.exec(`INSERT INTO feedback_cases (entry_id, number, reason, owner, region, state, opened_at, due_at, answered_at)
		VALUES ($1, $2, 'low-mark', $3, $4, CASE WHEN $7::timestamptz IS NULL THEN 'open' WHEN $8 THEN 'reopened' ELSE 'answered' END, $5, $6, $7)`, id, n, s.authority, s.region, s.at, s.due, answered, s.reopened)
}

var (
	authorities = []string{"tax-committee", "cadastre", "justice"}
	regions     = []string{"1726", "1727", "1703", ""}
	states      = []string{"done", "done", "done", "refused", "withdrawn", "lapsed", "in-process"}
)

// fill makes n applications and n words of feedback from July to the middle of October.
func (w *world) fill(n int) {
	w.Helper()
	from := time.Date(2026, 7, 1, 0, 0, 0, 0, workday.Zone)
	for range n {
		a := app{
			authority: authorities[w.dice.IntN(3)], region: regions[w.dice.IntN(4)], service: fmt.Sprintf("service-%d", w.dice.IntN(4)), state: states[w.dice.IntN(len(states))],
			in: from.Add(time.Duration(w.dice.IntN(105*24*60)) * time.Minute), automatic: w.dice.IntN(3) > 0, corrected: w.dice.IntN(5) == 0,
		}
		a.term = a.in.AddDate(0, 0, 10)
		if a.state != "in-process" {
			a.out = a.in.Add(time.Duration(w.dice.IntN(15*24*60)) * time.Minute)
		}
		w.apply(a)
		s := said{authority: a.authority, region: a.region, kind: []string{"rating", "rating", "rating", "concern", "suggestion"}[w.dice.IntN(5)], at: a.in.Add(time.Hour)}
		if s.kind == "rating" {
			s.marks = [4]int{1 + w.dice.IntN(5), w.dice.IntN(6), w.dice.IntN(6), 1 + w.dice.IntN(5)}
		}
		if w.dice.IntN(3) == 0 {
			s.due = s.at.AddDate(0, 0, 15)
			if w.dice.IntN(4) > 0 {
				s.answered = s.at.Add(time.Duration(w.dice.IntN(20*24)) * time.Hour)
				s.reopened = len(w.said)%5 == 0 // the answer was sent back, and the date is the new one
			}
		}
		w.say(s)
	}
}

// month is an edition as a member of the task force reads it.
func (w *world) month(month string, edition int) Bulletin {
	w.Helper()
	b, _, err := w.Read(w.Context(), w.chair, month, edition)
	require.NoError(w, err)
	return b
}
