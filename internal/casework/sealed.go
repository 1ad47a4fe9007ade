package casework

import (
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/register"
)

// What people wrote, what registers said and what rules made of it is kept sealed, each for its row.
var (
	draftAnswers = keyring.Column{Table: "drafts", Name: "answers", By: keyring.Nothing, JSON: true}
	draftFacts   = keyring.Column{Table: "drafts", Name: "facts", By: keyring.Nothing, JSON: true}
	draftUndo    = keyring.Column{Table: "drafts", Name: "undo", By: keyring.Nothing, JSON: true}

	payloadAnswers    = keyring.Column{Table: "application_payloads", Name: "answers", By: keyring.Nothing, Key: "application_id", JSON: true}
	payloadFacts      = keyring.Column{Table: "application_payloads", Name: "facts", By: keyring.Nothing, Key: "application_id", JSON: true}
	payloadCorrection = keyring.Column{Table: "application_payloads", Name: "correction", By: keyring.Nothing, Key: "application_id", JSON: true}

	assessedAnswers = keyring.Column{Table: "assessments", Name: "answers", By: keyring.Nothing, JSON: true}
	assessedFacts   = keyring.Column{Table: "assessments", Name: "facts", By: keyring.Nothing, JSON: true}
	assessedOutcome = keyring.Column{Table: "assessments", Name: "assessment", By: keyring.Nothing, JSON: true}
)

// What is sealed of each table, its answers first, and of all.
var (
	SealedOfDraft       = []keyring.Column{draftAnswers, draftFacts, draftUndo}
	SealedOfApplication = []keyring.Column{payloadAnswers, payloadFacts, payloadCorrection}
	SealedOfAssessment  = []keyring.Column{assessedAnswers, assessedFacts, assessedOutcome}
	SealedColumns       = slices.Concat(SealedOfDraft, SealedOfApplication, SealedOfAssessment)
)

// SelectBasis is the columns of an assessment s that Basis is read from, in order.
const SelectBasis = `s.id, s.answers_sealed, s.answers, s.facts_sealed, s.facts, s.assessment_sealed, s.assessment`

// Basis is what an assessment was made of and came to, as the database has it.
type Basis struct {
	ID                              int64
	answers, facts, outcome         []byte // sealed
	plainAnswers, plainFacts, plain []byte
}

// Into is where SelectBasis is scanned.
func (b *Basis) Into() []any {
	return []any{&b.ID, &b.answers, &b.plainAnswers, &b.facts, &b.plainFacts, &b.outcome, &b.plain}
}

// Open reads it.
func (b *Basis) Open(ring *keyring.Ring) (answers form.Answers, facts register.Facts, outcome catalogue.Assessment, err error) {
	if err = ring.Into(assessedAnswers, b.ID, b.answers, b.plainAnswers, &answers); err != nil {
		return nil, nil, outcome, err
	}
	if err = ring.Into(assessedFacts, b.ID, b.facts, b.plainFacts, &facts); err != nil {
		return nil, nil, outcome, err
	}
	return answers, facts, outcome, ring.Into(assessedOutcome, b.ID, b.outcome, b.plain, &outcome)
}

// readAssessments adds the reading of the chosen application's assessments, the newest first, to a batch.
func (s *Store) readAssessments(b *pgx.Batch, into *[]Assessed) {
	b.Queue(`SELECT at, service_version_id, today, ` + SelectBasis + ` FROM assessments s WHERE application_id = ` + postgres.Chosen + ` ORDER BY id DESC`).
		Query(func(rows pgx.Rows) (err error) {
			*into, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (a Assessed, err error) {
				var day time.Time
				var b Basis
				if err := row.Scan(append([]any{&a.At, &a.VersionID, &day}, b.Into()...)...); err != nil {
					return a, err
				}
				a.ID, a.Today = b.ID, register.NewDate(day.Date())
				a.Answers, a.Facts, a.Outcome, err = b.Open(s.ring)
				return a, err
			})
			return err
		})
}

// seal is the other way round, for a new row of that ID.
func (b *Basis) seal(ring *keyring.Ring, now time.Time, answers, facts, outcome any) (err error) {
	if b.answers, b.plainAnswers, err = ring.Document(assessedAnswers, b.ID, now, answers); err != nil {
		return err
	}
	if b.facts, b.plainFacts, err = ring.Document(assessedFacts, b.ID, now, facts); err != nil {
		return err
	}
	b.outcome, b.plain, err = ring.Document(assessedOutcome, b.ID, now, outcome)
	return err
}

// row is what is written of it, in the order of SelectBasis.
func (b *Basis) row() []any {
	return []any{b.ID, b.answers, b.plainAnswers, b.facts, b.plainFacts, b.outcome, b.plain}
}

// What leaves nothing of a part of a draft, in a statement.
const (
	noFacts = `facts_sealed = NULL, facts = '{}'`
	noUndo  = `undo_sealed = NULL, undo = NULL`
)

// payload is what an application is made of, as the database has it.
type payload struct {
	answers, facts, correction                []byte // sealed
	plainAnswers, plainFacts, plainCorrection []byte
}

// sealPayload is answers and facts as they are written.
func sealPayload(ring *keyring.Ring, id int64, now time.Time, answers, facts any) (p payload, err error) {
	if p.answers, p.plainAnswers, err = ring.Document(payloadAnswers, id, now, answers); err != nil {
		return p, err
	}
	p.facts, p.plainFacts, err = ring.Document(payloadFacts, id, now, facts)
	return p, err
}

// open reads it.
func (p payload) open(ring *keyring.Ring, a *Application) error {
	return errors.Join(
		ring.Into(payloadAnswers, a.ID, p.answers, p.plainAnswers, &a.Answers),
		ring.Into(payloadFacts, a.ID, p.facts, p.plainFacts, &a.Facts),
		ring.Into(payloadCorrection, a.ID, p.correction, p.plainCorrection, &a.Correction))
}
