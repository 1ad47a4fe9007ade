package catalogue

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
)

// Roots of paths in result.shows that are not a register, the person, the company or what was found.
const (
	formRoot    = "form"
	computeRoot = "compute"
	todayPath   = "today"
)

// shown is a path of result.shows, resolved: where its value is and how it is written.
type shown struct {
	root  string   // a register, person, company, found, form, compute or today
	steps []string // from there
	line  Line     // all but the value
}

// result checks the paths that the result shows, and that an extract answers its question.
func (c *compiler) result() {
	answers := false
	for i, path := range c.d.Result.Shows {
		s, err := c.resolve(path)
		if err != nil {
			c.find(fmt.Sprintf("result.shows[%d]", i), "%s: %v", path, err)
			continue
		}
		c.svc.shown = append(c.svc.shown, s)
		answers = answers || c.tells(s)
	}
	if c.d.Process == Extract && !answers {
		c.find("result.shows", "only echoes the question: an extract shows a fact of a register, a record found or a value worked out")
	}
}

// tells reports whether a line says something that the applicant did not say: not his own name, not an answer. What a
// picked thing is called is an answer, its other fields are facts of the register that it was picked from.
func (c *compiler) tells(s shown) bool {
	switch s.root {
	case register.PersonKey, todayPath:
		return false
	case formRoot:
		if len(s.steps) < 2 {
			return false
		}
		switch s.steps[1] {
		case "pinfl", "full_name", "birth_date", "tin", "name", "number", "plate", "cadastre_number", "address", "tag":
			return false
		}
	}
	return true
}

func (c *compiler) resolve(path string) (shown, error) {
	steps := strings.Split(path, ".")
	s := shown{root: steps[0], steps: steps[1:], line: Line{Path: path}}
	if path == todayPath {
		s.line.Label, s.line.Kind = register.Title("", todayPath), LineDate
		return s, nil
	}
	switch s.root {
	case formRoot:
		return c.resolveAnswer(s)
	case computeRoot:
		return c.resolveComputed(s)
	case "reg":
		if len(s.steps) < 2 || !register.OfApplicant(s.steps[0]) {
			return s, errors.New("no such register")
		}
		s.root, s.steps = s.steps[0], s.steps[1:]
		if !slices.Contains(c.d.Registers, s.root) {
			return s, errors.New("the register is not in registers")
		}
		return resolveField(s, s.root, register.Fields(s.root))
	case register.FoundKey:
		return resolveField(s, c.lookupRegister(), register.Fields(c.lookupRegister()))
	case register.CompanyKey:
		if c.svc.company == "" {
			return s, fmt.Errorf("no question of kind %s says which company", form.KindMyCompany)
		}
		return resolveField(s, s.root, register.Fields(s.root))
	case register.PersonKey:
		return resolveField(s, s.root, register.Fields(s.root))
	default:
		return s, errors.New("no such fact")
	}
}

// resolveField follows the steps through the fields of a record. Of is the register or the picker, by which the
// titles of fields are found.
func resolveField(s shown, of string, fields []register.FieldType) (shown, error) {
	var f register.FieldType
	for i, step := range s.steps {
		if i > 0 && f.Kind != register.KindObject {
			return s, fmt.Errorf("%s has no fields", f.Name)
		}
		j := slices.IndexFunc(fields, func(f register.FieldType) bool { return f.Name == step })
		if j < 0 {
			return s, errors.New("no such field")
		}
		if i > 0 {
			of = register.Place(f.Object)
		}
		f, fields = fields[j], fields[j].Fields
	}
	if f.Name == "" {
		return s, errors.New("a whole record cannot be shown")
	}
	s.line.Label = register.Title(of, f.Name)
	describe(&s.line, of, f)
	return s, nil
}

// describe says how the value of a field is written.
func describe(l *Line, of string, f register.FieldType) {
	l.Kind, l.Unit, l.Titles, l.place = kindOf(f), f.Unit, closedTitles(of, f), of
	switch {
	case f.Kind == register.KindObject, f.Kind == register.KindList && f.Elem == register.KindObject:
		l.Kind = LineTable
		if place := register.Place(f.Object); place != "" {
			of, l.place = place, place
		}
		for _, inner := range f.Fields {
			if inner.Kind == register.KindList || inner.Kind == register.KindObject {
				continue // a table in a table is for the page of that thing, not for a certificate
			}
			l.Columns = append(l.Columns, Column{
				Key: inner.Name, Label: register.Title(of, inner.Name), Kind: kindOf(inner), Unit: inner.Unit, Titles: closedTitles(of, inner),
			})
		}
	}
}

