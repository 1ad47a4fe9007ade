package booking

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/workday"
)

// Limits of a Setup.
const (
	MinLength = 5
	MaxLength = 240
	MaxPlaces = 50
	MaxClosed = 50 // spans
)

// mostChanges is how many changes of an office its history shows.
const mostChanges = 100

// Edit is a change that the head of an office wants.
type Edit struct {
	Office int64
	Row    int // of the page that was edited
	Setup  Setup
	Reason string
	// Agreed is how many appointments its author knows to be displaced by it: see Displaced. When more are, for
	// somebody booked meanwhile, nothing is changed.
	Agreed int
}

// Appointment is a booked visit at an office.
type Appointment struct {
	Number string // of the application
	At     time.Time

	booking, application int64
	holds                bool // the place of a form that is not sent yet
	displaced            bool
}

// Changed is a change that was made.
type Changed struct {
	By        string
	At        time.Time
	Reason    string
	Displaced int
	Was       Setup
	Became    Setup
	ID        int64
}

// DisplacedArgs is the job that tells the holder of an appointment that the office does not receive people at that time
// any more, or that it does again. Casework, which knows the holder, does it: see Tell.
type DisplacedArgs struct {
	ApplicationID int64 `json:"application_id"`
}

// Kind names the job.
func (DisplacedArgs) Kind() string { return "booking.displaced" }

// keeps refuses who is not the head of the office's authority there or in the whole country, as if there were none.
func (o Office) keeps(by account.Official) error {
	if !by.Receiving() || by.Authority != o.Authority || by.Region != "" && by.Region != o.Region {
		return problem.New(problem.NotFound, "booking.no_office")
	}
	return nil
}

// Kept is the offices that the official may change.
func (s *Store) Kept(ctx context.Context, by account.Official) ([]Office, error) {
	if !by.Receiving() {
		return nil, problem.New(problem.Forbidden, "account.heads_only")
	}
	return s.Offices(ctx, by.Authority, by.Region)
}

// kept is one of them.
func (s *Store) kept(ctx context.Context, by account.Official, id int64) (Office, error) {
	o, err := s.Office(ctx, id)
	if err != nil {
		return Office{}, err
	}
	return o, o.keeps(by)
}

// KeptOffice is one of them, with the appointments that have no place there any more and what was changed, the latest
// first.
func (s *Store) KeptOffice(ctx context.Context, by account.Official, id int64) (Office, []Appointment, []Changed, error) {
	o, err := s.kept(ctx, by, id)
	if err != nil {
		return Office{}, nil, nil, err
	}
	all, err := s.appointments(postgres.Beyond(ctx), s.pool, o, s.now(), "") // the cases of some belong to other regions
	if err != nil {
		return Office{}, nil, nil, postgres.Problem(err)
	}
	displaced := slices.DeleteFunc(all, func(a Appointment) bool { return !a.displaced })
	rows, _ := s.pool.Query(ctx, `SELECT a.name, c.changed_at, c.reason, c.displaced, c.was, c.became, c.id FROM office_changes c JOIN accounts a ON a.id = c.changed_by
		WHERE c.office_id = $1 ORDER BY c.id DESC LIMIT $2`, id, mostChanges)
	changes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Changed])
	if err != nil {
		return Office{}, nil, nil, postgres.Problem(fmt.Errorf("read changes of an office: %w", err))
	}
	return o, displaced, changes, nil
}

// Displaced is the appointments that would lose their place by such a setup.
func (s *Store) Displaced(ctx context.Context, by account.Official, office int64, to Setup) ([]Appointment, error) {
	o, err := s.kept(ctx, by, office)
	if err != nil {
		return nil, err
	}
	all, err := s.appointments(postgres.Beyond(ctx), s.pool, o, s.now(), "") // the cases of some belong to other regions
	if err != nil {
		return nil, postgres.Problem(err)
	}
	return to.place(s.calendar, all).out, nil
}

