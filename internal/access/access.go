// Package access is who holds which office: one administrator proposes it, another confirms, and the first of them comes
// in by a token that works once.
package access

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Limits.
const (
	MaxReason = 500
	// Enough is how many administrators a portal needs to grant without the operator at its machine.
	Enough = 2
	// Waits is how long a proposal waits for a second person: what it was made for may be over then.
	Waits = 14 * 24 * time.Hour
	// Page is how many officials a page lists.
	Page = 50
)

// Roles are those that can be granted, in the order in which they are offered.
var Roles = []account.Role{account.Specialist, account.Head, account.TaskForce, account.Editor, account.Finance, account.Administrator}

// OfAuthority reports whether a role is held in an authority.
func OfAuthority(r account.Role) bool { return r == account.Specialist || r == account.Head }

// Proposal is an office that an administrator proposes for somebody.
type Proposal struct {
	ID         int64
	AccountID  int64
	Name       string
	Authority  string
	Region     string
	Role       account.Role
	Reason     string
	ProposedBy int64
	Proposer   string
	ProposedAt time.Time

	// What the person holds now, which the office takes the place of; empty for none.
	PresentAuthority string
	PresentRegion    string
	PresentRole      account.Role
}

// Store keeps proposals and the tokens of first administrators.
type Store struct {
	pool *pgxpool.Pool
	now  func() time.Time
	ring *keyring.Ring // nil: nobody is proposed
}

// NewStore is the offices in that database.
func NewStore(pool *pgxpool.Pool, now func() time.Time) *Store { return &Store{pool: pool, now: now} }

// WithRing finds people by their sealed numbers, to be proposed.
func (s *Store) WithRing(ring *keyring.Ring) *Store {
	s.ring = ring
	return s
}

// Propose asks for an office for the account that person names: a personal number, or the name by which the national
// sign-in knows who has none. Nobody proposes for himself, and an account has one open proposal at a time.
func (s *Store) Propose(ctx context.Context, by account.Official, person string, p Proposal) error {
	if err := by.Administering(); err != nil {
		return err
	}
	if err := check(&p); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		id, err := s.find(ctx, tx, strings.TrimSpace(person))
		if err != nil {
			return err
		}
		if id == by.ID {
			return problem.New(problem.Invalid, "access.not_oneself")
		}
		tag, err := tx.Exec(ctx, `INSERT INTO role_grants (account_id, authority, region, role, reason, proposed_by, proposed_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_id) WHERE settled_at IS NULL DO NOTHING`,
			id, p.Authority, p.Region, p.Role, p.Reason, by.ID, s.now())
		if err == nil && tag.RowsAffected() == 0 {
			return problem.New(problem.Invalid, "access.open_already")
		}
		if err != nil {
			return err
		}
		return record(ctx, tx, by.ID, "access.propose", id, p)
	})
}

// check is what an office needs: an authority of the list for those who sit in one, no other for the rest.
func check(p *Proposal) error {
	p.Reason = strings.TrimSpace(p.Reason)
	known := false
	for _, r := range Roles {
		known = known || r == p.Role
	}
	if !OfAuthority(p.Role) {
		p.Authority, p.Region = "", ""
	}
	_, authority := catalogue.Lists().Authorities.Get(p.Authority)
	_, region := catalogue.Lists().Regions.Get(p.Region)
	switch {
	case !known:
		return problem.New(problem.Invalid, "access.no_role")
	case OfAuthority(p.Role) && !authority:
		return problem.New(problem.Invalid, "access.no_authority")
	case p.Region != "" && !region:
		return problem.New(problem.Invalid, "access.no_region")
	case p.Reason == "":
		return problem.New(problem.Invalid, "access.no_reason")
	case utf8.RuneCountInString(p.Reason) > MaxReason:
		return problem.New(problem.Invalid, "access.long_reason", "Limit", MaxReason)
	}
	return nil
}

// find is the account of a person who has signed in before, or was announced. Several accounts with one number are
// nobody whom an administrator could mean.
func (s *Store) find(ctx context.Context, tx pgx.Tx, person string) (int64, error) {
	if person == "" {
		return 0, problem.New(problem.Invalid, "access.no_person")
	}
	rows, _ := tx.Query(ctx, `SELECT id FROM accounts WHERE blocked_at IS NULL AND (pinfl_index = $1 OR pinfl = $2 OR subject = $2) LIMIT 2`, s.ring.Index(person), person)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, err
	}
	if len(ids) != 1 {
		return 0, problem.New(problem.Invalid, "access.no_person")
	}
	return ids[0], nil
}

