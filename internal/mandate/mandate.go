// Package mandate is acting for others: what the registers say of whom a person may act for, which of it the person took
// up, and whether it still holds. A right is never believed: it is read from its register when it is taken, when it has
// grown old, and before anything is sent under it.
package mandate

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

// Store keeps the rights that people took up.
type Store struct {
	pool      *pgxpool.Pool
	ring      *keyring.Ring
	now       func() time.Time
	registers register.Source
}

// NewStore is the rights in that database, confirmed by those registers.
func NewStore(pool *pgxpool.Pool, ring *keyring.Ring, now func() time.Time, registers register.Source) *Store {
	return &Store{pool: pool, ring: ring, now: now, registers: registers}
}

// Now is the time by which rights are held against.
func (s *Store) Now() time.Time { return s.now() }

// Take takes up a right: what the person chose is looked for in what its register says at this moment, so that nothing
// that was sent along is believed.
func (s *Store) Take(ctx context.Context, who account.Principal, ref string) (account.Mandate, error) {
	if !account.Reaches(who.Level, catalogue.Verified) {
		return account.Mandate{}, problem.New(problem.Forbidden, "mandate.level")
	}
	ground, _, _ := cut(ref)
	offers, err := s.ask(ctx, who, ground)
	if err != nil {
		return account.Mandate{}, err
	}
	for _, o := range offers {
		if o.Ref == ref && o.Open() {
			return s.keep(ctx, who, o.Mandate)
		}
	}
	return account.Mandate{}, problem.New(problem.NotFound, "mandate.none")
}

// keep writes a right that its register has just confirmed. One that is there already, sealed or plain, is sealed anew for
// its row, and if it had ended it lives again.
func (s *Store) keep(ctx context.Context, who account.Principal, m account.Mandate) (account.Mandate, error) {
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT nextval(pg_get_serial_sequence('mandates', 'id'))`).Scan(&m.ID); err != nil {
			return fmt.Errorf("keep mandate: %w", err)
		}
		sealed, err := s.ring.Seal(account.SubjectColumn, m.ID, m.Subject)
		if err != nil {
			return err
		}
		index, plain := s.ring.Index(m.Subject), s.ring.Beside(account.SubjectColumn, s.now(), m.Subject)
		tag, err := tx.Exec(ctx, `INSERT INTO mandates (id, account_id, ground, kind, subject_sealed, subject_index, subject, name, number, scope, until, taken_at, checked_at)
			OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, nullif($11, '')::date, $12, $12) ON CONFLICT DO NOTHING`,
			m.ID, who.AccountID, m.Ground, m.Kind, sealed, index, plain, m.Name, m.Number, m.Scope, m.Until.String(), s.now())
		if err != nil {
			return fmt.Errorf("keep mandate: %w", err)
		}
		if tag.RowsAffected() == 0 {
			err := tx.QueryRow(ctx, `SELECT id FROM mandates WHERE account_id = $1 AND ground = $2 AND kind = $3 AND number = $4 AND (subject_index = $5 OR subject = $6)
				ORDER BY subject_index LIMIT 1 FOR UPDATE`, who.AccountID, m.Ground, m.Kind, m.Number, index, m.Subject).Scan(&m.ID)
			if err != nil {
				return fmt.Errorf("keep mandate: %w", err)
			}
			if sealed, err = s.ring.Seal(account.SubjectColumn, m.ID, m.Subject); err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `UPDATE mandates SET subject_sealed = $2, subject_index = $3, subject = $4, name = $5, scope = $6, until = nullif($7, '')::date, checked_at = $8, ended_at = NULL WHERE id = $1`,
				m.ID, sealed, index, plain, m.Name, m.Scope, m.Until.String(), s.now())
			if err != nil {
				return fmt.Errorf("keep mandate: %w", err)
			}
		}
		return audit.Record(ctx, tx, audit.Entry{
			Kind: audit.Citizen, Actor: who.AccountID, Action: "mandate.take", Object: m.Object(), Detail: map[string]any{"ground": m.Ground},
		})
	})
	m.AccountID, m.CheckedAt = who.AccountID, s.now()
	return m, err
}

// Confirm asks the register of a right whether it holds at this moment. One that is gone is ended and Forbidden; while
// the register is silent, or the number of the right does not open, the answer is Unavailable, and the right stays as it was.
func (s *Store) Confirm(ctx context.Context, m account.Mandate) (account.Mandate, error) {
	if m.Subject == "" {
		return m, problem.New(problem.Unavailable, "mandate.silent", "Name", m.Name)
	}
	who := account.Principal{AccountID: m.AccountID}
	var sealed []byte
	var plain *string
	err := s.pool.QueryRow(ctx, `SELECT pinfl_sealed, pinfl FROM accounts WHERE id = $1`, m.AccountID).Scan(&sealed, &plain)
	if err == nil {
		who.PINFL, err = s.ring.Read(account.NumberColumn, m.AccountID, sealed, plain)
	}
	if err != nil {
		return m, postgres.Problem(fmt.Errorf("read holder of mandate: %w", err))
	}
	offers, err := s.ask(ctx, who, m.Ground)
	if err != nil {
		return m, err
	}
	return s.settle(ctx, m, offers)
}

// settle writes what a register said of a right that was taken up.
func (s *Store) settle(ctx context.Context, m account.Mandate, offers []Offer) (account.Mandate, error) {
	now := s.now()
	for _, o := range offers {
		if !o.Open() || o.Kind != m.Kind || o.Subject != m.Subject || o.Number != m.Number {
			continue
		}
		m.Name, m.Scope, m.Until, m.CheckedAt, m.EndedAt = o.Name, o.Scope, o.Until, now, nil
		_, err := s.pool.Exec(ctx, `UPDATE mandates SET name = $2, scope = $3, until = nullif($4, '')::date, checked_at = $5, ended_at = NULL WHERE id = $1`,
			m.ID, m.Name, m.Scope, m.Until.String(), now)
		return m, postgres.Problem(err)
	}
	m.EndedAt = &now
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE mandates SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL`, m.ID, now)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Machine, Action: "mandate.end", Object: m.Object(), Detail: map[string]any{"ground": m.Ground}})
	})
	if err != nil {
		return m, err
	}
	return m, m.Stands(now)
}

