package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	oteltrace "go.opentelemetry.io/otel/trace"

	"github.com/yagona/portal/internal/access"
	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/action"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/bulk"
	"github.com/yagona/portal/internal/bulletin"
	"github.com/yagona/portal/internal/calendar"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/demo"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/due"
	"github.com/yagona/portal/internal/enquiry"
	"github.com/yagona/portal/internal/factor"
	"github.com/yagona/portal/internal/favourite"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/integration/registers/world"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/mandate"
	"github.com/yagona/portal/internal/manual"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/operation"
	"github.com/yagona/portal/internal/participation"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/proposal"
	"github.com/yagona/portal/internal/record"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/retention"
	"github.com/yagona/portal/internal/routing"
	"github.com/yagona/portal/internal/server"
	serveraccess "github.com/yagona/portal/internal/server/access"
	"github.com/yagona/portal/internal/server/admin"
	"github.com/yagona/portal/internal/server/cabinet"
	"github.com/yagona/portal/internal/server/finance"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/server/metric"
	"github.com/yagona/portal/internal/server/mine"
	"github.com/yagona/portal/internal/server/owner"
	"github.com/yagona/portal/internal/server/reception"
	"github.com/yagona/portal/internal/server/taskforce"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/internal/takeout"
	"github.com/yagona/portal/internal/thread"
	"github.com/yagona/portal/internal/view"
	"github.com/yagona/portal/internal/workday"
	mineview "github.com/yagona/portal/web/mine"
)

// portal is the parts of the running program. This file is the only place where they meet.
type portal struct {
	settings
	origin  string
	proxies []netip.Prefix
	traces  oteltrace.TracerProvider
	log     *slog.Logger

	web     *pgxpool.Pool // answers people
	work    *pgxpool.Pool // jobs
	figures *pgxpool.Pool // reports, imports

	ring          *keyring.Ring
	calendar      *workday.Calendar
	days          *calendar.Store
	catalogue     *catalogue.Store
	registers     register.Source
	copies        *record.Store // what registers said; registers asks through it
	outages       func() *register.Outages
	conditions    func() []register.Condition
	world         *world.World                // of a demo; nil otherwise
	demoRegisters string                      // address of its gateway
	secret        func(purpose string) string // of a demo; nil otherwise
	payment       *payment.Store
	document      *document.Store
	booking       *booking.Store
	notify        *notify.Store
	casework      *casework.Store
	feedback      *feedback.Store
	favourites    *favourite.Store
	threads       *thread.Store
	report        *report.Store
	bulletins     *bulletin.Store
	enquiry       *enquiry.Store
	manual        *manual.Store
	proposals     *proposal.Store
	accounts      *account.Store
	mandate       *mandate.Store
	sessions      *session.Store
	factors       *factor.Store
	entrance      entrance
	till          till
	post          post
	signing       signing
	tiles         tiles
	scanner       document.Scanner // nil: none is configured
	objects       document.Objects // nil: none is configured
	jobs          *job.Client
	mode          *operation.Watch
	metrics       *metric.Set
	handler       http.Handler

	leaving atomic.Bool // no longer ready: on its way out
	probe   probe
	closers []func()
}

