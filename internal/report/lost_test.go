package report

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/workday"
)

// asked is the note with questions, so that its form takes time.
func asked() catalogue.Definition {
	d := note("10.0", true)
	d.Code = "asked"
	for _, key := range []string{"one", "two", "three", "four", "five"} {
		d.Form = append(d.Form, form.Field{Key: key, Kind: form.KindText, Label: words(key)})
	}
	return d
}

// crowd fills the tables with applications of every sort, by dice that always fall alike.
func (h *history) crowd(t *testing.T, n int) {
	t.Helper()
	services := h.services
	findings, err := services.Publish(t.Context(), catalogue.Edit{Author: "test", Note: "test", Definition: asked()})
	require.NoError(t, err)
	require.Empty(t, findings)
	require.NoError(t, services.Refresh(t.Context()))
	svc, _ := services.Snapshot().Service("asked")
	_, err = h.pool.Exec(t.Context(), `INSERT INTO accounts (issuer, subject, name, level, created_at, sessions_from)
		SELECT 'test', 'p' || n, 'p', 'verified', now(), now() FROM generate_series(1, 40) n`)
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		code, version := "tax-debt-certificate", h.version
		if r.IntN(3) > 0 {
			code, version = "asked", svc.VersionID
		}
		sent := now.Add(-time.Duration(r.IntN(300*24*60)) * time.Minute)
		term := sent.Add(time.Duration(1+r.IntN(240)) * time.Hour)
		state := []string{"done", "done", "done", "refused", "lapsed", "withdrawn", "in-process"}[r.IntN(7)]
		var closed *time.Time
		if state != "in-process" {
			at := sent.Add(time.Duration(1+r.IntN(20*24*60)) * time.Minute)
			if at.After(now) {
				at = now
			}
			closed = &at
		}
		automatic := r.IntN(2) == 0
		var id int64
		h.one(t, &id, `INSERT INTO applications (number, code, account_id, service_version_id, service, process, authority, region, lang,
				state, step, automatic, submitted_at, term_at, due_at, warn_at, closed_at)
			VALUES ($1, 'c', (SELECT id FROM accounts WHERE subject = $2), $3, $4, 'extract', 'tax-committee', $5, 'uz', $6, 'closed', $7, $8, $9, $9, $9, $10) RETURNING id`,
			fmt.Sprintf("%09d", i+1), fmt.Sprintf("p%d", 1+r.IntN(40)), version, code, []string{"1726", "1703"}[r.IntN(2)], state, automatic, sent, term, closed)
		h.live(t, r, id, sent, automatic)
	}
}

// live gives an application a past: corrections, a hand-over, a bill, appointments.
func (h *history) live(t *testing.T, r *rand.Rand, id int64, at time.Time, automatic bool) {
	t.Helper()
	event := func(action, from, to string, detail map[string]any) {
		at = at.Add(time.Duration(1+r.IntN(3000)) * time.Second)
		_, err := h.pool.Exec(t.Context(), `INSERT INTO application_events (application_id, at, action, from_state, to_state, step, kind, detail)
			VALUES ($1, $2, $3, $4, $5, 'x', 'machine', $6)`, id, at, action, from, to, detail)
		require.NoError(t, err)
	}
	event("submit", "", "new", map[string]any{})
	if !automatic {
		event("send-on", "new", "in-process", map[string]any{"cause": "check", "check": r.IntN(2)})
	}
	for range r.IntN(3) {
		marked := [][]string{{"one"}, {"one", "two"}, {"five"}, {}}[r.IntN(4)]
		event("ask-correction", "in-process", "to-be-corrected", map[string]any{"marked": marked})
		event("resubmit", "to-be-corrected", "in-process", map[string]any{})
	}
	if r.IntN(3) == 0 {
		status, paid := "lapsed", (*time.Time)(nil)
		if r.IntN(2) == 0 {
			status, paid = "paid", &at
		}
		_, err := h.pool.Exec(t.Context(), `INSERT INTO invoices (number, application_id, status, amount, quote, issued_at, due_at, paid_at) VALUES ($1, $2, $3, 1000, '{}', $4, $4, $5)`,
			fmt.Sprint("i", id), id, status, at, paid)
		require.NoError(t, err)
	}
	for n := range r.IntN(4) {
		_, err := h.pool.Exec(t.Context(), `INSERT INTO visits (application_id, at, place, recorded_at) VALUES ($1, $2, 'x', CASE WHEN $3 THEN $2::timestamptz END)`, id, at, n < 3)
		require.NoError(t, err)
	}
}

// raw is an application as the tables of casework have it.
type raw struct {
	ID, Account    int64
	Service, State string
	Automatic      bool
	Sent, Term     time.Time
	Closed         *time.Time
	Rounds, Trips  int
	Billed, Paid   bool
	Marks          []string // of all rounds
	Hit            int
	Stood          float64
}

