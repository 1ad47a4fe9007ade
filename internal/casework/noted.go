package casework

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

// checkRecord makes sure that all questions of a visit are answered, those of the version that the application is pinned to.
func checkRecord(a Application, record form.Answers) error {
	if open := form.Check(a.Service.Visit, record, form.Context{Today: register.DateOf(a.at).Time}); len(open) > 0 {
		return problem.New(problem.Invalid, "casework.record_incomplete", "Question", open[0].Label)
	}
	return nil
}

// noted is a record as it is stored: an empty one is no null.
func noted(record form.Answers) form.Answers {
	if record == nil {
		return form.Answers{}
	}
	return record
}

// recordResult closes a visit with what was found. Files that the record does not name are gone. Who has the case is told
// when another official made the visit.
func recordResult(ctx context.Context, w *acting) error {
	passed, v := w.in.Fields["passed"] == "yes", w.a.OpenVisit()
	named := form.Files(w.a.Service.Noted(), w.in.Record)
	files, err := document.ForVisit(ctx, w.tx, v.ID, named)
	if err != nil {
		return err
	}
	if len(files) < len(named) {
		return problem.New(problem.Invalid, "document.gone")
	}
	if err := document.KeepOfVisit(ctx, w.tx, v.ID, named); err != nil {
		return err
	}
	_, err = w.tx.Exec(ctx, `UPDATE visits SET passed = $2, result = $3, record = $4, recorded_by = $5, recorded_at = $6 WHERE id = $1 AND recorded_at IS NULL`,
		v.ID, passed, w.in.Note, noted(w.in.Record), w.actor.Official.ID, w.now)
	if err != nil {
		return fmt.Errorf("record result: %w", err)
	}
	w.event.Detail["passed"] = passed
	if w.a.Assignee == 0 || w.a.Assignee == w.actor.Official.ID {
		return nil
	}
	return notify.QueueOffice(ctx, w.tx, []int64{w.a.Assignee}, w.a.visitNotice("visit-recorded", v.At))
}

// visitNotice tells an official of a visit of the authority.
func (a Application) visitNotice(event string, at time.Time) notify.Notice {
	return notify.Notice{
		Office: a.Authority, Event: event, Occasion: fmt.Sprintf("%d/%d-%d", a.ID, a.Row, at.Unix()), ApplicationID: a.ID, Number: a.Number,
		Args: notify.Args{"Service": a.Service.Title, "Time": at, "Authority": offices(a.Authority)},
	}
}

