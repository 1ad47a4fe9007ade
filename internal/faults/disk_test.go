package faults

import (
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres"
)

// Sizes of the two small volumes, and how long they stay full.
const (
	dataVolume = "1g"
	logVolume  = "400m"
	fullFor    = 7 * time.Second
	remembered = 1100 * time.Millisecond // an answer of /readyz, and a little
)

// full are the faults of disks: each needs a volume of its own.
var full = []fault{
	{"the volume of the data is full for 7 s", func(r *rig, _ *rand.Rand) { r.fills(filepath.Join(r.dir, "postgres")) }},
	{"the volume of the log (WAL) is full for 7 s", func(r *rig, _ *rand.Rand) { r.fills(filepath.Join(r.dir, "wal")) }},
}

// TestLedger_disk fills the volumes of the database while people work. It mounts two small file systems in memory, which only
// root may do, and no container that was not given the right to: elsewhere the test says that this was not tried.
func TestLedger_disk(t *testing.T) {
	if *long == 0 {
		t.Skip("part of a long run")
	}
	if !slices.ContainsFunc(full, wanted) {
		t.Skip("not asked for")
	}
	r := newRig(t, seeded(t), volumes)
	r.populate()
	seen := map[string]bool{}
	var phases []phase
	for _, f := range slices.DeleteFunc(slices.Clone(full), func(f fault) bool { return !wanted(f) }) {
		phases = append(phases, r.phase(f.name, []fault{f}, false, seen))
	}
	for _, p := range r.replicas {
		p.stop()
	}
	r.judge(phases)
}

// volumes gives the data and the log of the database a small file system each.
func volumes(r *rig) {
	for _, v := range []struct{ at, size string }{{"postgres", dataVolume}, {"wal", logVolume}} {
		at := filepath.Join(r.dir, v.at)
		require.NoError(r.t, os.Mkdir(at, 0o711))
		said, err := exec.CommandContext(r.t.Context(), "mount", "-t", "tmpfs", "-o", "mode=0711,size="+v.size, "portal-faults", at).CombinedOutput()
		if err != nil {
			r.t.Skipf("NOT TRIED: a full disk. This machine lets nobody mount a small volume: %v %s", err, said)
		}
		r.t.Cleanup(func() {
			if said, err := exec.Command("umount", "-l", at).CombinedOutput(); err != nil {
				r.t.Errorf("%s stays mounted: %v %s", at, err, said)
			}
		})
	}
}

// apart moves the log of a database that is stopped to its own volume.
func (r *rig) apart() {
	log := filepath.Join(r.dir, "postgres", "data", "pg_wal")
	owned, err := os.Stat(log)
	require.NoError(r.t, err)
	to := filepath.Join(r.dir, "wal", "pg_wal")
	said, err := exec.CommandContext(r.t.Context(), "cp", "-a", log, to).CombinedOutput()
	require.NoError(r.t, err, "%s", said)
	require.NoError(r.t, os.RemoveAll(log))
	require.NoError(r.t, os.Symlink(to, log))
	require.NotNil(r.t, owned)
	f, err := os.OpenFile(filepath.Join(r.dir, "postgres", "data", "postgresql.auto.conf"), os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(r.t, err)
	_, err = f.WriteString("max_wal_size = '160MB'\nmin_wal_size = '32MB'\n")
	require.NoError(r.t, err)
	require.NoError(r.t, f.Close())
}

// fills takes all that is left of a volume for a while. The database needs more meanwhile, and must not get it: a table of ours
// is refused. Reading goes on where the server is up, and the portal is back as soon as there is room.
func (r *rig) fills(volume string) {
	ballast := filepath.Join(volume, "ballast")
	began := time.Now()
	until := began.Add(fullFor)
	refused, pages, shown, asked, ready := 0, 0, 0, 0, 0
	for time.Now().Before(until) || asked == 0 {
		f, err := os.OpenFile(ballast, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		require.NoError(r.t, err)
		for _, size := range []int{1 << 20, 4 << 10} {
			for piece := make([]byte, size); err == nil; {
				_, err = f.Write(piece)
			}
			err = nil
		}
		_ = f.Close()
		if _, err := r.pool.Exec(r.t.Context(), `CREATE TABLE IF NOT EXISTS ballast (x text); ALTER TABLE ballast ALTER x SET STORAGE EXTERNAL`); err == nil {
			_, err = r.pool.Exec(r.t.Context(), `INSERT INTO ballast SELECT repeat(md5(n::text), 8000) FROM generate_series(1, 100) n`)
			if err != nil {
				refused++
			}
		} else {
			refused++
		}
		for _, p := range r.replicas {
			pages++
			if status, err := p.asks("/uz/services"); err == nil && status == http.StatusOK {
				shown++
			}
			if time.Since(began) > fullFor/2 {
				asked++
				if r.boasts(p) {
					ready++
				}
			}
		}
		time.Sleep(200 * time.Millisecond)
	}
	require.NoError(r.t, os.Remove(ballast))
	freed := time.Now()
	r.exec(`DROP TABLE IF EXISTS ballast`)
	for _, p := range r.replicas {
		for {
			if status, err := p.asks("/readyz"); err == nil && status == http.StatusOK {
				break
			}
			if time.Since(freed) > patience {
				r.t.Errorf("%s is not back %s after there was room", p.addr, patience)
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
	r.t.Logf("%s full for %s: the database refused us %d times; %d of %d public pages were shown, %d of %d said in the second half of that time that they are ready; everything was back %s after there was room",
		filepath.Base(volume), fullFor, refused, shown, pages, ready, asked, time.Since(freed).Round(10*time.Millisecond))
	assert.Positive(r.t, refused, "the disk was full")
	assert.Zero(r.t, ready, "a replica whose database has no room is not ready")
	assert.Equal(r.t, pages, shown, "public pages are shown all the while")
}

// boasts reports whether a replica says that it is ready while nothing can be written, for longer than an answer is remembered. A
// log whose volume is full has room for a little as long as its last file has.
func (r *rig) boasts(p *replica) bool {
	for range 2 {
		status, err := p.asks("/readyz")
		if err != nil || status != http.StatusOK {
			return false
		}
		if _, err := r.pool.Exec(r.t.Context(), `SELECT pg_logical_emit_message(true, 'ballast', 'x')`); err == nil {
			return false
		}
		time.Sleep(remembered)
	}
	return true
}

// database brings up the database of the rig, with its log on a volume of its own where the rig has one.
func (r *rig) database() (url string) {
	said, err := os.Create(filepath.Join(r.dir, "postgres.said"))
	require.NoError(r.t, err)
	url, stop, err := postgres.StartManaged(r.t.Context(), filepath.Join(r.dir, "postgres"), said)
	require.NoError(r.t, err)
	if _, err := os.Stat(filepath.Join(r.dir, "wal")); err == nil {
		require.NoError(r.t, stop())
		r.apart()
		url, stop, err = postgres.StartManaged(r.t.Context(), filepath.Join(r.dir, "postgres"), said)
		require.NoError(r.t, err)
	}
	r.t.Cleanup(func() { require.NoError(r.t, stop()) })
	return url
}