// closedTitles is the words for every value of a closed list.
func closedTitles(of string, f register.FieldType) map[string]locale.Text {
	if f.Name == officeField {
		return authorityTitles()
	}
	if len(f.Values) == 0 {
		return nil
	}
	titles := make(map[string]locale.Text, len(f.Values))
	for _, value := range f.Values {
		if title, ok := register.ValueTitleOf(of, f.Name, value); ok {
			titles[value] = title
		}
	}
	return titles
}

// officeField is the field of records that names an authority by the catalogue's code.
const officeField = "authority"

// OfficeTitle is the short name of the authority that a field of a record names; false for other fields and unknown codes.
func OfficeTitle(field, value string) (locale.Text, bool) {
	title, ok := authorityTitles()[value]
	return title, ok && field == officeField
}

// authorityTitles is the short names of authorities, which registers write as the catalogue's codes.
var authorityTitles = sync.OnceValue(func() map[string]locale.Text {
	titles := map[string]locale.Text{}
	for code, a := range Lists().Authorities.All() {
		titles[code] = a.Short
	}
	return titles
})

func kindOf(f register.FieldType) LineKind {
	switch {
	case f.Unit == "som":
		return LineMoney
	case f.Kind == register.KindInteger && (f.Name == "year" || f.Name == "from_year" || f.Name == "until_year" || f.Name == "built"):
		return LineYear
	case f.Kind == register.KindText && f.Name == "region":
		return LineRegion
	case f.Kind == register.KindText && f.Name == "district":
		return LineDistrict
	case f.Kind == register.KindText && len(f.Values) > 0:
		return LineChoice
	case f.Kind == register.KindObject:
		return LineTable
	default:
		return LineKind(f.Kind) // text, bool, integer, decimal, date, list
	}
}

func (c *compiler) resolveComputed(s shown) (shown, error) {
	if len(s.steps) != 1 {
		return s, errors.New("a computed value has no fields")
	}
	for _, v := range c.d.Compute {
		if v.Key != s.steps[0] {
			continue
		}
		s.line.Label = v.Label
		if p := c.svc.computed[v.Key]; p != nil {
			describe(&s.line, "", p.Type)
		}
		if s.line.Unit = v.Unit; v.Unit == "som" {
			s.line.Kind = LineMoney
		}
		return s, nil
	}
	return s, errors.New("no such computed value")
}

func (c *compiler) resolveAnswer(s shown) (shown, error) {
	if len(s.steps) == 0 {
		return s, errors.New("the whole form cannot be shown")
	}
	i := slices.IndexFunc(c.d.Form, func(q form.Field) bool { return q.Key == s.steps[0] })
	if i < 0 {
		return s, errors.New("no such question")
	}
	q := c.d.Form[i]
	fields := register.Picked(q.Kind)
	if len(s.steps) > 1 {
		if fields == nil {
			return s, errors.New("the answer has no fields")
		}
		inner, err := resolveField(shown{steps: s.steps[1:]}, string(q.Kind), fields)
		inner.line.Path = s.line.Path
		return shown{root: s.root, steps: s.steps, line: inner.line}, err
	}
	s.line.Label = q.Label
	s.line.Kind, s.line.Unit, s.line.Titles = answerLine(q)
	switch {
	case fields != nil:
		describe(&s.line, string(q.Kind), register.FieldType{Kind: register.KindObject, Fields: fields})
	case q.Kind == form.KindGroup:
		for _, inner := range q.Fields {
			col := Column{Key: inner.Key, Label: inner.Label}
			col.Kind, col.Unit, col.Titles = answerLine(inner)
			if register.Picked(inner.Kind) != nil {
				col.Kind = LineText // the name or number of what was picked
			}
			s.line.Columns = append(s.line.Columns, col)
		}
	}
	return s, nil
}

// answerLine says how the answer to a question is written.
func answerLine(q form.Field) (kind LineKind, unit string, titles map[string]locale.Text) {
	if len(q.Options) > 0 {
		titles = make(map[string]locale.Text, len(q.Options))
		for _, o := range q.Options {
			titles[o.Value] = o.Label
		}
	}
	switch q.Kind {
	case form.KindMoney:
		return LineMoney, "som", nil
	case form.KindInteger, form.KindDecimal, form.KindDate, form.KindYear, form.KindPeriod, form.KindChoice, form.KindChoices, form.KindRegion,
		form.KindDistrict, form.KindPlace, form.KindSlot, form.KindFile:
		return LineKind(q.Kind), "", titles
	case form.KindYesNo:
		return LineBool, "", nil
	case form.KindGroup:
		return LineTable, "", nil
	default:
		return LineText, "", nil
	}
}
