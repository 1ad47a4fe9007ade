package catalogue_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
)

var seed = sync.OnceValue(func() []catalogue.Definition {
	services, _ := catalogue.Seed()
	definitions := make([]catalogue.Definition, len(services))
	for i, svc := range services {
		definitions[i] = svc.Definition
	}
	return definitions
})

// taxes is a few services, for tests that do not need all.
func taxes() []catalogue.Definition {
	return slices.DeleteFunc(slices.Clone(seed()), func(d catalogue.Definition) bool { return d.Category != "taxes" })
}

func storeWith(t *testing.T, pool *pgxpool.Pool, definitions []catalogue.Definition) *catalogue.Store {
	t.Helper()
	s := catalogue.NewStore(pool, time.Now)
	did, err := s.ImportDefinitions(t.Context(), definitions, nil)
	require.NoError(t, err)
	require.Equal(t, len(definitions), did.New)
	require.NoError(t, s.Refresh(t.Context()))
	return s
}

func newStore(t *testing.T) *catalogue.Store {
	t.Helper()
	return storeWith(t, postgrestest.New(t), taxes())
}

func TestStore_Import(t *testing.T) {
	pool := postgrestest.New(t)
	s := catalogue.NewStore(pool, time.Now)
	var told [][2]int
	did, err := s.Import(t.Context(), func(done, total int) { told = append(told, [2]int{done, total}) })
	require.NoError(t, err)
	require.Equal(t, catalogue.Imported{New: 744}, did)
	require.Equal(t, [2]int{744, 744}, told[len(told)-1])

	did, err = s.Import(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, catalogue.Imported{Unchanged: 744}, did, "a second import changes nothing")

	require.Equal(t, 0, s.Snapshot().Len())
	require.NoError(t, s.Refresh(t.Context()))
	require.Equal(t, 744, s.Snapshot().Len())
	svc, ok := s.Snapshot().Service("tax-debt-certificate")
	require.True(t, ok)
	require.Equal(t, 1, svc.Number)
	again, err := s.Version(t.Context(), svc.VersionID)
	require.NoError(t, err)
	require.Same(t, svc, again, "versions are compiled once")

	other := s.On(pool)
	require.NoError(t, other.Refresh(t.Context()))
	built, _ := catalogue.Seed()
	for _, b := range built {
		svc, ok := other.Snapshot().Service(b.Code)
		require.True(t, ok, b.Code)
		if len(b.Form) > 0 {
			require.Same(t, &b.Form[0], &svc.Form[0], "%s: what is built in is compiled once in a program, whoever reads it", b.Code)
		}
	}
}

// Where the database has all that is built in, an import reads no definition; where anything is amiss, it sees to it.
func TestStore_Import_again(t *testing.T) {
	pool := postgrestest.New(t)
	_, err := catalogue.NewStore(pool, time.Now).Import(t.Context(), nil)
	require.NoError(t, err)

	again := catalogue.NewStore(pool, time.Now)
	did, err := again.Import(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, catalogue.Imported{Unchanged: 744}, did)
	require.NoError(t, again.Refresh(t.Context()))
	svc, _ := again.Snapshot().Service("tax-debt-certificate")
	for _, built := range seed() {
		if built.Code == svc.Code {
			require.Equal(t, built, svc.Definition)
			require.NotSame(t, &built.Form[0], &svc.Form[0], "it is what the database has")
		}
	}

	other := svc.Definition
	other.Term.Value = 7
	did, err = again.ImportDefinitions(t.Context(), []catalogue.Definition{other}, nil) // as another release has it
	require.NoError(t, err)
	require.Equal(t, catalogue.Imported{Updated: 1}, did)
	did, err = catalogue.NewStore(pool, time.Now).Import(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, catalogue.Imported{Updated: 1, Unchanged: 743}, did, "ours is published again")

	require.NoError(t, again.Refresh(t.Context()))
	svc, _ = again.Snapshot().Service(svc.Code)
	findings, err := again.Publish(t.Context(), catalogue.Edit{Definition: other, Base: svc.VersionID, Author: "Head of office", Note: "Longer term"})
	require.NoError(t, err)
	require.Empty(t, findings)
	did, err = again.Import(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, catalogue.Imported{Unchanged: 744}, did, "what an official chose stays")
}