// raws reads them one by one: nothing here goes by the tables of reports.
func (h *history) raws(t *testing.T) []raw {
	t.Helper()
	rows, _ := h.pool.Query(t.Context(), `SELECT id, account_id, service, state, automatic, submitted_at, term_at, closed_at,
		0, (SELECT count(*) FROM visits v WHERE v.application_id = a.id AND recorded_at IS NOT NULL), EXISTS (SELECT FROM invoices i WHERE i.application_id = a.id),
		EXISTS (SELECT FROM invoices i WHERE i.application_id = a.id AND paid_at IS NOT NULL), NULL::text[], -1, 0::float8 FROM applications a ORDER BY id`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[raw])
	require.NoError(t, err)
	for i := range list {
		a := &list[i]
		rows, _ := h.pool.Query(context.Background(), `SELECT at, from_state, to_state, detail FROM application_events WHERE application_id = $1 ORDER BY id`, a.ID)
		var at, back time.Time
		var from, to string
		var detail []byte
		_, err := pgx.ForEachRow(rows, []any{&at, &from, &to, &detail}, func() error {
			var d struct {
				Marked []string
				Check  *int
			}
			if err := json.Unmarshal(detail, &d); err != nil {
				return err
			}
			if d.Check != nil {
				a.Hit = *d.Check
			}
			if to == "to-be-corrected" {
				a.Rounds, back = a.Rounds+1, at
				if len(d.Marked) == 0 {
					d.Marked = []string{""}
				}
				a.Marks = append(a.Marks, d.Marked...)
			}
			if from == "to-be-corrected" {
				a.Stood += at.Sub(back).Hours() / 24
			}
			return nil
		})
		require.NoError(t, err)
	}
	return list
}

func (a raw) decided() bool { return a.State == "done" || a.State == "refused" }

// hours is the model for one application, as the page says it in words.
func (a raw) hours(all []raw) (l Lost) {
	minutes := map[string]float64{"asked": 3, "tax-debt-certificate": 1}[a.Service] // half a minute, and half for each question
	l.Ended = 1
	l.Filling = minutes / 60
	for _, p := range all {
		if p.Account == a.Account && p.ID < a.ID && p.Service == a.Service && (p.State == "refused" || p.State == "lapsed") && !p.Closed.After(a.Sent) && p.Closed.After(a.Sent.AddDate(0, 0, -90)) {
			l.Filling, l.Again = 0, minutes/60
		}
	}
	l.Correcting = float64(a.Rounds) * 0.5 * minutes / 60
	l.Coming = float64(max(0, a.Trips-1)) * 2.5
	if a.decided() {
		l.Waiting = a.Closed.Sub(a.Sent).Hours() / 24 * 0.1
		l.Late = max(0, a.Closed.Sub(a.Term).Hours()/24) * 0.4
	}
	return l
}

func inYear(at time.Time) bool { return !at.Before(time.Date(2025, 12, 1, 0, 0, 0, 0, workday.Zone)) }

func TestStore_Lost(t *testing.T) {
	h := newHistory(t)
	h.crowd(t, 300)
	require.NoError(t, h.Refresh(t.Context()))
	all := h.raws(t)
	var want Lost
	for _, a := range all {
		if a.Closed != nil && inYear(*a.Closed) {
			l := a.hours(all)
			want.Ended += l.Ended
			want.Filling, want.Correcting, want.Again = want.Filling+l.Filling, want.Correcting+l.Correcting, want.Again+l.Again
			want.Waiting, want.Late, want.Coming = want.Waiting+l.Waiting, want.Late+l.Late, want.Coming+l.Coming
		}
	}
	got, err := h.Lost(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, want.Ended, got.Ended)
	require.Positive(t, want.Again, "the dice must try every cause")
	for i, p := range want.Parts() {
		require.Positive(t, p.Hours, p.Cause)
		require.InEpsilon(t, p.Hours, got.Parts()[i].Hours, 1e-3, p.Cause)
	}
	sum := 0.0
	services, err := h.LostByService(t.Context(), Filter{})
	require.NoError(t, err)
	for _, s := range services {
		sum += s.Hours()
	}
	require.InEpsilon(t, got.Hours(), sum, 1e-6)
	months, err := h.LostByMonth(t.Context(), Filter{})
	require.NoError(t, err)
	for _, m := range months {
		sum -= m.Hours()
	}
	require.InDelta(t, 0, sum, 1e-6)
	h.sameSums(t)
}

