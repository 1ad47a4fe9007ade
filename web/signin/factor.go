package signin

import (
	"github.com/a-h/templ"

	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Second is the page on which an official confirms with a second factor.
type Second struct {
	layout.Page
	Lead    string
	Rule    string // how long a confirmation counts
	Next    string
	Why     string // why it is asked, where it is not for a decision: the form brings it back
	Passkey bool   // has a passkey that works here
	Citizen string
	Demo    bool
	Faults  []ui.Fault
}

// Factors is what an official confirms with.
type Factors struct {
	layout.Page
	Factors   []Factor
	First     bool // has none yet
	Full      bool // may have no more
	Apps      bool // can be used here
	Passkeys  bool
	Left      string // how many recovery codes there are
	Name      string // as it was typed for a passkey
	NameLimit int    // of letters
	Next      string
	On        string // where to go on
	Faults    []ui.Fault
}

// Factor is one of them.
type Factor struct {
	ID                      int64
	Name, Kind, Since, Used string
	Alone                   bool // the only one: it stays
}

// App is the page on which an authenticator app is set up.
type App struct {
	layout.Page
	Secret []string // in groups of four
	QR     string   // path of the code
	Size   int      // squares on each of its sides
	Name   string
	Next   string
	Back   string
	Faults []ui.Fault
}

// Recovery is the codes for the day when everything else is lost, shown once.
type Recovery struct {
	layout.Page
	Codes []string
	Back  string
}

// Codes is what the telephones of the demo's officials show.
type Codes struct {
	layout.Page
	Codes []Code
}

// Code is one of them.
type Code struct {
	Subject, Name, Code, For string
	Mine                     bool
}

// address is a path of ours that may stand with its language already.
func address(p layout.Page, to string) templ.SafeURL {
	if to == "" {
		return p.Link("/")
	}
	return templ.SafeURL(to)
}
