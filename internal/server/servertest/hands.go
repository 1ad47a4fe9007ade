package servertest

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// Hands work a real browser: what is written for a Browser then happens in its window. Whoever fills in a form by the
// kinds of its questions needs to know of one way only.
type Hands interface {
	Open(address string) Shown // typed as an address
	Follow(href string) Shown  // a link of the page, as it is written there
	Send(f *Form, s Sending) Shown
}

// Shown is a page as the window shows it.
type Shown struct {
	Status  int
	Address string
	HTML    string
}

// Sending is what a person does with a form: what he changes in it, the files that he chooses, and the button.
type Sending struct {
	Names  []string // of the controls that are changed, in order
	Values url.Values
	Files  []File
	Button Button
}

// Button is a button of a form by its name and value; one that nobody sees has neither and stands for Enter.
type Button struct{ Name, Value string }

// File is a file chosen in a control.
type File struct {
	Field, Name string
	Content     []byte
}

// page reads what a window shows.
func (b *Browser) page(s Shown) *Page {
	b.T.Helper()
	address, err := url.Parse(s.Address)
	require.NoError(b.T, err)
	doc, err := html.Parse(strings.NewReader(s.HTML))
	require.NoError(b.T, err)
	return &Page{browser: b, Status: s.Status, URL: address, Body: s.HTML, doc: doc}
}

// sending is what differs from the form as the page gave it.
func (f *Form) sending(pressed Button) Sending {
	s := Sending{Values: url.Values{}, Files: f.files, Button: pressed}
	for _, name := range slices.Sorted(maps.Keys(f.Values)) {
		if !slices.Equal(f.Values[name], f.given[name]) {
			s.Names = append(s.Names, name)
			s.Values[name] = f.Values[name]
		}
	}
	return s
}

// Page is the page on which the form stands.
func (f *Form) Page() *Page { return f.page }

// Reread is the form as the window shows it now.
func Reread(f *Form, s Shown) *Form {
	return f.page.browser.page(s).Form(f.Action)
}
