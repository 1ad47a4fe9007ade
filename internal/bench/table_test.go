package bench

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What stands between these lines of a document is the last run's, and written by it.
const (
	tableBegins = "<!-- written by make bench -->\n"
	tableEnds   = "<!-- end of what make bench writes -->\n"
)

var errNoPlace = errors.New("the document has no place for the table")

// write puts the table into the document, with what it was measured on.
func (p *paper) write(path, machine string, took time.Duration) error {
	document, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, begins := strings.Cut(string(document), tableBegins)
	_, after, ends := strings.Cut(rest, tableEnds)
	if !begins || !ends {
		return errNoPlace
	}
	return os.WriteFile(path, []byte(before+tableBegins+p.table(machine, took)+tableEnds+after), 0o644)
}

func (p *paper) table(machine string, took time.Duration) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s, on %s; %s.\n\n| goal | what | measured | target | | beside it |\n|---|---|---|---|---|---|\n",
		time.Now().UTC().Format(time.DateOnly), machine, took.Round(time.Second))
	for _, l := range p.lines {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", l.goal, l.what, l.measured, l.target, l.verdict, l.beside)
	}
	b.WriteString("\n")
	return b.String()
}

var (
	modelLine  = regexp.MustCompile(`(?m)^model name\s*:\s*(.+)$`)
	memoryLine = regexp.MustCompile(`(?m)^MemTotal:\s*(\d+) kB$`)
)

// machinery is what everything runs on: load, program and database share it.
func (r *rig) machinery() string {
	var version string
	require.NoError(r.tb, r.pool.QueryRow(r.tb.Context(), `SELECT current_setting('server_version')`).Scan(&version))
	version, _, _ = strings.Cut(version, " ")
	model, memory := "unknown processor", 0
	if raw, err := os.ReadFile("/proc/cpuinfo"); err == nil && modelLine.Match(raw) {
		model = string(modelLine.FindSubmatch(raw)[1])
	}
	if raw, err := os.ReadFile("/proc/meminfo"); err == nil && memoryLine.Match(raw) {
		_, _ = fmt.Sscan(string(memoryLine.FindSubmatch(raw)[1]), &memory)
	}
	return fmt.Sprintf("%d cores (%s, %d GB) that load, program and database share; %s, PostgreSQL %s",
		runtime.NumCPU(), model, (memory+1<<19)>>20, runtime.Version(), version)
}

// The table is written by the run, and what people wrote around it stays.
func TestPaper_write(t *testing.T) {
	path := t.TempDir() + "/performance.md"
	require.NoError(t, os.WriteFile(path, []byte("# Before\n"+tableBegins+"old\n"+tableEnds+"after\n"), 0o600))
	p := &paper{}
	p.atLeast("P1", "page", 0.5, 0.8, "1 vs 2")
	p.notMeasured("P2", "no time")
	require.NoError(t, p.write(path, "one core", time.Minute))
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Regexp(t, `(?s)^# Before\n`+tableBegins+`\n\d{4}-\d\d-\d\d, on one core; 1m0s\.\n.*\| P1 \| page \| 0\.50 \| ≥ 0\.80 \| FAIL \| 1 vs 2 \|\n\| P2 \| not measured \|  \|  \|  \| no time \|\n\n`+tableEnds+`after\n$`, string(raw))
	require.Equal(t, []string{"P1 page"}, p.failed)

	require.NoError(t, os.WriteFile(path, []byte("# Nothing here\n"), 0o600))
	require.ErrorIs(t, p.write(path, "one core", time.Minute), errNoPlace)
}
