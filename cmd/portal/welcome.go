package main

import (
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/yagona/portal/internal/demo"
	"github.com/yagona/portal/internal/locale"
)

// welcome says where the portal is, and on a demo whom one may become.
func (p *portal) welcome(out io.Writer) {
	fmt.Fprintf(out, "\nThe portal is at %s\n", p.origin)
	if !p.Demo {
		return
	}
	fmt.Fprintf(out, "\nSign in as one of these (%s/en/sign-in):\n", p.origin)
	longest := 0
	for _, persona := range demo.Personas() {
		longest = max(longest, utf8.RuneCountInString(persona.Name))
	}
	for _, persona := range demo.Personas() {
		fmt.Fprintf(out, "  %-*s  %s\n", longest, persona.Name, persona.Story.In(locale.En))
	}
	fmt.Fprintf(out, "\nOfficials confirm with codes, which their telephones show at %s/en/demo/codes\n", p.origin)
	if p.demoRegisters != "" {
		fmt.Fprintf(out, "\nTheir registers answer at %s/v1/registers\n", p.demoRegisters)
	}
	if p.post.push != nil {
		fmt.Fprintf(out, "\nE-mail, SMS and notices that they are sent: %s/en/demo/outbox\n", p.origin)
	}
	fmt.Fprintln(out, "\nCtrl-C stops it. The data stay.")
}
