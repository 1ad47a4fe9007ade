package bench

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// noise is how far a measured value may miss its target before the goal fails.
const noise = 0.9

// paper is what is printed at the end.
type paper struct {
	lines  []string
	failed []string
}

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
	p.lines = append(p.lines, fmt.Sprintf("%-5s %-58s %9s  %-9s %s  %s", goal, what, measured, target, verdict, strings.Join(beside, "  ")))
}

// beside is a value that no goal judges yet: it stands beside one that does.
func (p *paper) beside(goal, what string, measured float64, beside ...string) {
	p.lines = append(p.lines, fmt.Sprintf("%-5s %-58s %9.2f  %-9s %s  %s", goal, what, measured, "", "    ", strings.Join(beside, "  ")))
}

func (p *paper) notMeasured(goal, why string) {
	p.lines = append(p.lines, fmt.Sprintf("%-5s not measured: %s", goal, why))
}

func (p *paper) print(took time.Duration) {
	fmt.Printf("\n%-5s %-58s %9s  %-9s\n", "goal", "what", "measured", "target")
	slices.SortStableFunc(p.lines, func(a, b string) int { return number(a) - number(b) })
	for _, line := range p.lines {
		fmt.Println(line)
	}
	fmt.Printf("in %s; a goal fails below %.1f of its target\n", took.Round(time.Second), noise)
}

func number(line string) (n int) {
	_, _ = fmt.Sscanf(line, "P%d", &n)
	return n
}

// BenchmarkGoals is `make bench`. With -short it takes fewer and shorter rounds.
func BenchmarkGoals(b *testing.B) {
	began, p := time.Now(), &paper{}
	r := newRig(b, p)
	measurePages(r, p)
	measurePersonal(r, p)
	p.atMost("P15", "memory under the load above, MB", float64(r.most)/1000, 64)
	measurePublication(r, p)
	measureWeight(r, p)
	measureSearch(r, p)
	measureGrowth(r, p)
	for goal, why := range map[string]string{
		"P5":  "each submission needs a draft of its own; the load generator has none yet",
		"P6":  "as P5; the peer of the goal is not on this machine",
		"P12": "needs the same jobs in a bare queue beside ours",
		"P13": "needs ten million rows",
		"P14": "needs ten million rows",
		"P18": "needs claims under way while the catalogue is stormed",
	} {
		p.notMeasured(goal, why)
	}
	p.print(time.Since(began))
	if len(p.failed) > 0 {
		b.Errorf("goals missed: %s", strings.Join(p.failed, "; "))
	}
}
