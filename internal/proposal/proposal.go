// Package proposal is changed rules on their way to publication: an owner of the service proposes them, they are tried on
// the last decisions without any effect (a shadow run), and a second owner publishes them.
package proposal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Limits of what is typed, in characters.
const (
	MaxNote   = 500
	MaxRule   = 2000 // an expression
	MaxReason = 400  // the words for the applicant, in one language
	MaxRules  = 40
)

// Store keeps the proposals.
type Store struct {
	pool     *pgxpool.Pool
	ring     *keyring.Ring
	services *catalogue.Store
	now      func() time.Time
}

// NewStore is the proposals in that database for those services, by that clock.
func NewStore(pool *pgxpool.Pool, ring *keyring.Ring, services *catalogue.Store, now func() time.Time) *Store {
	return &Store{pool: pool, ring: ring, services: services, now: now}
}

// Proposal is a version of a service that waits, or waited, to be published.
type Proposal struct {
	Current  *catalogue.Service // what is published now
	Proposed *catalogue.Service
	Author   string // a name, or "catalogue" for one that came with the program
	By       int64  // account; 0 for the program
	At       time.Time
	Note     string
	State    State
	Run      *Run // the latest; nil before the first
}

// State is how far a proposal has come.
type State string

// States of a proposal.
const (
	Waiting   State = "waiting"
	Published State = "published"
	Withdrawn State = "withdrawn"
)

// Ready reports whether the proposal may be published: it was tried beside the rules that are current.
func (p Proposal) Ready() bool {
	return p.State == Waiting && p.Run != nil && p.Run.EndedAt != nil && p.Run.Base == p.Current.VersionID
}

// MayPublish reports whether that official is the second person.
func (p Proposal) MayPublish(by account.Official) bool { return by.ID != p.By }

// Info is a proposal in a list.
type Info struct {
	Number int
	Author string
	At     time.Time
	Note   string
}

// Open is the proposals of a service that wait, the newest first.
func (s *Store) Open(ctx context.Context, by account.Official, code string) ([]Info, error) {
	if _, err := s.owned(by, code); err != nil {
		return nil, err
	}
	rows, _ := s.pool.Query(ctx, `SELECT v.number, v.author, v.created_at, v.note FROM services s JOIN service_versions v ON v.service_id = s.id
		LEFT JOIN proposals p ON p.version_id = v.id WHERE s.code = $1 AND v.published_at IS NULL AND p.withdrawn_at IS NULL ORDER BY v.number DESC`, code)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Info])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read proposals: %w", err))
	}
	return list, nil
}

// owned is a service with rules whose owner the official is. Another one is NotFound.
func (s *Store) owned(by account.Official, code string) (*catalogue.Service, error) {
	svc, ok := s.services.Snapshot().Service(code)
	if !ok || len(svc.Checks) == 0 || svc.Authority != by.Authority {
		return nil, problem.New(problem.NotFound, "proposal.none")
	}
	return svc, by.Owning(svc.Authority)
}

// Service is a service whose rules the official may propose to change.
func (s *Store) Service(by account.Official, code string) (*catalogue.Service, error) {
	return s.owned(by, code)
}

// Proposal is one of a service, with its latest run.
func (s *Store) Proposal(ctx context.Context, by account.Official, code string, number int) (Proposal, error) {
	current, err := s.owned(by, code)
	if err != nil {
		return Proposal{}, err
	}
	p := Proposal{Current: current}
	var version int64
	var published, withdrawn *time.Time
	err = s.pool.QueryRow(ctx, `SELECT v.id, v.author, coalesce(p.proposed_by, 0), v.created_at, v.note, v.published_at, p.withdrawn_at
		FROM services s JOIN service_versions v ON v.service_id = s.id LEFT JOIN proposals p ON p.version_id = v.id
		WHERE s.code = $1 AND v.number = $2 AND (v.published_at IS NULL OR p.version_id IS NOT NULL)`, code, number).
		Scan(&version, &p.Author, &p.By, &p.At, &p.Note, &published, &withdrawn)
	if errors.Is(err, pgx.ErrNoRows) {
		return Proposal{}, problem.New(problem.NotFound, "proposal.none")
	}
	if err != nil {
		return Proposal{}, postgres.Problem(fmt.Errorf("read proposal: %w", err))
	}
	switch {
	case published != nil:
		p.State = Published
	case withdrawn != nil:
		p.State = Withdrawn
	default:
		p.State = Waiting
	}
	if p.Proposed, err = s.services.Version(ctx, version); err != nil {
		return Proposal{}, err
	}
	p.Run, err = s.latest(ctx, version)
	return p, err
}

// Draft is other rules for a service, as an owner writes them.
type Draft struct {
	Base   int64 // the version that the owner began with
	Checks []catalogue.Check
	Note   string // what is changed and why
}

// Propose keeps other rules as a proposal and tells its number. What must be mended first is returned as values: the
// input of a rule is rule-N, from 0. When the service was published anew meanwhile it is a Conflict.
func (s *Store) Propose(ctx context.Context, by account.Official, code string, d Draft) (number int, problems form.Problems, err error) {
	svc, err := s.owned(by, code)
	if err != nil {
		return 0, nil, err
	}
	if problems := d.problems(); len(problems) > 0 {
		return 0, problems, nil
	}
	definition := svc.Definition
	definition.Checks = d.Checks
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		version, n, findings, err := s.services.Propose(ctx, tx, catalogue.Edit{Definition: definition, Base: d.Base, Author: by.Name, Note: d.Note})
		if err != nil || len(findings) > 0 {
			problems = inputs(findings)
			return err
		}
		number = n
		if _, err := tx.Exec(ctx, `INSERT INTO proposals (version_id, proposed_by) VALUES ($1, $2)`, version, by.ID); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "service.propose", code, n)
	})
	if err != nil {
		return 0, nil, err
	}
	return number, problems, nil
}

