package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/workday"
)

// OpenVisit is the visit that is still to come or has no result yet; nil for none.
func (a Application) OpenVisit() *VisitRecord {
	if n := len(a.Visits); n > 0 && a.Visits[n-1].RecordedAt == nil {
		return &a.Visits[n-1]
	}
	return nil
}

// asked reports whether the applicant has asked for another time in this case, of a visit that was called off since too.
func (a Application) asked() bool {
	return slices.ContainsFunc(a.Events, func(e Event) bool { return e.Action == AskOtherTime })
}

// absent reports whether the applicant was not there before.
func (a Application) absent() bool {
	for _, v := range a.Visits {
		if v.Missed {
			return true
		}
	}
	return false
}

// scheduleVisit gives a visit its day, hour, place and inspector, or moves the one that is planned. What the applicant
// asked stays with it.
func scheduleVisit(ctx context.Context, w *acting) error {
	at, err := time.ParseInLocation("2006-01-02T15:04", w.in.Fields["at"], workday.Zone)
	if err != nil || !at.After(w.now) {
		return problem.New(problem.Invalid, "casework.visit_past")
	}
	works, err := booking.Works(ctx, w.tx, w.s.calendar, w.a.Authority, w.a.Region, at)
	if err != nil {
		return err
	}
	if !works {
		return problem.New(problem.Invalid, "casework.visit_hours")
	}
	inspector, name, err := w.inspector(ctx)
	if err != nil {
		return err
	}
	place := strings.TrimSpace(w.in.Fields["place"])
	var reminded *time.Time
	if at.Before(w.now.Add(booking.DayBefore)) {
		reminded = &w.now
	}
	tag, err := w.tx.Exec(ctx, `UPDATE visits SET at = $2, place = $3, note = $4, inspector = $5, reminded_at = $6 WHERE application_id = $1 AND recorded_at IS NULL`,
		w.a.ID, at, place, w.in.Note, inspector, reminded)
	if err == nil && tag.RowsAffected() == 0 {
		_, err = w.tx.Exec(ctx, `INSERT INTO visits (application_id, at, place, note, inspector, reminded_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			w.a.ID, at, place, w.in.Note, inspector, reminded)
	}
	if err != nil {
		return fmt.Errorf("schedule visit: %w", err)
	}
	w.event.Detail["at"], w.event.Detail["place"], w.event.Detail["inspector"] = at, place, name
	if w.a.Visits, err = visits(ctx, w.tx, w.a.ID); err != nil {
		return err
	}
	if v := w.before.OpenVisit(); v != nil && v.Inspector != inspector {
		if err := w.relieve(ctx, v); err != nil {
			return err
		}
	}
	if inspector == w.actor.Official.ID {
		return nil
	}
	return notify.QueueOffice(ctx, w.tx, []int64{inspector}, w.a.visitNotice("visit-planned", at))
}

// callOffVisit takes the visit that is to come, and what was noted for it, off a case that leaves the office: its inspector,
// the office where the case comes and the applicant are told.
func (w *acting) callOffVisit(ctx context.Context) error {
	v := w.before.OpenVisit()
	if v == nil {
		return nil
	}
	if err := document.KeepOfVisit(ctx, w.tx, v.ID, nil); err != nil {
		return err
	}
	if _, err := w.tx.Exec(ctx, `DELETE FROM visits WHERE id = $1`, v.ID); err != nil {
		return fmt.Errorf("call off visit: %w", err)
	}
	w.a.Visits, w.event.Detail["at"] = w.before.Visits[:len(w.before.Visits)-1], v.At
	if err := w.relieve(ctx, v); err != nil {
		return err
	}
	desk, err := account.Desk(ctx, w.tx, w.a.Authority, w.a.Region, account.Specialist, account.Head)
	if err != nil {
		return err
	}
	desk = slices.DeleteFunc(desk, w.a.concerns)
	if err := notify.QueueOffice(ctx, w.tx, desk, w.a.visitNotice("visit-to-plan", v.At)); err != nil {
		return err
	}
	return w.s.tellAll(ctx, w.tx, w.a, "visit-anew", notify.Args{"Service": w.a.Service.Title, "Time": v.At})
}

// relieve tells who was to make a visit that it is not his any more.
func (w *acting) relieve(ctx context.Context, v *VisitRecord) error {
	if v.Inspector == 0 || v.Inspector == w.actor.Official.ID {
		return nil
	}
	return notify.QueueOffice(ctx, w.tx, []int64{v.Inspector}, w.a.visitNotice("visit-relieved", v.At))
}

// inspector is the official who was named for the visit: of the office, and nobody whom the case concerns. Who names
// nobody makes it himself.
func (w *acting) inspector(ctx context.Context) (id int64, name string, err error) {
	id = w.actor.Official.ID
	if named := w.in.Fields["inspector"]; named != "" {
		if id, err = strconv.ParseInt(named, 10, 64); err != nil {
			return 0, "", problem.New(problem.Invalid, "casework.no_inspector")
		}
	}
	err = w.tx.QueryRow(ctx, `SELECT a.name FROM officials o JOIN accounts a ON a.id = o.account_id
		WHERE o.account_id = $1 AND o.ended_at IS NULL AND a.blocked_at IS NULL AND o.authority = $2 AND o.role IN ('specialist', 'head') AND (o.region = '' OR $3 = '' OR o.region = $3)`,
		id, w.a.Authority, w.a.Region).Scan(&name)
	if errors.Is(err, pgx.ErrNoRows) && w.in.Fields["inspector"] == "" {
		return id, w.actor.Official.Name, nil
	}
	if errors.Is(err, pgx.ErrNoRows) || err == nil && w.a.concerns(id) {
		return 0, "", problem.New(problem.Invalid, "casework.no_inspector")
	}
	if err != nil {
		return 0, "", fmt.Errorf("find inspector: %w", err)
	}
	return id, name, nil
}

// recordAbsence writes down that the applicant was not there, and gives the visit a second date. What the inspector noted
// before is no record of a visit.
func recordAbsence(ctx context.Context, w *acting) error {
	if err := document.KeepOfVisit(ctx, w.tx, w.a.OpenVisit().ID, nil); err != nil {
		return err
	}
	_, err := w.tx.Exec(ctx, `UPDATE visits SET missed = true, record = '{}', recorded_by = $2, recorded_at = $3 WHERE application_id = $1 AND recorded_at IS NULL`,
		w.a.ID, w.actor.Official.ID, w.now)
	if err != nil {
		return fmt.Errorf("record absence: %w", err)
	}
	return scheduleVisit(ctx, w)
}

// askOtherTime writes down that the applicant cannot come at the planned time, and tells the inspector and who has the case.
func askOtherTime(ctx context.Context, w *acting) error {
	v := w.a.OpenVisit()
	_, err := w.tx.Exec(ctx, `UPDATE visits SET asked_at = $2, asked_why = $3 WHERE application_id = $1 AND recorded_at IS NULL`, w.a.ID, w.now, w.in.Note)
	if err != nil {
		return fmt.Errorf("ask for another time: %w", err)
	}
	var to []int64
	for _, id := range []int64{v.Inspector, w.a.Assignee} {
		if id != 0 {
			to = append(to, id)
		}
	}
	return notify.QueueOffice(ctx, w.tx, to, w.a.visitNotice("visit-asked", v.At))
}

// VisitsOn tells those who are to make inspections on that day, those who have the cases and the applicants that it is a day
// off now, and that another time has to be found; that the day is worked again, where they were told so. The lists show
// such visits as ones to be moved (see VisitRecord). It can be asked again: who knows how it is is told nothing.
func (s *Store) VisitsOn(ctx context.Context, day time.Time) error {
	var failed error
	for after := int64(0); ; {
		ids, err := s.ids(ctx, `SELECT application_id FROM visits WHERE recorded_at IS NULL AND at >= $1 AND at < $2 AND at > $3 AND application_id > $4
			ORDER BY application_id LIMIT $5`, day, day.AddDate(0, 0, 1), s.now(), after, batch)
		if err != nil || len(ids) == 0 {
			return errors.Join(failed, err)
		}
		failed = errors.Join(failed, s.each(ctx, ids, s.tellOff))
		after = ids[len(ids)-1]
	}
}

// tellOff tells of one case whose visit is on a day that became a day off, or is worked again.
func (s *Store) tellOff(ctx context.Context, tx pgx.Tx, id int64) error {
	a, err := s.load(ctx, tx, true, `a.id = $1`, []any{id})
	if err != nil {
		return err
	}
	v := a.OpenVisit()
	if v == nil || a.Step != Visit { // recorded or called off meanwhile
		return nil
	}
	visit, off := fmt.Sprintf("%d/off/%d-%d/", a.ID, v.ID, v.At.Unix()), v.Moves
	var offs, ons int // how often they were told so
	err = tx.QueryRow(ctx, `SELECT count(DISTINCT occasion) FILTER (WHERE event IN ('visit-off', 'visit-off-here')), count(DISTINCT occasion) FILTER (WHERE event IN ('visit-on', 'visit-on-here'))
		FROM messages WHERE application_id = $1 AND starts_with(event, 'visit-o') AND starts_with(occasion, $2)`, a.ID, visit).Scan(&offs, &ons)
	if err != nil || off == (offs > ons) { // they know how it is
		return err
	}
	events, occasion := [2]string{"visit-on", "visit-on-here"}, visit+strconv.Itoa(offs)
	if off {
		events = [2]string{"visit-off", "visit-off-here"}
	}
	n := a.notice(events[0], notify.Args{"Service": a.Service.Title, "Time": v.At})
	n.Occasion = occasion
	if err := s.tellEach(ctx, tx, &a, n); err != nil {
		return err
	}
	var to []int64
	for _, official := range []int64{v.Inspector, a.Assignee} {
		if official != 0 && !slices.Contains(to, official) {
			to = append(to, official)
		}
	}
	here := a.visitNotice(events[1], v.At)
	here.Occasion = occasion
	return notify.QueueOffice(ctx, tx, to, here)
}

// dayOff reports whether a visit that is to come is on a day that became a day off. An office may work on Saturdays: it is
// asked about what is no working day of the country.
func (s *Store) dayOff(ctx context.Context, q querier, authority, region string, at time.Time) (bool, error) {
	if !at.After(s.now()) || s.calendar.Works(at) {
		return false, nil
	}
	works, err := booking.Works(ctx, q, s.calendar, authority, region, at)
	return !works, err
}

// remindVisits reminds of inspections the day before.
func (s *Store) remindVisits(ctx context.Context) error {
	due, err := s.ids(ctx, `SELECT application_id FROM visits WHERE recorded_at IS NULL AND reminded_at IS NULL AND at > $1 AND at <= $2 ORDER BY at, id LIMIT $3`,
		s.now(), s.now().Add(booking.DayBefore), batch)
	if err != nil {
		return err
	}
	return s.each(ctx, due, func(ctx context.Context, tx pgx.Tx, id int64) error {
		a, err := s.load(ctx, tx, true, `a.id = $1`, []any{id})
		if err != nil {
			return err
		}
		v := a.OpenVisit()
		if v != nil && v.Moves { // reminded of it is who is told that the day is worked again
			return nil
		}
		tag, err := tx.Exec(ctx, `UPDATE visits SET reminded_at = $2 WHERE application_id = $1 AND recorded_at IS NULL AND reminded_at IS NULL`, id, s.now())
		if err != nil {
			return fmt.Errorf("remind of visit: %w", err)
		}
		if tag.RowsAffected() == 0 || v == nil || a.Step != Visit { // withdrawn meanwhile
			return nil
		}
		return s.tellAll(ctx, tx, &a, "inspection-tomorrow", notify.Args{"Service": a.Service.Title, "Time": v.At, "Place": v.Place, "Name": v.InspectorName})
	})
}
