package faults

import (
	"bytes"
	"flag"
	"fmt"
	"slices"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var soak = flag.Duration("soak", 0, "how long people work without a pause; 0: not at all")

const (
	// tenantTimes is how much more than everybody else one person asks for.
	tenantTimes = 7
	// warmUp is left out: caches fill, pools open.
	warmUp = 0.25
)

// Growth that is taken for flat, from the end of the warm-up to the end: memory breathes with the collector.
var flat = map[string]float64{"memory, MB": 0.25, "descriptors": 0.25, "goroutines": 0.25}

// TestSoak has people work for long, one of them at many times the load, and looks whether a replica grows. Figures are of the
// replicas' own metrics and of the machine.
func TestSoak(t *testing.T) {
	if *soak == 0 {
		t.Skip("long: make soak")
	}
	r := newRig(t, seeded(t))
	r.populate()
	tenant := r.citizens[0]
	for i := range tenantTimes - 1 {
		r.citizens = append(r.citizens, r.citizen(tenant.name, uint64(200+i)))
	}
	for _, c := range r.citizens {
		c.crowded = c.name == tenant.name // they share drafts, and overtake one another
		c.doubt = c.doubt || c.crowded
	}
	r.till.until = time.Now().Add(*soak)
	on := func() bool { return time.Now().Before(r.till.until) }
	var living sync.WaitGroup
	for _, c := range r.citizens {
		living.Go(func() { c.lives(on) })
	}
	for _, authority := range r.authorities() {
		living.Go(func() { r.decides(authority, on) })
	}
	seen := map[string][]sighting{}
	began := time.Now()
	for every := max(*soak/60, time.Second); on(); time.Sleep(every) {
		for _, p := range r.replicas {
			for what, value := range r.sees(p) {
				key := p.addr + "\t" + what
				seen[key] = append(seen[key], sighting{time.Since(began), value})
			}
		}
	}
	living.Wait()
	r.till.paying.Wait()
	r.card.Wait()
	counted := r.front.count()
	var out bytes.Buffer
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "REPLICA\tFIGURE\tAFTER THE WARM-UP\tAT THE END\tMOST\tSLOPE PER HOUR\tGROWTH")
	for _, p := range r.replicas {
		for _, what := range []string{"memory, MB", "descriptors", "goroutines"} {
			s := seen[p.addr+"\t"+what]
			s = s[int(float64(len(s))*warmUp):]
			require.Greater(t, len(s), 5, "%s of %s was seen", what, p.addr)
			slope, from, to := line(s)
			growth := (to - from) / from
			fmt.Fprintf(w, "%s\t%s\t%.0f\t%.0f\t%.0f\t%+.1f\t%+.0f %%\n", p.addr, what, from, to, most(s), slope, 100*growth)
			assert.LessOrEqual(t, growth, flat[what], "%s of %s grows", what, p.addr)
		}
	}
	_ = w.Flush()
	r.settle()
	t.Logf("%s, seed %d, one person at %d times the load; %d requests, %d failed, %d broken, slowest %s; %d applications\n%s", *soak, *seed, tenantTimes,
		counted.asked, counted.failed, counted.broken, counted.slowest.Round(time.Millisecond), len(r.ledger.numbers()), out.String())
	for _, f := range r.ledger.compare(t, r.pool) {
		assert.Empty(t, f.wrong, f.name)
	}
}

// sighting is a figure at a moment of the run.
type sighting struct {
	at    time.Duration
	value float64
}

// sees is the figures of a replica now.
func (r *rig) sees(p *replica) map[string]float64 {
	all := map[string]float64{}
	if v := r.figures(p, "go_goroutines"); len(v) == 1 {
		all["goroutines"] = v[0]
	}
	if v := p.status("VmRSS"); v > 0 {
		all["memory, MB"] = float64(v) / (1 << 20)
	}
	if v := p.opened(); v > 0 {
		all["descriptors"] = float64(v)
	}
	return all
}

// line is the straight line nearest to the sightings: its slope per hour, its values at the first and the last of them.
func line(s []sighting) (slope, from, to float64) {
	var n, x, y, xx, xy float64
	for _, p := range s {
		h := p.at.Hours()
		n, x, y, xx, xy = n+1, x+h, y+p.value, xx+h*h, xy+h*p.value
	}
	slope = (n*xy - x*y) / (n*xx - x*x)
	at := func(p sighting) float64 { return y/n + slope*(p.at.Hours()-x/n) }
	return slope, at(s[0]), at(s[len(s)-1])
}

func most(s []sighting) float64 {
	return slices.MaxFunc(s, func(a, b sighting) int { return int(a.value - b.value) }).value
}