// KeepRecord keeps what an inspector has written down so far, so that a phone without a network or battery loses nothing
// of it. Nobody but officials sees it before the result is recorded.
func (s *Store) KeepRecord(ctx context.Context, o account.Official, number string, record form.Answers) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		a, v, err := s.inspected(ctx, tx, o, number)
		if err != nil {
			return err
		}
		if err := document.KeepOfVisit(ctx, tx, v.ID, form.Files(a.Service.Noted(), record)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE visits SET record = $2 WHERE id = $1`, v.ID, noted(record)); err != nil {
			return fmt.Errorf("keep record: %w", err)
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Official, Actor: o.ID, Action: "application.keep-record", Object: "application:" + a.Number})
	})
}

// SaveVisitFile stores a photo or another file that the inspector takes at a visit.
func (s *Store) SaveVisitFile(ctx context.Context, o account.Official, number, field, name string, r io.Reader) (document.Upload, error) {
	var v VisitRecord
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) (err error) { // its bytes come in while no transaction waits for them
		_, v, err = s.inspected(ctx, tx, o, number)
		return err
	})
	if err != nil {
		return document.Upload{}, err
	}
	return s.documents.SaveForVisit(ctx, o.ID, v.ID, field, name, r)
}

// inspected is a case with the visit whose result the official may record now.
func (s *Store) inspected(ctx context.Context, tx pgx.Tx, o account.Official, number string) (Application, VisitRecord, error) {
	a, err := s.loadFor(ctx, tx, Officer(o), number)
	if err != nil {
		return Application{}, VisitRecord{}, err
	}
	if !a.visibleTo(Officer(o)) {
		return Application{}, VisitRecord{}, problem.New(problem.NotFound, "casework.not_found")
	}
	if _, err := a.find(RecordResult, Officer(o)); err != nil {
		return Application{}, VisitRecord{}, err
	}
	return a, *a.OpenVisit(), nil
}

// VisitFiles is those of the named files that stand at the visit without a result.
func (s *Store) VisitFiles(ctx context.Context, a Application, ids []string) ([]document.Upload, error) {
	v := a.OpenVisit()
	if v == nil {
		return nil, nil
	}
	files, err := document.ForVisit(ctx, s.pool, v.ID, ids)
	return files, postgres.Problem(err)
}

// CaseVisitFile is a file of the record of a visit, of a case in the official's scope.
func (s *Store) CaseVisitFile(ctx context.Context, o account.Official, number, id string) (document.Upload, error) {
	a, err := s.seen(ctx, o, number, "application.file")
	if err != nil {
		return document.Upload{}, err
	}
	return s.documents.OfVisits(ctx, a.ID, id, false)
}

// VisitFile is the same of an application of one's own, once the result is recorded.
func (s *Store) VisitFile(ctx context.Context, who account.Principal, number, id string) (document.Upload, error) {
	a, err := s.Application(ctx, who, number)
	if err != nil {
		return document.Upload{}, err
	}
	return s.documents.OfVisits(ctx, a.ID, id, true)
}

// Round is a visit that an official still has to make, or to record.
type Round struct {
	Summary

	Visit VisitRecord
}

// MostRounds is how many visits a page shows.
const MostRounds = 50

// Rounds is the visits without a result that an official makes himself or for whom he is the deputy of, the earliest first;
// after goes on behind a visit of the page before (nil: from the start). For all of a head's office too, when office is true.
func (s *Store) Rounds(ctx context.Context, o account.Official, office bool, after *VisitRecord) ([]Round, error) {
	args, err := s.withMine(ctx, o)
	if err != nil {
		return nil, err
	}
	whose := `v.inspector = ANY (@mine)`
	if office && o.Role == account.Head {
		whose = `true` // whoever makes it, and if he holds no office any more: the scope says which cases are the office's
	}
	args["at"], args["id"], args["limit"] = time.Time{}, int64(0), MostRounds+1
	if after != nil {
		args["at"], args["id"] = after.At, after.ID
	}
	rows, _ := s.pool.Query(ctx, `SELECT v.id, v.application_id, v.at, v.place, v.note, coalesce(v.inspector, 0), coalesce(i.name, ''), v.asked_at, v.asked_why
		FROM visits v JOIN applications a ON a.id = v.application_id LEFT JOIN accounts i ON i.id = v.inspector
		WHERE v.recorded_at IS NULL AND (v.at, v.id) > (@at, @id) AND `+whose+` AND a.state = 'in-process' AND a.step = 'visit' AND `+scope(o, "a")+`
		ORDER BY v.at, v.id LIMIT @limit`, args)
	var ids []int64
	visits := map[int64]VisitRecord{}
	var id int64
	var v VisitRecord
	_, err = pgx.ForEachRow(rows, []any{&v.ID, &id, &v.At, &v.Place, &v.Note, &v.Inspector, &v.InspectorName, &v.AskedAt, &v.AskedWhy}, func() error {
		ids, visits[id] = append(ids, id), v
		return nil
	})
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("list visits: %w", err))
	}
	cases, err := s.summaries(ctx, `SELECT `+summary+fromSummary+`WHERE a.id = ANY ($1) ORDER BY array_position($1, a.id)`, ids)
	if err != nil {
		return nil, err
	}
	list := make([]Round, len(cases))
	for i, m := range cases {
		v := visits[m.ID]
		if v.Moves, err = s.dayOff(ctx, s.pool, m.Authority, m.Region, v.At); err != nil {
			return nil, err
		}
		list[i] = Round{Summary: m, Visit: v}
	}
	return list, nil
}
