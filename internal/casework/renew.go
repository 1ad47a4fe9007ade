package casework

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// DraftOutdated is the message of the Conflict of a draft whose service has other questions or rules by now.
const DraftOutdated = "casework.draft_outdated"

// Newer is the version of the service that is published now, when it differs from that of the draft in something that
// the applicant has to know; else nil. A service that is no longer published is left as it was.
func (s *Store) Newer(d Draft, began *catalogue.Service) *catalogue.Service {
	now, ok := s.catalogue.Snapshot().Service(d.ServiceCode)
	if !ok || now.VersionID == d.VersionID || len(now.Since(began)) == 0 {
		return nil
	}
	return now
}

// Renew brings a draft of one's own under the version that the person was shown. Answers that still fit stay; the facts
// are read anew, with the consent that was given to the list of registers of that version.
func (s *Store) Renew(ctx context.Context, who account.Principal, id int64, row int, versionID int64, lang locale.Lang) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		d, err := s.oneDraft(ctx, tx, openDraft, id, who.AccountID)
		if err != nil {
			return err
		}
		now, ok := s.catalogue.Snapshot().Service(d.ServiceCode)
		if !ok || d.Row != row || now.VersionID != versionID {
			return problem.New(problem.Conflict, DraftChanged)
		}
		if !account.Reaches(who.Level, now.Assurance) {
			return problem.New(problem.Forbidden, "casework.level_needed")
		}
		began, err := s.catalogue.VersionIn(ctx, tx, d.VersionID)
		if err != nil {
			return err
		}
		kept, _ := form.Fit(began.Form, now.Form, d.Answers)
		at := s.now()
		sealed, plain, err := s.ring.Document(draftAnswers, d.ID, at, kept)
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `UPDATE drafts SET service_version_id = $3, answers_sealed = $4, answers = $7, `+noFacts+`, `+noUndo+`, consent_at = $5, row = row + 1, updated_at = $5, expires_at = $6
			WHERE id = $1 AND row = $2 AND application_id IS NULL`, d.ID, row, now.VersionID, sealed, at, at.Add(draftLife), plain)
		if err != nil {
			return fmt.Errorf("renew draft: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return problem.New(problem.Conflict, DraftChanged)
		}
		return s.agree(ctx, tx, who.As(d.Mandate), id, now, lang)
	})
}
