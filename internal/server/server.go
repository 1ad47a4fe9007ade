// Package server is the HTTP side of the portal: middleware, health and the whole route map.
package server

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"go.opentelemetry.io/otel/trace"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/bulletin"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/enquiry"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/integration/card"
	"github.com/yagona/portal/internal/integration/identity"
	"github.com/yagona/portal/internal/integration/payme"
	"github.com/yagona/portal/internal/integration/signer"
	"github.com/yagona/portal/internal/integration/tile"
	"github.com/yagona/portal/internal/participation"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/access"
	"github.com/yagona/portal/internal/server/admin"
	"github.com/yagona/portal/internal/server/cabinet"
	"github.com/yagona/portal/internal/server/finance"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/server/mine"
	"github.com/yagona/portal/internal/server/notices"
	"github.com/yagona/portal/internal/server/owner"
	"github.com/yagona/portal/internal/server/public"
	"github.com/yagona/portal/internal/server/reception"
	"github.com/yagona/portal/internal/server/signin"
	"github.com/yagona/portal/internal/server/taskforce"
	"github.com/yagona/portal/web/layout"
)

// Deps is what the pages need. cmd/portal fills it; a part that is nil leaves its routes out, so that a test can
// serve only what it is about.
type Deps struct {
	URL       string // scheme and host under which people know the portal
	Now       func() time.Time
	Catalogue *catalogue.Store

	// Proxies is the addresses of the load balancers before the portal: what they say of who asks is believed.
	Proxies []netip.Prefix
	// Traces takes what requests do that ask to be traced; nil for nothing.
	Traces trace.TracerProvider

	// Ready says whether the portal can take an application: it can not while the database refuses writes, or the program is
	// stopping. Nil says that it can.
	Ready func(context.Context) Readiness

	// Mode is what the portal does now instead of everything; nil is the usual.
	Mode func() layout.Mode

	// Snapshot is the published services. Left nil, it is that of Catalogue.
	Snapshot func() *catalogue.Snapshot

	// BHM is the base calculation amount of a day. Left nil, fees are shown in BHM alone.
	BHM func(ctx context.Context, day time.Time) (int64, error)

	// Outages is the registers that do not answer now; nil says nothing of them.
	Outages func() *register.Outages

	// Measured counts each answer: the pattern of its route, method, status, and how long it took. Nil counts nothing.
	Measured func(route, method string, status int, took time.Duration)

	// Registers is how the registers have answered lately; nil leaves that page out.
	Registers func() []register.Condition

	// Feedback is what people say about services; nil leaves those pages out.
	Feedback *feedback.Store

	// Report is the figures of the task force; nil leaves those pages out.
	Report *report.Store

	// Actions makes the pages of the task force's actions over the desk with its figures, and News those of what its members
	// were told; nil leaves both out.
	Actions func(*taskforce.Desk) *taskforce.Actions
	News    *taskforce.News

	// Background runs what goes on beside requests for as long as the portal serves. Left nil, public pages are drawn
	// when somebody first asks, and not before.
	Background func(func(context.Context))

	// Cabinet is the pages of a signed-in person; nil leaves them out.
	Cabinet *cabinet.Cabinet

	// Mine is what a person keeps and may know about himself; nil leaves it out.
	Mine *mine.Mine

	// Admin is the workplace of officials; nil leaves it out.
	Admin *admin.Desk

	// Enquiries counts what people search for and open; nil counts nothing.
	Enquiries *enquiry.Store

	// Participation is the problems that people speak of and what was done about them; nil leaves their pages out.
	Participation *participation.Store
	// Problems is where officials work on them; nil leaves it out.
	Problems *admin.Problems

	// Disputes is where officials answer what people say is wrong in their registers; nil leaves it out.
	Disputes *admin.Disputes
	// Words is where editors keep what the search knows; nil leaves it out.
	Words *admin.Words

	// Offices is the pages on which heads say when their offices receive people; nil leaves them out.
	Offices *owner.Offices
	// Routes is the pages on which heads see where cases go, and owners say so; nil leaves them out.
	Routes *owner.Routes
	// Reception is the pages of those who receive people at an office; nil leaves them out.
	Reception *reception.Desk
	// Retention is the pages on which heads hold cases that are about to be erased; nil leaves them out.
	Retention *owner.Retention
	// Templates is the pages on which heads keep texts of messages; nil leaves them out.
	Templates *owner.Templates
	// Owner is the pages of those who answer for services; nil leaves them out.
	Owner *owner.Desk

	// ByHand is the services that people decide now, each with since when; nil says nothing of them.
	ByHand func(context.Context) (map[string]time.Time, error)

	// Calendar is the pages on which the task force keeps the working-day calendar; nil leaves them out.
	Calendar *taskforce.Calendar

	// Bulletins is the frozen figures that ratings and open data are drawn from; nil leaves these empty.
	Bulletins *bulletin.Store

	// Operations is the pages on which the task force sees how the portal itself stands; nil leaves them out.
	Operations *taskforce.Operations

	// Monthly is the frozen reports of months for the task force; nil leaves them out.
	Monthly *taskforce.Monthly

	// Finance is the pages of those who look after the money; nil leaves them out.
	Finance *finance.Desk

	// Gate is the doors of pages for people who are signed in.
	Gate *gate.Gate

	// Session puts the principal of a signed-in request into its context.
	Session func(http.Handler) http.Handler

	// Access is where administrators say who holds which office; nil leaves it out.
	Access *access.Desk

	// Signin is the way in and out; nil leaves its pages out.
	Signin *signin.Signin

	// DemoIdentity is the demo identity provider, mounted at its path; nil where a real one is configured.
	DemoIdentity *identity.Provider

	// Notices is how people are told of what is new; nil leaves those pages out.
	Notices *notices.Notices

	// Payme answers the calls of Payme; nil where it is not configured.
	Payme *payme.Merchant

	// DemoPayme plays Payme, mounted at its path; nil where a real one is configured.
	DemoPayme *payme.Fake

	// Card hears of money that the card provider took; nil where none is configured.
	Card *card.Merchant

	// DemoCard is the card provider of a demonstration, mounted at its path; nil where a real one is configured.
	DemoCard *card.Demo

	// Tiles is the origin of the server of map tiles; empty where they come from here or from nowhere.
	Tiles string

	// DemoTiles draws the tiles of the demo's map; nil where others are configured.
	DemoTiles *tile.Server

	// DemoSigner plays the token of a person, mounted at its path; nil where people bring their own.
	DemoSigner *signer.Demo

	// Styleguide shows the components to developers; nil in builds for people.
	Styleguide Styleguide

	// Provider is scheme and host of an identity provider elsewhere: forms lead there when people sign in and out.
	Provider string
}

