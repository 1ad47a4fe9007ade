package casework

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/problem"
)

// Limits of opinions: working days in which an office is asked to answer, and how many offices a case may wait for at once.
const (
	OpinionDays     = 3
	MaxOpinionDays  = 10
	MaxOpenOpinions = 3
)

// Fields of the forms about opinions.
const (
	authorityField = "authority"
	whereField     = "where"
	daysField      = "days"
	opinionField   = "opinion"
)

// advised is what officials of the actor's office were asked about the case and may still see: what waits for their answer
// before what they have answered; nil: nothing.
func (a Application) advised(o account.Official) *consent.Opinion {
	var seen *consent.Opinion
	for i, x := range a.Opinions {
		if !x.Asks(o.Authority, o.Region) || !x.Sees(a.at) {
			continue
		}
		if x.Waits() {
			return &a.Opinions[i]
		}
		seen = &a.Opinions[i]
	}
	return seen
}

// AskedOf is the question that waits for an answer of the official's office; nil: there is none. Who asked it, and who has
// the case, do not answer it themselves.
func (a Application) AskedOf(o account.Official) *consent.Opinion {
	x := a.advised(o)
	if x == nil || !x.Waits() || x.AskedBy == o.ID || a.has(o.ID, a.Assignee) {
		return nil
	}
	return x
}

// Advises reports whether the official sees the case for no other reason than that his office has to answer.
func (a Application) Advises(o account.Official) bool { return a.AskedOf(o) != nil && !a.inScope(o) }

// OpenOpinions is what still waits for an answer.
func (a Application) OpenOpinions() (list []consent.Opinion) {
	for _, x := range a.Opinions {
		if x.Waits() {
			list = append(list, x)
		}
	}
	return list
}

// askOpinion asks another office, and tells who sits there.
func askOpinion(ctx context.Context, w *acting) error {
	x := consent.Opinion{
		Authority: w.in.Fields[authorityField], Region: w.in.Fields[whereField], Question: w.in.Note,
		AskedBy: w.actor.Official.ID, AskedAt: w.now,
	}
	days, lists := OpinionDays, catalogue.Lists()
	if typed := w.in.Fields[daysField]; typed != "" {
		days, _ = strconv.Atoi(typed)
	}
	open := w.a.OpenOpinions()
	switch {
	case !lists.Authorities.Has(x.Authority):
		return problem.New(problem.Invalid, "casework.field_needed.authority")
	case x.Region != "" && !lists.Regions.Has(x.Region):
		return problem.New(problem.Invalid, "casework.field_needed.where")
	case x.Authority == w.a.Authority && x.Region == w.a.Region:
		return problem.New(problem.Invalid, "casework.opinion_own")
	case days < 1 || days > MaxOpinionDays:
		return problem.New(problem.Invalid, "casework.opinion_days", "Limit", MaxOpinionDays)
	case slices.ContainsFunc(open, func(o consent.Opinion) bool { return o.Authority == x.Authority }):
		return problem.New(problem.Invalid, "casework.opinion_twice")
	case len(open) >= MaxOpenOpinions:
		return problem.New(problem.Invalid, "casework.opinions_many", "Limit", MaxOpenOpinions)
	}
	x.DueAt = w.s.calendar.Add(w.now, days)
	desk, err := w.a.desk(ctx, w.tx, x)
	if err != nil {
		return err
	}
	if len(desk) == 0 {
		return problem.New(problem.Invalid, "casework.opinion_nobody")
	}
	if x.ID, err = consent.AskOpinion(ctx, w.tx, w.a.ID, x); err != nil {
		return err
	}
	w.event.Detail["authority"], w.event.Detail["office"], w.event.Detail["opinion"] = x.Authority, x.Region, x.ID
	return w.a.tellOffice(ctx, w.tx, desk, x.Authority, "opinion-asked", x)
}

// desk is who of an asked office is told: nobody whom the case concerns, and not who has it.
func (a Application) desk(ctx context.Context, tx pgx.Tx, x consent.Opinion) ([]int64, error) {
	staff, err := account.Desk(ctx, tx, x.Authority, x.Region, account.Specialist, account.Head)
	return slices.DeleteFunc(staff, func(id int64) bool { return a.concerns(id) || id == x.AskedBy || a.has(id, a.Assignee) }), err
}