// appointments is what is booked and held at an office from now on, those of one time in the order in which they were
// booked, held ones last.
func (s *Store) appointments(ctx context.Context, q querier, o Office, now time.Time, lock string) ([]Appointment, error) {
	rows, err := q.Query(ctx, `SELECT coalesce((SELECT number FROM applications a WHERE a.id = b.application_id), ''), b.at, b.id, coalesce(b.application_id, 0), b.draft_id IS NOT NULL, b.displaced_at IS NOT NULL
		FROM bookings b WHERE b.office_id = $1 AND b.at > $2 AND b.released_at IS NULL AND (b.held_until IS NULL OR b.held_until > $2)
		ORDER BY b.at, b.draft_id IS NOT NULL, b.id `+lock, o.ID, now)
	if err != nil {
		return nil, fmt.Errorf("read appointments: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a Appointment, err error) {
		err = row.Scan(&a.Number, &a.At, &a.booking, &a.application, &a.holds, &a.displaced)
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("read appointments: %w", err)
	}
	return all, nil
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// placed is what becomes of appointments under another setup.
type placed struct {
	out  []Appointment // lose their place now
	back []Appointment // have one again
	held []Appointment // held times that nobody can have any more
}

// place goes through appointments in the order of their times.
func (s Setup) place(calendar *workday.Calendar, all []Appointment) (p placed) {
	nth, at := 0, time.Time{}
	for _, a := range all {
		if nth++; !a.At.Equal(at) {
			nth, at = 1, a.At
		}
		switch stands := nth <= s.Places && s.begins(calendar, a.At); {
		case a.holds && !stands:
			p.held = append(p.held, a)
		case !stands && !a.displaced:
			p.out = append(p.out, a)
		case stands && a.displaced:
			p.back = append(p.back, a)
		}
	}
	return p
}

// Change changes an office, for all that is booked from then on. Appointments without a place stay until their holders
// move them, who are told so; times that are only held for a form are given back. What must be mended first is returned
// as a value. A page from before another change, or more displaced appointments than were agreed to, is a Conflict.
func (s *Store) Change(ctx context.Context, by account.Official, e Edit) (form.Problems, error) {
	if problems := e.check(); len(problems) > 0 {
		return problems, nil
	}
	if e.Setup.Closed == nil {
		e.Setup.Closed = []Span{} // to SQL nil would be no list
	}
	var same bool
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) (err error) {
		same, err = s.change(ctx, tx, by, e)
		return err
	})
	if same && err == nil {
		return form.Problems{{Input: "reason", Field: "reason", ID: "booking.problem.same"}}, nil
	}
	return nil, err
}

