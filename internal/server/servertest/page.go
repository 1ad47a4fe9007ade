package servertest

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// Page is an answer that has been read.
type Page struct {
	browser *Browser
	Status  int
	URL     *url.URL // after redirects
	Header  http.Header
	Body    string
	doc     *html.Node
}

// Browser is the browser that opened the page.
func (p *Page) Browser() *Browser { return p.browser }

// Path is the path at which the browser ended, with the query.
func (p *Page) Path() string { return p.URL.RequestURI() }

// Text is what people read on the page, with single spaces: all of <main>, or of the document where there is none.
func (p *Page) Text() string {
	if p.doc == nil {
		return p.Body
	}
	if main := p.First("main"); main != nil {
		return Text(main)
	}
	return Text(p.doc)
}

// Title is the page's main heading.
func (p *Page) Title() string {
	if h := p.First("h1"); h != nil {
		return Text(h)
	}
	return ""
}

// First is the first element with that tag whose attributes have these values (pairs of name and value), or nil.
func (p *Page) First(tag string, attrs ...string) *html.Node {
	if list := p.All(tag, attrs...); len(list) > 0 {
		return list[0]
	}
	return nil
}

// All is every element with that tag and these attributes, in the order of the page.
func (p *Page) All(tag string, attrs ...string) []*html.Node {
	p.browser.T.Helper()
	require.NotNil(p.browser.T, p.doc, "no HTML at %s: %d %s", p.URL, p.Status, p.Header.Get("Content-Type"))
	return all(p.doc, tag, attrs...)
}

func all(in *html.Node, tag string, attrs ...string) []*html.Node {
	var found []*html.Node
	for n := range in.Descendants() {
		if n.Type == html.ElementNode && n.Data == tag && has(n, attrs) {
			found = append(found, n)
		}
	}
	return found
}

func has(n *html.Node, attrs []string) bool {
	for i := 0; i+1 < len(attrs); i += 2 {
		if Attr(n, attrs[i]) != attrs[i+1] {
			return false
		}
	}
	return true
}

// Attr is an attribute of an element, or empty.
func Attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Text is what people read inside an element.
func Text(n *html.Node) string {
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode && x.Parent.Data != "script" && x.Parent.Data != "style" {
			b.WriteString(x.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Links is every address that the page leads to, in order.
func (p *Page) Links() []string {
	var out []string
	for _, a := range p.All("a") {
		out = append(out, Attr(a, "href"))
	}
	return out
}

// Follow opens the first link whose words contain text.
func (p *Page) Follow(text string) *Page {
	p.browser.T.Helper()
	for _, a := range p.All("a") {
		if strings.Contains(Text(a), text) {
			to, err := p.URL.Parse(Attr(a, "href"))
			require.NoError(p.browser.T, err)
			if h := p.browser.Hands; h != nil {
				return p.browser.page(h.Follow(Attr(a, "href")))
			}
			return p.open(to)
		}
	}
	require.Failf(p.browser.T, "no such link", "%q on %s", text, p.URL)
	return nil
}

// open goes on from this page.
func (p *Page) open(to *url.URL) *Page {
	p.browser.T.Helper()
	return p.browser.Do(p.asking(to))
}

// asking is the request for what the page leads to: a browser says to the same site where it comes from.
func (p *Page) asking(to *url.URL) *http.Request {
	p.browser.T.Helper()
	r, err := http.NewRequestWithContext(p.browser.T.Context(), http.MethodGet, to.String(), nil)
	require.NoError(p.browser.T, err)
	r.Header.Set("Referer", p.URL.String())
	return r
}

// Form is the first form whose action ends with that, or else contains it.
func (p *Page) Form(action string) *Form {
	p.browser.T.Helper()
	var found *Form
	for _, f := range p.Forms() {
		if strings.HasSuffix(f.Action, action) {
			return f
		}
		if found == nil && strings.Contains(f.Action, action) {
			found = f
		}
	}
	require.NotNilf(p.browser.T, found, "no form %q on %s: %d %s", action, p.URL, p.Status, p.Text())
	return found
}

// Forms is every form of the page with what it would send as it stands.
func (p *Page) Forms() []*Form {
	var list []*Form
	for _, n := range p.All("form") {
		f := &Form{page: p, id: Attr(n, "id"), Action: Attr(n, "action"), Method: strings.ToUpper(Attr(n, "method")), kind: Attr(n, "enctype"), Values: url.Values{}}
		if f.id != "" { // the button that Enter presses can stand in the header
			for _, b := range p.All("button", "form", f.id, "formaction", "") {
				f.buttons = append(f.buttons, button{Text(b), Attr(b, "name"), Attr(b, "value"), ""})
			}
		}
		f.read(n)
		f.given = maps.Clone(f.Values)
		list = append(list, f)
	}
	return list
}

// Form is a form as the page holds it.
type Form struct {
	page    *Page
	id      string
	Action  string
	Method  string
	Values  url.Values
	given   url.Values // as the page gave them
	buttons []button
	files   []File
	kind    string
}

type button struct{ label, name, value, action string }

func (f *Form) read(form *html.Node) {
	for n := range form.Descendants() {
		if n.Type != html.ElementNode || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "disabled" }) {
			continue
		}
		name, value := Attr(n, "name"), Attr(n, "value")
		switch n.Data {
		case "input":
			f.input(n, name, value)
		case "textarea":
			f.Values.Add(name, rawText(n))
		case "select":
			f.Values.Add(name, chosen(n))
		case "button":
			f.buttons = append(f.buttons, button{Text(n), name, value, Attr(n, "formaction")})
		}
	}
}

func (f *Form) input(n *html.Node, name, value string) {
	switch Attr(n, "type") {
	case "submit", "image":
		f.buttons = append(f.buttons, button{value, name, value, Attr(n, "formaction")})
	case "file", "button", "reset":
	case "radio", "checkbox":
		if slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "checked" }) {
			if value == "" {
				value = "on"
			}
			f.Values.Add(name, value)
		}
	default:
		if name != "" {
			f.Values.Add(name, value)
		}
	}
}

