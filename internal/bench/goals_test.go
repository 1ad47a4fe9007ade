package bench

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// noise is how far a measured value may miss its target before the goal fails.
const noise = 0.9

// paper is what is printed at the end.
type paper struct {
	lines  []line
	failed []string
}

// line is one value: a goal with its verdict, or what stands beside one.
type line struct{ goal, what, measured, target, verdict, beside string }

// atLeast judges a value that should be large, atMost one that should be small.
func (p *paper) atLeast(goal, what string, measured, target float64, beside ...string) {
	p.judge(goal, what, fmt.Sprintf("%.2f", measured), fmt.Sprintf("≥ %.2f", target), measured >= target*noise, beside)
}

func (p *paper) atMost(goal, what string, measured, target float64, beside ...string) {
	p.judge(goal, what, fmt.Sprintf("%.2f", measured), fmt.Sprintf("≤ %.2f", target), measured <= target/noise, beside)
}

// within judges what is counted, not timed: there is no noise to forgive.
func (p *paper) within(goal, what string, counted, limit float64, beside ...string) {
	p.judge(goal, what, fmt.Sprintf("%.4g", counted), fmt.Sprintf("≤ %.4g", limit), counted <= limit, beside)
}

func (p *paper) judge(goal, what, measured, target string, held bool, beside []string) {
	verdict := "pass"
	if !held {
		verdict = "FAIL"
		p.failed = append(p.failed, goal+" "+what)
	}
	p.lines = append(p.lines, line{goal, what, measured, target, verdict, strings.Join(beside, "; ")})
}

// beside is a value that no goal judges yet: it stands beside one that does.
func (p *paper) beside(goal, what string, measured float64, beside ...string) {
	p.lines = append(p.lines, line{goal: goal, what: what, measured: fmt.Sprintf("%.2f", measured), beside: strings.Join(beside, "; ")})
}

func (p *paper) notMeasured(goal, why string) {
	p.lines = append(p.lines, line{goal: goal, what: "not measured", beside: why})
}

func (p *paper) print(took time.Duration) {
	slices.SortStableFunc(p.lines, func(a, b line) int { return number(a.goal) - number(b.goal) })
	const format = "%-5s %-62s %9s  %-9s %-4s  %s\n"
	fmt.Printf("\n"+format, "goal", "what", "measured", "target", "", "")
	for _, l := range p.lines {
		fmt.Printf(format, l.goal, l.what, l.measured, l.target, l.verdict, l.beside)
	}
	fmt.Printf("in %s; a goal fails below %.1f of its target\n", took.Round(time.Second), noise)
}

// number sorts goals; P11b comes with P11.
func number(goal string) (n int) {
	_, _ = fmt.Sscanf(goal, "P%d", &n)
	return n
}

var (
	write = flag.String("write", "", "file whose table of goals is written anew, such as ../../docs/performance.md")
	only  = flag.String("only", "", "parts to measure, such as pages,growth,voices; all when it is empty")
)

// BenchmarkGoals is `make bench`. With -short it takes fewer and shorter rounds.
func BenchmarkGoals(b *testing.B) {
	began, p := time.Now(), &paper{}
	r := newRig(b, p)
	for _, part := range []struct {
		name    string
		measure func(*rig, *paper)
	}{
		{"pages", measurePages},
		{"personal", measurePersonal},
		{"sending", measureSending},
		{"storm", measureStorm},
		{"memory", measureMemory},
		{"publication", measurePublication},
		{"weight", measureWeight},
		{"search", measureSearch},
		{"growth", measureGrowth},
		{"reporting", measureReporting}, // reads what growth wrote
		{"voices", measureVoices},
	} {
		if *only == "" || strings.Contains(*only, part.name) {
			fmt.Fprintf(os.Stderr, "%s …", part.name) // the log of a benchmark is shown at its end
			at := time.Now()
			part.measure(r, p)
			fmt.Fprintf(os.Stderr, " %s\n", time.Since(at).Round(time.Second))
		}
	}
	p.print(time.Since(began))
	if *write != "" {
		require.NoError(b, p.write(*write, r.machinery(), time.Since(began)))
	}
	if len(p.failed) > 0 {
		b.Errorf("goals missed: %s", strings.Join(p.failed, "; "))
	}
}
