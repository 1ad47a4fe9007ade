package server

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/integration/card"
	"github.com/yagona/portal/internal/integration/eskiz"
	"github.com/yagona/portal/internal/integration/payme"
	"github.com/yagona/portal/internal/integration/tile"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/cabinet"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/server/mine"
	"github.com/yagona/portal/internal/server/notices"
	"github.com/yagona/portal/internal/server/public"
	"github.com/yagona/portal/internal/server/signin"
	"github.com/yagona/portal/internal/server/taskforce"
	"github.com/yagona/portal/internal/takeout"
	"github.com/yagona/portal/web/layout"
)

// routes is the map of the portal: every address stands here.
func routes(r chi.Router, d Deps, site *public.Site) {
	r.Get("/healthz", healthy)
	r.Get("/readyz", ready(d.Ready))
	r.Get("/", root)
	r.Get("/favicon.ico", favicon)
	files := newAssets()
	r.Handle(layout.AssetPrefix+"*", files)
	r.Get("/sw.js", files.worker)

	get(r, "/robots.txt", site.Robots)
	get(r, "/sitemap.xml", site.Sitemap)
	if d.Background != nil {
		d.Background(func(ctx context.Context) { site.DrawAhead(ctx, publicPages(site, d.Mode)) })
	}

	if d.DemoIdentity != nil {
		r.With(limitBody(BodyLimit)).Handle(d.DemoIdentity.Path()+"/*", d.DemoIdentity)
	}
	if d.DemoPayme != nil {
		r.With(limitBody(BodyLimit)).Handle(d.DemoPayme.Path()+"/*", d.DemoPayme)
	}
	if d.DemoCard != nil {
		r.With(limitBody(BodyLimit)).Handle(d.DemoCard.Path()+"/*", d.DemoCard)
	}
	if d.DemoSigner != nil {
		r.With(limitBody(BodyLimit)).Handle(d.DemoSigner.Path()+"/*", d.DemoSigner)
	}
	if d.DemoTiles != nil {
		r.Method(http.MethodGet, tile.Path, d.DemoTiles)
	}
	if d.Payme != nil {
		r.With(limitBody(BodyLimit), unlessReadOnly).Method(http.MethodPost, payme.Path, d.Payme)
	}
	if d.Card != nil {
		r.With(limitBody(BodyLimit), unlessReadOnly).Method(http.MethodPost, card.Path, d.Card)
	}
	if d.Notices != nil {
		r.With(limitBody(BodyLimit), unlessReadOnly).Method(http.MethodPost, notify.ReportPath+"{copy}/{mark}", eskiz.Receive(d.Notices.Messages))
	}
	if d.Signin != nil {
		get(r.With(d.Session), signin.CallbackPath, d.Signin.Callback)
	}

	var proof *public.Proof
	if d.Cabinet != nil {
		proof = public.NewProof(d.Cabinet.Cases, d.Cabinet.Documents, d.Now)
		get(r, public.KeysPath, proof.WebKeys)
		get(r, public.SealsPath, proof.Seals)
	}

	var said *public.Feedback
	if d.Feedback != nil {
		said = public.NewFeedback(d.Feedback, site).Leading(d.Participation)
	}
	r.Route("/{lang}", func(r chi.Router) {
		r.Use(language)
		if d.Session != nil {
			r.Use(d.Session)
		}
		r.Group(func(r chi.Router) {
			r.Use(limitBody(BodyLimit), readText)
			publicRoutes(r, site)
			if d.Signin != nil {
				signinRoutes(r, d.Gate, d.Signin)
			}
			if d.Cabinet != nil {
				cabinetRoutes(r, d.Gate, d.Cabinet)
				proofRoutes(r, proof)
				licenceRoutes(r, public.NewLicences(d.Cabinet.Documents, d.Snapshot, d.Now))
			}
			if d.Mine != nil {
				mineRoutes(r, d.Gate, d.Mine)
			}
			if d.Notices != nil {
				noticesRoutes(r, d.Gate, d.Notices)
			}
			if d.Feedback != nil {
				feedbackRoutes(r, d.Gate, said)
			}
			if d.Participation != nil && d.Report != nil {
				knownRoutes(r, public.NewProblems(d.Participation, d.Report, d.Snapshot, d.Now))
			}
			if d.Problems != nil {
				problemRoutes(r, d.Gate, d.Problems)
			}
			if d.Admin != nil {
				adminRoutes(r, d.Gate, d.Admin, d.Cabinet)
			}
			if d.Access != nil {
				accessRoutes(r, d.Gate, d.Access)
			}
			if d.Disputes != nil {
				disputeRoutes(r, d.Gate, d.Disputes)
			}
			if d.Words != nil {
				wordsRoutes(r, d.Gate, d.Words)
			}
			if d.Owner != nil {
				ownerRoutes(r, d.Gate, d.Owner)
			}
			if d.Offices != nil {
				officeRoutes(r, d.Gate, d.Offices)
			}
			if d.Routes != nil {
				routeRoutes(r, d.Gate, d.Routes)
			}
			if d.Reception != nil {
				receptionRoutes(r, d.Gate, d.Reception)
			}
			if d.Retention != nil {
				retentionRoutes(r, d.Gate, d.Retention)
			}
			if d.Templates != nil {
				templateRoutes(r, d.Gate, d.Templates)
			}
			if d.Finance != nil {
				financeRoutes(r, d.Gate, d.Finance)
			}
			if d.Styleguide != nil {
				styleguideRoutes(r, d.Styleguide)
			}
			if d.Calendar != nil {
				calendarRoutes(r, d.Gate, d.Calendar)
			}
			if d.Operations != nil {
				operationRoutes(r, d.Gate, d.Operations)
			}
			if d.Monthly != nil {
				monthlyRoutes(r, d.Gate, d.Monthly)
			}
			if d.Report != nil {
				desk := taskforce.New(d.Report, d.Snapshot, d.Registers, d.Now)
				taskforceRoutes(r, d.Gate, desk)
				if d.Actions != nil {
					actionRoutes(r, d.Gate, d.Actions(desk), d.News)
				}
			}
		})
		r.Group(func(r chi.Router) {
			r.Use(patient, limitBody(UploadLimit), readText)
			if d.Cabinet != nil {
				uploadRoutes(r, d.Gate, d.Cabinet)
			}
			if d.Admin != nil {
				officeUploadRoutes(r, d.Gate, d.Admin)
			}
		})
		if said != nil {
			post(r.With(lenient, limitBody(PhotoLimit), readText), "/feedback", said.Send)
		}
	})
}

