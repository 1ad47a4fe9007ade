package cabinet

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// view is an application in words: where it is, who acts, by when, what one can do now, why, what happened.
func (c *Cabinet) view(r *http.Request, who account.Principal, a casework.Application) cabinet.Application {
	l := locale.FromContext(r.Context())
	state, _ := catalogue.Lists().States.Get(string(a.State))
	title := a.Service.Title.In(l)
	p := c.caseShell(r, who, a, title+": "+state.Title.In(l))
	p.Path = "/applications/" + a.Number
	p.Crumbs = []layout.Crumb{{Title: l.T("cabinet.list.title"), Path: "/applications"}}
	v := cabinet.Application{Page: p, Title: title, Number: locale.ByThrees(a.Number), Code: a.Code, State: state.Title.In(l), Means: means(a, state, l), Next: nextStep(a, l), Tone: tone(a.State)}
	v.Line = l.T("cabinet.case.line", "Number", locale.ByThrees(a.Number), "Date", l.Date(a.SubmittedAt))
	if sender := by(a, l); sender != "" {
		v.For = []ui.Row{{Key: l.T("mandate.case.applicant"), Value: a.Applicant}, {Key: l.T("mandate.case.sender"), Value: sender}}
	}
	v.Office, v.Phone = authority(a.Authority, l)
	v.Track, v.Place = track(a, l)
	v.Answers = c.answers(a, state, l)
	if a.Appointment != nil {
		v.Answers = append(v.Answers, ui.Glimpse{Key: l.T("cabinet.visit.when"), Value: l.DateTime(a.Appointment.At), Note: a.Appointment.Office.In(l) + ", " + a.Appointment.Reach(l)})
		v.Attendance = attendance(a, l)
	}
	v.Turn = c.turn(a, p, l)
	v.Why = why(a, l)
	v.Results, v.Answer, v.Tables = c.results(a, p, l)
	if a.Ending() != nil {
		v.Decision = v.Path + "/decision"
	}
	v.Consents = c.consents(a, l)
	v.Events = c.events(a, l)
	v.Sent = sentRows(a, p, l)
	v.Signed = signed(a, p, l)
	v.Known = registered(a, who, p)
	actions := a.ActionsFor(casework.Citizen(who))
	if v.Appeals = appeals(a, actions, l); v.Appeals.Ask != nil {
		v.Appeals.Ask.Note, v.Form = r.PostFormValue("note"), v.Path+"/"+string(a.Remedy())
	}
	v.Visits = visits(a, l)
	if slices.Contains(actions, casework.AskOtherTime) {
		v.OtherTime = &cabinet.Ask{Row: a.Row, Note: r.PostFormValue("note")}
		v.Form = v.Path + "/other-time"
	}
	v.Buttons = append(v.Buttons, cabinet.Button{Label: l.T("cabinet.case.receipt"), Href: p.Link("/applications/" + a.Number + "/receipt")})
	if a.VisitKey() != "" {
		v.Buttons = append(v.Buttons, cabinet.Button{Label: l.T("cabinet.visit.link"), Href: p.Link("/applications/" + a.Number + "/visit")})
	}
	if came := a.Appointment; came != nil && came.Came != nil && !*came.Came {
		v.Buttons = append(v.Buttons, cabinet.Button{Label: l.T("cabinet.visit.again"), Href: p.Link("/services/" + a.Service.Code + "/apply?again=" + a.Number)})
	}
	if slices.Contains(actions, casework.Withdraw) {
		label := l.T("casework.action.withdraw")
		if a.State == casework.Done {
			label = l.T("cabinet.cancel.link")
		}
		v.Buttons = append(v.Buttons, cabinet.Button{Label: label, Href: p.Link("/applications/" + a.Number + "/withdraw")})
	}
	if a.Invoice != nil && a.Invoice.Status != payment.Open {
		v.Buttons = append(v.Buttons, cabinet.Button{Label: l.T("cabinet.pay.receipt"), Href: p.Link("/applications/" + a.Number + "/pay")})
	}
	if a.State == casework.Refused || a.State == casework.Lapsed || a.State == casework.Withdrawn {
		v.Buttons = append(v.Buttons, cabinet.Button{Label: l.T("cabinet.case.again"), Href: p.Link("/services/" + a.Service.Code + "/apply?again=" + a.Number)})
	}
	v.Refunds = refunds(a, l)
	if a.State == casework.InProcess {
		day, _ := c.dueIn(l, a.DueAt)
		v.Late = l.T("cabinet.case.late-text", "Day", day)
		if _, ok := a.SilenceGrantsAt(); ok {
			v.Late = l.T("cabinet.case.by-silence", "Day", day)
		}
	}
	v.Clock = a.ClockWords(l)
	v.Waiting = a.State == casework.New
	return v
}

