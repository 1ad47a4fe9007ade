package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/deadline"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/workday"
)

// DaysToAppeal and DaysToHear are calendar days: in which a review or an appeal can be asked for after the decision, and
// in which it is answered. Estimated until confirmed.
const (
	DaysToAppeal = 30
	DaysToHear   = 15
)

// Remedy is what can be asked for against a refusal.
type Remedy string

// Remedies.
const (
	NoRemedy       Remedy = ""       // an appeal was heard: the court is left
	ReviewByPerson Remedy = "review" // of what the rules refused
	Appealing      Remedy = "appeal" // against what an official refused, or kept when he reviewed it
)

// Outcome is how a review or an appeal ended; its words are casework.outcome.<outcome>.
type Outcome string

// Outcomes.
const (
	Unheard  Outcome = ""
	Upheld   Outcome = "upheld"     // kept
	Obliged  Outcome = "obliged"    // the authority must decide anew
	Annulled Outcome = "overturned" // the result is granted, or the case studied for the first time; the fee goes back
)

// outcomes is what the actions of who hears an appeal make of it.
var outcomes = map[Action]Outcome{Uphold: Upheld, Oblige: Obliged, Overturn: Annulled}

// Appeal is a review or an appeal: a case of its own with a number, a clock and an outcome.
type Appeal struct {
	Number     string // nine digits, no application's
	Kind       Remedy
	FiledAt    time.Time
	DueAt      time.Time
	Reason     string // why the applicant disagrees; a review needs none
	Outcome    Outcome
	Note       string // the reasons of the outcome, as the applicant reads them
	DecidedAt  *time.Time
	RaisedFrom string // SOATO of the office that had nobody to hear it; empty: that office does
	Against    int64  // account of who made the decision; 0: the rules
	PreparedBy int64  // account of who prepared it; 0: nobody
	HeardBy    int64  // account; 0 until it is heard
}

const selectAppeals = `SELECT number, kind, requested_at, due_at, reason, outcome, note, decided_at, raised_from, coalesce(refused_by, 0), coalesce(prepared_by, 0), coalesce(decided_by, 0)
	FROM appeals WHERE application_id = ` + postgres.Chosen + ` ORDER BY id`

// Appeal is the newest review or appeal, or nil.
func (a Application) Appeal() *Appeal {
	if len(a.Appeals) == 0 {
		return nil
	}
	return &a.Appeals[len(a.Appeals)-1]
}

// refusal is the newest decision to refuse, or to keep a refusal; nil when there was none.
func (a Application) refusal() *Event {
	for i, e := range slices.Backward(a.Events) {
		if e.To == Refused && e.From != Refused {
			return &a.Events[i]
		}
	}
	return nil
}

// Remedy is what the newest refusal leaves to the applicant, in time or late.
func (a Application) Remedy() Remedy {
	e := a.refusal()
	switch {
	case e == nil:
		return NoRemedy
	case e.Action == AutoRefuse:
		return ReviewByPerson
	case e.Action == Uphold && a.Appeal().Kind == Appealing:
		return NoRemedy
	default:
		return Appealing
	}
}

// RefusedByOfficial reports whether a person made the refusal that stands or is appealed against, not the rules.
func (a Application) RefusedByOfficial() bool {
	e := a.refusal()
	return e != nil && e.Action != AutoRefuse && (a.State == Refused || a.State == Appealed)
}

// AppealBy is until when the newest refusal can be reviewed or appealed; zero when there was none.
func (a Application) AppealBy() time.Time {
	e := a.refusal()
	if e == nil {
		return time.Time{}
	}
	return a.calendar.Due(e.At, DaysToAppeal, workday.CalendarDays)
}

// Anew is the appeal that obliges whoever has the case now to decide it anew; nil when none does.
func (a Application) Anew() *Appeal {
	last := a.Appeal()
	if last == nil || last.Outcome != Obliged || a.State.Final() {
		return nil
	}
	return last
}

// madeBy reports whether the official made the decision or prepared it: somebody else hears what is said against it.
func (a Application) madeBy(official int64) bool {
	return official != 0 && (a.DecidedBy == official || a.PreparedBy == official)
}

// appeal opens a review or an appeal.
func appeal(ctx context.Context, w *acting) error {
	number, err := nextNumber(ctx, w.tx)
	if err != nil {
		return err
	}
	p := w.filed(number)
	if p.RaisedFrom, err = w.raise(ctx, p); err != nil {
		return err
	}
	_, err = w.tx.Exec(ctx, `INSERT INTO appeals (application_id, number, kind, requested_at, due_at, reason, refused_by, prepared_by, raised_from)
		VALUES ($1, $2, $3, $4, $5, $6, nullif($7::bigint, 0), nullif($8::bigint, 0), $9)`,
		w.a.ID, p.Number, p.Kind, p.FiledAt, p.DueAt, p.Reason, p.Against, p.PreparedBy, p.RaisedFrom)
	if err != nil {
		return fmt.Errorf("open appeal: %w", err)
	}
	return nil
}

