package casework

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

// How long a note may be, what is said about one question, and the place of a visit.
const (
	maxNote  = 4000
	maxMark  = 1000
	maxPlace = 300
)

// ActionInput is what the form of an action sends.
type ActionInput struct {
	Action Action
	Note   string
	Row    int // version of the row that the actor saw
	Fields map[string]string
	Marks  []Mark
	Record form.Answers // of RecordResult: what was written down at the visit
}

// acting is one action while it is done.
type acting struct {
	s      *Store
	tx     pgx.Tx
	before Application
	a      *Application
	actor  Actor
	in     ActionInput
	now    time.Time
	event  Event
}

// ChangedMeanwhile is the id of the Conflict when somebody changed the case since the actor saw it.
const ChangedMeanwhile = "casework.changed"

// NoteNeeded is the id of the Invalid when an action that needs a note has none.
const NoteNeeded = "casework.note_needed"

// Act does one action of the table, whoever acts: it checks role, scope, state and guards, and that nobody changed the
// case since the actor saw it, then writes the change, the event, the audit entry, the messages and the jobs in one
// transaction. A case that the actor may not know of is NotFound; one that somebody else changed is a Conflict.
func (s *Store) Act(ctx context.Context, actor Actor, number string, in ActionInput) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error { return s.ActIn(ctx, tx, actor, number, in) })
}

// ActIn is Act in the caller's transaction, which has to be rolled back when it fails.
func (s *Store) ActIn(ctx context.Context, tx pgx.Tx, actor Actor, number string, in ActionInput) error {
	before, err := s.loadFor(ctx, tx, actor, number)
	if err != nil {
		return err
	}
	if !before.visibleTo(actor) {
		return problem.New(problem.NotFound, "casework.not_found")
	}
	if in.Row != before.Row {
		return problem.New(problem.Conflict, ChangedMeanwhile)
	}
	t, err := before.find(in.Action, actor)
	if err != nil {
		return err
	}
	if in.Action == PayFee || in.Action == Resubmit || in.Action == Submit {
		return problem.New(problem.Conflict, "casework.not_now") // Pay, Resubmit and Submit have doors of their own
	}
	return s.perform(ctx, tx, before, actor, t, in)
}

// perform does an action that was found in the table.
func (s *Store) perform(ctx context.Context, tx pgx.Tx, before Application, actor Actor, t Transition, in ActionInput) error {
	in.Note = strings.TrimSpace(in.Note)
	if err := checkInput(before, t.Input, in); err != nil {
		return err
	}
	a := before
	w := &acting{s: s, tx: tx, before: before, a: &a, actor: actor, in: in, now: s.now(), event: a.eventOf(actor, in)}
	a.State, a.Step = t.To, t.Step
	if actor.Official != nil {
		a.Automatic = false
	}
	if effect := effects[in.Action]; effect != nil {
		if err := effect(ctx, w); err != nil {
			return err
		}
	}
	kind, id := kindOf(actor)
	entry := audit.Entry{Kind: kind, Actor: id, Action: "application." + string(in.Action), Object: "application:" + a.Number}
	if a.calm(before, in.Action) {
		entry.Detail = a.detail("to", a.State)
		return s.write(ctx, tx, &before, &a, w.event, entry)
	}
	if err := s.write(ctx, tx, &before, &a, w.event); err != nil {
		return err
	}
	quote, err := s.dueQuote(ctx, a)
	if err != nil {
		return err
	}
	if err := s.follow(ctx, tx, before, &a, quote, in.Action); err != nil {
		return err
	}
	entry.Detail = a.detail("to", a.State)
	return audit.Record(ctx, tx, entry)
}

// dueQuote is the fee that a granted case asks for first.
func (s *Store) dueQuote(ctx context.Context, a Application) (payment.Quote, error) {
	if a.State != AwaitingPayment {
		return payment.Quote{}, nil
	}
	return s.Quote(ctx, a.Service, a.input(register.DateOf(a.SubmittedAt)))
}

func checkInput(a Application, need Input, in ActionInput) error {
	for _, m := range in.Marks {
		if need.Marks && !a.asksFor(m.Key) {
			return problem.New(problem.Invalid, "casework.marks_needed")
		}
	}
	if err := need.check(in); err != nil {
		return err
	}
	if slices.ContainsFunc(need.Fields, func(f Field) bool { return f.Kind == groundField }) {
		return checkGround(a, in)
	}
	if in.Action == RecordResult {
		return checkRecord(a, in.Record)
	}
	return nil
}

// NeedOf is what the form of an action asks for, whatever the case.
func NeedOf(action Action) Input {
	for _, t := range Table {
		if t.Action == action {
			return t.Input
		}
	}
	return Input{}
}

// CheckForm reports what no case could take of an action's form.
func CheckForm(in ActionInput) error {
	in.Note = strings.TrimSpace(in.Note)
	if err := NeedOf(in.Action).check(in); err != nil {
		return err
	}
	if code := in.Fields[groundField]; code != "" && !strings.HasPrefix(code, ownGround) {
		return checkGround(Application{}, in)
	}
	return nil
}

func (need Input) check(in ActionInput) error {
	switch {
	case need.Note == Required && in.Note == "":
		return problem.New(problem.Invalid, NoteNeeded)
	case utf8.RuneCountInString(in.Note) > maxNote:
		return problem.New(problem.Invalid, "casework.note_too_long", "Limit", maxNote)
	case need.Marks != (len(in.Marks) > 0):
		return problem.New(problem.Invalid, "casework.marks_needed")
	}
	for _, m := range in.Marks {
		if utf8.RuneCountInString(m.Reason) > maxMark {
			return problem.New(problem.Invalid, "casework.mark_too_long", "Limit", maxMark)
		}
	}
	for _, f := range need.Fields {
		value := strings.TrimSpace(in.Fields[f.Name])
		switch {
		case f.Required && value == "", f.Kind == "yesno" && value != "" && value != "yes" && value != "no":
			return problem.New(problem.Invalid, "casework.field_needed."+f.Name)
		case f.Kind == "text" && utf8.RuneCountInString(value) > maxPlace:
			return problem.New(problem.Invalid, "casework."+f.Name+"_too_long", "Limit", maxPlace)
		}
	}
	return nil
}

func (a Application) asksFor(key string) bool {
	for _, f := range a.Service.Form {
		if f.Key == key {
			return true
		}
	}
	return false
}

// visibleTo reports whether the actor may know that the case exists.
func (a Application) visibleTo(actor Actor) bool {
	switch o := actor.Official; {
	case actor.machine:
		return true
	case o != nil:
		return a.may(actor, BySpecialist) || a.may(actor, ByConsenter) || a.may(actor, ByAdviser)
	default:
		return a.heldBy(actor.Principal)
	}
}