func (s *Store) change(ctx context.Context, tx pgx.Tx, by account.Official, e Edit) (same bool, err error) {
	rows, _ := tx.Query(ctx, `SELECT `+officeColumns+` FROM offices WHERE id = $1 FOR UPDATE`, e.Office)
	o, err := pgx.CollectOneRow(rows, scanOffice)
	if err != nil {
		return false, lost(err)
	}
	if err := o.keeps(by); err != nil {
		return false, err
	}
	if err := postgres.Lift(ctx, tx); err != nil { // of those who come, the cases of some belong to other regions
		return false, err
	}
	if o.Row != e.Row {
		return false, problem.New(problem.Conflict, "booking.changed")
	}
	if o.Setup.same(e.Setup) {
		return true, nil
	}
	now := s.now()
	all, err := s.appointments(ctx, tx, o, now, "FOR UPDATE")
	if err != nil {
		return false, err
	}
	p := e.Setup.place(s.calendar, all)
	if len(p.out) > e.Agreed {
		return false, problem.New(problem.Conflict, More)
	}
	if err := p.write(ctx, tx, now); err != nil {
		return false, err
	}
	_, err = tx.Exec(ctx, `UPDATE offices SET address = $2, phone = $3, email = $4, week = $5, slot = $6, places = $7, closed = $8, row = row + 1 WHERE id = $1`,
		o.ID, e.Setup.Address, e.Setup.Phone, e.Setup.Email, e.Setup.Week, e.Setup.Length, e.Setup.Places, e.Setup.Closed)
	if err != nil {
		return false, fmt.Errorf("change office: %w", err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO office_changes (office_id, was, became, reason, displaced, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		o.ID, o.Setup, e.Setup, e.Reason, len(p.out), by.ID, now)
	if err != nil {
		return false, fmt.Errorf("note change of office: %w", err)
	}
	return false, audit.Record(ctx, tx, audit.Entry{
		Kind: audit.Official, Actor: by.ID, Action: "office.change", Object: "office:" + strconv.FormatInt(o.ID, 10),
		Detail: map[string]any{"authority": o.Authority, "region": o.Region, "displaced": len(p.out)},
	})
}

// More is the message of the Conflict of an Edit that displaces more appointments than its author knows of.
const More = "booking.more_displaced"

// write marks what lost and what got its place back, each with the job that tells it, and drops holds.
func (p placed) write(ctx context.Context, tx pgx.Tx, now time.Time) error {
	for _, of := range []struct {
		sql  string
		list []Appointment
		args []any
	}{
		{`DELETE FROM bookings WHERE id = ANY($1)`, p.held, nil},
		{`UPDATE bookings SET displaced_at = $2 WHERE id = ANY($1)`, p.out, []any{now}},
		{`UPDATE bookings SET displaced_at = NULL WHERE id = ANY($1)`, p.back, nil},
	} {
		ids := make([]int64, len(of.list))
		for i, a := range of.list {
			ids[i] = a.booking
		}
		if _, err := tx.Exec(ctx, of.sql, append([]any{ids}, of.args...)...); err != nil {
			return fmt.Errorf("mark appointments: %w", err)
		}
	}
	for _, a := range append(slices.Clone(p.out), p.back...) {
		if err := job.Insert(ctx, tx, DisplacedArgs{ApplicationID: a.application}); err != nil {
			return err
		}
	}
	return nil
}

// News is what the holder of an appointment must be told about it.
type News string

// News of an appointment; the empty one is none.
const (
	LostPlace News = "visit-displaced"
	HasPlace  News = "visit-stands"
)

// Tell is the news of an application's appointment that nobody has told yet, in the transaction that tells them.
func Tell(ctx context.Context, tx pgx.Tx, applicationID int64) (news News, err error) {
	rows, _ := tx.Query(ctx, `UPDATE bookings SET told_displaced = displaced_at IS NOT NULL
		WHERE application_id = $1 AND released_at IS NULL AND told_displaced <> (displaced_at IS NOT NULL) RETURNING CASE WHEN told_displaced THEN $2 ELSE $3 END`,
		applicationID, string(LostPlace), string(HasPlace))
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return "", fmt.Errorf("tell of appointment: %w", err)
	}
	for _, n := range list {
		news = News(n)
	}
	return news, nil
}

// same reports whether nothing is changed.
func (s Setup) same(t Setup) bool {
	a, errA := json.Marshal(s)
	b, errB := json.Marshal(t)
	return errA == nil && errB == nil && string(a) == string(b)
}

// check is what must be mended in an edit.
func (e Edit) check() (all form.Problems) {
	say := func(input, id string, args ...any) {
		all = append(all, form.Problem{Input: input, Field: input, Label: locale.TextOf("booking.setup." + input), ID: "booking.problem." + id, Args: args})
	}
	s := e.Setup
	for i, h := range s.Week {
		day := "day-" + strconv.Itoa(i+1)
		switch rest := h.BreakFrom != h.BreakTo; {
		case h == Hours{}:
		case h.Opens < 0 || h.Closes > 24*60 || h.Opens >= h.Closes:
			say(day, "hours")
		case rest && (h.BreakFrom > h.BreakTo || h.BreakFrom < h.Opens || h.BreakTo > h.Closes):
			say(day, "break")
		case s.Length >= MinLength && len(h.times(s.Length)) == 0:
			say(day, "short", "Length", s.Length)
		}
	}
	if s.Length < MinLength || s.Length > MaxLength {
		say("length", "length", "Min", MinLength, "Max", MaxLength)
	}
	if s.Places < 1 || s.Places > MaxPlaces {
		say("places", "places", "Max", MaxPlaces)
	}
	if s.Address.Uz == "" && !s.Address.IsZero() {
		say("address-uz", "address")
	}
	if len(s.Closed) > MaxClosed {
		say("closed", "closed", "Max", MaxClosed)
	}
	for _, c := range s.Closed {
		if c.From.IsZero() || c.Until.Before(c.From.Time) {
			say("closed", "span")
		}
	}
	if e.Reason == "" {
		say("reason", "reason")
	}
	return all
}

// Recheck goes through the appointments of a day at every office after the calendar has changed: those without a place
// now lose it, those that have one again are told so. A second time it changes nothing.
func (s *Store) Recheck(ctx context.Context, day time.Time) error {
	rows, _ := s.pool.Query(ctx, `SELECT DISTINCT office_id FROM bookings WHERE at >= $1 AND at < $2 AND released_at IS NULL`, Midnight(day), Midnight(day).AddDate(0, 0, 1))
	offices, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return postgres.Problem(fmt.Errorf("read appointments: %w", err))
	}
	for _, id := range offices {
		err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
			rows, _ := tx.Query(ctx, `SELECT `+officeColumns+` FROM offices WHERE id = $1 FOR UPDATE`, id)
			o, err := pgx.CollectOneRow(rows, scanOffice)
			if err != nil {
				return lost(err)
			}
			now := s.now()
			all, err := s.appointments(ctx, tx, o, now, "FOR UPDATE")
			if err != nil {
				return err
			}
			return o.place(s.calendar, all).write(ctx, tx, now)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