// filed is what a review or an appeal changes.
func (w *acting) filed(number string) *Appeal {
	kind := ReviewByPerson
	if w.in.Action == FileAppeal {
		kind = Appealing
	}
	w.a.Appeals = append(slices.Clone(w.before.Appeals), Appeal{
		Number: number, Kind: kind, FiledAt: w.now, DueAt: w.s.calendar.Due(w.now, DaysToHear, workday.CalendarDays), Reason: w.in.Note,
		Against: w.before.DecidedBy, PreparedBy: w.before.PreparedBy,
	})
	w.a.Assignee = 0
	return w.a.Appeal()
}

// raise opens the case to the whole authority, where nobody of the office may hear it, tells those who may, and gives the
// office's region. Where the authority has nobody either, the authority above is told at once.
func (w *acting) raise(ctx context.Context, p *Appeal) (from string, err error) {
	rows, _ := w.tx.Query(ctx, `SELECT o.account_id, o.region FROM officials o JOIN accounts a ON a.id = o.account_id
		WHERE o.ended_at IS NULL AND a.blocked_at IS NULL AND o.authority = $1 AND o.role = ANY ($2)`,
		w.a.Authority, []account.Role{account.Specialist, account.Head})
	var told []int64
	near, id, region := false, int64(0), ""
	_, err = pgx.ForEachRow(rows, []any{&id, &region}, func() error {
		if w.a.Suits(id) {
			told = append(told, id)
			near = near || w.a.near(account.Official{Region: region})
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("read authority: %w", err)
	}
	if near {
		return "", nil
	}
	if from = w.a.Region; from != "" {
		w.a.Region, w.event.Detail["raised_from"] = "", from
	}
	office, event := w.a.Authority, "appeal-raised"
	if len(told) == 0 {
		event = AppealNobody
		if office, told, err = w.s.above(ctx, w.tx, w.a, deadline.Failed); err != nil {
			return "", err
		}
	}
	return from, notify.QueueOffice(ctx, w.tx, told, notify.Notice{
		Office: office, Event: event, Occasion: "appeal/" + p.Number, ApplicationID: w.a.ID, Number: w.a.Number,
		Args: notify.Args{"Service": w.a.Service.Title, "Appeal": p.Number, "Due": p.DueAt, "Authority": offices(w.a.Authority)},
	})
}

// AppealNobody is what the authority above is told of an appeal that its authority has nobody to hear; the case is not its
// own to open. Where no authority stands above, the heads of the authority are told, who can find somebody.
const AppealNobody = "appeal-nobody"

// hear decides on a review or an appeal.
func hear(ctx context.Context, w *acting) error {
	p := w.heard()
	_, err := w.tx.Exec(ctx, `UPDATE appeals SET outcome = $2, note = $3, decided_by = $4, decided_at = $5 WHERE application_id = $1 AND outcome = ''`,
		w.a.ID, p.Outcome, p.Note, p.HeardBy, p.DecidedAt)
	if err != nil {
		return fmt.Errorf("decide appeal: %w", err)
	}
	if p.Outcome == Annulled { // fees are given back on an unjustified refusal, and the service is owed all the same
		return w.refund(ctx, payment.Overturned)
	}
	return nil
}

// heard is what the decision on a review or an appeal changes: where the case goes on when the refusal does not stand.
func (w *acting) heard() *Appeal {
	w.a.Appeals = slices.Clone(w.before.Appeals)
	p := w.a.Appeal()
	p.Outcome, p.Note, p.DecidedAt, p.HeardBy = outcomes[w.in.Action], w.in.Note, &w.now, w.actor.Official.ID
	if p.RaisedFrom != "" {
		w.a.Region = p.RaisedFrom
	}
	w.a.Resume = Closed
	if w.before.Unstudied() {
		w.a.Resume = HumanStep(w.a.Process)
	}
	w.a.DecidedBy, w.a.Assignee, w.a.Cause = p.HeardBy, 0, NoCause
	if p.Outcome == Obliged { // nobody has decided it now: whoever does can be appealed against
		w.a.DecidedBy, w.a.PreparedBy, w.a.Proposal = 0, 0, ""
	}
	w.a.Reason, w.a.marked = written(w.in.Note), true
	w.event.Detail["appeal"] = p.Number
	return p
}

// paidFor reports whether the fee was paid and is not asked for again: also when it went back because the refusal was
// wrong.
func (a Application) paidFor() bool {
	return a.Invoice != nil && a.Invoice.Status == payment.Paid ||
		slices.ContainsFunc(a.Refunds, func(r payment.Refund) bool { return r.Reason == payment.Overturned })
}