// Secure reports whether people reach the portal over https: cookies and HSTS depend on it.
func (d Deps) Secure() bool { return strings.HasPrefix(d.URL, "https://") }

// records is the counters of service pages; nil without reports.
func (d Deps) records() func(context.Context) (map[string]report.Record, error) {
	if d.Report == nil {
		return nil
	}
	return d.Report.Records
}

// known is how many open problems each service page leads to; nil without problems.
func (d Deps) known() func(context.Context) (map[string]int, error) {
	if d.Participation == nil {
		return nil
	}
	return d.Participation.OpenByService
}

// replies is how authorities answer what people say; nil without feedback.
func (d Deps) replies() func(context.Context) (map[string]feedback.Replies, error) {
	if d.Feedback == nil {
		return nil
	}
	return d.Feedback.Replies
}

// answerDays is in how many days a concern is answered; nil without feedback.
func (d Deps) answerDays() func(context.Context) (int, error) {
	if d.Feedback == nil {
		return nil
	}
	return d.Feedback.AnswerDays
}

// series is the public figures of months; nil without bulletins.
func (d Deps) series() func(context.Context, *bulletin.Series) (*bulletin.Series, error) {
	if d.Bulletins == nil {
		return nil
	}
	return d.Bulletins.Series
}

// favourites is the stars of service pages; nil without the pages that keep them.
func (d Deps) favourites() func(context.Context, account.Principal) ([]string, error) {
	if d.Mine == nil {
		return nil
	}
	return d.Mine.Favourites.Of
}

// New is the whole portal behind one handler.
func New(d Deps) http.Handler {
	if d.Snapshot == nil && d.Catalogue != nil {
		d.Snapshot = d.Catalogue.Snapshot
	}
	if d.Mode == nil {
		d.Mode = func() layout.Mode { return layout.Mode{} }
	}
	site := public.New(public.Options{
		Snapshot: d.Snapshot, BHM: d.BHM, Records: d.records(), Replies: d.replies(), AnswerDays: d.answerDays(), Series: d.series(), Outages: d.Outages, ByHand: d.ByHand,
		Favourites: d.favourites(), Known: d.known(), Enquiries: d.Enquiries, Origin: d.URL, Now: d.Now, Mode: d.Mode,
	})
	r := chi.NewRouter()
	r.Use(
		traced(d.Traces, d.Proxies),
		behind(d.Proxies),
		identify,
		inMode(d.Mode),
		logRequests(d.Measured),
		recoverPanics,
		secure(d.Secure(), d.Provider, d.Tiles),
		site.Front,
		sameOrigin(d.URL),
		compress,
		headAsGet,
	)
	r.NotFound(notFound)
	r.MethodNotAllowed(methodNotAllowed)
	routes(r, d, site)
	return r
}

// Starting answers until the portal is put together: nobody waits in silence for a program that migrates or imports, and
// load balancers see that it is not ready. secured says whether people reach it over https.
func Starting(secured bool) http.Handler {
	r := chi.NewRouter()
	r.Use(identify, logRequests(nil), recoverPanics, secure(secured, "", ""))
	wait := func(w http.ResponseWriter, r *http.Request) {
		respond.Error(w, r, problem.New(problem.Unavailable, "ui.problem.unavailable-text").Because(errStarting))
	}
	r.NotFound(wait)
	r.MethodNotAllowed(wait)
	r.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusServiceUnavailable, "starting\n") })
	r.Get("/readyz", ready(func(context.Context) Readiness { return Readiness{Parts: map[string]Part{"program": PartStarting}} }))
	r.Handle(layout.AssetPrefix+"*", newAssets())
	return r
}

var errStarting = errors.New("the program is starting")
