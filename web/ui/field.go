package ui

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
)

// Control is one question as a page asks it: the question, what was typed, what is wrong with it, and what may be
// chosen. The page fills it in; the controls only draw.
type Control struct {
	Field    form.Field
	Name     string // of the input, and its id
	Lang     locale.Lang
	Values   url.Values
	Problems form.Problems
	Alone    bool // the only question of its page: its label is the heading of the page
	Photo    bool // of a file: one picture
	InRow    bool // of a row of a group, or one of many small questions
	Any      bool // of a form of which everything may be left empty, as the page says: the label need not

	Picks     []form.Pick            // of a picker
	Silent    bool                   // the register behind it does not answer
	Source    string                 // where the list comes from and as of when
	Missing   templ.SafeURL          // where to say that the list is wrong
	Regions   []RegionOption         // of region, district and place
	Map       PlaceMap               // of a place; the zero value shows none
	Uploads   map[string]form.Upload // of files, also those in rows
	Slot      *SlotChoice
	Rows      []GroupRow // rows of a group that are filled in
	Open      int        // the row of a group whose questions are shown; -1 for none
	Kept      []Option   // values of the other rows, sent along where nothing keeps them between two pages
	Territory func(code string) string
}

// RegionOption is a region with its districts, in words.
type RegionOption struct {
	Code, Title string
	Seat        string // latitude and longitude of its main town: "41.31,69.28"
	Districts   []Option
}

// PlaceMap is where the pictures of a map come from, and whom that is owed to. Without tiles there is no map.
type PlaceMap struct{ Tiles, Credit string }

// Regions is every region with its districts, in words.
func Regions(l locale.Lang) []RegionOption {
	lists := catalogue.Lists()
	out := make([]RegionOption, 0, lists.Regions.Len())
	for code, region := range lists.Regions.All() {
		o := RegionOption{Code: code, Title: region.Title.In(l), Seat: fmt.Sprintf("%g,%g", region.Seat.Lat, region.Seat.Lon)}
		for _, d := range region.Districts {
			o.Districts = append(o.Districts, Option{Value: d.Code, Title: d.Title.In(l)})
		}
		out = append(out, o)
	}
	return out
}

// Faults is what is wrong with a form, for its summary: each with its question.
func Faults(problems form.Problems, l locale.Lang) []Fault {
	out := make([]Fault, len(problems))
	for i, p := range problems {
		out[i] = Fault{Field: p.Input, Text: l.T(p.ID, p.Args...)}
		if label := p.Label.In(l); label != "" {
			out[i].Text = Headed(label, out[i].Text)
		}
	}
	return out
}

// Headed puts a label before its text, with a colon unless it is a question.
func Headed(label, text string) string {
	if strings.HasSuffix(label, "?") {
		return label + " " + text
	}
	return label + ": " + text
}

// Option is something to choose in a list.
type Option struct{ Value, Title string }

// SlotChoice is what there is to book: offices, the weeks ahead of the chosen one, and the free times of the open day.
type SlotChoice struct {
	Offices  []Option
	Office   string // chosen
	Address  string
	Hours    string
	Months   string // over the weeks
	Weeks    [][]SlotDay
	Day      string // the open one
	DayTitle string
	Times    []Option
	Held     string // until when the chosen time is kept
}

// SlotDay is a day in the calendar.
type SlotDay struct {
	Value  string
	Number string
	Title  string // in words
	Free   int
	Note   string // how much is free
	Open   bool
}

// GroupRow is a filled row of a group in words.
type GroupRow struct {
	Index  int
	Title  string
	Rest   string
	Change templ.SafeURL
}

// controls is the control of every kind of question. A test holds it against form.Kinds.
var controls map[form.Kind]func(Control) templ.Component

func init() { // the control of a group draws other controls: a plain variable would refer to itself
	controls = map[form.Kind]func(Control) templ.Component{
		form.KindText: textInput, form.KindEmail: textInput, form.KindPhone: textInput, form.KindInteger: textInput,
		form.KindDecimal: textInput, form.KindMoney: textInput, form.KindYear: textInput, form.KindPINFL: textInput,
		form.KindTIN: textInput, form.KindPassport: textInput, form.KindCadastre: textInput, form.KindPlate: textInput,
		form.KindBankAccount: textInput, form.KindPerson: textInput, form.KindCompany: textInput,
		form.KindTextarea: textarea, form.KindAddress: textInput,
		form.KindDate: dateInput, form.KindPeriod: periodInput,
		form.KindYesNo: radios, form.KindChoice: radios, form.KindChoices: checkboxes,
		form.KindRegion: regionSelect, form.KindDistrict: districtSelect,
		form.KindPlace: placeInput, form.KindFile: fileInput, form.KindSlot: slotPicker, form.KindGroup: groupRows,
		form.KindMyChild: picks, form.KindMyProperty: picks, form.KindMyVehicle: picks, form.KindMyCompany: picks,
		form.KindMyLicence: picks, form.KindMyDiploma: picks, form.KindMyLand: picks, form.KindMyUtilityAccount: picks,
		form.KindMyFine: picks, form.KindMyLivestock: picks, form.KindMyCase: picks,
	}
}

// Field is the control of a question.
func Field(c Control) templ.Component {
	draw, ok := controls[c.Field.Kind]
	if !ok {
		return templ.NopComponent // an unknown kind never gets past the loading of a definition
	}
	return draw(c)
}

func (c Control) label() string {
	label := c.Field.Label.In(c.Lang)
	if c.Any || c.Field.IsRequired() {
		return label
	}
	return c.Lang.T("form.optional", "Label", label)
}

