package faults

import (
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// attempts is how often a control in earnest tries to lose or to double something.
const attempts = 5

// TestLedger_isNotBlind takes the portal's safeguards away in earnest: a commit that does not wait for the disk before the
// database is killed, and no uniqueness of what was sent. The comparison must report what is lost and what is doubled then.
// Part of a long run; each run has the same losses and doubles made by hand, see controlled.
func TestLedger_isNotBlind(t *testing.T) {
	if *long == 0 || *only != "" {
		t.Skip("part of a long run")
	}
	r := newRig(t, seeded(t))
	r.populate()
	t.Run("lost", func(t *testing.T) { r.on(t).forgets() })
	t.Run("doubled", func(t *testing.T) { r.on(t).repeats() })
}

// on has a part of the test fail by itself.
func (r *rig) on(t *testing.T) *rig {
	t.Helper()
	r.t = t
	return r
}

// works has everybody apply for a while.
func (r *rig) works(lasts time.Duration) {
	r.till.until = time.Now().Add(lasts)
	var living sync.WaitGroup
	for _, c := range r.citizens {
		c.browser = r.browser()
		living.Go(func() { c.lives(func() bool { return time.Now().Before(r.till.until) }) })
	}
	living.Wait()
	r.till.paying.Wait()
	r.card.Wait()
}

// found is what these checks say.
func (r *rig) found(names ...string) (wrong []string) {
	for _, f := range r.ledger.compare(r.t, r.pool) {
		if slices.Contains(names, f.name) {
			wrong = append(wrong, f.wrong...)
		}
	}
	return wrong
}

// forgets has commits not wait for the disk, and stops what writes them there; then the database is killed while people work.
func (r *rig) forgets() {
	lost := []string{"application lost", "feedback lost", "payment lost"}
	require.Empty(r.t, r.found(lost...), "before")
	r.exec(`ALTER SYSTEM SET synchronous_commit = off`)
	r.exec(`SELECT pg_reload_conf()`)
	defer func() {
		r.exec(`ALTER SYSTEM RESET synchronous_commit`)
		r.exec(`SELECT pg_reload_conf()`)
	}()
	for n := 1; n <= attempts; n++ {
		var writer int
		require.NoError(r.t, r.pool.QueryRow(r.t.Context(), `SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'`).Scan(&writer))
		before := len(r.ledger.numbers())
		var working sync.WaitGroup
		working.Go(func() { r.works(6 * time.Second) })
		time.Sleep(2 * time.Second)
		require.NoError(r.t, syscall.Kill(writer, syscall.SIGSTOP))
		time.Sleep(3 * time.Second)
		told := len(r.ledger.numbers())
		require.NoError(r.t, syscall.Kill(writer, syscall.SIGKILL))
		r.fell(syscall.SIGKILL)
		working.Wait()
		if wrong := r.found(lost...); len(wrong) > 0 {
			r.t.Logf("attempt %d: %d applications were acknowledged without waiting for the disk; after kill -9 the ledger reports %d lost, such as %s",
				n, told-before, len(wrong), strings.Join(wrong[:min(3, len(wrong))], ", "))
			return
		}
	}
	require.Failf(r.t, "the ledger is blind, or nothing was lost", "%d times the database was killed with synchronous_commit = off, and nothing is missing", attempts)
}

// repeats takes the uniqueness of a form's token away, and then the draft's memory that it was sent, which is the first of
// both guards: presses at once and again then make several applications of one form.
func (r *rig) repeats() {
	const doubled = "application doubled: form"
	require.Empty(r.t, r.found(doubled), "before")
	r.exec(`ALTER TABLE application_payloads DROP CONSTRAINT application_payloads_token_key`)
	r.works(4 * time.Second)
	r.t.Logf("without the unique key alone: %d doubled; the lock of the draft still stands", len(r.found(doubled)))
	r.exec(`CREATE FUNCTION forget_sent() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'`)
	r.exec(`CREATE TRIGGER forget_sent BEFORE UPDATE ON drafts FOR EACH ROW WHEN (NEW.application_id IS NOT NULL) EXECUTE FUNCTION forget_sent()`)
	for n := 1; n <= attempts; n++ {
		r.works(4 * time.Second)
		if wrong := r.found(doubled); len(wrong) > 0 {
			r.t.Logf("attempt %d: without key and memory the ledger reports %d forms that became several applications", n, len(wrong))
			return
		}
	}
	require.Failf(r.t, "the ledger is blind, or nothing was doubled", "%d times forms were pressed twice without any guard; people were stuck at %v", attempts, r.obstacles)
}
