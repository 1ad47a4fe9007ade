package document

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// SaveUpload stores a file of the applicant for one question of a draft of his. The file is streamed in pieces, so that
// a hundred big ones at once do not need their size in memory; images are decoded and written anew, which drops
// what was hidden in them (places, scripts). The caller's reader needs no limit: one byte too many is TooLarge.
func (s *Store) SaveUpload(ctx context.Context, who account.Principal, draftID int64, field, name string, r io.Reader) (Upload, error) {
	return s.save(ctx, who, ofDraft(draftID), field, name, r)
}

// SaveCorrection stores a file for a question of an application of his that was sent back to be corrected.
func (s *Store) SaveCorrection(ctx context.Context, who account.Principal, applicationID int64, field, name string, r io.Reader) (Upload, error) {
	return s.save(ctx, who, ofApplication(applicationID), field, name, r)
}

// DropOthers removes the files of those questions of a draft of one's own that its answers do not name: what was taken
// away or replaced is gone, and gives its room back.
func (s *Store) DropOthers(ctx context.Context, who account.Principal, draftID int64, questions, named []string) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM uploads WHERE draft_id = $1 AND account_id = $2 AND split_part(field, '-', 1) = ANY($3) AND NOT id = ANY($4)`,
		draftID, who.AccountID, questions, list(named))
	if err != nil {
		return postgres.Problem(fmt.Errorf("drop uploads: %w", err))
	}
	return nil
}

// Attach moves the files of a draft that its answers name to the application that it became, as a part of a
// batch of the caller's transaction.
// The others are removed: an official sees what was sent, and nothing that the applicant took back.
func Attach(b *pgx.Batch, draftID, applicationID int64, named []string) {
	b.Queue(`UPDATE uploads SET application_id = $2, draft_id = NULL WHERE draft_id = $1 AND id = ANY($3)`, draftID, applicationID, list(named))
	b.Queue(`DELETE FROM uploads WHERE draft_id = $1`, draftID)
}

// Corrected removes the files that came for a correction which began then and that it does not name, in the caller's
// transaction. Files from before it stay: they are what was decided on.
func Corrected(ctx context.Context, tx pgx.Tx, applicationID int64, began time.Time, named []string) error {
	_, err := tx.Exec(ctx, `DELETE FROM uploads WHERE application_id = $1 AND created_at >= $2 AND NOT id = ANY($3)`, applicationID, began, list(named))
	if err != nil {
		return fmt.Errorf("drop uploads: %w", err)
	}
	return nil
}

// list is never nil: to SQL that would be unknown instead of empty.
func list(ids []string) []string { return append([]string{}, ids...) }

const selectUpload = `SELECT id, coalesce(account_id, 0), field, name, type, size, created_at, scanned_at, virus, sha256, place FROM uploads WHERE `

func scanUpload(row pgx.CollectableRow) (up Upload, err error) {
	err = row.Scan(&up.ID, &up.AccountID, &up.Field, &up.Name, &up.Type, &up.Size, &up.At, &up.ScannedAt, &up.Virus, &up.SHA256, &up.place)
	return up, err
}

// Upload is a file of a draft of one's own or of an application that one reaches, to be opened.
func (s *Store) Upload(ctx context.Context, who account.Principal, id string) (Upload, error) {
	reached, args := who.Reach(s.now(), id)
	return s.upload(ctx, `CASE WHEN application_id IS NULL THEN account_id = $2
		ELSE EXISTS (SELECT FROM applications a WHERE a.id = application_id AND `+reached+`) END`, args...)
}

// UploadOf is a file of an application, to be opened; the caller has made sure that its reader may see the application.
func (s *Store) UploadOf(ctx context.Context, applicationID int64, id string) (Upload, error) {
	return s.upload(ctx, `application_id = $2`, id, applicationID)
}

// Place is what a file stands at: a draft, or the application that it became.
type Place struct{ Draft, Application int64 }

// Named is those of the files that stand at a draft of one's own or at an application that one reaches. One in which the
// scanner found something later counts as none: its question is open again.
func (s *Store) Named(ctx context.Context, who account.Principal, at Place, ids []string) ([]Upload, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	reached, args := who.Reach(s.now(), ids, at.Draft, at.Application)
	rows, err := s.pool.Query(ctx, selectUpload+`id = ANY($1) AND virus = '' AND (draft_id = $2 AND account_id = $4
		OR application_id = $3 AND EXISTS (SELECT FROM applications a WHERE a.id = application_id AND `+reached+`))`, args...)
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read uploads: %w", err))
	}
	found, err := pgx.CollectRows(rows, scanUpload)
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read uploads: %w", err))
	}
	return found, nil
}

// OfDraft is those files of a draft that its answers name, in the order in which they are named.
func OfDraft(ctx context.Context, q querier, draftID int64, named []string) ([]Upload, error) {
	rows, err := q.Query(ctx, selectUpload+`draft_id = $1 AND id = ANY($2) ORDER BY array_position($2, id)`, draftID, list(named))
	if err != nil {
		return nil, fmt.Errorf("read uploads: %w", err)
	}
	return pgx.CollectRows(rows, scanUpload)
}

// OfApplication is the same of an application.
func OfApplication(ctx context.Context, q querier, applicationID int64, named []string) ([]Upload, error) {
	rows, err := q.Query(ctx, selectUpload+`application_id = $1 AND id = ANY($2) ORDER BY array_position($2, id)`, applicationID, list(named))
	if err != nil {
		return nil, fmt.Errorf("read uploads: %w", err)
	}
	return pgx.CollectRows(rows, scanUpload)
}

func (s *Store) upload(ctx context.Context, where string, args ...any) (Upload, error) {
	rows, _ := s.pool.Query(ctx, selectUpload+`id = $1 AND `+where, args...)
	up, err := pgx.CollectExactlyOneRow(rows, scanUpload)
	if errors.Is(err, pgx.ErrNoRows) {
		return Upload{}, problem.New(problem.NotFound, "document.not_found")
	}
	if err != nil {
		return Upload{}, postgres.Problem(fmt.Errorf("read upload: %w", err))
	}
	return up, up.openable()
}

// cleanName keeps what people recognise of a file's name: no path, no control characters, the ending of its real type.
func cleanName(name string, kind fileKind) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`"<>|:*?/`, r) {
			return -1
		}
		return r
	}, name)
	name = strings.TrimSpace(strings.TrimSuffix(name, path.Ext(name)))
	if name == "" || name == "." {
		name = "file"
	}
	if r := []rune(name); len(r) > 80 {
		name = string(r[:80])
	}
	return name + kind.ending
}

// ReadUploads adds the reading of the chosen application's files to a batch.
func ReadUploads(b *pgx.Batch, into *[]Upload) {
	b.Queue(selectUpload + `application_id = ` + postgres.Chosen + ` ORDER BY created_at, id`).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, scanUpload)
		return err
	})
}

// Sweep deletes what was uploaded to no draft and sent with no message or feedback for a day: the rest of a page that was left.
func (s *Store) Sweep(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM uploads WHERE draft_id IS NULL AND application_id IS NULL AND message_id IS NULL AND visit_id IS NULL AND feedback_id IS NULL AND created_at < $1`, s.now().Add(-24*time.Hour))
	if err != nil {
		return postgres.Problem(fmt.Errorf("sweep uploads: %w", err))
	}
	_, err = s.pool.Exec(ctx, `DELETE FROM uploads u USING visits v JOIN applications a ON a.id = v.application_id
		WHERE u.visit_id = v.id AND v.recorded_at IS NULL AND a.closed_at < $1`, s.now().Add(-24*time.Hour)) // a case that ended before its visit
	if err != nil {
		return postgres.Problem(fmt.Errorf("sweep uploads of visits: %w", err))
	}
	return nil
}

// rower and querier are a pool or a transaction.
type rower interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}
