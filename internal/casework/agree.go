package casework

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/record"
)

// AgreementWording is the version of the text that people agree to on the start page. Who changes its sense gives it
// another: kept agreements name the one that they were given to.
const AgreementWording = "2026-11"

// channelPortal is where agreements are given: by the person's own hand, in the portal.
const channelPortal = "portal"

// Agreement is a consent to the reading of registers for one application, as it was given.
type Agreement struct {
	ID          int64
	Service     string
	VersionID   int64
	Wording     string
	Lang        locale.Lang
	Channel     string
	Reads       map[string][]string // registers, each with its fields
	GivenAt     time.Time
	WithdrawnAt *time.Time
	For         string // name of the represented whose records it is about; empty: one's own
	Open        bool   // the draft it was given for is not sent yet: it can be withdrawn
	Number      string // of the application that the draft became; empty: none
}

// Consent records that the applicant agrees to the reading of registers for this draft, with what was agreed to. Gather
// refuses without it.
func (s *Store) Consent(ctx context.Context, who account.Principal, id int64, lang locale.Lang) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT FROM drafts WHERE id = $1 AND account_id = $2 FOR UPDATE`, id, who.AccountID); err != nil {
			return fmt.Errorf("consent: %w", err)
		}
		d, err := s.oneDraft(ctx, tx, openDraft, id, who.AccountID)
		if err != nil || d.ConsentAt != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE drafts SET consent_at = $2 WHERE id = $1`, id, s.now()); err != nil {
			return fmt.Errorf("consent: %w", err)
		}
		svc, err := s.catalogue.VersionIn(ctx, tx, d.VersionID)
		if err != nil {
			return err
		}
		return s.agree(ctx, tx, who.As(d.Mandate), id, svc, lang)
	})
}

// agree keeps a consent in the caller's transaction.
func (s *Store) agree(ctx context.Context, tx pgx.Tx, who account.Principal, draftID int64, svc *catalogue.Service, lang locale.Lang) error {
	_, err := tx.Exec(ctx, `INSERT INTO agreements (account_id, mandate_id, draft_id, service, service_version_id, wording, lang, channel, reads, given_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		who.AccountID, mandateID(who), draftID, svc.Code, svc.VersionID, AgreementWording, lang, channelPortal, Reads(svc), s.now())
	if err != nil {
		return fmt.Errorf("keep agreement: %w", err)
	}
	return audit.Record(ctx, tx, audit.Entry{
		Kind: audit.Citizen, Actor: who.AccountID, Action: "draft.consent", Object: fmt.Sprintf("draft:%d", draftID),
		Detail: who.Detail("wording", AgreementWording, "channel", channelPortal),
	})
}

// Agreements is the consents that a person gave, for himself and for others, newest first, older than before (0: the
// newest).
func (s *Store) Agreements(ctx context.Context, who account.Principal, before int64) ([]Agreement, error) {
	list, err := collect[Agreement](ctx, s.pool, "agreements", `SELECT g.id, g.service, g.service_version_id, g.wording, g.lang, g.channel, g.reads, g.given_at, g.withdrawn_at,
			coalesce(m.name, ''), g.withdrawn_at IS NULL AND d.id IS NOT NULL AND d.application_id IS NULL, coalesce(a.number, '')
		FROM agreements g LEFT JOIN mandates m ON m.id = g.mandate_id LEFT JOIN drafts d ON d.id = g.draft_id LEFT JOIN applications a ON a.id = d.application_id
		WHERE g.account_id = $1 AND ($2::bigint = 0 OR g.id < $2) ORDER BY g.id DESC LIMIT $3`, who.AccountID, before, PageSize)
	return list, postgres.Problem(err)
}

// Disagree withdraws a consent whose application is not sent yet: nothing is read for the draft any more, and what was
// read is dropped, with the copies that could have served other applications. What was sent is taken back by withdrawing the application.
func (s *Store) Disagree(ctx context.Context, who account.Principal, id int64) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var draft int64
		err := tx.QueryRow(ctx, `SELECT d.id FROM agreements g JOIN drafts d ON d.id = g.draft_id
			WHERE g.id = $1 AND g.account_id = $2 AND g.withdrawn_at IS NULL AND d.application_id IS NULL FOR UPDATE`, id, who.AccountID).Scan(&draft)
		if err != nil {
			return problem.New(problem.NotFound, "casework.no_agreement").Because(err)
		}
		now := s.now()
		if _, err := tx.Exec(ctx, `UPDATE agreements SET withdrawn_at = $2 WHERE draft_id = $1 AND withdrawn_at IS NULL`, draft, now); err != nil {
			return fmt.Errorf("withdraw agreement: %w", err)
		}
		if _, err := tx.Exec(ctx, `UPDATE drafts SET consent_at = NULL, `+noFacts+`, row = row + 1 WHERE id = $1`, draft); err != nil {
			return fmt.Errorf("withdraw agreement: %w", err)
		}
		if err := record.Drop(ctx, tx, s.ring, who.PINFL); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Citizen, Actor: who.AccountID, Action: "draft.disagree", Object: fmt.Sprintf("draft:%d", draft)})
	})
}
