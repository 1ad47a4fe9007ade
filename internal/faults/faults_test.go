package faults

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/demo"
)

// What a run can be told after -args.
var (
	long = flag.Duration("for", 15*time.Second, "how long the load lasts")
	seed = flag.Uint64("seed", 0, "seed of what the clients and the trouble do; 0: by the clock")
)

// TestLedger breaks the portal under load and looks for what was acknowledged.
func TestLedger(t *testing.T) {
	if *seed == 0 {
		*seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d, load for %s", *seed, *long)
	r := newRig(t, *seed)
	began := time.Now()
	r.till = r.newTill(began.Add(*long + slowest + 40*time.Second))
	had := r.live(func() bool {
		age := time.Since(began)
		return age < *long || age < *long+slowest && !r.ledger.enough()
	})
	r.settle()
	numbers := r.look()
	t.Log(r.tracks(numbers, 100))
	for _, p := range r.replicas {
		p.stop()
	}
	r.judge(had)
	r.ledger.controlled(t, r.pool.Begin)
}

// slowest is how much longer the load may last on a machine that has brought too little by then.
const slowest = 3 * time.Minute

// live runs everybody as long as that says so.
func (r *rig) live(on func() bool) (had trouble) {
	var living sync.WaitGroup
	for i, p := range demo.Personas() {
		if p.Official == nil && account.Reaches(p.Level, catalogue.Verified) {
			living.Go(func() { r.citizen(p.Subject, uint64(100+i)).lives(on) })
		}
	}
	for _, authority := range r.authorities() {
		living.Go(func() { r.decides(authority, on) })
	}
	living.Go(func() { had = r.trouble(on) })
	living.Wait()
	r.till.paying.Wait()
	r.card.Wait()
	return had
}

// settle gives jobs the time that they would have: what waits for another try has it now.
func (r *rig) settle() {
	for deadline := time.Now().Add(40 * time.Second); time.Now().Before(deadline); time.Sleep(300 * time.Millisecond) {
		_, err := r.pool.Exec(r.t.Context(), `UPDATE river_job SET state = 'available', scheduled_at = now() WHERE state = 'retryable' OR state = 'scheduled' AND kind = 'casework.assess'`)
		require.NoError(r.t, err)
		var left int
		require.NoError(r.t, r.pool.QueryRow(r.t.Context(), `SELECT (SELECT count(*) FROM river_job WHERE state IN ('available', 'running', 'retryable'))
			+ (SELECT count(*) FROM applications WHERE state = 'new')`).Scan(&left))
		if left == 0 {
			return
		}
	}
}

// look opens the page of every number that was acknowledged, and gives all of them.
func (r *rig) look() (numbers []string) {
	var looking sync.WaitGroup
	for _, p := range r.personas() {
		if p.Official != nil {
			continue
		}
		own := r.ledger.of(p.Subject)
		numbers = append(numbers, own...)
		looking.Go(func() {
			b := r.browser()
			enter(r.t, b, p.Subject)
			for _, number := range own {
				page := b.Get("/uz/applications/" + number)
				if numberOf(page) != number || !strings.Contains(strings.Join(strings.Fields(page.Text()), ""), number) {
					r.ledger.misses("%s has no page: %d %s", number, page.Status, page.Path())
				}
			}
		})
	}
	looking.Wait()
	return numbers
}

// judge compares, prints one table and fails when anything is wrong.
func (r *rig) judge(had trouble) {
	t := r.t
	var out bytes.Buffer
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	row := func(name string, tried any, wrong []string) {
		fmt.Fprintf(w, "%s\t%v\t%d\t%s\n", name, tried, len(wrong), strings.Join(wrong[:min(3, len(wrong))], "; "))
		assert.Empty(t, wrong, "%s", name)
	}
	fmt.Fprintln(w, "CHECK\tLOOKED FOR\tWRONG\tSUCH AS")
	for _, f := range r.ledger.compare(t, r.pool) {
		tried := "all rows"
		if f.tried > 0 {
			tried = strconv.Itoa(f.tried)
		}
		row(f.name, tried, f.wrong)
	}
	l := r.ledger
	row("answered in two ways", len(l.sent)+len(l.money), l.twice)
	row("acknowledged, not shown", len(l.sent), l.unseen)
	breaks, err := audit.NewStore(r.pool).Verify(t.Context())
	require.NoError(t, err)
	row("audit chain broken", "all rows", texts(breaks, func(b audit.Break) string { return fmt.Sprint(b) }))
	row("hung", r.front.asked, r.front.hung)
	row("failed without the name of the incident", r.front.asked, r.front.nameless)
	var panics []string
	for _, p := range r.replicas {
		panics = append(panics, p.said("panic", "panicked")...)
	}
	row("panic", len(r.replicas), panics)
	_ = w.Flush()
	acknowledged, granted := 0, len(l.decided)
	for _, s := range l.sent {
		if s.number != "" {
			acknowledged++
		}
	}
	fmt.Fprintf(&out, "\n%d applications acknowledged of %d sent, %d decided by people, %d payments, %d words of feedback, %d files\n",
		acknowledged, len(l.sent), granted, len(l.money), len(l.said), len(l.files))
	fmt.Fprintf(&out, "%d kills, %d cuts of connections, %d silences of registers; %d requests, %d broken, failed by status: %v\n",
		had.kills, had.cuts, had.silences, r.front.asked, r.front.broken, r.front.failed)
	for _, o := range slices.Sorted(maps.Keys(r.obstacles)) {
		fmt.Fprintf(&out, "stuck %d× %s\n", r.obstacles[o], o)
	}
	t.Logf("seed %d\n%s", *seed, out.String())
	require.Positive(t, acknowledged)
}