func rawText(n *html.Node) string {
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode {
			b.WriteString(x.Data)
		}
	}
	return b.String()
}

// chosen is the selected option, else the first one, as browsers do it.
func chosen(n *html.Node) string {
	options := all(n, "option")
	for _, o := range options {
		if slices.ContainsFunc(o.Attr, func(a html.Attribute) bool { return a.Key == "selected" }) {
			return optionValue(o)
		}
	}
	if len(options) > 0 {
		return optionValue(options[0])
	}
	return ""
}

func optionValue(o *html.Node) string {
	if slices.ContainsFunc(o.Attr, func(a html.Attribute) bool { return a.Key == "value" }) {
		return Attr(o, "value")
	}
	return Text(o)
}

// Set fills in a field; several values are several ticks. None clears it.
func (f *Form) Set(name string, values ...string) *Form {
	f.Values[name] = values
	return f
}

// Detach takes back every choice of a file.
func (f *Form) Detach() *Form {
	f.files = nil
	return f
}

// Attach chooses a file.
func (f *Form) Attach(field, name string, content []byte) *Form {
	f.files = append(f.files, File{field, name, content})
	return f
}

// Submit presses the button whose words contain label; empty presses the first one.
func (f *Form) Submit(label string) *Page {
	b := f.page.browser
	b.T.Helper()
	if b.Hands != nil {
		_, _, by := f.press(label)
		return b.page(b.Hands.Send(f, f.sending(by)))
	}
	return b.Do(f.Request(label))
}

// press finds the button whose words contain label, and says what is sent with it and where to.
func (f *Form) press(label string) (values url.Values, action string, by Button) {
	f.page.browser.T.Helper()
	values, action = maps.Clone(f.Values), f.Action
	pressed := false
	for _, x := range f.buttons {
		if pressed || !strings.Contains(x.label, label) {
			continue
		}
		pressed, by = true, Button{x.name, x.value}
		if x.name != "" {
			values[x.name] = append(slices.Clone(values[x.name]), x.value)
		}
		if x.action != "" {
			action = x.action
		}
	}
	require.True(f.page.browser.T, pressed || label == "", "no button %q in the form %s of %s", label, f.Action, f.page.URL)
	return values, action, by
}

// Request is what pressing that button sends.
func (f *Form) Request(label string) *http.Request {
	b := f.page.browser
	b.T.Helper()
	values, action, _ := f.press(label)
	to, err := f.page.URL.Parse(action)
	require.NoError(b.T, err)
	if f.Method != http.MethodPost {
		to.RawQuery = values.Encode()
		return f.page.asking(to)
	}
	body, kind := f.body(b.T, values)
	r, err := http.NewRequestWithContext(b.T.Context(), http.MethodPost, to.String(), body)
	require.NoError(b.T, err)
	r.Header.Set("Content-Type", kind)
	return r
}
