// Package signin is the pages around signing in: before, after, when it did not work, and the person's own devices.
package signin

import (
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// SignIn is the page before the provider.
type SignIn struct {
	layout.Page
	Next   string // where to afterwards
	Level  string // asked for by the page that sent the person here; empty for any
	Needs  string // title of that level
	Has    string // title of the person's level; empty when signed out
	Levels []Level
}

// Level is a sign-in level as people read it.
type Level struct{ Title, Means string }

// Trouble is why somebody is not signed in, or not enough, and what to do.
type Trouble struct {
	layout.Page
	Text  string
	Next  string
	Again string // label of the main button
	Level string // asked for when it was too low
	How   []string
	On    string // where a signed-in person may go on without it; empty when signed out
	// Request is the id under which the log knows it; only where the other side failed.
	Request string
}

// Kept is a form that waits to be sent again.
type Kept struct {
	layout.Page
	Action    string // empty: it is not here any more
	Multipart bool   // as the form itself was sent: its handler expects that
	Fields    []Field
	Shown     []ui.Row // what of it people see before they send it
	Home      string
}

// Field is a value that was typed.
type Field struct{ Name, Value string }

// Sessions is the person's devices and history.
type Sessions struct {
	layout.Page
	Devices []Device
	History []Visit
	Staff   bool // holds an office, and so confirms with a second factor
}

// Device is a session as its owner sees it.
type Device struct {
	ID       int64
	Name     string
	Current  bool
	SignedIn string
	Seen     string
	Level    string
	Second   string // when and by what an official confirmed there
}

// Visit is a line of the history.
type Visit struct {
	Time, Device, Level string
	New                 bool
}

// Personas is the demo provider's page.
type Personas struct {
	layout.Page
	Action    string
	Lead      string
	Citizens  []Persona
	Officials []Persona
	LowerToo  bool // offer a lower level as well, so that stepping up can be tried
}

// Persona is somebody to choose.
type Persona struct {
	Subject string
	Name    string
	Story   string
	Level   string
	Office  string // role, authority and region of an official
	Lower   bool   // can prove more than the lowest level
}

func (v Kept) enctype() string {
	if v.Multipart {
		return "multipart/form-data"
	}
	return "application/x-www-form-urlencoded"
}
