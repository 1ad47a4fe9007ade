package cabinet_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/server/servertest"
)

// walker fills in forms the way a person does: it reads what the page asks and answers it.
type walker struct {
	t     testing.TB
	town  *town
	svc   *catalogue.Service
	who   string // PINFL of who applies
	turn  int    // the nth try: other days, other choices
	stuck string
}

// pdf is a file that says what it is and holds nothing.
var pdf = []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")

// apply goes from the start page to the page of the application. It stops at what nobody could answer with this
// persona, such as a picker without anything to pick, and says at what.
func (w *walker) apply(b *servertest.Browser) *servertest.Page {
	w.t.Helper()
	page := w.fillIn(b.Get("/uz/services/" + w.svc.Code + "/apply"))
	if w.stuck != "" {
		return page
	}
	return w.send(page)
}

// fillIn goes from the start page to the check.
func (w *walker) fillIn(page *servertest.Page) *servertest.Page {
	w.t.Helper()
	w.stuck = ""
	require.Equal(w.t, http.StatusOK, page.Status, page.Text())
	if !hasForm(page, "/services/"+w.svc.Code+"/apply") {
		w.stuck = "level"
		return page
	}
	page = page.Form("/services/" + w.svc.Code + "/apply").Submit("")
	for step := 0; ; step++ {
		require.Less(w.t, step, 60, "%s does not come to an end at %s", w.svc.Code, page.Path())
		require.Equal(w.t, http.StatusOK, page.Status, "%s at %s: %s", w.svc.Code, page.Path(), page.Text())
		require.NotContains(w.t, page.Body, "⟦", "%s at %s", w.svc.Code, page.Path())
		if strings.HasSuffix(page.URL.Path, "/check") {
			return page
		}
		next := w.answer(page)
		if w.stuck != "" {
			return page
		}
		page = next
	}
}

// send declares, signs where it has to be, and sends.
func (w *walker) send(page *servertest.Page) *servertest.Page {
	w.t.Helper()
	if hasForm(page, "/check") {
		page = page.Form("/check").Set("declare", "yes").Submit("")
	}
	if strings.HasSuffix(page.URL.Path, "/sign") {
		page = w.sign(page)
	}
	if strings.HasSuffix(page.URL.Path, "/check") {
		w.stuck = "check: " + servertest.Text(page.First("div", "class", "govuk-error-summary"))
	}
	return page
}

// sign goes to the signing page, signs with one's own certificate, comes back and sends.
func (w *walker) sign(page *servertest.Page) *servertest.Page {
	w.t.Helper()
	page = page.Form("/apply/").Submit("ochish").Form(demoSigner).Submit("Imzolash")
	require.Equal(w.t, http.StatusOK, page.Status, page.Text())
	return page.Form("/apply/").Submit("Arizani yuborish")
}

// giveUp throws the draft away: one person may have only so many.
func (w *walker) giveUp(b *servertest.Browser, page *servertest.Page) {
	parts := strings.Split(page.URL.Path, "/")
	if len(parts) > 3 && parts[2] == "apply" {
		b.Post("/uz/apply/"+parts[3]+"/discard", nil)
	}
}

func hasForm(p *servertest.Page, action string) bool {
	return slices.ContainsFunc(p.Forms(), func(f *servertest.Form) bool { return strings.Contains(f.Action, action) })
}

// answer fills in one page and sends it.
func (w *walker) answer(page *servertest.Page) *servertest.Page {
	w.t.Helper()
	f := page.Form("/apply/")
	for _, q := range w.svc.Form {
		if !asks(page, q.Key) {
			continue
		}
		switch q.Kind {
		case form.KindSlot:
			return w.slot(page, f, q)
		case form.KindGroup:
			return w.group(page, q)
		default:
			w.fill(page, f, q, q.Key)
		}
		if w.stuck != "" {
			return page
		}
	}
	next := f.Submit("")
	if next.Status != http.StatusOK {
		w.stuck = fmt.Sprintf("%d %s", next.Status, servertest.Text(next.First("main")))
	}
	return next
}

// toFile goes to a question for a file that everybody is asked, and gives its key.
func (x *town) toFile(t *testing.T, b *servertest.Browser) (page *servertest.Page, key string) {
	t.Helper()
	svc := x.service(t, "takes a file from anybody", func(s *catalogue.Service) bool {
		return strings.Contains(kinds(s), "text file ") && !strings.Contains(kinds(s), "my-") && !strings.Contains(kinds(s), "slot")
	})
	key = keyOf(svc, form.KindFile)
	page = draftOf(b, svc.Code)
	for w := (&walker{t: t, town: x, svc: svc}); !asks(page, key); {
		page = w.answer(page)
		require.Empty(t, w.stuck)
	}
	return page, key
}

// asks reports whether the page has a control of that question.
func asks(page *servertest.Page, key string) bool {
	for _, tag := range []string{"input", "select", "textarea", "div", "fieldset"} {
		for _, n := range page.All(tag) {
			if id := servertest.Attr(n, "id"); id == key || id == key+"-day" || id == key+"-from-day" || id == key+"-office" {
				return true
			}
		}
	}
	return false
}

