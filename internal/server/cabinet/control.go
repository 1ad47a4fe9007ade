package cabinet

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// controls makes the controls of questions: what may be chosen, what is typed, what is wrong.
type controls struct {
	asking
	lang     locale.Lang
	values   url.Values
	problems form.Problems
	uploads  map[string]form.Upload
	path     string // of the page, without language: for the links of rows
	row      string // of a group, that the address opens; what was typed into another one is stronger
	alone    bool
}

func (b controls) draw(fields []form.Field) ([]ui.Control, error) {
	out := make([]ui.Control, 0, len(fields))
	for _, f := range fields {
		c := ui.Control{Field: f, Name: f.Key, Lang: b.lang, Values: b.values, Problems: b.problems, Alone: b.alone, Uploads: b.uploads, Open: -1, Territory: territory(b.lang), Map: b.c.Map}
		picks, silent := b.picks([]form.Field{f})
		switch f.Kind {
		case form.KindRegion, form.KindDistrict, form.KindPlace:
			c.Regions = ui.Regions(b.lang)
		case form.KindSlot:
			slot, err := b.slot(f)
			if err != nil {
				return nil, err
			}
			c.Slot = slot
		case form.KindGroup:
			b.rows(&c)
			c.Regions = ui.Regions(b.lang)
			for _, q := range f.Fields { // rows have one picker at most; its list serves the open row
				if q.Kind.IsPicker() {
					c.Picks, c.Silent = picks[q.Kind], silent[q.Kind]
				}
			}
		default:
			b.pick(&c, picks[f.Kind], silent[f.Kind])
		}
		out = append(out, c)
	}
	return out, nil
}

func (b controls) pick(c *ui.Control, picks []form.Pick, silent bool) {
	if !c.Field.Kind.IsPicker() {
		return
	}
	c.Picks, c.Silent = picks, silent
	code, _, _ := register.PickSource(c.Field.Kind)
	if fact, ok := b.facts[code]; ok {
		c.Source = b.lang.T("cabinet.fill.source", "Register", bookTitle(code, b.lang), "Time", b.lang.DateTime(fact.FetchedAt))
		c.Missing = layout.URL(b.lang, "/data/"+code)
	}
}

// rows is the rows of a group that are filled in, and the one whose questions are open: the named one, the one with a
// problem, or a new one while there are too few.
func (b controls) rows(c *ui.Control) {
	f := c.Field
	saved := form.Maps(b.answers[f.Key])
	c.Open = -1
	if n, err := strconv.Atoi(cmp.Or(b.values.Get(f.Key+"-row"), b.row)); err == nil && n >= 0 && n <= len(saved) && n < f.Most() {
		c.Open = n
	} else if len(saved) < max(1, f.Least()) {
		c.Open = len(saved)
	}
	for _, p := range b.problems {
		if rest, ok := strings.CutPrefix(p.Input, f.Key+"-"); ok {
			row, _, _ := strings.Cut(rest, "-")
			if n, err := strconv.Atoi(row); err == nil {
				c.Open = n
				break
			}
		}
	}
	for i, row := range saved {
		if i == c.Open {
			continue
		}
		shown := form.Row(f, row, b.lang, c.Territory)
		if len(shown) == 0 {
			shown = []string{b.lang.T("form.group.row", "Number", i+1)}
		}
		c.Rows = append(c.Rows, ui.GroupRow{
			Index: i, Title: shown[0], Rest: strings.Join(shown[1:], "; "),
			Change: layout.URL(b.lang, b.path+"?row="+strconv.Itoa(i)),
		})
	}
}
