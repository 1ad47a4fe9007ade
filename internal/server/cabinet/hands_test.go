package cabinet_test

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
)

// phone is a person's hands on a telephone 360 px wide whose browser runs no scripts. Each page is looked at as it
// comes, and each page of questions is first sent with a mistake.
type phone struct {
	*browsertest.Browser
	t      *testing.T
	svc    *catalogue.Service
	seen   map[string]bool // what was looked at
	erred  map[string]bool // what was sent with a mistake
	alike  map[string]int  // questions that axe looked at, by kind and state
	turn   int             // pages so far
	acting string          // for whom, as every page has to say
	keys   bool            // without a pointer: everything is reached by Tab
}

// arrive comes to the page of the service signed out, presses its button and signs in on the way.
func (p *phone) arrive(name string) {
	p.t.Helper()
	p.Forget()
	p.Goto("/uz/services/" + p.svc.Code)
	p.look()
	p.use(`main a.govuk-button[href$="/apply"]`)
	p.look()
	p.use(`main form[action*="/sign-in"] button`)
	p.use(`form:has(input[value="` + name + `"]) button`)
	p.look()
	require.True(p.t, strings.HasSuffix(strings.Split(p.URL(), "?")[0], "/apply"), "after the sign-in one goes on: %s", p.URL())
}

// lists looks at the cabinet: the application stands there in its state.
func (p *phone) lists(number, state string) {
	p.t.Helper()
	title, _ := catalogue.Lists().States.Get(state)
	p.Goto("/uz/applications")
	p.look()
	text := strings.Join(strings.Fields(p.Text(`main li:has(a[href$="/applications/`+number+`"])`)), " ")
	require.Contains(p.t, text, title.Title.In(locale.Uz))
	p.Goto("/uz/cabinet")
	p.look()
}

// Open types an address.
func (p *phone) Open(address string) servertest.Shown {
	p.t.Helper()
	p.Goto(strings.TrimPrefix(address, p.Base()))
	return p.shown()
}

// Follow presses a link.
func (p *phone) Follow(href string) servertest.Shown {
	p.t.Helper()
	p.use("a[href=" + strconv.Quote(href) + "]")
	return p.shown()
}

// Send makes a mistake first, where the page asks something; then it fills in what is right.
func (p *phone) Send(f *servertest.Form, s servertest.Sending) servertest.Shown {
	p.t.Helper()
	if wrong, ok := p.mistake(f, s); ok {
		p.err(f, wrong)
		if len(wrong.Files) > 0 { // they were kept
			s.Files = nil
		}
		for _, name := range wrong.Names { // what was typed for the mistake alone
			if !slices.Contains(s.Names, name) {
				s.Names, s.Values[name] = append(slices.Clone(s.Names), name), []string{""}
			}
		}
	}
	p.fill(f, s)
	p.press(f, s.Button)
	return p.shown()
}

func (p *phone) shown() servertest.Shown {
	p.t.Helper()
	p.look()
	return servertest.Shown{Status: p.Status(), Address: p.URL(), HTML: p.HTML()}
}

// look is a glance at the page as it stands: axe and the width, once for each address and state.
func (p *phone) look() {
	p.t.Helper()
	at := strings.TrimPrefix(strings.Split(p.URL(), "#")[0], p.Base()) + " " + strconv.Itoa(p.Status())
	if p.seen[at] {
		return
	}
	p.seen[at] = true
	require.Less(p.t, p.Status(), http.StatusInternalServerError, at)
	p.Fits()
	p.Obeys()
	if p.acting != "" && strings.HasPrefix(at, "/uz/") {
		require.Contains(p.t, p.Text(".app-acting"), p.acting, at)
	}
	if p.keys {
		return
	}
	if p.unlike(at) {
		p.picture(strings.NewReplacer("/", "-", "?", "-", "&", "-").Replace(at))
		p.Axe()
	}
	if p.turn++; strings.Contains(at, "/apply/") && p.Status() == http.StatusOK && p.turn%3 == 0 {
		p.otherwise(at)
	}
}

