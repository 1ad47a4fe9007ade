package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/replay"
	"github.com/yagona/portal/internal/workday"
)

func words(s string) locale.Text { return locale.Text{Uz: s, Ru: s, En: s} }

// rule is a service that refuses who owes more than that.
func rule(debt string) catalogue.Definition {
	return catalogue.Definition{
		Code: "tax-note", Title: words("Sinov xizmati"), Summary: words("Sinov."), Keywords: []string{"sinov"}, Category: "taxes", Authority: "tax-committee",
		Audience: []string{"citizen"}, Status: catalogue.Live, Process: catalogue.Extract, Assurance: catalogue.Basic,
		Term: catalogue.Term{Value: 5, Unit: workday.Minutes}, Fee: []catalogue.Tariff{{BHM: "0"}}, Basis: "estimated", Registers: []string{"tax"},
		LifeEvents: []string{}, Groups: []string{}, Result: catalogue.Result{Kind: "certificate", Shows: []string{"reg.tax.debt"}},
		Checks: []catalogue.Check{{Require: "reg.tax.debt <= " + debt, Otherwise: catalogue.Refuse, Reason: words("Soliq qarzi bor.")}},
	}
}

// A kept decision is evaluated by the version that it had; one that was altered is named, and what it read is not told.
func TestReplay(t *testing.T) {
	pool, ctx := postgrestest.New(t), t.Context()
	services := catalogue.NewStore(pool, time.Now)
	publish := func(base int64, debt string) *catalogue.Service {
		findings, err := services.Publish(ctx, catalogue.Edit{Base: base, Author: "test", Note: "test", Definition: rule(debt)})
		require.NoError(t, err)
		require.Empty(t, findings)
		require.NoError(t, services.Refresh(ctx))
		svc, ok := services.Snapshot().Service("tax-note")
		require.True(t, ok)
		return svc
	}
	first := publish(0, "100.0")
	ids, err := account.NewStore(pool, keyringtest.Ring(), time.Now).Announce(ctx, []account.Claims{{Issuer: "test", Subject: "a", Name: "Karimov Anvar", PINFL: "31210632040244", Level: catalogue.Basic, At: time.Now()}})
	require.NoError(t, err)
	var application int64
	require.NoError(t, pool.QueryRow(ctx, `INSERT INTO applications (number, code, account_id, service_version_id, service, process, authority, lang, state, step,
			submitted_at, term_at, due_at, warn_at, closed_at)
		VALUES ('123456782', 'AAAA', $1, $2, 'tax-note', 'extract', 'tax-committee', 'uz', 'done', 'closed', now(), now(), now(), now(), now()) RETURNING id`,
		ids[0], first.VersionID).Scan(&application))
	today := register.DateOf(time.Now())
	keep := func(debt float64, alter func(*catalogue.Assessment)) {
		facts := register.Facts{"tax": register.Fact{Register: "tax", Value: map[string]any{"debt": debt}}}
		outcome := first.Assess(catalogue.Input{Facts: facts, Form: form.Answers{}, Today: today})
		alter(&outcome)
		_, err := pool.Exec(ctx, `INSERT INTO assessments (application_id, service_version_id, at, today, answers, facts, assessment) VALUES ($1, $2, now(), $3, '{}', $4, $5)`,
			application, first.VersionID, today.String(), facts, outcome)
		require.NoError(t, err)
	}
	honest := func(*catalogue.Assessment) {}
	keep(50, honest)
	keep(500, honest)
	publish(first.VersionID, "10.0") // by today's rules the first would be refused

	store := replay.NewStore(pool, keyringtest.Ring(), services, time.Now)
	verdicts, err := store.Application(ctx, "123456782")
	require.NoError(t, err)
	require.Len(t, verdicts, 2)
	require.Equal(t, catalogue.Grant, verdicts[0].Again.Outcome)
	require.Equal(t, catalogue.Refuse, verdicts[1].Again.Outcome)
	require.Empty(t, verdicts[0].Differences)
	require.Empty(t, verdicts[1].Differences)
	run, err := store.Sample(ctx, 50)
	require.NoError(t, err)
	require.Equal(t, 2, run.Examined, "each once, however often chance meets it")
	require.Empty(t, run.Differing)
	require.NoError(t, store.SampleJob(ctx, replay.SampleArgs{}))

	keep(777, func(a *catalogue.Assessment) { a.Outcome, a.Check = catalogue.Grant, -1 })
	verdicts, err = store.Application(ctx, "123456782")
	require.NoError(t, err)
	require.Equal(t, []string{"outcome: grant, now refuse", "decided by check 0, now by 1"}, verdicts[2].Differences)
	run, err = store.Sample(ctx, 200)
	require.NoError(t, err)
	require.Len(t, run.Differing, 1)
	require.Equal(t, "123456782", run.Differing[0].Number)
	err = store.SampleJob(ctx, replay.SampleArgs{})
	require.ErrorContains(t, err, "123456782")
	require.NotContains(t, err.Error(), "777")
	var done []int
	all, err := store.All(ctx, func(n, total int) { done = append(done, n, total) })
	require.NoError(t, err)
	require.True(t, all.Whole)
	require.Equal(t, 3, all.Examined)
	require.Len(t, all.IDs, 1)
	require.Equal(t, "123456782", all.Differing[0].Number)
	require.Equal(t, []int{3, 3}, done)
	var bad int
	require.NoError(t, pool.QueryRow(ctx, `SELECT count(*) FROM replay_runs WHERE cardinality(differing) = 1`).Scan(&bad))
	require.Equal(t, 3, bad)

	_, err = store.Application(ctx, "987654321")
	require.True(t, problem.Is(err, problem.NotFound))
}

