// Command states draws the state diagram of each track from casework.Table into the file that it is given: make generate
// does it, and a test fails while the file says something else than the table.
package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: states FILE")
		os.Exit(2)
	}
	if err := os.WriteFile(os.Args[1], []byte(diagrams()), 0o644); err != nil { //nolint:gosec // documentation, for everybody to read
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// place is where a case can be.
type place struct {
	state casework.State
	step  casework.Step
}

func (p place) id() string {
	return strings.ReplaceAll(string(p.state)+"_"+string(p.step), "-", "_")
}

// diagrams is the document: a diagram for each track, in the order of the list of tracks.
func diagrams() string {
	var b strings.Builder
	b.WriteString("# States of an application\n\n" +
		"Drawn from `Table` in [table.go](table.go) by `make generate`; a test fails while it says something else. An arrow names the\n" +
		"action, who does it, and in brackets the guards that must hold (see [action.go](action.go)).\n")
	for code, process := range catalogue.Lists().Processes.All() {
		draw(&b, catalogue.Process(code), process.Title.En)
	}
	return b.String()
}

// draw is the diagram of one track: the places in the order in which a case comes to them, and every way between them.
func draw(b *strings.Builder, process catalogue.Process, title string) {
	fmt.Fprintf(b, "\n## %s (`%s`)\n\n```mermaid\nstateDiagram-v2\n", title, process)
	var ways, stays []string
	var seen, ahead []place
	come := func(to place) {
		if !slices.Contains(seen, to) {
			seen, ahead = append(seen, to), append(ahead, to)
		}
	}
	for _, t := range casework.Table {
		if t.From == "" {
			come(place{t.To, t.Step})
			ways = append(ways, fmt.Sprintf("    [*] --> %s: %s", place{t.To, t.Step}.id(), label(t)))
		}
	}
	for len(ahead) > 0 {
		from := ahead[0]
		ahead = ahead[1:]
		for _, t := range casework.Table {
			if !leads(t, from, process) {
				continue
			}
			to := place{t.To, t.Step}
			if t.Step == "" {
				to.step = from.step
			}
			if to == from {
				stays = append(stays, fmt.Sprintf("| %s / %s | %s |", from.state, from.step, label(t)))
				continue
			}
			come(to)
			ways = append(ways, fmt.Sprintf("    %s --> %s: %s", from.id(), to.id(), label(t)))
		}
	}
	for _, p := range seen {
		fmt.Fprintf(b, "    state \"%s / %s\" as %s\n", p.state, p.step, p.id())
	}
	b.WriteString(strings.Join(ways, "\n") + "\n")
	for _, p := range seen {
		if p.state.Final() {
			fmt.Fprintf(b, "    %s --> [*]\n", p.id())
		}
	}
	b.WriteString("```\n\n| what moves nothing, in | action |\n|---|---|\n" + strings.Join(stays, "\n") + "\n")
}

// leads reports whether the row starts at that place of the track. After a payment a case goes on to its end or to the
// first people of its track, nowhere else.
func leads(t casework.Transition, from place, process catalogue.Process) bool {
	if t.From != from.state || !slices.Contains(t.Steps, from.step) || len(t.Processes) > 0 && !slices.Contains(t.Processes, process) {
		return false
	}
	return !slices.Contains(t.Guards, casework.Resumes) || t.Step == casework.Closed || t.Step == casework.HumanStep(process)
}

// label is a row in words.
func label(t casework.Transition) string {
	s := fmt.Sprintf("%s (%s)", t.Action, t.Who)
	if len(t.Guards) == 0 {
		return s
	}
	guards := make([]string, len(t.Guards))
	for i, g := range t.Guards {
		guards[i] = string(g)
	}
	return s + " [" + strings.Join(guards, ", ") + "]"
}