// sameSums proves that sums which were kept up to date are those of a count from nothing.
func (h *history) sameSums(t *testing.T) {
	t.Helper()
	_, err := h.pool.Exec(t.Context(), `UPDATE applications SET region = '1735', state = 'refused', closed_at = coalesce(closed_at, now()) WHERE id % 7 = 0`)
	require.NoError(t, err)
	require.NoError(t, h.Refresh(t.Context()))
	tables := map[string]string{ // sums of days come out alike but for the order in which they are added
		"report_months":    `submitted, corrected, billed, paid, settled, got, granted, refused, late, rounds, again, trips, unpaid, round(waited::numeric, 2), round(late_days::numeric, 2), round(fill::numeric, 2), round(refill::numeric, 2)`,
		"report_reasons":   `version, cause, hit, n, round(waited::numeric, 2), round(late_days::numeric, 2)`,
		"report_questions": `question, n, round(refill::numeric, 2), round(stood::numeric, 2)`,
	}
	owner := postgrestest.Owner(t, h.pool)
	for table := range tables {
		var n int
		_, err := owner.Exec(t.Context(), `CREATE TABLE kept_`+table+` AS TABLE `+table+`; GRANT SELECT ON kept_`+table+` TO PUBLIC`)
		require.NoError(t, err)
		h.one(t, &n, `SELECT count(*) FROM kept_`+table)
		require.Positive(t, n, table)
	}
	_, err = owner.Exec(t.Context(), `TRUNCATE report_applications, report_months, report_reasons, report_questions, report_marks; INSERT INTO report_stale VALUES (NULL)`)
	require.NoError(t, err)
	require.NoError(t, h.Refresh(t.Context()))
	for table, columns := range tables {
		var n int
		list := `SELECT service, month, authority, region, via, ` + columns + ` FROM `
		h.one(t, &n, `SELECT count(*) FROM (`+list+`kept_`+table+` EXCEPT `+list+table+`) d`)
		require.Zero(t, n, table)
		h.one(t, &n, `SELECT (SELECT count(*) FROM `+table+`) - (SELECT count(*) FROM kept_`+table+`)`)
		require.Zero(t, n, table)
	}
}

func TestStore_Fixes(t *testing.T) {
	h := newHistory(t)
	h.crowd(t, 300)
	require.NoError(t, h.Refresh(t.Context()))
	all := h.raws(t)
	type key struct{ kind, service, what string }
	n, of, hours := map[key]int{}, map[key]int{}, map[key]float64{}
	sent, ended, decided := map[string]int{}, map[string]int{}, map[string]int{}
	for _, a := range all {
		if inYear(a.Sent) {
			sent[a.Service]++
			seen := map[string]bool{}
			for _, q := range a.Marks {
				seen[q] = true
			}
			minutes := map[string]float64{"asked": 3, "tax-debt-certificate": 1}[a.Service]
			for q := range seen {
				k := key{"question", a.Service, q}
				n[k]++
				hours[k] += (float64(a.Rounds)*0.5*minutes/60 + a.Stood*0.1) / float64(len(seen))
			}
			if !a.Automatic {
				k := key{"reason", a.Service, "check:" + ruleMark([]string{"reg.tax.debt <= 10.0", "reg.tax.receipts == 0"}[a.Hit])}
				n[k]++
				if a.decided() {
					hours[k] += a.Closed.Sub(a.Sent).Hours()/24*0.1 + max(0, a.Closed.Sub(a.Term).Hours()/24)*0.4
				}
			}
		}
		if a.Closed == nil || !inYear(*a.Closed) {
			continue
		}
		ended[a.Service]++
		l := a.hours(all)
		if a.decided() {
			decided[a.Service]++
			if a.Closed.After(a.Term) {
				k := key{"late", a.Service, ""}
				n[k]++
				hours[k] += a.Closed.Sub(a.Term).Hours() / 24 * 0.5
			}
		}
		n[key{"coming", a.Service, ""}] += max(0, a.Trips-1)
		hours[key{"coming", a.Service, ""}] += l.Coming
		if l.Again > 0 {
			n[key{"again", a.Service, ""}]++
			hours[key{"again", a.Service, ""}] += l.Again
		}
		if a.State == "lapsed" && a.Billed && !a.Paid {
			n[key{"unpaid", a.Service, ""}]++
			hours[key{"unpaid", a.Service, ""}] += l.Filling + l.Again
		}
	}
	for k := range n {
		switch k.kind {
		case "question", "reason":
			of[k] = sent[k.service]
		case "late":
			of[k] = decided[k.service]
		default:
			of[k] = ended[k.service]
		}
	}
	fixes, err := h.Fixes(t.Context(), Filter{})
	require.NoError(t, err)
	named := 0
	for i, x := range fixes {
		k := key{string(x.Kind), x.Service, x.What}
		require.Equal(t, n[k], x.N, k)
		require.Equal(t, of[k], x.Of, k)
		require.InEpsilon(t, hours[k], x.Hours, 1e-3, k)
		require.True(t, i == 0 || fixes[i-1].Hours >= x.Hours, "the dearest first")
		whole, months, err := h.FixCourse(t.Context(), Filter{}, x.Kind, x.Service, x.What)
		require.NoError(t, err)
		require.Equal(t, x.N, whole.N)
		sum := 0
		for _, m := range months {
			sum += m.N
		}
		require.Equal(t, x.N, sum, "the months of a fix are all of it")
	}
	for k, cases := range n {
		if cases >= Floor && hours[k] > 0 {
			named++
			require.NotEmpty(t, k.service)
		}
	}
	require.Len(t, fixes, named, "every cause with enough cases is named, and no other")
}