// attendance is what follows from coming to a booked visit and from not coming.
func attendance(a casework.Application, l locale.Lang) string {
	switch came := a.Appointment.Came; {
	case came != nil && *came:
		return l.T("cabinet.visit.came")
	case came != nil:
		return l.T("cabinet.visit.missed")
	case a.VisitKey() != "" && a.Invoice == nil:
		return l.T("cabinet.visit.rules-free")
	case a.VisitKey() != "":
		return l.T("cabinet.visit.rules")
	default:
		return ""
	}
}

// registered is what the registers said of the applicant when they were asked for the case.
func registered(a casework.Application, who account.Principal, p layout.Page) []ui.Row {
	who = who.As(a.Mandate)
	if a.Concerns(who) {
		who = who.As(nil)
	}
	k := known{page: p, who: who, svc: a.Service, facts: a.Facts, at: "application", id: a.Number, disputes: a.Disputes}
	if _, read := a.Facts[register.PersonKey]; !read {
		return k.others()
	}
	return append(k.person(), k.others()...)
}

// means is the state in a sentence; a refusal and a correction say their own reason.
func means(a casework.Application, state catalogue.State, l locale.Lang) string {
	switch a.State {
	case casework.Done:
		if a.Cause == casework.BySilence {
			return a.Reason.In(l)
		}
	case casework.Refused, casework.ToBeCorrected:
		if reason := a.Reason.In(l); reason != "" {
			return reason
		}
	case casework.Appealed:
		if p := a.Appeal(); p != nil && p.Kind == casework.ReviewByPerson {
			return l.T("cabinet.review.means")
		}
	case casework.InProcess:
		if a.Cause != casework.NoCause && a.Cause != casework.ByTrack {
			return l.T("casework.cause." + string(a.Cause))
		}
	default: // the same for everybody
	}
	return state.Means.In(l)
}

// tone is the colour of the state: green when done, saffron when it is the applicant's turn, brick when refused.
func tone(s casework.State) string {
	switch s {
	case casework.Done:
		return "done"
	case casework.ToBeCorrected, casework.AwaitingPayment:
		return "turn"
	case casework.Refused, casework.Lapsed:
		return "no"
	default:
		return ""
	}
}

// track is the stages of the application's own track, up to its end.
func track(a casework.Application, l locale.Lang) ([]cabinet.Stage, string) {
	if a.State.Final() {
		return nil, ""
	}
	steps, at := stages(a.Process, a.Step, a.Invoice != nil)
	if at < 0 {
		return nil, ""
	}
	out := make([]cabinet.Stage, 0, len(steps)+1)
	out = append(out, cabinet.Stage{Title: l.T("casework.event.submit"), Done: true})
	for i, s := range steps {
		name := l.T("casework.step." + string(s))
		if s == casework.Closed {
			name = l.T("cabinet.case.end")
		}
		out = append(out, cabinet.Stage{Title: name, Done: i < at, Now: i == at})
	}
	return out, l.T("cabinet.case.place", "Number", at+2, "Total", len(out), "Step", out[at+1].Title)
}

// stages is the steps of a track as this application goes through them, and the place of the present one: paying only
// where there is an invoice, a doubt or an appeal where there is one.
func stages(process catalogue.Process, step casework.Step, billed bool) ([]casework.Step, int) {
	var steps []casework.Step
	for _, s := range casework.Tracks[process] {
		if s != casework.Pay || billed {
			steps = append(steps, s)
		}
	}
	at := slices.Index(steps, step)
	if at < 0 && len(steps) > 0 { // a step beside the track stands before its end, a correction before the check
		if step == casework.Correct {
			return slices.Insert(steps, 0, step), 0
		}
		at = len(steps) - 1
		steps = slices.Insert(steps, at, step)
	}
	return steps, at
}

