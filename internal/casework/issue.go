package casework

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
)

// issue gives the result of a granted application in the caller's transaction: the document with its frozen lines, and
// the record of what was registered or paid.
func (s *Store) issue(ctx context.Context, tx pgx.Tx, a *Application) error {
	d, lines := s.result(a)
	d.ID = a.paper
	d, err := document.Issue(ctx, tx, s.ring, d)
	if err != nil {
		return err
	}
	a.Documents = append(a.Documents, d)
	if a.Process != catalogue.Registration && a.Process != catalogue.Payment {
		return nil
	}
	_, err = tx.Exec(ctx, `INSERT INTO registrations (application_id, service, account_id, record, recorded_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT ON CONSTRAINT registrations_pkey DO NOTHING`, a.ID, a.Service.Code, a.AccountID, recordOf(lines), s.now())
	if err != nil {
		return fmt.Errorf("record registration: %w", err)
	}
	return nil
}

// recordOf is what is kept of a registration or a payment.
func recordOf(lines []catalogue.Line) map[string]any {
	record := make(map[string]any, len(lines))
	for _, line := range lines {
		record[line.Path] = line.Value
	}
	return record
}

// result is the document of a granted application, not issued yet, and the facts on it.
func (s *Store) result(a *Application) (document.Document, []catalogue.Line) {
	now := s.now()
	lines := a.Service.Lines(a.input(register.DateOf(now)))
	authority, _ := catalogue.Lists().Authorities.Get(a.Service.Authority)
	d := document.Document{
		ApplicationID: a.ID, Application: a.Number, AccountID: a.AccountID, Kind: a.Service.Result.Kind,
		Title: a.Service.Title, Authority: authority.Title, Holder: a.holder(), Company: a.legalEntity(), Lang: a.Lang, Lines: document.Lines{}, IssuedAt: now,
		Service: a.Service.Code, Office: a.Authority, Region: a.Region,
	}
	for _, l := range locale.Langs {
		d.Lines[l] = append(a.notFound(l), inWords(lines, l)...)
		if a.Cause == BySilence {
			d.Lines[l] = append([]document.Line{{Label: l.T("casework.silence.ground"), Value: a.silenceWords().In(l)}}, d.Lines[l]...)
		}
	}
	if days := a.Service.Result.ValidDays; days > 0 {
		until := register.DateOf(now).AddDate(0, 0, days+1).Add(-time.Second)
		d.ValidUntil = &until
	}
	return d, lines
}

// notFound says plainly that the register looked into has no such record: that is an answer too.
func (a Application) notFound(l locale.Lang) []document.Line {
	found, read := a.Facts[register.FoundKey]
	if a.Service.Lookup == nil || !read || found.Found() {
		return nil
	}
	kept, _ := catalogue.Lists().Registers.Get(a.Service.Lookup.Register)
	return []document.Line{
		{Label: kept.Title.In(l), Value: l.T("casework.no_record", "Date", l.Date(found.FetchedAt))},
		{Label: l.T("casework.looked_for"), Value: found.Key},
	}
}

// holder is in whose name the result is: the legal entity, or the person as the register writes the name.
func (a Application) holder() string {
	for _, key := range []string{register.CompanyKey, register.PersonKey} {
		field := "name"
		if key == register.PersonKey {
			field = "full_name"
		}
		if name, _ := a.Facts[key].Value[field].(string); name != "" {
			return name
		}
	}
	return a.Applicant
}

// legalEntity is the TIN of the legal entity in whose name the result is; empty for people, and a sole trader is one.
func (a Application) legalEntity() string {
	company := a.Facts[register.CompanyKey]
	name, _ := company.Value["name"].(string)
	if kind, _ := company.Value["form"].(string); name == "" || kind == "" || kind == soleTrader {
		return ""
	}
	return company.Key
}

// soleTrader is the form of a business that is a person.
const soleTrader = "sole-trader"