// unlike reports whether axe may find something new. What it judges of a question comes with its kind: it looks at each
// kind once, fresh and sent back. The pages that say what the service is are all looked at, the others once.
func (p *phone) unlike(at string) bool {
	path, state, _ := strings.Cut(at, " ")
	path, _, _ = strings.Cut(path, "?")
	for _, q := range p.svc.Form {
		if strings.Contains(path, "/apply/") && strings.HasSuffix(path, "/"+q.Key) {
			parts := []string{string(q.Kind), state}
			for _, cell := range q.Fields {
				parts = append(parts, string(cell.Kind))
			}
			like := strings.Join(parts, " ")
			p.alike[like]++
			return p.alike[like] <= 1
		}
	}
	parts := strings.Split(path, "/")
	if len(parts) > 3 && (parts[2] == "services" || parts[2] == "applications" && len(parts) == 4 || strings.HasSuffix(path, "/check") && state == "200") {
		return true
	}
	like := parts[2] + " " + parts[len(parts)-1] + state
	if parts[1] == "demo" {
		like = parts[2]
	}
	p.alike[like]++
	return p.alike[like] <= 1
}

// picture keeps a picture when pictures are asked for.
func (p *phone) picture(of string) {
	p.t.Helper()
	if flag.Lookup("test.artifacts").Value.String() == "true" {
		p.Screenshot(fmt.Sprintf("%02d-%s", len(p.seen), of[:min(len(of), 80)]))
	}
}

// otherwise looks at the page in another written form, in turn, and comes back.
func (p *phone) otherwise(at string) {
	p.t.Helper()
	l := locale.Langs[1:][p.turn/3%(len(locale.Langs)-1)]
	path, _, _ := strings.Cut(strings.TrimPrefix(at, "/uz"), " ")
	p.Goto("/" + string(l) + path)
	require.Equal(p.t, http.StatusOK, p.Status(), p.URL())
	p.picture(string(l))
	p.Fits()
	p.Goto("/uz" + path)
}

// question is the question to which a control belongs, and the rest of the control's name.
func (p *phone) question(name string) (q form.Field, rest string) {
	for _, f := range p.svc.Form {
		if name == f.Key {
			return f, ""
		}
		if after, ok := strings.CutPrefix(name, f.Key+"-"); ok {
			if f.Kind != form.KindGroup {
				q, rest = f, "-"+after
				continue
			}
			_, cell, _ := strings.Cut(after, "-")
			for _, c := range f.Fields {
				if cell == c.Key {
					return c, ""
				}
				if after, ok := strings.CutPrefix(cell, c.Key+"-"); ok {
					q, rest = c, "-"+after
				}
			}
		}
	}
	return q, rest
}

// mistakes is what people type wrongly into the control of a kind.
var mistakes = map[form.Kind]map[string]string{
	form.KindInteger: {"": "beshta"}, form.KindDecimal: {"": "yarim"}, form.KindMoney: {"": "million"}, form.KindYear: {"": "99"},
	form.KindEmail: {"": "aziz.misol.uz"}, form.KindPhone: {"": "12345"}, form.KindPINFL: {"": "3120486226001"}, form.KindTIN: {"": "12345"},
	form.KindPerson: {"": "3120486226001"}, form.KindCompany: {"": "12345"}, form.KindPassport: {"": "1234567"}, form.KindCadastre: {"": "10:01"},
	form.KindPlate: {"": "01-A"}, form.KindBankAccount: {"": "2020 8000"},
	form.KindDate: {"-day": "31", "-month": "2"}, form.KindPeriod: {"-to-year": "1999"}, form.KindPlace: {"-lat": "41,3"},
}