// publicPages is the public pages alone, for drawing them ahead.
func publicPages(site *public.Site, mode func() layout.Mode) http.Handler {
	r := chi.NewRouter()
	r.Use(identify, inMode(mode), recoverPanics)
	r.Route("/{lang}", func(r chi.Router) {
		r.Use(language)
		publicRoutes(r, site)
	})
	return r
}

// publicRoutes is what everybody may see.
func publicRoutes(r chi.Router, s *public.Site) {
	get(r, "/manifest.webmanifest", s.Manifest)
	get(r, "/", s.Kept(s.Home))
	get(r, "/services", s.Kept(s.Search))
	asks(r, "/services", s.Switch)
	get(r, "/services/suggest", s.Suggest)
	get(r, "/services/advanced", s.Kept(s.Advanced))
	asks(r, "/services/advanced", s.Switch)
	get(r, "/services/index.json", s.Ready("application/json", s.Index))
	get(r, "/services/{code}", s.Opened(s.Kept(s.Service)))
	get(r, "/services/{code}/check", s.Rehearsal)
	asks(r, "/services/{code}/check", s.Rehearse)
	get(r, "/topics", s.Kept(s.Topics))
	get(r, "/topics/{code}", s.Kept(s.Topic))
	get(r, "/life-events", s.Kept(s.LifeEvents))
	get(r, "/life-events/{code}", s.Kept(s.LifeEvent))
	get(r, "/authorities", s.Kept(s.Authorities))
	get(r, "/authorities/{code}", s.Kept(s.Authority))
	get(r, "/groups", s.Kept(s.Groups))
	get(r, "/groups/{code}", s.Kept(s.Group))
	get(r, "/sectors", s.Kept(s.Sectors))
	get(r, "/sectors/{code}", s.Kept(s.Sector))
	get(r, "/audiences", s.Kept(s.Audiences))
	get(r, "/audiences/{code}", s.Kept(s.Audience))
	get(r, "/ratings", s.Kept(s.Ratings))
	get(r, "/ratings/{name}", s.Kept(s.RatingsOf))
	get(r, "/open-data", s.Kept(s.OpenData))
	get(r, "/open-data/{file}", s.OpenFile)
	get(r, "/site-map", s.Kept(s.SiteMap))
	get(r, "/help", s.Kept(s.Help))
	get(r, "/contacts", s.Kept(s.Contacts))
	get(r, "/privacy", s.Kept(s.Privacy))
	get(r, "/accessibility", s.Kept(s.Accessibility))
	get(r, "/offline", s.Kept(s.Offline))
}

// knownRoutes are what does not work and what was done about it, for everybody.
func knownRoutes(r chi.Router, x *public.Problems) {
	get(r, "/problems", x.List)
	get(r, "/problems/{number}", x.Problem)
	post(r, "/problems/{number}/me-too", x.MeToo)
	post(r, "/problems/{number}/take-back", x.TakeBack)
	get(r, "/you-said-we-did", x.Changes)
	get(r, "/you-said-we-did/{number}", x.Change)
}