// build opens the pools, brings the catalogue up to date and puts the parts together.
func build(ctx context.Context, s settings, origin, databaseURL string, out io.Writer, log *slog.Logger) (*portal, error) {
	p := &portal{settings: s, origin: origin, log: log}
	if err := p.assemble(ctx, databaseURL, out); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (p *portal) assemble(ctx context.Context, databaseURL string, out io.Writer) (err error) {
	if p.proxies, err = p.settings.proxies(); err != nil {
		return err
	}
	if err := p.trace(ctx, p.Traces); err != nil {
		return err
	}
	if err := p.openPools(ctx, databaseURL); err != nil {
		return err
	}
	if !p.Demo {
		if err := postgres.Durable(ctx, p.web); err != nil {
			return err
		}
	}
	if p.Demo {
		if p.secret, err = demo.Secrets(ctx, p.figures); err != nil {
			return err
		}
	}
	if err := p.openRing(ctx, out); err != nil {
		return err
	}
	if err := p.openCatalogue(ctx, out); err != nil {
		return err
	}
	if err := p.openRegisters(ctx); err != nil {
		return err
	}
	if err := p.openScanner(ctx); err != nil {
		return err
	}
	if err := p.openPost(ctx); err != nil {
		return err
	}
	if err := p.openObjects(ctx); err != nil {
		return err
	}
	if err := p.openStores(ctx); err != nil {
		return err
	}
	if p.Demo {
		done, err := demo.Alone(ctx, p.figures)
		if err != nil {
			return err
		}
		defer done()
	}
	if p.entrance, err = p.openEntrance(ctx); err != nil {
		return err
	}
	if p.till, err = p.openTill(ctx); err != nil {
		return err
	}
	p.payment.With(p.till.providers...)
	if p.signing, err = p.openSigning(ctx); err != nil {
		return err
	}
	if p.tiles, err = p.openTiles(); err != nil {
		return err
	}
	if err := p.makeHistory(ctx, out); err != nil {
		return err
	}
	if p.jobs, err = job.New(p.work, p.plan(), p.log); err != nil {
		return err
	}
	if p.mode, err = operation.NewWatch(ctx, operation.NewStore(p.web, time.Now)); err != nil {
		return err
	}
	p.measure()
	p.handler = server.New(p.deps(ctx))
	return nil
}

// openPools gives each kind of work connections of its own, so that none starves another.
func (p *portal) openPools(ctx context.Context, url string) error {
	for _, pool := range []struct {
		into    **pgxpool.Pool
		purpose postgres.Purpose
	}{{&p.web, postgres.Web()}, {&p.work, postgres.Jobs()}, {&p.figures, postgres.Bulk()}} {
		opened, err := postgres.OpenFor(ctx, url, pool.purpose)
		if err != nil {
			return err
		}
		*pool.into = opened
		p.closers = append(p.closers, opened.Close)
	}
	return nil
}

// openCatalogue imports the built-in definitions and keeps the published ones at hand.
func (p *portal) openCatalogue(ctx context.Context, out io.Writer) error {
	importing := catalogue.NewStore(p.figures, time.Now)
	if err := importCatalogue(ctx, importing, out); err != nil {
		return err
	}
	p.catalogue = importing.On(p.web)
	p.report = report.NewStore(p.figures, p.catalogue, time.Now)
	p.bulletins = bulletin.NewStore(p.figures, p.report, time.Now)
	p.catalogue.RankBy(p.report.Uses)
	if err := p.catalogue.Refresh(ctx); err != nil {
		return err
	}
	p.background(ctx, func(ctx context.Context) { p.catalogue.Watch(ctx, p.log) })
	return nil
}

func (p *portal) openStores(ctx context.Context) error {
	p.calendar = workday.New()
	p.accounts = account.NewStore(p.web, p.ring, time.Now)
	p.sessions = session.NewStore(p.web, p.ring, time.Now, p.secure())
	if err := p.openFactors(ctx); err != nil {
		return err
	}
	p.notify = notify.NewStore(p.web, time.Now).With(p.ring, p.post.out)
	if err := p.openReturns(ctx); err != nil {
		return err
	}
	p.booking = booking.NewStore(p.web, time.Now, p.calendar)
	p.payment = payment.NewStore(p.web, time.Now)
	p.document = document.NewStore(p.web, p.ring, time.Now, p.origin).WithScanner(p.scanner).WithObjects(p.objects)
	if err := p.openSeal(ctx); err != nil {
		return err
	}
	p.casework = casework.NewStore(p.web, p.ring, time.Now, p.catalogue, p.registers, p.payment, p.document, p.calendar)
	p.threads = thread.NewStore(p.web, time.Now, p.catalogue, p.document)
	p.favourites = favourite.NewStore(p.web, time.Now)
	p.mandate = mandate.NewStore(p.web, p.ring, time.Now, p.registers)
	p.feedback = feedback.NewStore(p.web, p.ring, p.catalogue, time.Now, p.calendar).WithPhotos(p.document)
	if p.post.out.Mail != nil {
		p.feedback.WithLetters()
	}
	p.manual = manual.NewStore(p.web, p.catalogue, time.Now)
	p.proposals = proposal.NewStore(p.web, p.ring, p.catalogue, time.Now)
	p.enquiry = enquiry.NewStore(p.figures, p.catalogue, time.Now)
	p.background(ctx, func(ctx context.Context) { p.enquiry.Keep(ctx, p.log) })
	p.days = calendar.NewStore(p.web, time.Now, p.calendar, p.casework)
	if err := p.days.Load(ctx); err != nil {
		return err
	}
	p.background(ctx, func(ctx context.Context) { p.days.Watch(ctx, p.log) })
	return p.booking.Seed(ctx)
}

// background runs do until close.
func (p *portal) background(ctx context.Context, do func(context.Context)) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() { do(ctx) })
	p.closers = append(p.closers, func() {
		cancel()
		running.Wait()
	})
}

// takeouts is people's copies of their data, over those connections.
func (p *portal) takeouts(pool *pgxpool.Pool) *takeout.Store {
	return takeout.NewStore(pool, p.ring, time.Now, p.catalogue, func(ctx context.Context, w io.Writer, d takeout.Document) error {
		return mineview.CopyDocument(d).Render(ctx, w)
	})
}

