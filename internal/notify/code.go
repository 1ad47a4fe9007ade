package notify

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Limits of codes. Fifty guesses a day at a million codes find one with a chance of 1 in 20,000; and nobody can make the
// portal call a thousand strangers.
const (
	CodeLife       = 5 * time.Minute
	CodeTries      = 5
	CodesWindow    = 15 * time.Minute
	CodesInWindow  = 3  // for one address, and for one person
	CodesInDay     = 10 // for one address, and for one person
	CodesInAll     = 2000
	CodesAllWindow = 10 * time.Minute // for everybody together: the most that a flood can cost
)

// AskCode sends a one-time code to an address that the person says to own. The answer is the same whoever owns it.
func (s *Store) AskCode(ctx context.Context, who account.Principal, channel Channel, address string, lang locale.Lang) error {
	if !s.out.Has(channel) || channel == Push {
		return problem.New(problem.NotFound, "notices.no-channel")
	}
	code, err := newCode()
	if err != nil {
		return err
	}
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if err := s.spare(ctx, tx, who, address); err != nil {
			return err
		}
		var id int64
		if err := tx.QueryRow(ctx, `SELECT nextval(pg_get_serial_sequence('contact_codes', 'id'))`).Scan(&id); err != nil {
			return err
		}
		sealed, err := s.ring.Seal(CodeColumn, id, address)
		if err != nil {
			return err
		}
		now := s.now()
		_, err = tx.Exec(ctx, `INSERT INTO contact_codes (id, account_id, channel, address_sealed, address_index, address, hash, created_at, expires_at)
			OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, id, who.AccountID, channel, sealed, s.ring.Mark(CodeColumn, address),
			s.ring.Beside(CodeColumn, now, address), s.hash(who, channel, address, code), now, now.Add(CodeLife))
		return err
	})
	if err != nil {
		return err
	}
	switch err := s.sendCode(ctx, channel, address, code, lang); {
	case errors.Is(err, ErrAddress):
		return problem.New(problem.Invalid, "notices.code.refused").Because(err)
	case err != nil && !errors.Is(err, ErrDoubt):
		return problem.New(problem.Unavailable, "notices.code.unsent").Because(err)
	}
	return nil
}

func newCode() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", fmt.Errorf("new code: %w", err)
	}
	return fmt.Sprintf("%06d", n), nil
}

// hash binds a code to the person, the channel and the address that it was made for.
func (s *Store) hash(who account.Principal, channel Channel, address, code string) []byte {
	return s.out.mac("code", fmt.Sprintf("%d\x00%s\x00%s\x00%s", who.AccountID, channel, address, code))
}

// spare refuses a code over a limit. It holds the person and the address, so that ten requests at once are counted.
func (s *Store) spare(ctx context.Context, tx pgx.Tx, who account.Principal, address string) error {
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('contact-code', $1)), pg_advisory_xact_lock(hashtextextended($2, 1))`, who.AccountID, address)
	if err != nil {
		return fmt.Errorf("count codes: %w", err)
	}
	now := s.now()
	var window, day, all int
	err = tx.QueryRow(ctx, `
		SELECT greatest((SELECT count(*) FROM contact_codes WHERE account_id = $1 AND created_at > $3),
		                (SELECT count(*) FROM contact_codes WHERE (address_index = $2 OR address = $6) AND created_at > $3)),
		       greatest((SELECT count(*) FROM contact_codes WHERE account_id = $1 AND created_at > $4),
		                (SELECT count(*) FROM contact_codes WHERE (address_index = $2 OR address = $6) AND created_at > $4)),
		       (SELECT count(*) FROM contact_codes WHERE created_at > $5)`,
		who.AccountID, s.ring.Mark(CodeColumn, address), now.Add(-CodesWindow), now.Add(-codesKept), now.Add(-CodesAllWindow), address).Scan(&window, &day, &all)
	switch {
	case err != nil:
		return fmt.Errorf("count codes: %w", err)
	case day >= CodesInDay:
		return problem.New(problem.TooMany, "notices.code.too-many-day", "Count", CodesInDay)
	case window >= CodesInWindow:
		return problem.New(problem.TooMany, "notices.code.too-many", "Count", CodesInWindow)
	case all >= CodesInAll:
		return problem.New(problem.TooMany, "notices.code.busy")
	}
	return nil
}