// answers is who acts, by when, and what the applicant does.
func (c *Cabinet) answers(a casework.Application, state catalogue.State, l locale.Lang) []ui.Glimpse {
	office, _ := authority(a.Authority, l)
	acts := ui.Glimpse{Key: l.T("cabinet.case.who"), Value: office}
	needs := ui.Glimpse{Key: l.T("cabinet.case.need"), Value: l.T("cabinet.case.need-nothing"), Note: l.T("cabinet.case.need-note")}
	switch {
	case a.State == casework.ToBeCorrected || a.State == casework.AwaitingPayment:
		acts.Value = l.T("cabinet.case.you")
		needs = ui.Glimpse{Key: needs.Key, Value: l.T("casework.step." + string(a.Step))}
	case a.State == casework.New:
		acts.Value, acts.Note = l.T("cabinet.case.portal"), office
	case a.State.Final():
		acts = ui.Glimpse{Key: acts.Key, Value: state.Who.In(l)}
		if a.State == casework.Refused && (a.Remedy() == casework.NoRemedy || c.Now().After(a.AppealBy())) {
			acts.Value = l.T("cabinet.case.again-only")
		}
	case a.AssignedTo != "":
		acts.Note = a.AssignedTo
	}
	if a.Displaced() && a.State != casework.AwaitingPayment && a.State != casework.ToBeCorrected {
		needs = ui.Glimpse{Key: needs.Key, Value: l.T("cabinet.visit.link")}
	}
	if a.State.Final() {
		closed := a.SubmittedAt
		if a.ClosedAt != nil {
			closed = *a.ClosedAt
		}
		return []ui.Glimpse{{Key: l.T("cabinet.case.closed"), Value: l.DateTime(closed), Note: decidedBy(a, l)}, acts}
	}
	day, left := c.dueIn(l, a.DueAt)
	by := ui.Glimpse{Key: l.T("cabinet.case.due"), Value: day, Note: left}
	if a.StoppedAt != nil {
		by.Note += ". " + l.T("cabinet.case.stopped")
	}
	return []ui.Glimpse{acts, by, needs}
}

func decidedBy(a casework.Application, l locale.Lang) string {
	switch {
	case a.State != casework.Done && a.State != casework.Refused:
		return ""
	case a.Cause == casework.BySilence:
		return l.T("cabinet.case.nobody-answered")
	case a.Automatic:
		return l.T("cabinet.case.by-rules")
	default:
		return l.T("cabinet.case.by-people")
	}
}

// turn is what the applicant has to do now, if anything.
func (c *Cabinet) turn(a casework.Application, p layout.Page, l locale.Lang) *cabinet.Turn {
	day, left := c.dueIn(l, a.DueAt)
	switch a.State {
	case casework.AwaitingPayment:
		if a.Invoice == nil {
			return nil
		}
		return &cabinet.Turn{
			Title: l.T("cabinet.turn.pay", "Amount", l.Money(a.Invoice.Amount)), Text: l.T("cabinet.turn.until", "Day", day, "Left", left),
			Label: l.T("casework.action.pay"), Href: p.Link("/applications/" + a.Number + "/pay"),
		}
	case casework.ToBeCorrected:
		return &cabinet.Turn{
			Title: l.T("cabinet.turn.correct"), Text: l.T("cabinet.turn.until", "Day", day, "Left", left),
			Label: l.T("cabinet.turn.correct-button"), Href: p.Link("/applications/" + a.Number + "/correct"),
		}
	default:
		if !a.Displaced() {
			return nil
		}
		return &cabinet.Turn{
			Title: l.T("cabinet.turn.displaced"), Text: l.T("cabinet.turn.displaced-text", "Time", l.DateTime(a.Appointment.At)),
			Label: l.T("cabinet.visit.link"), Href: p.Link("/applications/" + a.Number + "/visit"),
		}
	}
}

// refunds is the money that goes back or went, and where each stands.
func refunds(a casework.Application, l locale.Lang) []ui.Row {
	var rows []ui.Row
	for _, x := range a.Refunds {
		row := ui.Row{Key: l.Money(x.Amount), Value: l.T("cabinet.refund." + string(x.State)), Note: l.T("payment.refund.reason."+x.Reason) + " · " + l.Date(x.MadeAt)}
		if x.SettledAt != nil {
			row.Value = l.T("cabinet.refund.done", "Date", l.Date(*x.SettledAt))
		}
		rows = append(rows, row)
	}
	return rows
}