// size is that of the label: the heading of the page, of a question among others, of a question in a row.
func (c Control) size() string {
	switch {
	case c.Alone:
		return "l"
	case c.InRow:
		return "s"
	default:
		return "m"
	}
}

// hint is the definition's own words, or how the number is written.
func (c Control) hint() string {
	if !c.Field.Hint.IsZero() {
		return c.Field.Hint.In(c.Lang)
	}
	switch c.Field.Kind {
	case form.KindPINFL, form.KindPerson:
		return c.Lang.T("form.hint.pinfl")
	case form.KindTIN, form.KindCompany:
		return c.Lang.T("form.hint.tin")
	case form.KindCadastre:
		return c.Lang.T("form.hint.cadastre")
	case form.KindPlate:
		return c.Lang.T("form.hint.plate")
	case form.KindPassport:
		return c.Lang.T("form.hint.passport")
	case form.KindBankAccount:
		return c.Lang.T("form.hint.account")
	case form.KindDate, form.KindPeriod:
		return c.Lang.T("form.hint.date")
	case form.KindChoices:
		return c.Lang.T("form.hint.choices")
	case form.KindFile:
		return c.Lang.T("form.hint.file")
	case form.KindPlace:
		return c.Lang.T("form.hint.place")
	case form.KindPhone:
		return c.Lang.T("form.hint.phone")
	default:
		return ""
	}
}

func (c Control) value(suffix string) string { return c.Values.Get(c.Name + suffix) }

func (c Control) has(value string) bool { return slices.Contains(c.Values[c.Name], value) }

// error is what is wrong with this question, in words; empty for nothing.
func (c Control) error() string {
	p, ok := c.Problems.Of(c.Name)
	if !ok {
		return ""
	}
	return c.Lang.T(p.ID, p.Args...)
}

// wrong reports whether the problem is with this very input.
func (c Control) wrong(input string) bool {
	return slices.ContainsFunc(c.Problems, func(p form.Problem) bool { return p.Input == input })
}

func (c Control) groupClass() string {
	if c.error() != "" {
		return "govuk-form-group govuk-form-group--error"
	}
	return "govuk-form-group"
}

// describedBy names what a screen reader says after the label: the hint and the error.
func (c Control) describedBy() string {
	var ids []string
	if c.hint() != "" {
		ids = append(ids, c.Name+"-hint")
	}
	if c.error() != "" {
		ids = append(ids, c.Name+"-error")
	}
	return strings.Join(ids, " ")
}

func described(ids string) templ.Attributes {
	if ids == "" {
		return nil
	}
	return templ.Attributes{"aria-describedby": ids}
}

// typing is how the keyboard of a phone and the browser help with a kind, and how wide the answer is.
type typing struct {
	Type, InputMode, Autocomplete, Width string
	Spellcheck                           bool
}

func (c Control) typing() typing {
	switch c.Field.Kind {
	case form.KindEmail:
		return typing{"email", "email", "email", "", false}
	case form.KindPhone:
		return typing{"tel", "tel", "tel", "govuk-input--width-20", false}
	case form.KindInteger, form.KindYear:
		return typing{"text", "numeric", "off", "govuk-input--width-10", false}
	case form.KindDecimal, form.KindMoney:
		return typing{"text", "decimal", "off", "govuk-input--width-10", false}
	case form.KindPINFL, form.KindPerson, form.KindTIN, form.KindCompany:
		return typing{"text", "numeric", "off", "govuk-input--width-20", false}
	case form.KindBankAccount, form.KindCadastre:
		return typing{"text", "numeric", "off", "govuk-input--width-20", false}
	case form.KindPassport, form.KindPlate:
		return typing{"text", "text", "off", "govuk-input--width-10", false}
	default:
		return typing{"text", "text", "off", "", true}
	}
}

func (t typing) class(wrong bool) string {
	class := "govuk-input"
	if t.Width != "" {
		class += " " + t.Width
	}
	if wrong {
		class += " govuk-input--error"
	}
	return class
}

func truth(yes bool) string {
	if yes {
		return "true"
	}
	return "false"
}

// cell is the control of a question in the open row of a group.
func (c Control) cell(q form.Field) Control {
	inner := c
	inner.Field, inner.Name, inner.Alone, inner.InRow = q, form.Cell(c.Name, c.Open, q.Key), false, true
	return inner
}

// id is the id of the nth choice: the first has the name of the question, so that the error summary leads to it.
func id(name string, n int) string {
	if n == 0 {
		return name
	}
	const letters = "abcdefghijklmnopqrstuvwxyz"
	first, second := (n-1)/len(letters)%len(letters), (n-1)%len(letters)
	return name + "-" + letters[first:first+1] + letters[second:second+1]
}

// firstPick is the place of the first radio that can be picked; -1 when there is none. The one after the Picks is "none of
// them", of a question that may stay open.
func (c Control) firstPick() int {
	first := slices.IndexFunc(c.Picks, func(p form.Pick) bool { return p.Blocked.IsZero() })
	if first < 0 && !c.Field.IsRequired() {
		return len(c.Picks)
	}
	return first
}

// pickID is the id of a radio. The first that can be picked has that of the question: the summary of what is to be mended
// leads there, and nothing else takes the focus.
func (c Control) pickID(i int) string {
	switch first := c.firstPick(); {
	case i == first:
		return c.Name
	case first < 0:
		return id(c.Name, i+1)
	case i == 0:
		return id(c.Name, first)
	default:
		return id(c.Name, i)
	}
}
