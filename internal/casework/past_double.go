package casework

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/notify"
)

// sealed is the heavy part of a life, encoded once for the life and for all its doubles.
type sealed struct {
	answers, facts json.RawMessage
	assessments    []sealedAssessment // oldest first
	files          []document.PastUpload
}

type sealedAssessment struct {
	Assessed
	answers, facts, outcome json.RawMessage
}

// Seal ends a life: nothing happens in it any more, and it is kept as it is written, in a tenth of the memory.
func (l *Life) Seal() (err error) {
	encode := func(v any) (raw json.RawMessage) {
		if err == nil {
			raw, err = json.Marshal(v)
		}
		return raw
	}
	l.sealed = sealed{answers: encode(l.Answers), facts: encode(l.Facts), files: l.files()}
	for _, a := range slices.Backward(l.Assessments) {
		s := sealedAssessment{answers: encode(a.Answers), facts: encode(a.Facts), outcome: encode(a.Outcome)}
		s.Assessed = Assessed{At: a.At, VersionID: a.VersionID, Today: a.Today, Outcome: catalogue.Assessment{Outcome: a.Outcome.Outcome}}
		l.sealed.assessments = append(l.sealed.assessments, s)
	}
	l.past, l.Answers, l.Facts, l.Assessments = nil, nil, nil, nil
	if err != nil {
		return fmt.Errorf("seal a life of %s: %w", l.Service.Code, err)
	}
	return nil
}

// Awaited reports whether the applicant is still expected at an office: a double would take a place there that living
// people need.
func (l *Life) Awaited(now time.Time) bool {
	return l.Held != nil && l.Held.ReleasedAt == nil && l.Held.At.After(now)
}

// Double is the n-th writing of a sealed life, from 0: the same service at the same moments, with what the registers said
// and the rules made of it, for that account and under codes and tokens of its own. Its place at an office is the n-th
// after that of the life.
func (l *Life) Double(n int, account int64) *Life {
	d := *l
	d.AccountID, d.Code, d.token, d.paidBy = account, trackingCode(), newToken(), map[string]string{}
	d.ID, d.position = l.ID+int64(n), l.position+int64(n)
	d.Events = slices.Clone(l.Events)
	for i := range d.Events {
		e := &d.Events[i]
		if e.Kind == string(audit.Citizen) {
			e.ActorID = account
		}
		if e.Action == PayFee { // its detail names the invoice
			e.Detail = maps.Clone(e.Detail)
		}
	}
	d.billed = slices.Clone(l.billed)
	for of := range l.paidBy {
		d.paidBy[of] = newToken()
	}
	d.Documents = slices.Clone(l.Documents)
	for i := range d.Documents {
		d.Documents[i].AccountID, d.Documents[i].Code = account, rand.Text()
		d.Documents[i].ID += int64(n)
	}
	d.sealed.assessments = slices.Clone(l.sealed.assessments)
	for i := range d.sealed.assessments {
		d.sealed.assessments[i].ID += int64(n)
	}
	d.messages = slices.Clone(l.messages)
	for i := range d.messages {
		d.messages[i].AccountID = account
		d.messages[i].ID += int64(n)
	}
	if l.Held != nil {
		held := *l.Held
		held.Place += n
		d.Held = &held
	}
	d.rename(account)
	return &d
}

// rename gives the files of a double ids of their own, in the answers too.
func (l *Life) rename(account int64) {
	if len(l.sealed.files) == 0 {
		return
	}
	s := l.sealed
	s.files = slices.Clone(s.files)
	for i := range s.files {
		was := []byte(s.files[i].ID)
		s.files[i].ID, s.files[i].AccountID = rand.Text(), account
		is := []byte(s.files[i].ID)
		s.answers = bytes.ReplaceAll(s.answers, was, is)
		for j := range s.assessments {
			s.assessments[j].answers = bytes.ReplaceAll(s.assessments[j].answers, was, is)
		}
	}
	l.sealed = s
}

// Reserve draws what sealed lives are named by, each as often as it is written; they are in the order of submission. Lists
// are read by id, so ids follow the time: those of applications the submission, those of messages, documents and assessments
// what happened.
func Reserve(ctx context.Context, tx pgx.Tx, lives []*Life, times []int) error {
	type thing struct {
		at    time.Time
		id    *int64
		times int
	}
	var messages, documents, assessments []thing
	all := 0
	for i, l := range lives {
		l.ID, l.position = int64(all), int64(all)
		all += times[i]
		for j := range l.messages {
			messages = append(messages, thing{l.messages[j].At, &l.messages[j].ID, times[i]})
		}
		for j := range l.Documents {
			documents = append(documents, thing{l.Documents[j].IssuedAt, &l.Documents[j].ID, times[i]})
		}
		for j := range l.sealed.assessments {
			assessments = append(assessments, thing{l.sealed.assessments[j].At, &l.sealed.assessments[j].ID, times[i]})
		}
	}
	var id, position int64
	err := tx.QueryRow(ctx, `SELECT setval(pg_get_serial_sequence('applications', 'id'), nextval(pg_get_serial_sequence('applications', 'id')) + $1) - $1,
		setval('application_numbers', nextval('application_numbers') + $1) - $1`, all).Scan(&id, &position)
	if err != nil {
		return fmt.Errorf("draw application ids: %w", err)
	}
	for _, l := range lives {
		l.ID, l.position = l.ID+id, l.position+position
	}
	for _, kind := range []struct {
		things []thing
		draw   func(context.Context, pgx.Tx, int) (int64, error)
	}{{messages, notify.ReservePast}, {documents, document.ReservePast}, {assessments, reserveAssessments}} {
		slices.SortStableFunc(kind.things, func(a, b thing) int { return a.at.Compare(b.at) })
		all := 0
		for _, t := range kind.things {
			*t.id, all = int64(all), all+t.times
		}
		first, err := kind.draw(ctx, tx, all)
		if err != nil {
			return err
		}
		for _, t := range kind.things {
			*t.id += first
		}
	}
	return nil
}

// reserveAssessments draws ids for n assessments of the past and gives the first.
func reserveAssessments(ctx context.Context, tx pgx.Tx, n int) (first int64, err error) {
	err = tx.QueryRow(ctx, `SELECT setval(pg_get_serial_sequence('assessments', 'id'), nextval(pg_get_serial_sequence('assessments', 'id')) + $1) - $1`, n).Scan(&first)
	if err != nil {
		return 0, fmt.Errorf("draw ids of assessments: %w", err)
	}
	return first, nil
}
