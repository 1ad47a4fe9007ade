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
	long = flag.Duration("for", 0, "how long people work under each fault; 0: a short run, in which each of a few is done once")
	only = flag.String("only", "", "do only the faults with these words in their names; | parts several")
	seed = flag.Uint64("seed", 0, "seed of what the clients and the trouble do; 0: by the clock")
)

// TestLedger breaks the portal under load and looks for what was acknowledged.
func TestLedger(t *testing.T) {
	r := newRig(t, seeded(t))
	r.populate()
	rounds := 100
	if *long == 0 { // short: a busy machine checks other things too
		r.citizens, rounds = r.citizens[:4], 20
	}
	phases := r.phases()
	numbers := r.look()
	t.Log(r.tracks(numbers, rounds))
	for _, p := range r.replicas {
		p.stop()
	}
	r.judge(phases)
	r.ledger.controlled(t, r.pool.Begin)
}

// seeded is the seed of this run.
func seeded(t *testing.T) uint64 {
	t.Helper()
	if *seed == 0 {
		*seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d", *seed)
	return *seed
}

// populate gives the rig its citizens and the providers' side.
func (r *rig) populate() {
	r.till = r.newTill()
	for i, p := range demo.Personas() {
		if p.Official == nil && account.Reaches(p.Level, catalogue.Verified) {
			r.citizens = append(r.citizens, r.citizen(p.Subject, uint64(100+i)))
		}
	}
}

// phases does each fault for itself in a long run, and a few after each other in a short one.
func (r *rig) phases() (list []phase) {
	seen := map[string]bool{}
	if *long == 0 {
		var does []fault
		for _, f := range faults {
			if slices.Contains(few, f.name) {
				does = append(does, f)
			}
		}
		require.Len(r.t, does, len(few))
		return []phase{r.phase("a few faults", does, true, seen), r.release(seen)}
	}
	for _, f := range faults {
		if wanted(f) {
			list = append(list, r.phase(f.name, []fault{f}, false, seen))
		}
	}
	for _, f := range slices.Concat(floods, strange) { // each by itself: among the others they would only take turns
		if wanted(f) {
			list = append(list, r.phase(f.name, []fault{f}, true, seen))
		}
	}
	if *only != "" {
		if len(list) == 0 {
			list = append(list, r.release(seen))
		}
		return list
	}
	return append(list, r.phase("any of them", faults, false, seen), r.release(seen))
}

// wanted reports whether a run does this fault.
func wanted(f fault) bool {
	return slices.ContainsFunc(strings.Split(*only, "|"), func(words string) bool { return strings.Contains(f.name, words) })
}

// slowest is how long a machine may need at most to bring enough for every control.
const slowest = 3 * time.Minute

// phase has everybody work while something breaks, lets the portal recover and compares.
func (r *rig) phase(name string, does []fault, once bool, seen map[string]bool) phase {
	began, before := time.Now(), len(r.ledger.numbers())
	r.till.until = began.Add(*long + slowest)
	r.front.count()
	p := phase{name: name}
	broken := make(chan struct{})
	on := func() bool {
		age := time.Since(began)
		if once || name == "any of them" {
			select {
			case <-broken:
				return age < slowest && !r.ledger.enough()
			default:
			}
		}
		return once || age < *long
	}
	var living sync.WaitGroup
	for _, c := range r.citizens {
		living.Go(func() { c.lives(on) })
	}
	for _, authority := range r.authorities() {
		living.Go(func() { r.decides(authority, on) })
	}
	living.Go(func() {
		defer close(broken)
		p.times = r.breaks(does, func() bool { return time.Since(began) < *long }, once)
	})
	living.Wait()
	r.till.paying.Wait()
	r.card.Wait()
	p.count, p.lasted = r.front.count(), time.Since(began)
	r.settle()
	p.acknowledged = len(r.ledger.numbers()) - before
	for _, f := range r.ledger.compare(r.t, r.pool) {
		for _, wrong := range f.wrong {
			if said := f.name + ": " + wrong; !seen[said] {
				seen[said] = true
				p.wrong = append(p.wrong, said)
			}
		}
	}
	r.t.Log(p)
	return p
}

// settle gives jobs the time that they would have: what waits for another try has it now.
func (r *rig) settle() {
	r.ledger.settled = time.Now()
	for deadline := time.Now().Add(40 * time.Second); time.Now().Before(deadline); time.Sleep(300 * time.Millisecond) {
		r.exec(`UPDATE river_job SET state = 'available', scheduled_at = now() WHERE state = 'retryable' OR state = 'scheduled' AND kind = 'casework.assess'`)
		var left int
		require.NoError(r.t, r.pool.QueryRow(r.t.Context(), `SELECT (SELECT count(*) FROM river_job WHERE state IN ('available', 'running', 'retryable') AND max_attempts > 1)
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
func (r *rig) judge(phases []phase) {
	t := r.t
	var out bytes.Buffer
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	row := func(name string, tried any, wrong []string) {
		fmt.Fprintf(w, "%s\t%v\t%d\t%s\n", name, tried, len(wrong), strings.Join(wrong[:min(3, len(wrong))], "; "))
		assert.Empty(t, wrong, "%s", name)
	}
	fmt.Fprintln(w, "WHILE PEOPLE WORK\tDONE\tLASTED\tREQUESTS\tBROKEN\tFAILED\tGAP\tSLOWEST\tACKNOWLEDGED\tWRONG\tSUCH AS")
	for _, p := range phases {
		fmt.Fprintln(w, p)
		assert.Empty(t, p.wrong, "%s", p.name)
	}
	_ = w.Flush()
	fmt.Fprintln(&out)
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
	row("promise not kept", len(phases), l.broken)
	verdict, err := audit.NewStore(r.pool).Verify(t.Context(), nil, nil)
	require.NoError(t, err)
	row("audit chain broken", "all rows", texts(verdict.Breaks, func(b audit.Break) string { return fmt.Sprint(b) }))
	row("hung", r.front.asked, r.front.hung)
	row("called a mistake of the portal's own", r.front.asked, r.front.ours)
	row("failed without the name of the incident", r.front.asked, r.front.nameless)
	var panics []string
	for _, incident := range r.front.ours {
		for _, p := range r.replicas {
			t.Log(p.said(incident[strings.LastIndex(incident, " ")+1:]))
		}
	}
	for _, p := range r.replicas {
		panics = append(panics, p.said("panic", "panicked")...)
	}
	row("panic", len(r.replicas), panics)
	_ = w.Flush()
	acknowledged := len(l.numbers())
	fmt.Fprintf(&out, "\n%d applications acknowledged of %d sent, %d decided by people, %d payments, %d words of feedback, %d files\n",
		acknowledged, len(l.sent), len(l.decided), len(l.money), len(l.said), len(l.files))
	fmt.Fprintf(&out, "%d requests, failed by status: %v\n", r.front.asked, r.front.failed)
	for _, o := range slices.Sorted(maps.Keys(r.obstacles)) {
		fmt.Fprintf(&out, "stuck %d× %s\n", r.obstacles[o], o)
	}
	t.Logf("seed %d\n%s", *seed, out.String())
	require.Positive(t, acknowledged)
}