func TestSample_ofNothing(t *testing.T) {
	pool := postgrestest.New(t)
	run, err := replay.NewStore(pool, keyringtest.Ring(), catalogue.NewStore(pool, time.Now), time.Now).Sample(t.Context(), 50)
	require.NoError(t, err)
	require.Zero(t, run.Examined)
	run, err = replay.NewStore(pool, keyringtest.Ring(), catalogue.NewStore(pool, time.Now), time.Now).All(t.Context(), nil)
	require.NoError(t, err)
	require.Zero(t, run.Examined)
}

// A run over more decisions than one batch meets each once.
func TestAll_batches(t *testing.T) {
	pool, ctx := postgrestest.New(t), t.Context()
	services := catalogue.NewStore(pool, time.Now)
	findings, err := services.Publish(ctx, catalogue.Edit{Author: "test", Note: "test", Definition: rule("100.0")})
	require.NoError(t, err)
	require.Empty(t, findings)
	_, err = pool.Exec(ctx, `
		WITH who AS (INSERT INTO accounts (issuer, subject, name, level, created_at, sessions_from) VALUES ('test', 'a', 'a', 'basic', now(), now()) RETURNING id),
		app AS (INSERT INTO applications (number, code, account_id, service_version_id, service, process, authority, lang, state, step, submitted_at, term_at, due_at, warn_at, closed_at)
			SELECT '123456782', 'AAAA', who.id, v.id, 'tax-note', 'extract', 'tax-committee', 'uz', 'done', 'closed', now(), now(), now(), now(), now() FROM who, service_versions v RETURNING id, service_version_id)
		INSERT INTO assessments (application_id, service_version_id, at, today, answers, facts, assessment)
		SELECT app.id, service_version_id, now(), current_date, '{}', '{"tax": {"register": "tax", "value": {"debt": 5}}}',
			CASE WHEN n = 450 THEN '{"outcome": "refuse", "check": 0}'
			ELSE '{"outcome": "grant", "check": -1, "trace": [{"index": 0, "expr": "reg.tax.debt <= 100.0", "held": true, "values": {"reg.tax.debt": 5}}]}' END::jsonb
		FROM app, generate_series(1, 450) n`)
	require.NoError(t, err)
	var done []int
	run, err := replay.NewStore(pool, keyringtest.Ring(), services, time.Now).All(ctx, func(n, total int) {
		require.Equal(t, 450, total)
		done = append(done, n)
	})
	require.NoError(t, err)
	require.Equal(t, 450, run.Examined)
	require.Len(t, run.IDs, 1)
	require.Equal(t, []int{200, 400, 450}, done)
}