// consents is the authorities that are asked for their consent: until when, and what they said.
func (c *Cabinet) consents(a casework.Application, l locale.Lang) []ui.Row {
	var rows []ui.Row
	for _, asked := range a.Consents {
		row := ui.Row{Key: catalogue.Lists().Office(asked.Authority, l)}
		if asked.Answer == consent.Waiting {
			if a.State.Final() {
				continue // nobody will answer any more
			}
			day, left := c.dueIn(l, asked.DueAt)
			row.Value, row.Note = l.T("casework.consent.waiting"), l.T("casework.consent.until", "Day", day)+" ("+left+")"
		} else {
			row.Value, row.Note = l.T("casework.consent."+string(asked.Answer)), when(*asked.AnsweredAt, l)
		}
		if asked.Note != "" {
			row.Value += "\n" + asked.Note
		}
		rows = append(rows, row)
	}
	return rows
}

// inner is what officials arrange among themselves.
var inner = []casework.Action{casework.Claim, casework.Release, casework.Assign, casework.Recheck, casework.Remark, casework.Route, casework.ClaimConsent, casework.ReleaseConsent, casework.Escalate80}

// events is what happened, then what is still to come. What moves nothing for the applicant is left out.
func (c *Cabinet) events(a casework.Application, l locale.Lang) []ui.Event {
	var out []ui.Event
	for _, e := range a.Events {
		if slices.Contains(inner, e.Action) {
			continue
		}
		by := l.T("cabinet.by." + e.Kind)
		if e.Actor != "" {
			by = e.Actor
		}
		ev := ui.Event{Title: ui.EventTitle(l, e), By: by, When: when(e.At, l), At: e.At.Format(time.RFC3339), Text: e.DateWords(l)}
		if told := a.PublicNote(e); told != "" {
			ev.Text = told
		}
		out = append(out, ev)
	}
	if a.State.Final() {
		return out
	}
	steps, at := stages(a.Process, a.Step, a.Invoice != nil)
	for i, s := range steps {
		switch {
		case i == at:
			out = append(out, ui.Event{Moment: ui.Now, Title: l.T("casework.step." + string(s)), By: l.T("cabinet.case.now")})
		case i > at && s == casework.Closed:
			end := ui.Event{Moment: ui.Next, Title: l.T("cabinet.case.end-next"), By: l.T("cabinet.case.then")}
			if a.StoppedAt == nil { // else the date is the applicant's own, to pay or to correct
				day, _ := c.dueIn(l, a.DueAt)
				end.When = l.T("cabinet.case.until", "Day", day)
			}
			out = append(out, end)
		case i > at:
			out = append(out, ui.Event{Moment: ui.Next, Title: l.T("casework.step." + string(s)), By: l.T("cabinet.case.then")})
		}
	}
	return out
}

func when(at time.Time, l locale.Lang) string { return l.DayMonth(at) + ", " + l.Clock(at) }

// signed is the signatures of an application with their files.
func signed(a casework.Application, p layout.Page, l locale.Lang) []cabinet.Signed {
	var list []cabinet.Signed
	for _, s := range ui.Signatures(a.Signatures, l) {
		x := cabinet.Signed{Signed: s}
		for _, f := range s.Files {
			x.Evidence = append(x.Evidence, cabinet.Link{Title: l.T(f.Title), Href: p.Link("/applications/" + a.Number + "/signature/" + f.Path)})
		}
		list = append(list, x)
	}
	return list
}

// sentRows is the answers as they were sent, files as links.
func sentRows(a casework.Application, p layout.Page, l locale.Lang) []ui.Row {
	var rows []ui.Row
	for _, f := range a.Service.Form {
		shown := form.Show(f, a.Answers[f.Key], l, territory(l))
		if len(shown) == 0 {
			continue
		}
		row := ui.Row{Key: f.Label.In(l), Value: strings.Join(shown, "\n")}
		if f.Kind == form.KindFile {
			var files []cabinet.Link
			for i, m := range form.Maps(a.Answers[f.Key]) {
				files = append(files, cabinet.Link{Title: shown[i], Href: p.Link("/files/" + form.String(m["id"]))})
			}
			row.Content = cabinet.Links(files)
		}
		rows = append(rows, row)
	}
	return rows
}
