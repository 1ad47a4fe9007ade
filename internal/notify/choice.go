package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Quiet hours that people have who chose none: nobody is woken by a certificate.
const (
	quietFrom  = 21
	quietUntil = 8
)

// Choices is how a person wants to hear of news.
type Choices struct {
	Lang       locale.Lang
	Wanted     []string // Want of each kind and channel
	DigestHour *int     // of the one e-mail a day; nil is an e-mail at once
	QuietFrom  int
	QuietUntil int
}

// Want names a kind of news on a channel.
func Want(k Kind, c Channel) string { return string(k) + "/" + string(c) }

// defaults are the choices before any were made: what costs money comes only when it cannot wait.
func defaults(l locale.Lang) Choices {
	c := Choices{Lang: l, QuietFrom: quietFrom, QuietUntil: quietUntil}
	for _, k := range Kinds {
		c.Wanted = append(c.Wanted, Want(k, Email), Want(k, Push))
	}
	c.Wanted = append(c.Wanted, Want(Security, SMS), Want(Turn, SMS))
	return c
}

// Choices is the person's own; lang is the language of those who have not chosen one yet.
func (s *Store) Choices(ctx context.Context, who account.Principal, lang locale.Lang) (Choices, error) {
	var c Choices
	err := s.pool.QueryRow(ctx, `SELECT lang, wanted, digest_hour, quiet_from, quiet_until FROM notice_choices WHERE account_id = $1`, who.AccountID).
		Scan(&c.Lang, &c.Wanted, &c.DigestHour, &c.QuietFrom, &c.QuietUntil)
	if errors.Is(err, pgx.ErrNoRows) {
		return defaults(lang), nil
	}
	if err != nil {
		return c, fmt.Errorf("read choices: %w", postgres.Problem(err))
	}
	return c, nil
}

// Choose keeps the choices. What is unknown in them is no choice of any page.
func (s *Store) Choose(ctx context.Context, who account.Principal, c Choices) error {
	known := []string{}
	for _, k := range Kinds {
		for _, ch := range Channels {
			if slices.Contains(c.Wanted, Want(k, ch)) {
				known = append(known, Want(k, ch))
			}
		}
	}
	hours := []int{c.QuietFrom, c.QuietUntil}
	if c.DigestHour != nil {
		hours = append(hours, *c.DigestHour)
	}
	if !slices.Contains(locale.Langs, c.Lang) || slices.ContainsFunc(hours, func(h int) bool { return h < 0 || h > 23 }) {
		return problem.New(problem.Invalid, "notices.no-choice")
	}
	c.Wanted = known
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		return keep(ctx, tx, who.AccountID, c, `lang = excluded.lang, wanted = excluded.wanted, digest_hour = excluded.digest_hour,
			quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until`)
	})
}

// keep writes choices; set is what becomes of those that are there.
func keep(ctx context.Context, tx pgx.Tx, accountID int64, c Choices, set string) error {
	_, err := tx.Exec(ctx, `INSERT INTO notice_choices (account_id, lang, wanted, digest_hour, quiet_from, quiet_until)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ON CONSTRAINT notice_choices_pkey DO UPDATE SET `+set,
		accountID, c.Lang, c.Wanted, c.DigestHour, c.QuietFrom, c.QuietUntil)
	if err != nil {
		return fmt.Errorf("keep choices: %w", err)
	}
	return nil
}