// slot chooses an office, then the first free time.
func (w *walker) slot(page *servertest.Page, f *servertest.Form, q form.Field) *servertest.Page {
	w.t.Helper()
	for _, n := range page.All("select", "name", q.Key+"-office") {
		for o := range n.Descendants() {
			if o.Data == "option" && servertest.Attr(o, "value") != "" {
				page = f.Set(q.Key+"-office", servertest.Attr(o, "value")).Submit("Boʻsh vaqtlarni koʻrsatish")
				times := page.All("input", "name", q.Key+"-at")
				require.NotEmpty(w.t, times, "%s: no free time", w.svc.Code)
				return page.Form("/apply/").Set(q.Key+"-at", servertest.Attr(times[0], "value")).Submit("")
			}
		}
	}
	if !q.IsRequired() {
		return f.Submit("")
	}
	w.stuck = "no office of " + w.svc.Authority
	return page
}

// group fills in as many rows as are needed, one after the other.
func (w *walker) group(page *servertest.Page, q form.Field) *servertest.Page {
	w.t.Helper()
	for row := range max(1, q.Least()) {
		f := page.Form("/apply/")
		open := f.Values.Get(q.Key + "-row")
		require.NotEmpty(w.t, open, "%s: row %d of %s is not open", w.svc.Code, row, q.Key)
		for _, cell := range q.Fields {
			w.fill(page, f, cell, q.Key+"-"+open+"-"+cell.Key)
		}
		if w.stuck != "" {
			return page
		}
		button := "Saqlash va yana"
		if row == max(1, q.Least())-1 {
			button = ""
		}
		page = f.Submit(button)
		if page.Status != http.StatusOK {
			w.stuck = page.Text()
			return page
		}
	}
	return page
}

// fill answers one question with something that its kind allows.
func (w *walker) fill(page *servertest.Page, f *servertest.Form, q form.Field, name string) {
	day := func(name string, t time.Time) {
		f.Set(name+"-day", strconv.Itoa(t.Day())).Set(name+"-month", strconv.Itoa(int(t.Month()))).Set(name+"-year", strconv.Itoa(t.Year()))
	}
	away := time.Now().AddDate(0, 0, []int{3, -40, 20, 60, -400}[w.turn%5])
	switch q.Kind {
	case form.KindDate:
		day(name, away)
	case form.KindPeriod:
		day(name+"-from", away)
		day(name+"-to", away.AddDate(0, 0, 20))
	case form.KindFile:
		f.Attach(name+"-file", "hujjat.pdf", pdf)
	case form.KindChoice, form.KindYesNo:
		options := enabled(page, "input", name)
		f.Set(name, options[w.turn%len(options)])
	case form.KindChoices:
		f.Set(name, enabled(page, "input", name)[0])
	case form.KindRegion:
		f.Set(name, "1726")
	case form.KindDistrict:
		f.Set(name, "1726269")
	case form.KindPlace:
		f.Set(name+"-district", "1726269").Set(name, "Bozor yonida")
	default:
		if !q.Kind.IsPicker() {
			f.Set(name, w.word(q, name))
			return
		}
		options := slices.DeleteFunc(enabled(page, "input", name), func(v string) bool { return v == "" })
		if len(options) == 0 && q.IsRequired() {
			w.stuck = "nothing to pick for " + name
			return
		}
		if len(options) > 0 {
			f.Set(name, options[w.turn%len(options)])
		}
	}
}

// enabled is the values that the controls of that name offer.
func enabled(page *servertest.Page, tag, name string) []string {
	var out []string
	for _, n := range page.All(tag, "name", name) {
		if !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "disabled" }) {
			out = append(out, servertest.Attr(n, "value"))
		}
	}
	return out
}

// word is a typed answer. What a service looks up is a key that its register has.
func (w *walker) word(q form.Field, name string) string {
	if l := w.svc.Lookup; l != nil && strings.Contains(l.By, "form."+name) {
		samples := append(w.town.world.Own(l.Register, w.who), w.town.world.Samples(l.Register)...)
		for i := range samples {
			if key := samples[(i+w.turn)%len(samples)]; w.takes(q, key) {
				return key
			}
		}
	}
	sample := func(register string) string {
		list := w.town.world.Samples(register)
		return list[w.turn%len(list)]
	}
	switch q.Kind {
	case form.KindInteger:
		return strconv.Itoa([]int{5, 1, 20, 100, 2}[w.turn%5])
	case form.KindDecimal:
		return []string{"10,5", "1", "60", "0,5", "300"}[w.turn%5]
	case form.KindMoney:
		return []string{"1 000 000", "250000", "50 000 000", "5000", "900000000"}[w.turn%5]
	case form.KindYear:
		return strconv.Itoa(time.Now().Year() - []int{1, 5, 0, 10, 2}[w.turn%5])
	case form.KindEmail:
		return "aziz@misol.uz"
	case form.KindPhone:
		return "90 123 45 67"
	case form.KindPINFL, form.KindPerson:
		if dead := w.town.world.Own("deaths", w.who); strings.HasSuffix(name, "deceased") && len(dead) > 0 {
			return dead[0]
		}
		return sample("person")
	case form.KindTIN, form.KindCompany:
		return sample("company")
	case form.KindPassport:
		return "AD1234567"
	case form.KindCadastre:
		return sample("cadastre")
	case form.KindPlate:
		return sample("plates")
	case form.KindBankAccount:
		return "20208000900123456001"
	default:
		return "Sinov uchun javob"
	}
}

// takes reports whether a key can be typed into that question: a look-up by number or by TIN has keys of both kinds.
func (w *walker) takes(q form.Field, key string) bool {
	switch q.Kind {
	case form.KindTIN, form.KindCompany:
		_, ok := form.TIN(key, time.Now())
		return ok
	case form.KindPINFL, form.KindPerson:
		_, ok := form.PINFL(key, time.Now())
		return ok
	default:
		return true
	}
}
