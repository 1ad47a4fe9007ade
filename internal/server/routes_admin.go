package server

import (
	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/admin"
	"github.com/yagona/portal/internal/server/cabinet"
	"github.com/yagona/portal/internal/server/finance"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/server/owner"
	"github.com/yagona/portal/internal/server/reception"
)

// adminRoutes are the workplace of officials; members of the task force see figures, no cases.
func adminRoutes(r chi.Router, g *gate.Gate, d *admin.Desk, c *cabinet.Cabinet) {
	official := func(h gate.Official) respond.Handler { return g.Official(h, account.Specialist, account.Head) }
	get(r, "/admin", official(d.Worklist))
	post(r, "/admin/next", official(d.Next))
	get(r, "/admin/views", official(d.Views))
	post(r, "/admin/views", official(d.Keep))
	post(r, "/admin/views/{id}/{change}", official(d.ChangeView))
	get(r, "/admin/bulk", official(d.AskBulk))
	decides(r, "/admin/bulk", official(g.FreshForm(d.Order)))
	get(r, "/admin/bulk/orders", official(d.Orders))
	get(r, "/admin/bulk/{id}", official(d.BulkOrder))
	post(r, "/admin/bulk/{id}/cancel", official(g.Fresh(d.CancelBulk)))
	get(r, "/admin/notices", official(d.Notices))
	post(r, "/admin/notices/read", official(d.ReadNotices))
	get(r, "/admin/cases/{number}", official(g.Sparing(d.Case)))
	asks(r, "/admin/cases/{number}/show", official(g.Sparing(d.ShowCase)))
	get(r, "/admin/cases/{number}/actions/record-result", official(g.FreshForm(d.AskResult)))
	get(r, "/admin/cases/{number}/actions/{action}", official(g.FreshForm(d.Ask)))
	decides(r, "/admin/cases/{number}/actions/{action}", official(g.FreshForm(d.Act)))
	get(r, "/admin/cases/{number}/files/{id}", official(g.Sparing(d.Upload)))
	get(r, "/admin/cases/{number}/visits/files/{id}", official(g.Sparing(d.VisitFile)))
	get(r, "/admin/cases/{number}/documents/{document}", official(g.Sparing(d.Document)))
	get(r, "/admin/cases/{number}/decision", official(g.Sparing(d.Decision(c.SendDecision))))
	get(r, "/admin/cases/{number}/signature/{file}", official(g.Sparing(d.SignatureFile)))
	get(r, "/admin/cases/{number}/messages", official(g.Sparing(d.Thread)))
	get(r, "/admin/cases/{number}/messages/files/{id}", official(g.Sparing(d.ThreadFile)))
	get(r, "/admin/visits", official(d.Visits))
	get(r, "/admin/absences", official(d.Absences))
	post(r, "/admin/absences", official(d.GoAway))
	post(r, "/admin/absences/{id}/end", official(d.ComeBack))
	get(r, "/admin/emergency", official(d.Emergency))
	post(r, "/admin/emergency", official(g.FreshForm(d.BreakGlass)))
	get(r, "/admin/papers", official(d.Papers))
	get(r, "/admin/papers/{number}", official(g.Sparing(d.Paper)))
	get(r, "/admin/papers/{number}/{act}", official(g.FreshForm(d.AskPaper)))
	decides(r, "/admin/papers/{number}/{act}", official(g.FreshForm(d.ActOnPaper)))
	get(r, "/admin/feedback", official(d.Feedback))
	get(r, "/admin/feedback/{number}", official(g.Sparing(d.FeedbackCase)))
	asks(r, "/admin/feedback/{number}/show", official(g.Sparing(d.ShowFeedback)))
	post(r, "/admin/feedback/{number}", official(d.Answer))
	get(r, "/admin/feedback/{number}/photo", official(g.Sparing(d.FeedbackPhoto)))
	get(r, "/admin/feedback/{number}/notes", official(g.Sparing(d.AskNote)))
	post(r, "/admin/feedback/{number}/notes", official(d.KeepNote))
}

// problemRoutes are the pages of those who answer for services, and of the task force, about what people say has one cause.
func problemRoutes(r chi.Router, g *gate.Gate, x *admin.Problems) {
	answering := func(h gate.Official) respond.Handler { return g.Official(h, account.Head, account.TaskForce) }
	get(r, "/admin/problems", answering(x.List))
	get(r, "/admin/problems/where", answering(x.Where))
	get(r, "/admin/problems/{number}", answering(x.Problem))
	get(r, "/admin/problems/{number}/words", answering(x.AskWords))
	post(r, "/admin/problems/{number}/words", answering(x.KeepWords))
	post(r, "/admin/problems/{number}/reject", answering(x.Reject))
	post(r, "/admin/problems/{number}/reopen", answering(x.Reopen))
	get(r, "/admin/problems/{number}/merge", answering(x.AskMerge))
	post(r, "/admin/problems/{number}/merge", answering(x.Merge))
	post(r, "/admin/problems/{number}/unmerge", answering(x.Unmerge))
	get(r, "/admin/problems/{number}/split", answering(x.AskSplit))
	post(r, "/admin/problems/{number}/split", answering(x.Split))
	get(r, "/admin/changes/new", answering(x.NewChange))
	post(r, "/admin/changes/new", answering(x.WriteChange))
	get(r, "/admin/changes/{number}", answering(x.Change))
	post(r, "/admin/changes/{number}/publish", answering(g.Fresh(x.Publish)))
	post(r, "/admin/changes/{number}/discard", answering(x.Discard))
}

