package form

import (
	"slices"
	"strings"
)

// Page is the questions that stand together on one screen: one large question, or some small ones.
type Page struct {
	Key    string // key of its first question; it names the page in the URL
	Fields []Field
}

// How many small questions share a page: on a wide screen as many as one takes in at a glance, on a phone one thing.
const (
	Together = 3
	Alone    = 1
)

// Pages lays out a form for a screen. It depends on the definition alone, so that a page keeps its address whatever is
// answered; the address of a question on a phone is also that of the page on which it stands on a wide screen. A question whose condition names another one stands on a later page than that: without scripts its answer is not
// known before the page is sent.
func Pages(fields []Field, together int) []Page {
	var pages []Page
	var open []Field // small questions that wait for company
	flush := func() {
		if len(open) > 0 {
			pages = append(pages, Page{open[0].Key, open})
			open = nil
		}
	}
	for _, f := range fields {
		if !f.Kind.small(f) {
			flush()
			pages = append(pages, Page{f.Key, []Field{f}})
			continue
		}
		if len(open) == together || slices.ContainsFunc(open, func(o Field) bool { return f.dependsOn(o.Key) }) {
			flush()
		}
		open = append(open, f)
	}
	flush()
	return pages
}

// small reports whether a question may share a page.
func (k Kind) small(f Field) bool {
	switch k {
	case KindFile, KindGroup, KindSlot, KindPlace, KindTextarea, KindPerson, KindCompany:
		return false
	case KindChoice, KindChoices:
		return len(f.Options) <= 4
	default:
		return !k.IsPicker()
	}
}

func (f Field) dependsOn(key string) bool {
	for rest := f.When; ; {
		i := strings.Index(rest, "form."+key)
		if i < 0 {
			return false
		}
		rest = rest[i+len("form."+key):]
		if rest == "" || !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789_", rune(rest[0])) {
			return true
		}
	}
}

// Asked is the questions of the page that are asked now.
func (p Page) Asked(asked map[string]bool) []Field {
	return slices.DeleteFunc(slices.Clone(p.Fields), func(f Field) bool { return !asked[f.Key] })
}

// Open is the pages on which something is asked now, in order.
func Open(pages []Page, asked map[string]bool) []Page {
	return slices.DeleteFunc(slices.Clone(pages), func(p Page) bool { return len(p.Asked(asked)) == 0 })
}

// Answered reports whether every question of the page that must be answered is.
func (p Page) Answered(a Answers, asked map[string]bool) bool {
	for _, f := range p.Asked(asked) {
		v, ok := a[f.Key]
		if !ok && f.IsRequired() || ok && f.Kind == KindGroup && len(Maps(v)) < f.Least() {
			return false
		}
	}
	return true
}

// Reached is the index of the first open page that still needs an answer, len(open) when none does. A page after it
// may not be opened yet: its questions may depend on what comes before.
func Reached(open []Page, a Answers, asked map[string]bool) int {
	i := slices.IndexFunc(open, func(p Page) bool { return !p.Answered(a, asked) })
	if i < 0 {
		return len(open)
	}
	return i
}

// FindPage is the place of the page with that question among the open ones, -1 when it is not open now.
func FindPage(open []Page, key string) int {
	return slices.IndexFunc(open, func(p Page) bool {
		return slices.ContainsFunc(p.Fields, func(f Field) bool { return f.Key == key })
	})
}
