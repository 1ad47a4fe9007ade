package taskforce_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/job/jobtest"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/operation"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/server/taskforce"
)

// poison is a job that fails in its only attempt.
type poison struct {
	N int `json:"n"`
}

func (poison) Kind() string { return "test.poison" }

func (poison) InsertOpts() job.Options { return job.Options{MaxAttempts: 1, Queue: job.Copies} }

// info is what pgBackRest prints of a repository with one backup, shortened.
const info = `[{"backup":[{"label":"20261126-230000F","type":"full","error":false,"timestamp":{"start":1795734000,"stop":1795734060},"info":{"size":52428800}}],"name":"portal"}]`

func newOperations(t *testing.T) (*servertest.Portal, *operation.Store) {
	t.Helper()
	return newOperationsWith(t, &keyring.Progress{Key: 1234567890, Since: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}, "v1.2.3")
}

func newOperationsWith(t *testing.T, keys *keyring.Progress, release string) (*servertest.Portal, *operation.Store) {
	t.Helper()
	var store *operation.Store
	p := servertest.New(t, func(p *servertest.Portal, d *server.Deps) {
		// A role sees what its own connections do; those of the test's pool belong to who began them.
		store = operation.NewStore(postgrestest.Owner(t, p.Pool), p.Clock.Now)
		d.Catalogue = catalogue.NewStore(p.Pool, p.Clock.Now)
		d.Operations = taskforce.NewOperations(store, p.Sessions, nil, func(context.Context) (keyring.Progress, error) {
			if keys.Key == 0 {
				return *keys, context.DeadlineExceeded
			}
			return *keys, nil
		}, release)
	})
	return p, store
}

// give puts poison into the queue and has the worker do it.
func give(t *testing.T, p *servertest.Portal, n int, does func() error) {
	t.Helper()
	require.NoError(t, postgres.InTx(t.Context(), p.Pool, func(tx pgx.Tx) error {
		for i := range n {
			if err := job.Insert(t.Context(), tx, poison{i}); err != nil {
				return err
			}
		}
		return nil
	}))
	work(t, p, does)
}

func work(t *testing.T, p *servertest.Portal, does func() error) {
	t.Helper()
	plan := job.NewPlan()
	job.Work(plan, func(context.Context, poison) error { return does() })
	jobtest.Try(t, p.Pool, plan)
}

func TestOperations_keys(t *testing.T) {
	keys := &keyring.Progress{Key: 1, Since: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), Former: 1, Left: 345, Plain: 1}
	p, _ := newOperationsWith(t, keys, "")
	member := p.SignIn("taskforce")
	read := func() string { return member.Get("/en/taskforce/operations").Text() }
	page := read()
	require.Contains(t, page, "345 values wait to be sealed with the new key")
	require.Contains(t, page, "1 value stands in plain")
	require.Contains(t, page, "built without its history", "nobody said which version it is")
	require.Contains(t, member.Get("/ru/taskforce/operations").Text(), "программа собрана без истории")
	keys.Left, keys.Plain = 0, 0
	page = read()
	require.Contains(t, page, "can be retired")
	require.NotContains(t, page, "in plain")
	*keys = keyring.Progress{}
	require.Contains(t, read(), "Not counted now", "the rest of the page is there")
}

