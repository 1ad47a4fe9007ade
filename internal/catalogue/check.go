package catalogue

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrFindings is that the built-in definitions have something wrong.
var ErrFindings = errors.New("the catalogue has findings")

// String is a finding as compilers write theirs: file:line: what.
func (f Finding) String() string {
	var b strings.Builder
	if f.File != "" {
		fmt.Fprintf(&b, "%s:%d: ", f.File, f.Line)
	}
	for _, part := range []string{f.Service, f.Path} {
		if part != "" {
			b.WriteString(part + ": ")
		}
	}
	return b.String() + f.Message
}

// Automation counts the live services that finish without an official, level A of the programme.
func Automation(services []*Service) (automatic, live int) {
	for _, s := range services {
		if s.Status != Live {
			continue
		}
		live++
		if s.Process.Automatic() {
			automatic++
		}
	}
	return automatic, live
}

// CheckSeed writes what the built-in catalogue has and everything that is wrong with it. It fails with ErrFindings when
// there is anything.
func CheckSeed(w io.Writer) error {
	services, findings := Seed()
	return check(w, services, findings)
}

func check(w io.Writer, services []*Service, findings []Finding) error {
	processes, categories, pilots := map[string]int{}, map[string]int{}, 0
	for _, s := range services {
		processes[string(s.Process)]++
		categories[s.Category]++
		if s.Status == Pilot {
			pilots++
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d services, %d live and %d pilot\n\nby process\n", len(services), len(services)-pilots, pilots)
	for code := range Lists().Processes.All() {
		fmt.Fprintf(&b, "  %-14s %4d\n", code, processes[code])
	}
	b.WriteString("\nby category\n")
	for code := range Lists().Categories.All() {
		fmt.Fprintf(&b, "  %-14s %4d\n", code, categories[code])
	}
	automatic, live := Automation(services)
	fmt.Fprintf(&b, "\nautomation A: %d of %d live services finish without an official, %.1f %%\n",
		automatic, live, 100*float64(automatic)/float64(max(live, 1)))
	for _, f := range findings {
		b.WriteString(f.String() + "\n")
	}
	if len(findings) > 0 {
		fmt.Fprintf(&b, "%d findings\n", len(findings))
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	if len(findings) > 0 {
		return ErrFindings
	}
	return nil
}
