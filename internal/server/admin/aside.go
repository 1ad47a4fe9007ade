package admin

import (
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/ui"
)

func files(l locale.Lang, a casework.Application) []pages.File {
	var list []pages.File
	for _, u := range a.Uploads {
		note := form.FileSize(l, u.Size)
		for _, f := range a.Service.Form {
			if f.Key == u.Field {
				note = f.Label.In(l) + " · " + note
			}
		}
		list = append(list, pages.File{Name: u.Name, Note: note, Path: "/admin/cases/" + a.Number + "/files/" + u.ID})
	}
	return list
}

// results is the papers of a case: how it ended without a result, and what was issued.
func results(l locale.Lang, a casework.Application) []pages.File {
	var list []pages.File
	if e := a.Ending(); e != nil {
		list = append(list, pages.File{Name: e.Number, Note: stateTitle(l, e.State) + " · " + l.Date(e.At), Path: "/admin/cases/" + a.Number + "/decision", Paper: true})
	}
	for _, doc := range a.Documents {
		list = append(list, pages.File{
			Name: doc.Number, Note: l.Date(doc.IssuedAt), Path: "/admin/cases/" + a.Number + "/documents/" + doc.Number, Paper: true,
		})
	}
	return list
}

// signed is the applicant's signatures with their files.
func signed(l locale.Lang, a casework.Application) []pages.Signed {
	var list []pages.Signed
	for _, s := range ui.Signatures(a.Signatures, l) {
		x := pages.Signed{Signed: s}
		for _, f := range s.Files {
			x.Evidence = append(x.Evidence, pages.File{Name: l.T(f.Title), Path: "/admin/cases/" + a.Number + "/signature/" + f.Path})
		}
		list = append(list, x)
	}
	return list
}

// proposal is the decision that waits for a head of office.
func proposal(l locale.Lang, a casework.Application) *pages.Proposal {
	if a.Proposal == "" {
		return nil
	}
	p := &pages.Proposal{Title: l.T("casework.action." + string(a.Proposal)), Text: a.Reason.In(l)}
	for _, e := range a.Events {
		if e.Action == a.Proposal {
			p.By = e.Actor + ", " + l.DateTime(e.At)
		}
	}
	return p
}

// came is by which rule the case came to the office.
func came(l locale.Lang, a casework.Application) []string {
	c, ok := a.Arrived()
	if !ok {
		return nil
	}
	said := l.T("route.came-default")
	if c.Place > 0 {
		said = l.T("route.came-rule", "N", c.Place, "When", ui.RouteWhen(l, c.Rule, a.Service.Title.In(l)))
	}
	lines := []string{l.DateTime(c.At) + ". " + said}
	if c.Raised != "" {
		lines = append(lines, l.T("route.raised-from", "Region", catalogue.Lists().Territory(c.Raised, l)))
	}
	if c.Given {
		lines = append(lines, l.T("route.share.load")+".")
	}
	return lines
}

func consents(l locale.Lang, a casework.Application) []pages.Consent {
	var list []pages.Consent
	for _, c := range a.Consents {
		v := pages.Consent{Authority: catalogue.Lists().Office(c.Authority, l), Note: c.Note}
		switch c.Answer {
		case consent.Given, consent.Silent:
			v.Tag = pages.Tag{Tone: ui.Leaf, Text: l.T("casework.consent." + string(c.Answer))}
		case consent.Refused:
			v.Tag = pages.Tag{Tone: ui.Red, Text: l.T("casework.consent.refused")}
		default:
			v.Tag = pages.Tag{Tone: ui.Grey, Text: l.T("casework.consent.waiting")}
			v.Note = l.T("casework.consent.until", "Day", l.DueName(c.DueAt))
			if c.AssignedTo != "" {
				v.Note += " · " + c.AssignedTo
			}
		}
		list = append(list, v)
	}
	return list
}

func (d *Desk) visits(l locale.Lang, a casework.Application) []pages.Visit {
	var list []pages.Visit
	for _, visit := range a.Visits {
		v := pages.Visit{When: l.DateTime(visit.At), Place: visit.Place, Note: visit.Note}
		if visit.InspectorName != "" {
			v.Place += " · " + l.T("casework.inspector", "Name", visit.InspectorName)
		}
		if visit.AskedAt != nil {
			v.Asked = l.T("admin.visit.asked", "Why", visit.AskedWhy)
		}
		switch {
		case visit.Missed:
			v.Tag = pages.Tag{Tone: ui.Red, Text: l.T("admin.visit.missed")}
		case visit.Moves:
			v.Tag = pages.Tag{Tone: ui.Red, Text: l.T("visit.moves")}
		case visit.Passed == nil:
			v.Tag = pages.Tag{Tone: ui.Grey, Text: l.T("admin.visit.planned")}
		case *visit.Passed:
			v.Tag, v.Note = pages.Tag{Tone: ui.Leaf, Text: l.T("admin.visit.passed")}, visit.Result
		default:
			v.Tag, v.Note = pages.Tag{Tone: ui.Red, Text: l.T("admin.visit.failed")}, visit.Result
		}
		var photos []form.Upload
		v.Rows, photos = ui.Noted(a.Service, visit, l)
		for _, f := range photos {
			v.Photos = append(v.Photos, pages.File{Name: f.Name, Note: form.FileSize(l, f.Size), Path: "/admin/cases/" + a.Number + "/visits/files/" + f.ID})
		}
		list = append(list, v)
	}
	return list
}