// What an official chose is never overwritten: a change of the files stays a proposal until an official takes it.
func TestStore_Import_keepsEdits(t *testing.T) {
	s := newStore(t)
	before, _ := s.Snapshot().Service("tax-debt-certificate")
	edited := before.Definition
	edited.Term.Value = 7
	findings, err := s.Publish(t.Context(), catalogue.Edit{Definition: edited, Base: before.VersionID, Author: "Head of office", Note: "Longer term"})
	require.NoError(t, err)
	require.Empty(t, findings)
	require.NoError(t, s.Refresh(t.Context()))
	now, _ := s.Snapshot().Service("tax-debt-certificate")
	require.Equal(t, 7, now.Term.Value)
	require.Equal(t, 2, now.Number)
	require.Equal(t, 1, before.Term.Value, "the version that cases were begun under is as it was")

	did, err := s.ImportDefinitions(t.Context(), taxes(), nil)
	require.NoError(t, err)
	require.Equal(t, catalogue.Imported{Unchanged: len(taxes())}, did, "the files say what they said before the edit")

	changed := before.Definition
	changed.Term.Value = 3
	did, err = s.ImportDefinitions(t.Context(), []catalogue.Definition{changed}, nil)
	require.NoError(t, err)
	require.Equal(t, []catalogue.Proposal{{Code: changed.Code, Number: 3, Author: "Head of office"}}, did.Proposed)
	did, err = s.ImportDefinitions(t.Context(), []catalogue.Definition{changed}, nil)
	require.NoError(t, err)
	require.Equal(t, []catalogue.Proposal{{Code: changed.Code, Number: 3, Author: "Head of office"}}, did.Proposed, "listed, not added twice")

	require.NoError(t, s.Refresh(t.Context()))
	now, _ = s.Snapshot().Service(changed.Code)
	require.Equal(t, 7, now.Term.Value)
	require.NoError(t, s.Rollback(t.Context(), changed.Code, 3))
	require.NoError(t, s.Refresh(t.Context()))
	now, _ = s.Snapshot().Service(changed.Code)
	require.Equal(t, 3, now.Term.Value, "an official took the proposal")
}

func TestStore_Import_publishesChanges(t *testing.T) {
	s := newStore(t)
	svc, _ := s.Snapshot().Service("tax-debt-certificate")
	changed := svc.Definition
	changed.Term.Value = 3
	for _, step := range []struct {
		definition catalogue.Definition
		number     int
	}{{changed, 2}, {svc.Definition, 1}, {changed, 2}} {
		did, err := s.ImportDefinitions(t.Context(), []catalogue.Definition{step.definition}, nil)
		require.NoError(t, err)
		require.Equal(t, catalogue.Imported{Updated: 1}, did)
		require.NoError(t, s.Refresh(t.Context()))
		now, _ := s.Snapshot().Service(svc.Code)
		require.Equal(t, step.number, now.Number)
	}
}

func TestStore_Publish_conflict(t *testing.T) {
	s := newStore(t)
	svc, _ := s.Snapshot().Service("tax-debt-certificate")
	edit := catalogue.Edit{Definition: svc.Definition, Base: svc.VersionID, Author: "First"}
	edit.Definition.Term.Value = 2
	_, err := s.Publish(t.Context(), edit)
	require.NoError(t, err)
	edit.Definition.Term.Value = 4
	_, err = s.Publish(t.Context(), edit)
	require.True(t, problem.Is(err, problem.Conflict), "%v", err)

	broken := edit
	broken.Definition.Category = "nowhere"
	findings, err := s.Publish(t.Context(), broken)
	require.NoError(t, err)
	require.Len(t, findings, 1)

	versions, err := s.Versions(t.Context(), svc.Code)
	require.NoError(t, err)
	require.Len(t, versions, 2)
	require.True(t, versions[0].Current)
	require.Equal(t, "First", versions[0].Author)
}

func TestStore_publishedVersionsNeverChange(t *testing.T) {
	pool := postgrestest.New(t)
	storeWith(t, pool, taxes())
	owner := postgrestest.Owner(t, pool)
	for _, statement := range []string{
		`UPDATE service_versions SET note = 'x' WHERE id = (SELECT min(id) FROM service_versions)`,
		`DELETE FROM service_versions WHERE id = (SELECT min(id) FROM service_versions)`,
		`TRUNCATE service_versions CASCADE`,
	} {
		_, err := owner.Exec(t.Context(), statement)
		require.ErrorContains(t, err, "a published version of a service never changes", statement)
	}
	_, err := pool.Exec(t.Context(), `UPDATE services SET current_version_id = (SELECT max(id) FROM service_versions) WHERE id = (SELECT min(id) FROM services)`)
	require.ErrorContains(t, err, "services_current_version_fkey", "a service points only to its own versions")
}