// disputeRoutes are for officials whose authority keeps a register.
func disputeRoutes(r chi.Router, g *gate.Gate, d *admin.Disputes) {
	official := func(h gate.Official) respond.Handler { return g.Official(h, account.Specialist, account.Head) }
	get(r, "/admin/disputes", official(d.List))
	get(r, "/admin/disputes/{number}", official(g.Sparing(d.Case)))
	asks(r, "/admin/disputes/{number}/show", official(g.Sparing(d.Show)))
	post(r, "/admin/disputes/{number}", official(g.FreshForm(d.Settle)))
}

// wordsRoutes are the pages of editors, who see no case.
func wordsRoutes(r chi.Router, g *gate.Gate, d *admin.Words) {
	editor := func(h gate.Official) respond.Handler { return g.Official(h, account.Editor) }
	get(r, "/admin/search", editor(d.Questions))
	get(r, "/admin/search/{list}", editor(g.File(d.Questions)))
	get(r, "/admin/search/changes", editor(d.Changes))
	get(r, "/admin/search/synonyms", editor(d.Synonyms))
	get(r, "/admin/search/synonyms/new", editor(d.New))
	post(r, "/admin/search/synonyms/new", editor(d.Save))
	get(r, "/admin/search/synonyms/{id}", editor(d.Synonym))
	post(r, "/admin/search/synonyms/{id}", editor(d.Save))
	post(r, "/admin/search/synonyms/{id}/remove", editor(d.Remove))
	post(r, "/admin/search/synonyms/{id}/restore", editor(d.Restore))
}

// ownerRoutes are the pages of those who answer for the services of an authority.
func ownerRoutes(r chi.Router, g *gate.Gate, d *owner.Desk) {
	head := func(h gate.Official) respond.Handler { return g.Official(h, account.Head) }
	get(r, "/admin/services", head(d.Services))
	get(r, "/admin/services/{code}", g.Official(d.Service, account.Head, account.TaskForce))
	post(r, "/admin/services/{code}", head(g.FreshForm(d.Switch)))
	get(r, "/admin/services/{code}/rules", head(d.Edit))
	post(r, "/admin/services/{code}/rules", head(d.Propose))
	get(r, "/admin/services/{code}/proposals/{number}", head(d.Proposal))
	post(r, "/admin/services/{code}/proposals/{number}/run", head(d.Try))
	post(r, "/admin/services/{code}/proposals/{number}/publish", head(g.Fresh(d.Publish)))
	post(r, "/admin/services/{code}/proposals/{number}/withdraw", head(d.Withdraw))
}

// officeRoutes are the pages of heads about their offices.
func officeRoutes(r chi.Router, g *gate.Gate, d *owner.Offices) {
	head := func(h gate.Official) respond.Handler { return g.Official(h, account.Head) }
	get(r, "/admin/offices", head(d.List))
	get(r, "/admin/offices/{id}", head(d.Office))
	post(r, "/admin/offices/{id}", head(d.Change))
	get(r, "/admin/offices/{id}/poster", head(d.Poster))
}

// routeRoutes are the pages of heads about where cases go.
func routeRoutes(r chi.Router, g *gate.Gate, d *owner.Routes) {
	head := func(h gate.Official) respond.Handler { return g.Official(h, account.Head) }
	get(r, "/admin/routes", head(d.List))
	get(r, "/admin/routes/new", head(d.New))
	post(r, "/admin/routes/new", head(g.FreshForm(d.Add)))
	get(r, "/admin/routes/try", head(d.Try))
	post(r, "/admin/routes/{id}/remove", head(g.Fresh(d.Remove)))
	post(r, "/admin/routes/{id}/raise", head(g.Fresh(d.Raise)))
}

// receptionRoutes are the pages of those who receive people at an office.
func receptionRoutes(r chi.Router, g *gate.Gate, d *reception.Desk) {
	official := func(h gate.Official) respond.Handler { return g.Official(h, account.Specialist, account.Head) }
	get(r, "/admin/reception", official(d.List))
	get(r, "/admin/reception/{id}", official(d.Day))
	post(r, "/admin/reception/{id}", official(d.Note))
}

// financeRoutes are the pages of those who look after the money, who see no case.
func financeRoutes(r chi.Router, g *gate.Gate, d *finance.Desk) {
	clerk := func(h gate.Official) respond.Handler { return g.Official(h, account.Finance) }
	get(r, "/admin/money", clerk(d.Home))
	get(r, "/admin/money/rates", clerk(d.Rates))
	get(r, "/admin/money/rates/new", clerk(g.FreshForm(d.NewRate)))
	post(r, "/admin/money/rates/new", clerk(g.FreshForm(d.ProposeRate)))
	post(r, "/admin/money/rates/{id}/confirm", clerk(g.Fresh(d.ConfirmRate)))
	post(r, "/admin/money/rates/{id}/withdraw", clerk(g.Fresh(d.WithdrawRate)))
	get(r, "/admin/money/refunds", clerk(d.Refunds))
	post(r, "/admin/money/refunds/{id}/send", clerk(g.Fresh(d.SendRefund)))
	get(r, "/admin/money/refunds/{id}/paid", clerk(d.AskPaid))
	post(r, "/admin/money/refunds/{id}/paid", clerk(g.FreshForm(d.Paid)))
	get(r, "/admin/money/books", clerk(d.Books))
	get(r, "/admin/money/books/{day}/{provider}", clerk(d.Book))
	post(r, "/admin/money/books/{day}/{provider}/again", clerk(d.Again))
	get(r, "/admin/money/differences/{id}", clerk(d.Difference))
	post(r, "/admin/money/differences/{id}", clerk(g.FreshForm(d.Explain)))
}