// problems is what can be said before the rules are compiled.
func (d *Draft) problems() form.Problems {
	var list form.Problems
	say := func(input, id string, args ...any) {
		list = append(list, form.Problem{Input: input, Field: input, ID: id, Args: args})
	}
	d.Note = strings.TrimSpace(d.Note)
	switch {
	case d.Note == "":
		say("note", "proposal.problem.note")
	case utf8.RuneCountInString(d.Note) > MaxNote:
		say("note", "proposal.problem.long", "Max", MaxNote)
	}
	switch {
	case len(d.Checks) == 0:
		say("rule-0", "proposal.problem.none")
	case len(d.Checks) > MaxRules:
		say("rule-0", "proposal.problem.rules", "Max", MaxRules)
	}
	for i, c := range d.Checks {
		input := fmt.Sprintf("rule-%d", i)
		switch {
		case strings.TrimSpace(c.Require) == "":
			say(input, "proposal.problem.rule")
		case utf8.RuneCountInString(c.Require) > MaxRule:
			say(input, "proposal.problem.long", "Max", MaxRule)
		}
		for lang, text := range map[string]string{"uz": c.Reason.Uz, "ru": c.Reason.Ru, "en": c.Reason.En} {
			switch {
			case strings.TrimSpace(text) == "":
				say(fmt.Sprintf("reason-%s-%d", lang, i), "proposal.problem.reason")
			case utf8.RuneCountInString(text) > MaxReason:
				say(fmt.Sprintf("reason-%s-%d", lang, i), "proposal.problem.long", "Max", MaxReason)
			}
		}
	}
	return list
}

// inputs puts what the catalogue found to the input that it is about.
func inputs(findings []catalogue.Finding) form.Problems {
	list := make(form.Problems, 0, len(findings))
	for _, f := range findings {
		input, at := "note", 0
		if _, err := fmt.Sscanf(f.Path, "checks[%d]", &at); err == nil {
			input = fmt.Sprintf("rule-%d", at)
		}
		list = append(list, form.Problem{Input: input, Field: input, ID: "proposal.problem.finding", Args: []any{"Message", f.Message}})
	}
	return list
}

// Withdraw ends a proposal that waits.
func (s *Store) Withdraw(ctx context.Context, by account.Official, code string, number int) error {
	return s.end(ctx, by, code, number, "service.withdraw-proposal", func(tx pgx.Tx, p Proposal) error {
		_, err := tx.Exec(ctx, `INSERT INTO proposals (version_id, withdrawn_by, withdrawn_at) VALUES ($1, $2, $3)
			ON CONFLICT (version_id) DO UPDATE SET withdrawn_by = $2, withdrawn_at = $3`, p.Proposed.VersionID, by.ID, s.now())
		return err
	})
}

// Publish makes a proposal the rules of the service. It takes a second person, and a run beside the rules that are current:
// without them it is Forbidden or a Conflict.
func (s *Store) Publish(ctx context.Context, by account.Official, code string, number int) error {
	return s.end(ctx, by, code, number, "service.publish", func(tx pgx.Tx, p Proposal) error {
		switch {
		case !p.MayPublish(by):
			return problem.New(problem.Forbidden, "proposal.second-person")
		case !p.Ready():
			return problem.New(problem.Conflict, "proposal.not-tried")
		}
		if err := s.services.PublishProposal(ctx, tx, code, p.Proposed.VersionID, p.Run.Base); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO proposals (version_id, published_by) VALUES ($1, $2)
			ON CONFLICT (version_id) DO UPDATE SET published_by = $2`, p.Proposed.VersionID, by.ID)
		return err
	})
}

// end ends a proposal that still waits, when no other end was quicker.
func (s *Store) end(ctx context.Context, by account.Official, code string, number int, action string, do func(pgx.Tx, Proposal) error) error {
	p, err := s.Proposal(ctx, by, code, number)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var waits bool
		err := tx.QueryRow(ctx, `SELECT v.published_at IS NULL AND p.withdrawn_at IS NULL FROM services s JOIN service_versions v ON v.service_id = s.id
			LEFT JOIN proposals p ON p.version_id = v.id WHERE v.id = $1 FOR UPDATE OF s`, p.Proposed.VersionID).Scan(&waits)
		if err != nil {
			return err
		}
		if !waits {
			return problem.New(problem.Conflict, "proposal.ended")
		}
		if err := do(tx, p); err != nil {
			return err
		}
		return s.record(ctx, tx, by, action, code, number)
	})
}

func (s *Store) record(ctx context.Context, tx pgx.Tx, by account.Official, action, code string, number int) error {
	return audit.Record(ctx, tx, audit.Entry{
		Kind: audit.Official, Actor: by.ID, Action: action, Object: "service:" + code,
		Detail: map[string]any{"authority": by.Authority, "version": number},
	})
}
