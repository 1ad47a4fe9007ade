package casework

import (
	"context"
	"slices"
	"strings"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/register"
)

// contested is the open disputes over facts that the case rests on.
func (s *Store) contested(ctx context.Context, a Application) ([]dispute.Dispute, error) {
	running, err := s.disputes.Running(ctx, subjects(a.PINFL, a.Company)...)
	return a.concerning(running), err
}

// subjects is the keys under which registers keep what a case rests on: the person's number and, with a company, its own.
func subjects(pinfl, company string) []string {
	if company == "" {
		return []string{pinfl}
	}
	return []string{pinfl, company}
}

// concerning is those of the disputes over the subjects of a case whose facts its service reads.
func (a Application) concerning(running []dispute.Dispute) []dispute.Dispute {
	reads := Reads(a.Service)
	return slices.DeleteFunc(running, func(d dispute.Dispute) bool {
		return !slices.Contains(reads[d.Register], d.Field)
	})
}

// doubt hands to a person what would be refused or sent back by a fact that its applicant contests: the owner of the
// register has not answered yet, and no rule knows better.
func (s *Store) doubt(ctx context.Context, a Application, f *finding) error {
	if f.action != AutoRefuse && f.action != AutoCorrect {
		return nil
	}
	running, err := s.contested(ctx, a)
	if err != nil || len(running) == 0 {
		return err
	}
	for _, t := range f.outcome.Trace {
		if t.Index != f.outcome.Check {
			continue
		}
		for path := range t.Values {
			if code, field := factOf(a.Service, path); disputed(running, code, field) {
				f.action, f.cause, f.marks = SendOn, Contested, nil
				return nil
			}
		}
	}
	return nil
}

// factOf is the register and the field that a path of a rule reads: of a picked thing, the list that it stands in.
func factOf(svc *catalogue.Service, path string) (code, field string) {
	steps := strings.Split(strings.TrimPrefix(path, "reg."), ".")
	if len(steps) < 2 {
		return "", ""
	}
	if steps[0] != "form" {
		return steps[0], steps[1]
	}
	i := slices.IndexFunc(svc.Form, func(q form.Field) bool { return q.Key == steps[1] })
	if i < 0 {
		return "", ""
	}
	code, field, _ = register.PickSource(svc.Form[i].Kind)
	return code, field
}

func disputed(running []dispute.Dispute, code, field string) bool {
	return code != "" && slices.ContainsFunc(running, func(d dispute.Dispute) bool { return d.Register == code && d.Field == field })
}