// Renew asks the registers again for the rights of a person that they confirmed too long ago, and gives the one that the
// person acts under as it is now. A silent register changes nothing: its former word holds for a while (MandateKept).
func (s *Store) Renew(ctx context.Context, who account.Principal) (*account.Mandate, error) {
	rows, err := s.pool.Query(ctx, `SELECT to_jsonb(m) FROM mandates m WHERE m.account_id = $1 AND m.ended_at IS NULL AND m.checked_at < $2 ORDER BY m.id`,
		who.AccountID, s.now().Add(-account.MandateFresh))
	if err != nil {
		return who.For, postgres.Problem(fmt.Errorf("read mandates: %w", err))
	}
	old, err := pgx.CollectRows(rows, pgx.RowTo[account.Mandate])
	if err != nil {
		return who.For, postgres.Problem(fmt.Errorf("read mandates: %w", err))
	}
	said := map[account.Ground][]Offer{}
	current := who.For
	for _, m := range old {
		if err := m.Open(s.ring); err != nil {
			slog.ErrorContext(ctx, "right not confirmed again", "err", err)
			continue
		}
		offers, asked := said[m.Ground]
		if !asked {
			if offers, err = s.ask(ctx, who, m.Ground); err != nil {
				continue // it holds as it was, or has grown too old to
			}
			said[m.Ground] = offers
		}
		m, err = s.settle(ctx, m, offers)
		if err != nil && !problem.Is(err, problem.Forbidden) {
			return current, err
		}
		if current != nil && current.ID == m.ID {
			current = &m
		}
	}
	return current, nil
}