// taskforceRoutes are figures: only for the task force.
func taskforceRoutes(r chi.Router, g *gate.Gate, d *taskforce.Desk) {
	get(r, "/taskforce", g.Official(d.Board, account.TaskForce))
	get(r, "/taskforce/registers", g.Official(d.Registers, account.TaskForce))
	get(r, "/taskforce/lost-hours", g.Official(d.Lost, account.TaskForce))
	get(r, "/taskforce/fix", g.Official(d.Fix, account.TaskForce))
	get(r, "/taskforce/measures", g.Official(d.Measures, account.TaskForce))
	get(r, "/taskforce/{report}", g.Official(g.File(d.Table), account.TaskForce))
}

// actionRoutes are the actions of the task force, and the pages on which their owners report.
func actionRoutes(r chi.Router, g *gate.Gate, d *taskforce.Actions, news *taskforce.News) {
	member := func(h gate.Official) respond.Handler { return g.Official(h, account.TaskForce) }
	owner := func(h gate.Official) respond.Handler { return g.Official(h, account.Specialist, account.Head) }
	get(r, "/taskforce/actions", member(d.List))
	get(r, "/taskforce/actions/new", member(d.New))
	post(r, "/taskforce/actions/new", member(d.Propose))
	get(r, "/taskforce/actions/{n}", member(d.Action))
	post(r, "/taskforce/actions/{n}", member(d.Act))
	post(r, "/taskforce/actions/{n}/owner", member(d.Entrust))
	get(r, "/taskforce/notices", member(news.List))
	post(r, "/taskforce/notices/read", member(news.Read))
	get(r, "/admin/actions", owner(d.List))
	get(r, "/admin/actions/{n}", owner(d.Action))
	post(r, "/admin/actions/{n}", owner(d.Act))
	post(r, "/admin/actions/{n}/owner", owner(d.Entrust))
}

// monthlyRoutes are the frozen reports: only for the task force.
func monthlyRoutes(r chi.Router, g *gate.Gate, d *taskforce.Monthly) {
	member := func(h gate.Official) respond.Handler { return g.Official(h, account.TaskForce) }
	get(r, "/taskforce/monthly", member(d.List))
	post(r, "/taskforce/monthly/follow", member(d.Follow))
	get(r, "/taskforce/monthly/{month}", member(g.File(d.Month)))
	get(r, "/taskforce/monthly/{month}/correct", member(d.CorrectForm))
	post(r, "/taskforce/monthly/{month}/correct", member(g.FreshForm(d.Correct)))
}

// cabinetRoutes are the pages of a person who is signed in.
func cabinetRoutes(r chi.Router, g *gate.Gate, c *cabinet.Cabinet) {
	get(r, "/cabinet", g.Home(c.Home))
	get(r, "/cabinet/for", g.Choosing(c.ForWhom))
	post(r, "/cabinet/for", g.Choosing(c.ActFor))
	get(r, "/services/{code}/apply", g.Citizen(c.Start))
	post(r, "/services/{code}/apply", g.Citizen(c.Begin))
	get(r, "/apply/{draft}", g.Citizen(c.Resume))
	get(r, "/apply/{draft}/check", g.Citizen(c.Check))
	post(r, "/apply/{draft}/check", g.Citizen(c.Send))
	post(r, "/apply/{draft}/discard", g.Citizen(c.Discard))
	get(r, "/apply/{draft}/what-changed", g.Citizen(c.Changed))
	post(r, "/apply/{draft}/what-changed", g.Citizen(c.Renew))
	get(r, "/apply/{draft}/sign", g.Citizen(c.Sign))
	get(r, "/apply/{draft}/summary.txt", g.Citizen(c.Summary))
	get(r, "/apply/{draft}/{page}", g.Citizen(c.Questions))
	get(r, "/applications", g.Citizen(c.List))
	get(r, "/applications/{number}", g.Citizen(c.Application))
	get(r, "/applications/{number}/why", g.Citizen(c.WhyPage))
	get(r, "/applications/{number}/receipt", g.Citizen(c.Receipt))
	get(r, "/applications/{number}/decision", g.Citizen(c.Decision))
	get(r, "/applications/{number}/messages", g.Citizen(c.Thread))
	get(r, "/applications/{number}/messages/files/{id}", g.Citizen(c.ThreadFile))
	get(r, "/applications/{number}/visit", g.Citizen(c.Visit))
	get(r, "/applications/{number}/visits/files/{id}", g.Citizen(c.VisitFile))
	post(r, "/applications/{number}/visit", g.Citizen(c.MoveVisit))
	get(r, "/applications/{number}/withdraw", g.Citizen(c.WithdrawForm))
	post(r, "/applications/{number}/withdraw", g.Citizen(c.Withdraw))
	post(r, "/applications/{number}/review", g.Citizen(c.AskReview))
	post(r, "/applications/{number}/appeal", g.Citizen(c.Appeal))
	post(r, "/applications/{number}/other-time", g.Citizen(c.AskOtherTime))
	get(r, "/applications/{number}/correct", g.Citizen(c.Correction))
	get(r, "/applications/{number}/correct/sign", g.Citizen(c.SignCorrection))
	get(r, "/applications/{number}/correct/summary.txt", g.Citizen(c.CorrectionSummary))
	get(r, "/applications/{number}/pay", g.Citizen(c.Invoice))
	get(r, "/applications/{number}/signature/{file}", g.Citizen(c.SignatureFile))
	get(r, "/documents", g.Citizen(c.Papers))
	get(r, "/documents/{number}/pdf", g.Citizen(c.PDF))
	get(r, "/files/{id}", g.Citizen(c.File))
	get(r, "/inbox", g.SignedIn(c.Inbox))
	post(r, "/inbox/read", g.SignedIn(c.ReadAll))
	get(r, "/data", g.Citizen(c.Data))
	get(r, "/data/{register}", g.Citizen(c.Data))
	asks(r, "/data/{register}/show", g.Citizen(c.ShowData))
	get(r, "/disputes", g.Citizen(c.DisputeList))
	get(r, "/disputes/new", g.Citizen(c.Contest))
	post(r, "/disputes/new", g.Citizen(c.OpenDispute))
	get(r, "/disputes/{number}", g.Citizen(c.Dispute))
	get(r, "/agreements", g.Citizen(c.Agreements))
	post(r, "/agreements/{id}/withdraw", g.Citizen(c.Disagree))
}