// mistake is the same page filled in wrongly, or by turns not at all; once for each page. There is none to make where
// nothing has to be answered and anything may be typed.
func (p *phone) mistake(f *servertest.Form, s servertest.Sending) (wrong servertest.Sending, ok bool) {
	at := f.Page().URL.Path
	if !strings.Contains(at, "/apply/") || p.erred[at] || strings.HasSuffix(at, "/sign") || s.Button.Value != "" && s.Button.Value != "next" && !strings.HasPrefix(s.Button.Value, "add:") {
		return s, false
	}
	p.erred[at] = true
	empty := servertest.Sending{Button: s.Button}
	if strings.HasSuffix(at, "/check") {
		return empty, true
	}
	asked, needed := 0, true
	for _, q := range p.svc.Form {
		if asks(f.Page(), q.Key) {
			asked++
			needed = q.IsRequired() && (q.Kind != form.KindGroup || q.Least() > 0)
		}
	}
	require.True(p.t, asked <= 1 || p.keys, "one question on a page: %s", at)
	wrong = servertest.Sending{Names: slices.Clone(s.Names), Values: maps.Clone(s.Values), Files: s.Files, Button: s.Button}
	for _, name := range s.Names {
		q, rest := p.question(name)
		if v, can := mistakes[q.Kind][rest]; can {
			wrong.Values[name], ok = []string{v}, true
		}
		if v, can := mistakes[q.Kind]["-lat"]; can && rest == "" {
			wrong.Names, wrong.Values[name+"-lat"], ok = append(wrong.Names, name+"-lat"), []string{v}, true
		}
	}
	blank := needed // nothing is filled in from before, and something has to be
	given := f.Page().Form(f.Action).Values
	for _, name := range s.Names {
		q, _ := p.question(name)
		blank = blank && given.Get(name) == "" && q.IsRequired()
	}
	for _, x := range s.Files {
		q, _ := p.question(strings.TrimSuffix(x.Field, "-file"))
		blank = blank && q.IsRequired()
	}
	if blank && len(s.Names)+len(s.Files) > 0 && (!ok || len(p.erred)%2 == 0) {
		return empty, true
	}
	return wrong, ok
}

// err sends a mistake and looks at what comes back: the summary in sight, each of its links leading to something that
// takes the focus, and all that was typed.
func (p *phone) err(f *servertest.Form, wrong servertest.Sending) {
	p.t.Helper()
	p.fill(f, wrong)
	p.press(f, wrong.Button)
	require.Equal(p.t, http.StatusUnprocessableEntity, p.Status(), "%v on %s is taken:\n%s", wrong.Values, p.URL(), p.Text("main"))
	p.look()
	require.Contains(p.t, browsertest.Value[string](p.Browser, "document.title"), "Xato:")
	require.True(p.t, browsertest.Value[bool](p.Browser, `(e => document.activeElement === e && e.getBoundingClientRect().top >= 0 && e.getBoundingClientRect().top < 500)(document.querySelector(".govuk-error-summary"))`),
		"the summary is in sight and has the focus on %s", p.URL())
	first := browsertest.Value[string](p.Browser, `document.querySelector(".govuk-error-summary a").getAttribute("href").slice(1)`)
	if p.keys {
		p.Key(browsertest.Tab)
		require.True(p.t, browsertest.Value[bool](p.Browser, `document.activeElement === document.querySelector(".govuk-error-summary a")`), "Tab goes on from the summary to its first link on %s", p.URL())
		p.Key(browsertest.Enter)
	} else {
		p.Touch(".govuk-error-summary a")
	}
	require.Equal(p.t, first, p.Focus(), "on %s", p.URL())
	lost := browsertest.Value[[]string](p.Browser, `[...document.querySelectorAll(".govuk-error-summary a")].map(a => a.getAttribute("href")).filter(h => {
		const e = document.getElementById(h.slice(1));
		if (!e) return true;
		e.focus();
		return document.activeElement !== e;
	})`)
	require.Empty(p.t, lost, "links of the summary on %s that lead nowhere", p.URL())
	again := servertest.Reread(f, servertest.Shown{Status: p.Status(), Address: p.URL(), HTML: p.HTML()})
	for _, name := range wrong.Names {
		require.Equal(p.t, wrong.Values[name], again.Values[name], "%s is lost on %s", name, p.URL())
	}
	for _, x := range wrong.Files {
		require.NotEmpty(p.t, again.Values.Get(strings.TrimSuffix(x.Field, "-file")), "%s is lost on %s", x.Name, p.URL())
	}
}