// tellOffice tells officials of a question, once for each event of it.
func (a Application) tellOffice(ctx context.Context, tx pgx.Tx, to []int64, office, event string, x consent.Opinion) error {
	return notify.QueueOffice(ctx, tx, to, notify.Notice{
		Office: office, Event: event, Occasion: fmt.Sprintf("opinion/%d", x.ID), ApplicationID: a.ID, Number: a.Number,
		Args: notify.Args{"Service": a.Service.Title, "Authority": offices(a.Authority), "Asked": offices(x.Authority), "Due": x.DueAt},
	})
}

// askers is who waits for an answer: who asked, who has the case now, and who acts for him while he is away.
func (a Application) askers(x consent.Opinion) []int64 {
	to := []int64{x.AskedBy}
	if a.Assignee != 0 {
		to = append(to, a.Assignee)
	}
	for _, d := range a.deputies {
		if d.For == a.Assignee {
			to = append(to, d.ID)
		}
	}
	slices.Sort(to)
	return slices.Compact(to)
}

// answerOpinion is the answer of the asked office; who waits for it is told.
func answerOpinion(ctx context.Context, w *acting) error {
	x := w.a.AskedOf(*w.actor.Official)
	if err := consent.GiveOpinion(ctx, w.tx, x.ID, w.in.Note, w.actor.Official.ID, w.now); err != nil {
		return err
	}
	w.event.Detail["authority"], w.event.Detail["office"], w.event.Detail["opinion"] = x.Authority, x.Region, x.ID
	return w.a.tellOffice(ctx, w.tx, w.a.askers(*x), w.a.Authority, "opinion-answered", *x)
}

// withdrawOpinion takes a question back, and tells who was asked.
func withdrawOpinion(ctx context.Context, w *acting) error {
	open := w.a.OpenOpinions()
	at := slices.IndexFunc(open, func(x consent.Opinion) bool { return strconv.FormatInt(x.ID, 10) == w.in.Fields[opinionField] })
	if at < 0 {
		return problem.New(problem.Invalid, "casework.field_needed.opinion")
	}
	x := open[at]
	if err := consent.TakeBack(ctx, w.tx, x.ID, w.now); err != nil {
		return err
	}
	w.event.Detail["authority"], w.event.Detail["office"], w.event.Detail["opinion"] = x.Authority, x.Region, x.ID
	desk, err := w.a.desk(ctx, w.tx, x)
	if err != nil {
		return err
	}
	return w.a.tellOffice(ctx, w.tx, desk, x.Authority, "opinion-withdrawn", x)
}

// OpinionsDue reminds both sides of answers that are late, once each.
func (s *Store) OpinionsDue(ctx context.Context) error {
	late, err := s.ids(ctx, `SELECT DISTINCT application_id FROM (SELECT application_id FROM opinions
		WHERE answered_at IS NULL AND withdrawn_at IS NULL AND reminded_at IS NULL AND due_at < $1 ORDER BY due_at LIMIT $2) AS late ORDER BY 1`, s.now(), batch)
	if err != nil {
		return err
	}
	return s.each(ctx, late, s.remindOffices)
}

func (s *Store) remindOffices(ctx context.Context, tx pgx.Tx, id int64) error {
	a, err := s.load(ctx, tx, true, `a.id = $1`, []any{id})
	if err != nil {
		return err
	}
	for _, x := range a.OpenOpinions() {
		if !x.DueAt.Before(s.now()) {
			continue
		}
		fresh, err := consent.Remind(ctx, tx, x.ID, s.now())
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		desk, err := a.desk(ctx, tx, x)
		if err != nil {
			return err
		}
		if err := a.tellOffice(ctx, tx, desk, x.Authority, "opinion-late", x); err != nil {
			return err
		}
		if err := a.tellOffice(ctx, tx, a.askers(x), a.Authority, "opinion-waited", x); err != nil {
			return err
		}
	}
	return nil
}
