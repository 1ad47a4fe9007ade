// Package public is the pages that everybody may see, with what each of them shows. Texts come ready in the
// reader's language.
package public

import (
	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Link is a title that leads somewhere, with how many services are behind it.
type Link struct {
	Title string
	Href  templ.SafeURL
	Lead  string
	Note  string // "12 services"
	Said  string // what is heard instead of a note that is a bare number
	Icon  string
}

// Found is a service in a list of services.
type Found struct {
	Title     string
	Parts     []Part // the title with what was looked for; nil where nothing was
	Href      templ.SafeURL
	Summary   string
	When      string // "at once", "10 working days"
	Automatic bool
	Fee       string
	Authority string   // short name
	Star      *ui.Star // only for who is signed in
	Decides   string   // "Review by an official"; only where the way of an application is told
}

// Home is the first page.
type Home struct {
	layout.Page
	Total     int // services published
	Automatic int // of them decided without an official
	Tries     []Link
	Events    []Link
	AllEvents int
	Topics    []Link
	Audiences []Link
	Groups    []Link
	Sectors   []Link
}

// Index is a list of lists: all topics, all authorities.
type Index struct {
	layout.Page
	Heading string
	Lead    string
	Links   []Link
	Tiles   bool // drawn as tiles with icons, for the few that people choose from by sight
}

// Listing is the services of one topic, authority, group, sector or audience.
type Listing struct {
	layout.Page
	Heading string
	Lead    string
	Count   string
	Contact *Contact
	Replies []ui.Row // how an authority answers people
	Found   []Found
	Topics  []Link // instead of the services, when there are too many for one page
	Others  []Link // neighbours: the other topics
	Beside  string // their heading
}

// Contact is where to ask.
type Contact struct {
	Name  string
	Phone string
	Above *Link  // the authority over it
	Below []Link // authorities under it
	Page  templ.SafeURL
	Rated *Link // what people say about it
}

// Event is a situation in life: what to do first and what may be needed as well.
type Event struct {
	layout.Page
	Heading string
	Lead    string
	Stages  [][]Found // what stands in one stage can be done side by side
	Also    []Found
	Others  []Link
}

// Results is the search page.
type Results struct {
	layout.Page
	Query    string
	Heading  string // "8 services"
	Found    []Found
	Filters  []Filter
	Chips    []Chip
	Pager    ui.Pager
	Pages    []ui.PageLink
	Hidden   []ui.Pair // the words of the query, carried along by the filters
	Advanced templ.SafeURL
	Ways     []Link // what else to ask for when nothing was found
	Topics   []Link // and where else to go on
}

// Advanced is the search with every condition on one page.
type Advanced struct {
	layout.Page
	Words, Exact, Without string
	All                   bool
	Ticks                 []FilterOption // "free only"; ID is the parameter
	Choices               []Filter       // one value of each
}

// Filter is one way to narrow the results.
type Filter struct {
	Name    string // of the parameter
	Title   string
	Open    bool
	Options []FilterOption
}

// FilterOption is one value of a filter.
type FilterOption struct {
	ID      string
	Value   string
	Label   string
	Count   string // services that it would leave
	Checked bool
}

// Chip is a filter that is on; its link takes it off.
type Chip struct {
	Label string
	Href  templ.SafeURL
}

// Service is the passport of a service: everything that a person wants to know before starting.
type Service struct {
	layout.Page
	Heading   string
	Summary   string
	Tone      ui.Tone
	Tag       string
	Authority string
	Glance    []ui.Glimpse
	Start     string
	StartHref templ.SafeURL
	StartNote string
	Star      *ui.Star      // only for who is signed in
	Rehearsal templ.SafeURL // where to try the rules; empty when there is none to try
	Known     string        // how many problems of it are known; empty when none is
	KnownHref templ.SafeURL
	Pilot     bool
	Outages   []string // registers that do not answer now
	Manual    string   // since when people decide it though rules could; empty when rules do
	Steps     []ui.Step
	Fees      *ui.Grid
	FeeNote   string
	Prepare   []string // questions that only the applicant can answer
	Looked    []string // what is looked at on a visit
	Maybe     []string // questions asked only in some cases
	Reads     []ui.Row // what is read instead, from which register and why
	Passport  []ui.Row
	Refusals  []string // what the rules tell whoever does not pass
	Appeal    string
	Contact   Contact
	Rating    *Rating
	Counters  *Counters // nil when nobody used it
	Related   []Link    // life events that need it
	Groups    []Link
}

// Rating is what people think of a service.
type Rating struct {
	Mean   string  // "4,6"; empty while too few people gave marks
	Label  string  // for screen readers: "4,6 of 5"
	Filled [5]bool // stars
	Raters string  // "12 people in the last year"
	About  string  // what the figure means
}

// Counters is what became of a service's applications.
type Counters struct {
	Pairs []ui.Pair // by state
	Usual string    // how long decisions take; empty when too few say so
	About []string  // what the figures mean
}

// Text is a page of words: help, privacy, accessibility.
type Text struct {
	layout.Page
	Heading  string
	Lead     string
	Sections []Section
	Fold     bool // questions and answers, each folded
}

// Section is a part of a page of words.
type Section struct {
	ID      string
	Heading string
	Body    []string
	List    []string
	Links   []Link
}

// SiteMap is every list of the portal on one page.
type SiteMap struct {
	layout.Page
	Heading string
	Parts   []MapPart
}

// MapPart is one list on the site map; its heading leads to the page of that list, if it has one.
type MapPart struct {
	Heading Link
	Links   []Link
}

// services is "12 services" in the language of the page.
func services(l locale.Lang, n int) string {
	return l.T("public.services-count", "Count", n, "N", l.Number(int64(n)))
}

// ServicesCount is "12 services" in that language.
func ServicesCount(l locale.Lang, n int) string { return services(l, n) }