// fill does what a person does with each control.
func (p *phone) fill(f *servertest.Form, s servertest.Sending) {
	p.t.Helper()
	in := "form[action=" + strconv.Quote(f.Action) + "] "
	for _, name := range s.Names {
		named := in + "[name=" + strconv.Quote(name) + "]"
		control := firstNamed(f.Page(), name)
		require.NotNil(p.t, control, "no %s on %s", name, p.URL())
		switch kind := servertest.Attr(control, "type"); {
		case p.keys && control.Data == "select":
			p.typeIn(named, "select", s.Values[name])
		case p.keys:
			p.typeIn(named, kind, s.Values[name])
		case control.Data == "select":
			p.Choose(named, s.Values.Get(name))
		case kind == "radio" || kind == "checkbox":
			for _, v := range s.Values[name] {
				p.Tick(named + "[value=" + strconv.Quote(v) + "]")
			}
		default:
			p.Retype(named, s.Values.Get(name))
		}
	}
	for _, x := range s.Files {
		if p.keys { // Enter opens a window of the system, which a test has none of
			p.Reach(in + "[name=" + strconv.Quote(x.Field) + "]")
		}
		p.Attach(in+"[name="+strconv.Quote(x.Field)+"]", x.Name, x.Content)
	}
}

func firstNamed(page *servertest.Page, name string) *html.Node {
	for _, tag := range []string{"input", "select", "textarea"} {
		if n := page.First(tag, "name", name); n != nil {
			return n
		}
	}
	return nil
}

// press presses the button, or the one that stands out where it does not matter which.
func (p *phone) press(f *servertest.Form, by servertest.Button) {
	p.t.Helper()
	in := "form[action=" + strconv.Quote(f.Action) + "] "
	switch {
	case by.Value != "":
		p.use(in + "button[name=" + strconv.Quote(by.Name) + "][value=" + strconv.Quote(by.Value) + "]")
	case p.Has(in + "button.govuk-button:not(.govuk-button--secondary)"):
		p.use(in + "button.govuk-button:not(.govuk-button--secondary)")
	default:
		p.use(in + "button")
	}
}

// use presses a button or a link that leads on.
func (p *phone) use(selector string) {
	p.t.Helper()
	if !p.keys {
		p.Click(selector)
		return
	}
	p.Reach(selector)
	p.Leave(browsertest.Enter)
}

// typeIn fills in a control by keys alone.
func (p *phone) typeIn(named, kind string, values []string) {
	p.t.Helper()
	switch kind {
	case "radio":
		wanted := named + "[value=" + strconv.Quote(values[0]) + "]"
		p.Reach(named)
		p.Key(browsertest.Space)
		for range 100 {
			if p.Has(wanted + ":checked") {
				return
			}
			p.Key(browsertest.Down)
		}
		require.Failf(p.t, "no key chooses it", "%s on %s", wanted, p.URL())
	case "checkbox":
		for _, v := range values {
			p.Reach(named + "[value=" + strconv.Quote(v) + "]")
			p.Key(browsertest.Space)
		}
	case "select":
		p.Reach(named)
		for range 400 {
			if browsertest.Value[string](p.Browser, "document.activeElement.value") == values[0] {
				return
			}
			p.Key(browsertest.Down)
		}
		require.Failf(p.t, "no key chooses it", "%s on %s", named, p.URL())
	default:
		p.Reach(named)
		p.Retype(named, values[0])
	}
}