// Confirm gives the office that another administrator proposed. Neither he nor the person himself confirms it.
func (s *Store) Confirm(ctx context.Context, by account.Official, id int64) error {
	if err := by.Administering(); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		p, err := open(ctx, tx, id)
		if err != nil {
			return err
		}
		if by.ID == p.ProposedBy || by.ID == p.AccountID {
			return problem.New(problem.Forbidden, "access.second_person")
		}
		if err := s.stands(ctx, tx, p); err != nil {
			return err
		}
		return s.grant(ctx, tx, by.ID, p)
	})
}

// ConfirmAlone lets the operator at the machine be the second person, while there are too few administrators for one.
func (s *Store) ConfirmAlone(ctx context.Context, id int64) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		n, err := administrators(ctx, tx)
		if err != nil {
			return err
		}
		if n >= Enough {
			return problem.New(problem.Conflict, "access.enough")
		}
		p, err := open(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.stands(ctx, tx, p); err != nil {
			return err
		}
		return s.grant(ctx, tx, 0, p)
	})
}

// stands refuses a proposal that waited too long, or whose proposer is no administrator any more.
func (s *Store) stands(ctx context.Context, tx pgx.Tx, p Proposal) error {
	if !s.now().Before(p.ProposedAt.Add(Waits)) {
		return problem.New(problem.Forbidden, "access.too_old")
	}
	office, holds, err := account.Holds(ctx, tx, p.ProposedBy)
	if err == nil && (!holds || office.Administering() != nil) {
		err = problem.New(problem.Forbidden, "access.too_old")
	}
	return err
}

// TurnDown ends a proposal without an office; who proposed it takes it back so.
func (s *Store) TurnDown(ctx context.Context, by account.Official, id int64) error {
	if err := by.Administering(); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		p, err := open(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.settle(ctx, tx, by.ID, p, false); err != nil {
			return err
		}
		return record(ctx, tx, by.ID, "access.turn-down", p.AccountID, p)
	})
}

// End takes somebody's office away. It acts at the person's next request and needs no second person: it is the way to undo
// a grant at once. Nobody ends his own, so that a last administrator stays.
func (s *Store) End(ctx context.Context, by account.Official, accountID int64) error {
	if err := by.Administering(); err != nil {
		return err
	}
	if by.ID == accountID {
		return problem.New(problem.Forbidden, "access.not_oneself")
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		office, _, err := account.Holds(ctx, tx, accountID)
		if err != nil {
			return err
		}
		if err := account.End(ctx, tx, by.ID, accountID, s.now()); err != nil {
			return err
		}
		if err := record(ctx, tx, by.ID, "access.end", accountID, Proposal{Authority: office.Authority, Region: office.Region, Role: office.Role}); err != nil {
			return err
		}
		return s.tell(ctx, tx, accountID, "office-ended")
	})
}

func (s *Store) grant(ctx context.Context, tx pgx.Tx, by int64, p Proposal) error {
	if err := s.settle(ctx, tx, by, p, true); err != nil {
		return err
	}
	office := account.Official{Authority: p.Authority, Region: p.Region, Role: p.Role}
	if err := account.Grant(ctx, tx, by, p.AccountID, office, s.now()); err != nil {
		return err
	}
	if err := record(ctx, tx, by, "access.confirm", p.AccountID, p); err != nil {
		return err
	}
	return s.tell(ctx, tx, p.AccountID, "office-granted")
}

func (s *Store) settle(ctx context.Context, tx pgx.Tx, by int64, p Proposal, granted bool) error {
	_, err := tx.Exec(ctx, `UPDATE role_grants SET settled_by = nullif($2::bigint, 0), settled_at = $3, granted = $4 WHERE id = $1`, p.ID, by, s.now(), granted)
	return err
}

func (s *Store) tell(ctx context.Context, tx pgx.Tx, accountID int64, event string) error {
	now := s.now()
	return notify.Queue(ctx, tx, notify.Notice{AccountID: accountID, Event: event, Occasion: now.UTC().Format(time.RFC3339Nano), Args: notify.Args{"Time": now}})
}