// What is exported loads again to the same, and the same catalogue gives the same bytes.
func TestEveryService_Export(t *testing.T) {
	s := storeWith(t, postgrestest.New(t), seed())
	first, second := t.TempDir(), t.TempDir()
	require.NoError(t, s.Export(t.Context(), first))
	services, findings := catalogue.Load(os.DirFS(first))
	require.Empty(t, findings)
	require.Len(t, services, 744)
	definitions := make([]catalogue.Definition, len(services))
	for i, svc := range services {
		definitions[i] = svc.Definition
	}
	did, err := s.ImportDefinitions(t.Context(), definitions, nil)
	require.NoError(t, err)
	require.Equal(t, catalogue.Imported{Unchanged: 744}, did)
	require.NoError(t, s.Export(t.Context(), second))
	files, err := filepath.Glob(first + "/*.yaml")
	require.NoError(t, err)
	require.Len(t, files, catalogue.Lists().Categories.Len())
	for _, f := range files {
		one, err := os.ReadFile(f)
		require.NoError(t, err)
		two, err := os.ReadFile(filepath.Join(second, filepath.Base(f)))
		require.NoError(t, err)
		require.True(t, bytes.Equal(one, two), f)
	}
}

// watching is a Store that watches until the test ends.
func watching(t *testing.T, pool *pgxpool.Pool) *catalogue.Store {
	t.Helper()
	s := catalogue.NewStore(pool, time.Now)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { s.Watch(ctx, slog.New(slog.DiscardHandler)); close(ended) }()
	t.Cleanup(func() { stop(); <-ended })
	return s
}

// fresh is how long a publication may take to show on another replica.
const fresh = 2 * time.Second

// publish gives the certificate of tax debt another term, and waits until s shows it.
func publish(t *testing.T, s, by *catalogue.Store, days int) {
	t.Helper()
	require.NoError(t, by.Refresh(t.Context()))
	svc, _ := by.Snapshot().Service("tax-debt-certificate")
	edited := svc.Definition
	edited.Term.Value = days
	findings, err := by.Publish(t.Context(), catalogue.Edit{Definition: edited, Base: svc.VersionID, Author: "Other"})
	require.NoError(t, err)
	require.Empty(t, findings)
	require.Eventually(t, func() bool {
		now, ok := s.Snapshot().Service(svc.Code)
		return ok && now.Term.Value == days
	}, fresh, 5*time.Millisecond)
}

// A replica that watches sees a publication by another at once, and does not touch a Snapshot that a page holds.
func TestStore_Watch(t *testing.T) {
	pool := postgrestest.New(t)
	other := storeWith(t, pool, taxes())
	s := watching(t, pool)
	require.Eventually(t, func() bool { return s.Snapshot().Len() == len(taxes()) }, 10*time.Second, 10*time.Millisecond)

	held := s.Snapshot()
	svc, _ := held.Service("tax-debt-certificate")
	publish(t, s, other, 9)
	same, _ := held.Service(svc.Code)
	require.Same(t, svc, same)
}

// Neither a lost announcement nor a lost connection makes a replica stale.
func TestStore_Watch_lost(t *testing.T) {
	pool := postgrestest.New(t)
	other := storeWith(t, pool, taxes())
	s := watching(t, pool)
	require.Eventually(t, func() bool { return s.Snapshot().Len() == len(taxes()) }, 10*time.Second, 10*time.Millisecond)

	owner := postgrestest.Owner(t, pool)
	tag, err := owner.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name = 'portal-catalogue'`)
	require.NoError(t, err)
	require.EqualValues(t, 1, tag.RowsAffected())
	publish(t, s, other, 9)

	_, err = owner.Exec(t.Context(), `ALTER TABLE services DISABLE TRIGGER services_published`)
	require.NoError(t, err)
	publish(t, s, other, 11)
	_, err = pool.Exec(t.Context(), `UPDATE services SET current_version_id = (
		SELECT min(v.id) FROM service_versions v WHERE v.service_id = services.id) WHERE code = 'tax-debt-certificate'`)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		svc, _ := s.Snapshot().Service("tax-debt-certificate")
		return svc.Number == 1
	}, fresh, 5*time.Millisecond, "a roll-back is a change too")
}

func TestStore_Version_unknown(t *testing.T) {
	s := catalogue.NewStore(postgrestest.New(t), time.Now)
	_, err := s.Version(t.Context(), 1)
	require.True(t, problem.Is(err, problem.NotFound), "%v", err)
}
