package cabinet

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
)

// asking is what questions of a form are checked against, for a draft and for a correction alike.
type asking struct {
	c       *Cabinet
	ctx     context.Context //nolint:containedctx // lives as long as one request
	who     account.Principal
	svc     *catalogue.Service
	facts   register.Facts
	answers form.Answers
	today   register.Date
	mine    booking.Holder // whose own time is free to him
}

// context gathers what those questions need. Uploads are the files of one's own that the values name.
func (a asking) context(fields []form.Field, uploads map[string]form.Upload) form.Context {
	picks, silent := a.picks(fields)
	return form.Context{
		Today: a.today.Time, Picks: picks, Silent: silent, Find: a.find, Territory: catalogue.Lists().RegionOf, Uploads: uploads, Free: a.free,
	}
}

// picks is what may be picked for each picker among the questions, and the pickers whose register is silent.
func (a asking) picks(fields []form.Field) (map[form.Kind][]form.Pick, map[form.Kind]bool) {
	picks, silent := map[form.Kind][]form.Pick{}, map[form.Kind]bool{}
	for _, f := range fields {
		if f.Kind == form.KindGroup {
			inner, quiet := a.picks(f.Fields)
			for k := range inner {
				picks[k] = inner[k]
			}
			for k := range quiet {
				silent[k] = true
			}
			continue
		}
		if !f.Kind.IsPicker() {
			continue
		}
		code, list, id := register.PickSource(f.Kind)
		fact, read := a.facts[code]
		if !read {
			silent[f.Kind] = true
			continue
		}
		var of []form.Pick
		for _, item := range form.Maps(fact.Value[list]) {
			if tin := a.who.Company(); f.Kind == form.KindMyCompany && tin != "" && item[id] != tin {
				continue // another one than that which is acted for
			}
			of = append(of, form.Pick{ID: form.String(item[id]), Value: item, Blocked: a.blocked(f.Key, item)})
		}
		picks[f.Kind] = choosable(of)
	}
	return picks, silent
}

// choosable leaves everything open when nothing could be picked: then the rule itself is in question, and the way to a
// person who reviews it has to stay open.
func choosable(picks []form.Pick) []form.Pick {
	for _, p := range picks {
		if p.Blocked.IsZero() {
			return picks
		}
	}
	for i := range picks {
		picks[i].Blocked = locale.Text{}
	}
	return picks
}

var roots = regexp.MustCompile(`\b(?:form\.[a-z0-9_]+|reg\.[a-z_-]+|person\b|company\b|found\b|compute\.)`)

// blocked is why a thing can't be picked: the reason of the first check that reads nothing but this answer and does not
// hold with it.
func (a asking) blocked(key string, item map[string]any) locale.Text {
	alone := map[int]bool{}
	for i, check := range a.svc.Checks {
		if check.Otherwise == catalogue.ToReview {
			continue
		}
		found := roots.FindAllString(check.Require, -1)
		alone[i] = len(found) > 0
		for _, root := range found {
			alone[i] = alone[i] && root == "form."+key
		}
	}
	if len(alone) == 0 {
		return locale.Text{}
	}
	outcome := a.svc.Assess(catalogue.Input{Facts: a.facts, Form: form.Answers{key: item}, Today: a.today})
	for _, t := range outcome.Trace {
		if alone[t.Index] && t.Error == "" && t.Held != nil && !*t.Held {
			return a.svc.Checks[t.Index].Reason
		}
	}
	return locale.Text{}
}

// find asks the register for a person or a company, and puts the look on record.
func (a asking) find(kind form.Kind, id string) (map[string]any, form.Finding) {
	code, _, _ := register.PickSource(kind)
	var names []string
	for _, f := range register.Picked(kind) {
		if _, kept := register.Field(code, f.Name); kept {
			names = append(names, f.Name)
		}
	}
	ask := names
	if kind == form.KindCompany {
		ask = append(slices.Clone(names), "activity")
	}
	fact, err := a.c.Registers.Read(a.ctx, register.Request{Register: code, Key: id, Applicant: a.who.PINFL, Fields: ask, Purpose: a.svc.Code})
	if err != nil {
		return nil, form.NoAnswer
	}
	if err := a.c.note(a.ctx, a.who, code, a.svc.Code); err != nil {
		return nil, form.NoAnswer
	}
	if !fact.Found() {
		return nil, form.NotFound
	}
	record := map[string]any{}
	for _, name := range names {
		if v, ok := fact.Value[name]; ok {
			record[name] = v
		}
	}
	if kind == form.KindCompany { // the register keeps the main activity; a question sees a list
		record["activities"] = []any{}
		if main := form.String(fact.Value["activity"]); main != "" {
			record["activities"] = []any{main}
		}
	}
	return record, form.Found
}

// note puts a reading of a register that no draft keeps on record. What can't be put on record is not shown: it may be of somebody
// else, and whose it is sees who looked.
func (c *Cabinet) note(ctx context.Context, who account.Principal, code, purpose string) error {
	return c.Audit.Record(ctx, audit.Entry{
		Kind: audit.Citizen, Actor: who.AccountID, Action: "register.read", Object: "register:" + code, About: c.Cases.Seen(ctx, who),
		Detail: who.Detail("service", purpose),
	})
}

// free asks whether a time at an office can still be taken.
func (a asking) free(office string, at time.Time) (string, bool) {
	id, err := strconv.ParseInt(office, 10, 64)
	if err != nil {
		return "", false
	}
	o, err := a.c.Bookings.Office(a.ctx, id)
	if err != nil || o.Authority != a.svc.Authority {
		return "", false
	}
	slots, err := a.c.Bookings.Slots(a.ctx, id, register.DateOf(at).Time, 1, a.mine)
	if err != nil {
		return "", false
	}
	for _, s := range slots {
		if s.At.Equal(at) {
			return o.Name.In(locale.FromContext(a.ctx)), true
		}
	}
	return "", false
}

// uploads is the files that the values name and that stand at this draft or application: a file of another one, even of
// the same person, would not be there for the official who opens the case.
func (c *Cabinet) uploads(ctx context.Context, who account.Principal, at document.Place, ids []string) (map[string]form.Upload, error) {
	list, err := c.Documents.Named(ctx, who, at, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[string]form.Upload, len(list))
	for _, up := range list {
		out[up.ID] = form.Upload{ID: up.ID, Name: up.Name, Size: up.Size}
	}
	return out, nil
}