const proposals = `SELECT g.id, g.account_id, a.name, g.authority, g.region, g.role, g.reason, g.proposed_by, p.name, g.proposed_at,
	coalesce(o.authority, ''), coalesce(o.region, ''), coalesce(o.role, '')
	FROM role_grants g JOIN accounts a ON a.id = g.account_id JOIN accounts p ON p.id = g.proposed_by
	LEFT JOIN officials o ON o.account_id = g.account_id AND o.ended_at IS NULL WHERE g.settled_at IS NULL `

// open is a proposal that waits, locked: of two who press at once one comes too late.
func open(ctx context.Context, tx pgx.Tx, id int64) (Proposal, error) {
	rows, _ := tx.Query(ctx, proposals+`AND g.id = $1 FOR UPDATE OF g`, id)
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Proposal])
	if errors.Is(err, pgx.ErrNoRows) {
		return p, problem.New(problem.NotFound, "access.not_found")
	}
	return p, err
}

// Open is every proposal that waits, the oldest first.
func (s *Store) Open(ctx context.Context, by account.Official) ([]Proposal, error) {
	if err := by.Administering(); err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, proposals+`ORDER BY g.id LIMIT 200`)
	if err != nil {
		return nil, postgres.Problem(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Proposal])
	return list, postgres.Problem(err)
}

// Holder is somebody who holds an office.
type Holder struct {
	account.Official
	Since   time.Time
	Factors int // how many second factors he has set up
}

// Holders are those who hold an office now, after that account, a page at a time: every one for an administrator, those of
// his own office for a head.
func (s *Store) Holders(ctx context.Context, by account.Official, after int64) ([]Holder, error) {
	where, args, err := sees(by)
	if err != nil {
		return nil, err
	}
	return s.holders(ctx, where+` AND a.id > $3 ORDER BY a.id LIMIT $4`, append(args, after, Page+1)...)
}

// Holder is one of them.
func (s *Store) Holder(ctx context.Context, by account.Official, accountID int64) (Holder, error) {
	where, args, err := sees(by)
	if err != nil {
		return Holder{}, err
	}
	list, err := s.holders(ctx, where+` AND a.id = $3`, append(args, accountID)...)
	if err == nil && len(list) == 0 {
		err = problem.New(problem.NotFound, "access.not_found")
	}
	if err != nil {
		return Holder{}, err
	}
	return list[0], nil
}

// sees is whose offices an official may look at.
func sees(by account.Official) (string, []any, error) {
	switch {
	case by.Administering() == nil:
		return `($1 = '' AND $2 = '')`, []any{"", ""}, nil
	case by.Receiving():
		return `o.authority = $1 AND ($2 = '' OR o.region = $2)`, []any{by.Authority, by.Region}, nil
	}
	return "", nil, problem.New(problem.Forbidden, "account.administrators_only")
}

func (s *Store) holders(ctx context.Context, where string, args ...any) ([]Holder, error) {
	rows, err := s.pool.Query(ctx, `SELECT a.id, a.name, o.authority, o.region, o.role, o.granted_at,
		(SELECT count(*) FROM factors f WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL)
		FROM officials o JOIN accounts a ON a.id = o.account_id WHERE o.ended_at IS NULL AND `+where, args...)
	if err != nil {
		return nil, postgres.Problem(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (h Holder, err error) {
		err = row.Scan(&h.ID, &h.Name, &h.Authority, &h.Region, &h.Role, &h.Since, &h.Factors)
		return h, err
	})
	return list, postgres.Problem(err)
}

func record(ctx context.Context, tx pgx.Tx, by int64, action string, accountID int64, p Proposal) error {
	kind, detail := audit.Official, map[string]any{"authority": p.Authority, "region": p.Region, "role": p.Role}
	if by == 0 {
		kind = audit.Machine // the operator
	}
	if p.ID != 0 {
		detail["proposal"], detail["proposer"] = p.ID, p.ProposedBy
	}
	err := audit.Record(ctx, tx, audit.Entry{Kind: kind, Actor: by, Action: action, Object: "account:" + strconv.FormatInt(accountID, 10), Detail: detail})
	if err != nil {
		return fmt.Errorf("access: %w", err)
	}
	return nil
}