func TestOperations(t *testing.T) {
	p, store := newOperations(t)
	fails := func() error { return errors.New("550 no mailbox malika@example.uz, call +998 90 123-45-67") }
	give(t, p, 3, fails)
	member := p.SignIn("taskforce")
	page := member.Get("/en/taskforce/operations")
	require.Equal(t, http.StatusOK, page.Status)
	for _, want := range []string{
		"Jobs were given up after their last attempt", "There is no backup of the last day", "The audit has not been signed for two hours",
		"v1.2.3", "One key opens everything", "key 1234567890 seals since 2 November 2026", "None is recorded", "test.poison", "550 no mailbox …", "portal-test", "the newest", "PostgreSQL ",
	} {
		require.Contains(t, page.Text(), want)
	}
	require.NotContains(t, page.Body, "malika@", "what others answer may name a person")
	require.NotContains(t, page.Body, "123-45-67")

	t.Run("one is tried again and fails again", func(t *testing.T) {
		list := member.Get("/en/taskforce/operations/jobs/test.poison")
		require.Equal(t, 3, strings.Count(list.Body, `value="retry-`))
		_, after, _ := strings.Cut(list.Body, `value="retry-`)
		id, _, _ := strings.Cut(after, `"`)
		done := member.Post("/en/taskforce/operations/jobs/test.poison", url.Values{"do": {"retry-" + id}})
		require.Contains(t, done.Text(), "1 job is tried again")
		require.NotContains(t, member.Get("/en/taskforce/operations/jobs/test.poison").Body, `value="retry-`+id+`"`)
		work(t, p, fails)
		require.Contains(t, member.Get("/en/taskforce/operations/jobs/test.poison").Body, `value="retry-`+id+`"`)
	})

	t.Run("dropping asks first", func(t *testing.T) {
		list := member.Get("/en/taskforce/operations/jobs/test.poison")
		_, after, _ := strings.Cut(list.Body, `value="drop-`)
		id, _, _ := strings.Cut(after, `"`)
		asked := member.Post("/en/taskforce/operations/jobs/test.poison", url.Values{"do": {"drop-" + id}})
		require.Contains(t, asked.Text(), "Job "+id+" is removed. What it was to do will not be done.")
		require.Contains(t, asked.Body, `value="retry-`+id+`"`, "it is still there")
		done := member.Post("/en/taskforce/operations/jobs/test.poison", url.Values{"do": {"sure-" + id}})
		require.Contains(t, done.Text(), "1 job was dropped")
	})

	t.Run("all are tried again once the cause is mended", func(t *testing.T) {
		require.Contains(t, member.Post("/en/taskforce/operations/jobs/test.poison", url.Values{"do": {"retry"}}).Text(), "2 jobs are tried again")
		work(t, p, func() error { return nil })
		require.Equal(t, http.StatusNotFound, member.Get("/en/taskforce/operations/jobs/test.poison").Status)
		require.Contains(t, member.Get("/en/taskforce/operations").Text(), "No job was given up.")
		rows, err := audit.NewStore(p.Pool).About(t.Context(), "jobs:test.poison", 10)
		require.NoError(t, err)
		require.Len(t, rows, 1)
		require.Equal(t, "job.retry", rows[0].Action)
		require.EqualValues(t, 2, rows[0].Detail["jobs"])
		require.Equal(t, p.Principal("taskforce").AccountID, rows[0].Actor)
	})

	t.Run("backups and restores are read from what pgBackRest says", func(t *testing.T) {
		list, err := operation.Listed(strings.NewReader(info))
		require.NoError(t, err)
		list[0].EndedAt = p.Clock.Now().Add(-3 * time.Hour)
		require.NoError(t, store.Keep(t.Context(), list))
		require.NoError(t, store.Keep(t.Context(), list), "each night lists those of before")
		page := member.Get("/en/taskforce/operations")
		require.Contains(t, page.Text(), "20261126-230000F")
		require.Contains(t, page.Text(), "3 h ago")
		require.NotContains(t, page.Text(), "There is no backup of the last day")
		require.Contains(t, page.Text(), "No backup was restored for trial")
		require.NoError(t, store.Restored(t.Context(), "20261126-230000F"))
		require.Error(t, store.Restored(t.Context(), "20200101-000000F"))
		require.NotContains(t, member.Get("/en/taskforce/operations").Text(), "No backup was restored for trial")
		p.Clock.Pass(27 * time.Hour)
		member = p.SignIn("taskforce")
		require.Contains(t, member.Get("/en/taskforce/operations").Text(), "There is no backup of the last day")
		_, err = operation.Listed(strings.NewReader(`[{"backup":[],"name":"portal"}]`))
		require.Error(t, err)
		_, err = operation.Listed(strings.NewReader("ERROR: [055]"))
		require.Error(t, err)
	})

	t.Run("what a look through the audit found is shown", func(t *testing.T) {
		record := audit.NewStore(p.Pool)
		require.NoError(t, record.Keep(t.Context(), audit.Verdict{Entries: 7}, p.Clock.Now()))
		require.Contains(t, member.Get("/en/taskforce/operations").Text(), "7 entries, all as they were written; no signature was checked")
		require.NoError(t, record.Keep(t.Context(), audit.Verdict{Entries: 7, Breaks: make([]audit.Break, 2)}, p.Clock.Now()))
		page := member.Get("/en/taskforce/operations")
		require.Contains(t, page.Text(), "7 entries, 2 places are wrong")
		require.Contains(t, page.Text(), "found places that are not what was written")
	})

	t.Run("it is for the task force alone", func(t *testing.T) {
		for _, who := range []string{"justice-head", "aziz"} {
			for _, path := range []string{"/en/taskforce/operations", "/en/taskforce/operations/jobs/test.poison"} {
				require.Contains(t, []int{http.StatusForbidden, http.StatusNotFound}, p.SignIn(who).Get(path).Status, "%s %s", who, path)
			}
		}
		head := *p.Principal("justice-head").Official
		_, err := store.State(t.Context(), head)
		require.Error(t, err)
		_, err = store.Retry(t.Context(), head, "test.poison")
		require.Error(t, err)
		_, err = store.Drop(t.Context(), head, "test.poison")
		require.Error(t, err)
	})
}

func TestBrowser_operations(t *testing.T) {
	p, _ := newOperations(t)
	give(t, p, 2, func() error {
		return errors.New("the register answered in a way that nobody has seen before: " + strings.Repeat("x", 90))
	})
	for name, width := range map[string]int64{"desk": 1280, "phone": 360, "narrow": 320} {
		b := browsertest.New(t, p.URL, width, 900)
		b.SignIn("taskforce")
		for _, l := range locale.Langs {
			for _, path := range []string{"/taskforce/operations", "/taskforce/operations/jobs/test.poison"} {
				b.Goto("/" + string(l) + path)
				b.Fits()
			}
		}
		b.Axe()
		b.Goto("/uz/taskforce/operations")
		b.Axe()
		b.Screenshot("operations-" + name)
		b.Goto("/ru/taskforce/operations/jobs/test.poison")
		b.Screenshot("dead-" + name)
	}
}