// mineRoutes are what a person keeps and may know about himself.
func mineRoutes(r chi.Router, g *gate.Gate, m *mine.Mine) {
	get(r, "/cabinet/looks", g.Citizen(m.Looks))
	get(r, "/cabinet/favourites", g.SignedIn(m.AtHand))
	post(r, "/cabinet/favourites", g.SignedIn(m.Star))
	post(r, "/cabinet/looks/{id}/question", g.Citizen(m.Question))
	get(r, takeout.Path, g.SignedIn(m.Copies))
	post(r, takeout.Path, g.SignedIn(g.Lately(m.OrderCopy)))
	get(r, takeout.Path+"/{id}", g.SignedIn(m.Copy(g)))
}

// noticesRoutes are how a person is told. The link of a letter works for whoever holds it, as RFC 8058 wants.
func noticesRoutes(r chi.Router, g *gate.Gate, n *notices.Notices) {
	get(r, notify.ChoicesPath, g.Citizen(n.Choices))
	post(r, notify.ChoicesPath, g.Citizen(n.Choose))
	post(r, notify.ChoicesPath+"/push", g.Citizen(g.Lately(n.Allow)))
	post(r, notify.ChoicesPath+"/remove", g.Citizen(g.Lately(n.Remove)))
	get(r, notify.ChoicesPath+"/{channel}", g.Citizen(g.Lately(n.Address)))
	post(r, notify.ChoicesPath+"/{channel}", g.Citizen(g.LatelyForm(n.Ask)))
	get(r, notify.ChoicesPath+"/{channel}/code", g.Citizen(n.Code))
	post(r, notify.ChoicesPath+"/{channel}/code", g.Citizen(n.Confirm))
	get(r, notify.UnsubscribePath+"{contact}/{mark}", n.AskUnsubscribe)
	post(r, notify.UnsubscribePath+"{contact}/{mark}", n.Unsubscribe)
	if n.Demo != nil {
		get(r, "/demo/outbox", n.Outbox)
	}
}

// proofRoutes answer those who hold a paper or a number, signed in or not.
func proofRoutes(r chi.Router, p *public.Proof) {
	get(r, "/verify", p.Enter)
	asks(r, "/verify", p.Enter)
	get(r, "/verify/keys", p.Keys)
	get(r, "/verify/{code}", p.Verify)
	get(r, "/track", p.AskTrack)
	asks(r, "/track", p.Track)
}

// licenceRoutes are the public register of licences and permits.
func licenceRoutes(r chi.Router, x *public.Licences) {
	get(r, "/licences", x.List)
	get(r, "/licences.csv", x.CSV)
	get(r, "/licences.json", x.JSON)
	get(r, "/licences/data", x.Data)
	get(r, "/licences/{number}", x.One)
}

func get(r chi.Router, path string, h respond.Handler) { r.Method(http.MethodGet, path, h) }

func favicon(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, layout.Asset("icon.svg"), http.StatusMovedPermanently)
}
