package browsertest

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Valid requires that html-validate finds nothing in these pages, given as the server sent them, by name. The program
// comes from npm and works offline; one run of it takes them all.
func Valid(tb testing.TB, pages map[string]string) {
	tb.Helper()
	require.NotEmpty(tb, pages, "no page to validate")
	lines := invalid(tb, pages)
	require.Empty(tb, lines, "html-validate:\n%s", strings.Join(lines, "\n"))
}

// control is wrong on purpose: a report that does not say so is worth nothing.
const control = `<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><p id="a"></p><p id="a"></p></body></html>`

// finding is what html-validate says of one place in a file.
type finding struct {
	Rule     string `json:"ruleId"`
	Message  string `json:"message"`
	Selector string `json:"selector"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
}

func invalid(tb testing.TB, pages map[string]string) []string {
	tb.Helper()
	dir, names := tb.TempDir(), slices.Sorted(maps.Keys(pages))
	for i, name := range names {
		require.NoError(tb, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%05d.html", i)), []byte(pages[name]), 0o600))
	}
	require.NoError(tb, os.WriteFile(filepath.Join(dir, "control.html"), []byte(control), 0o600))
	repository, told := root(tb), filepath.Join(dir, "report.json") // a pipe would lose the end of a long report
	validator := exec.CommandContext(tb.Context(), "node", filepath.Join(repository, "node_modules", "html-validate", "bin", "html-validate.mjs"),
		"--config", filepath.Join(repository, ".ci", "htmlvalidate.json"), "--formatter", "json="+told, "--max-warnings", "0", filepath.Join(dir, "*.html"))
	output, failed := validator.CombinedOutput() // it ends with 1 when there are findings, as there always are
	said, err := os.ReadFile(told)
	require.NoError(tb, err, "html-validate is not installed (run `npm ci`, or `make test`, which does) or fails: %v %s", failed, output)
	var report []struct {
		File     string    `json:"filePath"`
		Messages []finding `json:"messages"`
	}
	require.NoError(tb, json.Unmarshal(said, &report), "%v %s", failed, output)
	var lines []string
	controlled := false
	for _, file := range report { // files without findings are not in it
		for _, m := range file.Messages {
			i, err := strconv.Atoi(strings.TrimSuffix(filepath.Base(file.File), ".html"))
			if err != nil {
				controlled = true
				continue
			}
			lines = append(lines, fmt.Sprintf("%s: %s (%s) at %s, %d:%d", names[i], m.Message, m.Rule, m.Selector, m.Line, m.Column))
		}
	}
	require.True(tb, controlled, "html-validate did not find what is wrong on purpose: it read other files, or has no rules")
	return lines
}
