package catalogue

import (
	"fmt"
	"slices"
	"time"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/rule"
)

// Service is one version of a public service, ready to be shown and evaluated. It never changes.
type Service struct {
	Definition
	ID        int64     // of the service; 0 for a definition that is not in the database
	VersionID int64     // of this version
	Number    int       // of this version, from 1
	Published time.Time // when this version first was; zero when it was read before that

	asked    []*rule.Program // by question; nil where it is always asked
	fees     []*rule.Program // by tariff row; nil where it always holds
	checks   []*rule.Program
	lookup   *rule.Program
	computed map[string]*rule.Program
	shown    []shown
	needs    []Need
	company  string // key of the question that picks the legal entity applied for
}

// Compile checks a definition and plans its expressions. It is the one door to publication: the seed's test, the import
// and the editor all pass it. A definition with findings gives no Service.
func Compile(d Definition) (*Service, []Finding) {
	c := compiler{d: &d, svc: &Service{Definition: d, computed: map[string]*rule.Program{}}}
	c.passport()
	c.form()
	c.visit()
	c.procedure()
	if env, err := rule.NewEnv(d.Form, c.lookupRegister()); err != nil {
		c.find("form", "%v", err)
	} else {
		c.expressions(env)
		c.result()
	}
	if len(c.findings) > 0 {
		return nil, c.findings
	}
	c.svc.needs = needsOf(c.svc.Readings())
	return c.svc, nil
}

type compiler struct {
	d        *Definition
	svc      *Service
	findings []Finding
}

func (c *compiler) find(path, format string, args ...any) {
	c.findings = append(c.findings, Finding{Service: c.d.Code, Path: path, Message: fmt.Sprintf(format, args...)})
}

func (c *compiler) lookupRegister() string {
	if c.d.Lookup == nil {
		return ""
	}
	return c.d.Lookup.Register
}

func (c *compiler) expressions(env *rule.Env) {
	compile := func(path, expr string, want rule.Want) *rule.Program {
		p, err := env.Compile(expr, want)
		if err != nil {
			c.find(path, "%s: %v", expr, err)
			return nil
		}
		c.reads(path, p)
		return p
	}
	when := func(path, expr string) *rule.Program {
		if expr == "" {
			return nil
		}
		return compile(path+".when", expr, rule.WantBool)
	}
	for i, q := range c.d.Form {
		c.svc.asked = append(c.svc.asked, when(fmt.Sprintf("form[%d]", i), q.When))
	}
	for i, t := range c.d.Fee {
		c.svc.fees = append(c.svc.fees, when(fmt.Sprintf("fee[%d]", i), t.When))
	}
	for i, check := range c.d.Checks {
		c.svc.checks = append(c.svc.checks, compile(fmt.Sprintf("checks[%d].require", i), check.Require, rule.WantBool))
	}
	if c.d.Lookup != nil {
		c.svc.lookup = compile("lookup.by", c.d.Lookup.By, rule.WantKey)
	}
	for i, v := range c.d.Compute {
		c.svc.computed[v.Key] = compile(fmt.Sprintf("compute[%d].value", i), v.Value, rule.WantAny)
	}
}

// reads checks that the service says which registers it reads, and that the legal entity is one that is picked.
func (c *compiler) reads(path string, p *rule.Program) {
	for _, r := range p.Reads {
		switch r.Root {
		case register.PersonKey, register.FoundKey, formRoot:
		case register.CompanyKey:
			if c.svc.company == "" {
				c.find(path, "reads company, but no question of kind %s says which", form.KindMyCompany)
			}
		default:
			if !slices.Contains(c.d.Registers, r.Root) {
				c.find(path, "reads the register %s, which is not in registers", r.Root)
			}
		}
	}
}

// Needs is the registers that the service reads, with the fields of each: nothing else is asked for. The register that
// it looks up is among them.
func (s *Service) Needs() []Need { return s.needs }
