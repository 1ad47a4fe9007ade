package bench

import (
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// shot is one stretch of load on one side.
type shot struct {
	rate  float64       // answers a second
	cpu   float64       // microseconds of the program for an answer
	p99   time.Duration // of 32 connections
	other int           // answers that were not 2xx or 3xx
}

// side is a program under load: a page of it, with the headers of the request.
type side struct {
	*program
	path    string
	headers []string
}

const connections = 32

var (
	rateLine  = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)
	p99Line   = regexp.MustCompile(`99%\s+([\d.]+)(us|ms|s)`)
	totalLine = regexp.MustCompile(`(\d+) requests in`)
	otherLine = regexp.MustCompile(`Non-2xx or 3xx responses: (\d+)`)
)

// fire loads one side for that long. wrk costs least of the generators at hand: it shares the cores with both sides.
func (s side) fire(tb testing.TB, long time.Duration) shot {
	tb.Helper()
	args := []string{"-t1", "-c" + strconv.Itoa(connections), "-d" + strconv.Itoa(int(long.Seconds())) + "s", "--latency"}
	for _, h := range s.headers {
		args = append(args, "-H", h)
	}
	before := s.cpu()
	raw, err := exec.CommandContext(tb.Context(), "wrk", append(args, s.url+s.path)...).CombinedOutput()
	require.NoError(tb, err, "%s", raw)
	used, said := s.cpu()-before, string(raw)
	total := number64(tb, totalLine, said)
	if s.program.counted {
		s.rig.most = max(s.rig.most, s.memory("VmRSS"))
	}
	out := shot{rate: number64(tb, rateLine, said), cpu: float64(used.Microseconds()) / total}
	if m := p99Line.FindStringSubmatch(said); m != nil {
		out.p99, err = time.ParseDuration(m[1] + m[2])
		require.NoError(tb, err)
	}
	if otherLine.MatchString(said) {
		out.other = int(number64(tb, otherLine, said))
	}
	return out
}

func number64(tb testing.TB, line *regexp.Regexp, said string) float64 {
	tb.Helper()
	m := line.FindStringSubmatch(said)
	require.NotNil(tb, m, "%s", said)
	n, err := strconv.ParseFloat(m[1], 64)
	require.NoError(tb, err)
	return n
}

// duel is the medians of both sides and of their ratios, ours to the limit's.
type duel struct {
	ours, limit    shot
	rate, cpu, p99 float64
}

// against fires at both in turn, first each for a moment that does not count.
func (s side) against(tb testing.TB, limit side) duel {
	tb.Helper()
	var ours, bare []shot
	var rate, cpu, p99 []float64
	for range s.rig.rounds {
		x, y := s.fire(tb, s.rig.long), limit.fire(tb, s.rig.long)
		require.Zero(tb, x.other+y.other, "answers to %s or %s were errors", s.path, limit.path)
		ours, bare = append(ours, x), append(bare, y)
		rate, cpu, p99 = append(rate, x.rate/y.rate), append(cpu, x.cpu/y.cpu), append(p99, x.p99.Seconds()/y.p99.Seconds())
	}
	middle := func(list []shot) shot {
		slices.SortFunc(list, func(a, b shot) int { return int(a.rate - b.rate) })
		return list[len(list)/2]
	}
	return duel{ours: middle(ours), limit: middle(bare), rate: median(rate), cpu: median(cpu), p99: median(p99)}
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// beside is what is printed next to a ratio: rates and costs of both sides.
func (d duel) beside() string {
	return fmt.Sprintf("%.0f vs %.0f req/s; %.0f vs %.0f µs; p99 %s vs %s",
		d.ours.rate, d.limit.rate, d.ours.cpu, d.limit.cpu, brief(d.ours.p99), brief(d.limit.p99))
}

func brief(d time.Duration) string {
	return strings.TrimSuffix(d.Round(100*time.Microsecond).String(), "0s")
}
