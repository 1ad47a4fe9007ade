package form

import (
	"net/url"
	"slices"
)

// Values of the radios of a yes-or-no question.
const (
	Yes = "yes"
	No  = "no"
)

func parseYesNo(p *parser, f Field, name string) any {
	switch p.text(name) {
	case Yes:
		return true
	case No:
		return false
	case "":
		p.missing(f, name, name, "form.required.choice")
	default:
		p.say(f, name, "form.required.choice")
	}
	return nil
}

func fillYesNo(_ Field, name string, v any, out url.Values) {
	switch v {
	case true:
		out.Set(name, Yes)
	case false:
		out.Set(name, No)
	}
}

func parseChoice(p *parser, f Field, name string) any {
	s := p.text(name)
	if s == "" {
		p.missing(f, name, name, "form.required.choice")
		return nil
	}
	if !f.offers(s) {
		p.say(f, name, "form.required.choice")
		return nil
	}
	return s
}

func parseChoices(p *parser, f Field, name string) any {
	chosen := []string{}
	for _, o := range f.Options { // in the order of the form, whatever the order of sending
		if slices.Contains(p.in[name], o.Value) {
			chosen = append(chosen, o.Value)
		}
	}
	for _, s := range p.in[name] {
		if s != "" && !f.offers(s) {
			p.say(f, name, "form.required.choices")
			return nil
		}
	}
	if len(chosen) == 0 {
		p.missing(f, name, name, "form.required.choices")
		return nil
	}
	return chosen
}

func fillChoices(_ Field, name string, v any, out url.Values) { out[name] = Strings(v) }

func (f Field) offers(value string) bool {
	return slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == value })
}

func parseRegion(p *parser, f Field, name string) any {
	code := p.text(name)
	if code == "" {
		p.missing(f, name, name, "form.required.region")
		return nil
	}
	if region, known := p.Territory(code); !known || region != code {
		p.say(f, name, "form.required.region")
		return nil
	}
	return code
}

// parseDistrict also holds the district against a region that was chosen in the same form, when the question before
// it asked for one: two lists that contradict each other send a case to the wrong office.
func parseDistrict(p *parser, f Field, name string) any {
	code := p.text(name)
	if code == "" {
		p.missing(f, name, name, "form.required.district")
		return nil
	}
	region, known := p.Territory(code)
	if !known || region == code {
		p.say(f, name, "form.required.district")
		return nil
	}
	chosen := p.text("region")
	if of, known := p.Territory(chosen); known && of == chosen && chosen != region {
		p.say(f, name, "form.district.elsewhere")
		return nil
	}
	return code
}
