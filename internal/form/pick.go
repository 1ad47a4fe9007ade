package form

import (
	"net/url"
	"time"
)

// pickIDs is the field that tells one picked thing from another, by picker.
var pickIDs = map[Kind]string{
	KindMyChild: "pinfl", KindMyProperty: "cadastre_number", KindMyLand: "cadastre_number", KindMyVehicle: "plate",
	KindMyCompany: "tin", KindMyLicence: "number", KindMyDiploma: "number", KindMyUtilityAccount: "number",
	KindMyFine: "number", KindMyLivestock: "tag", KindMyCase: "number", KindPerson: "pinfl", KindCompany: "tin",
}

// IsPicker reports whether the kind lists what a register knows of the applicant.
func (k Kind) IsPicker() bool { return pickIDs[k] != "" && k != KindPerson && k != KindCompany }

// IDField is the field of a picked thing, a person or a company that names it; empty for other kinds.
func (k Kind) IDField() string { return pickIDs[k] }

func parsePick(p *parser, f Field, name string) any {
	id := p.text(name)
	if id == "" {
		switch {
		case p.Silent[f.Kind]:
			p.missing(f, name, name, "form.required.number-by-hand")
		case len(p.Picks[f.Kind]) == 0:
			p.missing(f, name, name, "form.pick.none")
		default:
			p.missing(f, name, name, "form.required.pick")
		}
		return nil
	}
	for _, pick := range p.Picks[f.Kind] {
		if pick.ID != id {
			continue
		}
		if !pick.Blocked.IsZero() {
			p.say(f, name, "form.pick.blocked")
			return nil
		}
		return pick.Value
	}
	// The register does not answer: what is typed by hand is kept, and held against the register before anything is
	// decided (a picked thing that the gathered facts don't know goes to an official).
	if p.Silent[f.Kind] {
		if len(id) > MaxText {
			p.say(f, name, "form.text.long", "Limit", MaxText, "Count", len(id)-MaxText)
			return nil
		}
		return map[string]any{f.Kind.IDField(): id}
	}
	p.say(f, name, "form.required.pick")
	return nil
}

func fillPick(f Field, name string, v any, out url.Values) {
	out.Set(name, String(Map(v)[f.Kind.IDField()]))
}

// parseFound asks the register for the person or the company of a typed number.
func parseFound(required, wrong, unknown string, canonical func(string, time.Time) (string, bool)) func(*parser, Field, string) any {
	return func(p *parser, f Field, name string) any {
		typed := p.text(name)
		if typed == "" {
			p.missing(f, name, name, required)
			return nil
		}
		id, ok := canonical(typed, p.Today)
		if !ok {
			p.say(f, name, wrong)
			return nil
		}
		record, found := p.Find(f.Kind, id)
		switch found {
		case Found:
			return record
		case NoAnswer:
			return map[string]any{f.Kind.IDField(): id}
		default:
			p.say(f, name, unknown)
			return nil
		}
	}
}