func (p *portal) deps(ctx context.Context) server.Deps {
	return server.Deps{
		URL: p.origin, Proxies: p.proxies, Traces: p.traces, Now: time.Now, Ready: p.ready, Mode: p.shownMode,
		Catalogue: p.catalogue, Feedback: p.feedback, Session: p.sessions.Middleware,
		Background: func(do func(context.Context)) { p.background(ctx, do) },
		Gate:       gate.New(p.sessions).Renewing(p.mandate).Counting(access.NewStore(p.web, time.Now)), Report: p.report, BHM: p.payment.BHM, Outages: p.outages, Registers: p.conditions, Measured: p.metrics.Request,
		Cabinet: &cabinet.Cabinet{
			Threads: p.threads, Favourites: p.favourites, Dues: due.NewFinder(p.registers, time.Now),
			Catalogue: p.catalogue, Cases: p.casework, Mandates: p.mandate, Disputes: dispute.NewStore(p.web, p.ring, time.Now, p.calendar), Documents: p.document, Bookings: p.booking, Messages: p.notify,
			Registers: p.registers, Outages: p.outages, Manual: p.manual, Audit: audit.NewStore(p.web), Sessions: p.sessions, Now: time.Now, Tills: p.payment.Tills(),
			Signer: p.signing.page, Origin: p.origin, Map: p.tiles.shown,
		},
		Mine: &mine.Mine{
			Audit: audit.NewStore(p.web), Cases: p.casework, Favourites: p.favourites, Feedback: p.feedback, Sessions: p.sessions, Snapshot: p.catalogue.Snapshot,
			Takeouts: p.takeouts(p.web),
		},
		Admin: &admin.Desk{
			Cases: p.casework, Accounts: p.accounts, Documents: p.document, Said: p.feedback, Messages: p.notify, Threads: p.threads, Sessions: p.sessions,
			Saved: view.NewStore(p.web, time.Now), Bulks: bulk.NewStore(p.web, time.Now, p.casework), Snapshot: p.catalogue.Snapshot, Now: time.Now,
		},
		Participation: participation.NewStore(p.web, p.catalogue.Snapshot, time.Now),
		Problems:      admin.NewProblems(participation.NewStore(p.web, p.catalogue.Snapshot, time.Now), p.report, p.catalogue, p.sessions, time.Now),
		Disputes:      admin.NewDisputes(dispute.NewStore(p.web, p.ring, time.Now, p.calendar), p.sessions, time.Now),
		Words:         admin.NewWords(p.catalogue, p.enquiry, p.sessions, time.Now), Enquiries: p.enquiry,
		Finance: finance.New(p.payment, p.casework, p.sessions, time.Now),
		Owner:   owner.New(p.manual, p.proposals, p.sessions), ByHand: p.manual.Open,
		Offices:  owner.NewOffices(p.booking, p.sessions, p.origin, time.Now),
		Routes:   owner.NewRoutes(routing.NewStore(p.web, time.Now, p.catalogue.Snapshot), p.casework, p.accounts, p.sessions, p.catalogue.Snapshot, time.Now),
		Calendar: taskforce.NewCalendar(p.days, p.sessions, time.Now),
		Actions: func(d *taskforce.Desk) *taskforce.Actions {
			return taskforce.NewActions(d, action.NewStore(p.web, p.report, time.Now), p.accounts, p.sessions, time.Now)
		},
		News:       taskforce.NewNews(p.notify),
		Operations: taskforce.NewOperations(operation.NewStore(p.web, time.Now), p.sessions, p.conditions, p.keyProgress, version()),
		Monthly:    taskforce.NewMonthly(p.bulletins, p.sessions), Bulletins: p.bulletins,
		Retention: owner.NewRetention(retention.NewStore(p.web, time.Now, p.catalogue.Snapshot), p.sessions, p.catalogue.Snapshot),
		Templates: owner.NewTemplates(p.threads, p.sessions),
		Reception: reception.New(p.casework, p.booking, p.sessions, time.Now),
		Notices:   p.notices(),
		Payme:     p.till.payme, DemoPayme: p.till.demoPayme, Card: p.till.card, DemoCard: p.till.demoCard, DemoSigner: p.signing.demo, Tiles: p.tiles.origin, DemoTiles: p.tiles.demo,
		Access: serveraccess.New(access.NewStore(p.web, time.Now).WithRing(p.ring), p.factors, p.sessions),
		Signin: p.entrance.signin, DemoIdentity: p.entrance.demo, Provider: p.entrance.origin,
		Styleguide: styleguide,
	}
}

// close undoes what was opened, last first.
func (p *portal) close() {
	for i := range p.closers {
		p.closers[len(p.closers)-1-i]()
	}
	p.closers = nil
}

func (p *portal) secure() bool { return scheme(p.origin) == "https" }

func scheme(origin string) string {
	u, err := url.Parse(origin)
	if err != nil {
		return ""
	}
	return u.Scheme
}

func host(origin string) string {
	u, err := url.Parse(origin)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