// inWords is the lines of a result as people read them in that language.
func inWords(lines []catalogue.Line, l locale.Lang) []document.Line {
	out := make([]document.Line, 0, len(lines))
	for _, line := range lines {
		w := document.Line{Label: line.Label.In(l)}
		if line.Kind == catalogue.LineTable {
			for _, c := range line.Columns {
				w.Head = append(w.Head, c.Label.In(l))
			}
			for _, row := range form.Maps(line.Value) {
				cells := make([]string, len(line.Columns))
				for i, c := range line.Columns {
					cells[i] = Word(row[c.Key], c.Kind, c.Unit, c.Titles, l)
				}
				w.Rows = append(w.Rows, cells)
			}
			if len(w.Rows) == 0 {
				continue
			}
		} else if w.Value = Word(line.Value, line.Kind, line.Unit, line.Titles, l); w.Value == "" {
			continue
		}
		out = append(out, w)
	}
	return out
}

// Word is one value of a result as people read it.
func Word(v any, kind catalogue.LineKind, unit string, titles map[string]locale.Text, l locale.Lang) string {
	switch kind {
	case catalogue.LineBool:
		if v == true {
			return l.T("common.yes")
		}
		return l.T("common.no")
	case catalogue.LineYear:
		return strings.ReplaceAll(plainWord(v, l), "\u00a0", "")
	case catalogue.LineMoney, catalogue.LineInteger, catalogue.LineDecimal:
		return numberWord(v, kind, unit, l)
	case catalogue.LineDate:
		return dateWord(v, l)
	case catalogue.LinePeriod:
		p := form.Map(v)
		return dateWord(p["from"], l) + " – " + dateWord(p["to"], l)
	case catalogue.LineChoice:
		return choiceWord(v, titles, l)
	case catalogue.LineRegion, catalogue.LineDistrict:
		return catalogue.Lists().Territory(form.String(v), l)
	case catalogue.LinePlace:
		return placeWord(form.Map(v))
	case catalogue.LineSlot:
		return slotWord(form.Map(v), l)
	case catalogue.LineChoices, catalogue.LineList, catalogue.LineFile:
		return listWord(v, titles, l)
	default:
		if s, ok := v.(string); ok {
			return s
		}
		return plainWord(v, l)
	}
}

func numberWord(v any, kind catalogue.LineKind, unit string, l locale.Lang) string {
	f, ok := form.Number(v)
	if !ok {
		return plainWord(v, l)
	}
	if kind == catalogue.LineMoney || unit == "som" {
		return l.Money(int64(math.Round(f)))
	}
	words := l.Decimal(f)
	if u, ok := catalogue.Lists().Units.Get(unit); ok {
		if f == float64(int64(f)) {
			return words + " " + u.After(l, int64(f))
		}
		return words + " " + u.AfterFraction(l)
	}
	return words
}

func dateWord(v any, l locale.Lang) string {
	switch v := v.(type) {
	case register.Date:
		if !v.IsZero() {
			return l.Date(v.Time)
		}
	case string:
		if d, err := register.ParseDate(v); err == nil {
			return l.Date(d.Time)
		}
		return v
	}
	return ""
}

func choiceWord(v any, titles map[string]locale.Text, l locale.Lang) string {
	code := form.String(v)
	if title, ok := titles[code]; ok {
		return title.In(l)
	}
	return code
}

func placeWord(place map[string]any) string {
	if text := form.String(place["text"]); text != "" {
		return text
	}
	lat, _ := form.Number(place["lat"])
	lon, _ := form.Number(place["lon"])
	return strconv.FormatFloat(lat, 'f', 5, 64) + ", " + strconv.FormatFloat(lon, 'f', 5, 64)
}

func slotWord(slot map[string]any, l locale.Lang) string {
	at, err := time.Parse(time.RFC3339, form.String(slot["at"]))
	if err != nil {
		return ""
	}
	return strings.Trim(l.DateTime(at)+", "+form.String(slot["name"]), ", ")
}

func listWord(v any, titles map[string]locale.Text, l locale.Lang) string {
	var words []string
	for _, code := range form.Strings(v) {
		words = append(words, choiceWord(code, titles, l))
	}
	if len(words) > 0 {
		return strings.Join(words, "\n")
	}
	for _, item := range form.Maps(v) {
		words = append(words, form.String(item["name"]))
	}
	if list, ok := v.([]any); ok && len(words) == 0 {
		for _, item := range list {
			words = append(words, plainWord(item, l))
		}
	}
	return strings.Join(words, "\n")
}

func plainWord(v any, l locale.Lang) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return l.Decimal(v)
	case int64:
		return l.Number(v)
	case bool:
		return Word(v, catalogue.LineBool, "", nil, l)
	default:
		return fmt.Sprint(v)
	}
}