func (s *Store) sendCode(ctx context.Context, channel Channel, address, code string, l locale.Lang) error {
	ctx, cancel := context.WithTimeout(ctx, codePatience)
	defer cancel()
	if channel == SMS {
		_, err := s.out.Text.Text(ctx, address, forPhones(l.T("copy.code.sms", "Code", code)), "")
		return err
	}
	return s.out.Mail.Mail(ctx, Letter{
		ID: "code-" + strings.ToLower(rand.Text()), To: address, Lang: l.Tag(),
		Subject: l.T("copy.code.subject"), Text: l.T("copy.code.text", "Code", code, "Minutes", int(CodeLife.Minutes())),
	})
}

// codePatience is how long a person waits for the page that asks for the code.
const codePatience = 10 * time.Second

// Asked is the address that waits for its code, or empty: none was asked for, or its time is over.
func (s *Store) Asked(ctx context.Context, who account.Principal, channel Channel) (string, error) {
	var id int64
	var sealed []byte
	var plain *string
	err := s.pool.QueryRow(ctx, `SELECT id, address_sealed, address FROM (SELECT id, address_sealed, address, used_at IS NULL AND expires_at > $3 AS waits
		FROM contact_codes WHERE account_id = $1 AND channel = $2 ORDER BY id DESC LIMIT 1) last WHERE waits`, who.AccountID, channel, s.now()).Scan(&id, &sealed, &plain)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read code: %w", postgres.Problem(err))
	}
	return s.ring.Read(CodeColumn, id, sealed, plain)
}

// Confirm takes the code that was sent last, and makes the address the person's own. A wrong one counts as a try.
func (s *Store) Confirm(ctx context.Context, who account.Principal, channel Channel, typed string, lang locale.Lang) error {
	var wrong error
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		wrong = nil
		address, err := s.spend(ctx, tx, who, channel, typed)
		if problem.Of(err) != nil {
			wrong = err
			return nil //nolint:nilerr // the try has to stay counted
		}
		if err != nil {
			return err
		}
		if err := s.adopt(ctx, tx, who, channel, address); err != nil {
			return fmt.Errorf("adopt address: %w", err)
		}
		if err := keep(ctx, tx, who.AccountID, defaults(lang), `lang = notice_choices.lang`); err != nil {
			return err
		}
		return record(ctx, tx, who, "contact.confirm", channel)
	})
	if err != nil {
		return err
	}
	return wrong
}

// spend uses a try of the newest code and gives the address that it proves.
func (s *Store) spend(ctx context.Context, tx pgx.Tx, who account.Principal, channel Channel, typed string) (address string, err error) {
	var (
		id           int64
		sealed, want []byte
		plain        *string
		valid        bool
	)
	err = tx.QueryRow(ctx, `
		UPDATE contact_codes SET tries = tries + 1
		WHERE id = (SELECT id FROM contact_codes WHERE account_id = $1 AND channel = $2 ORDER BY id DESC LIMIT 1) AND used_at IS NULL AND tries < $4
		RETURNING id, address_sealed, address, hash, expires_at > $3`, who.AccountID, channel, s.now(), CodeTries).Scan(&id, &sealed, &plain, &want, &valid)
	if err == nil {
		address, err = s.ring.Read(CodeColumn, id, sealed, plain)
	}
	switch {
	case errors.Is(err, pgx.ErrNoRows) || err == nil && !valid:
		return "", problem.New(problem.Invalid, "notices.code.over")
	case err != nil:
		return "", fmt.Errorf("spend code: %w", err)
	case !hmac.Equal(want, s.hash(who, channel, address, strings.TrimSpace(typed))):
		return "", problem.New(problem.Invalid, "notices.code.wrong")
	}
	_, err = tx.Exec(ctx, `UPDATE contact_codes SET used_at = $2 WHERE id = $1`, id, s.now())
	return address, err
}
