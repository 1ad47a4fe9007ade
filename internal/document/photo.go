package document

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/problem"
)

// MaxPhoto is how many bytes a photo may have: anybody may send one, and cameras of phones stay below.
const MaxPhoto = 10 << 20

// photoField is the question that photos answer, and their name: what a device called one may say whose it is.
const photoField = "photo"

// SavePhoto takes a photo of anybody, signed in or not, as uploads are taken: looked at, drawn anew, scanned. It belongs to
// nobody and to nothing until KeepPhoto gives it to what it was sent with, and is swept after a day. By whose account it
// comes (0: a stranger's) is not kept; it says only among whose files it waits for its turn.
func (s *Store) SavePhoto(ctx context.Context, by int64, name string, r io.Reader) (Upload, error) {
	up, err := s.save(ctx, account.Principal{}, owner{nothing: true, by: by}, photoField, name, r)
	if p := problem.Of(err); p != nil && p.ID == "document.type" { // which names what else is taken elsewhere
		return Upload{}, problem.New(problem.Invalid, "document.no-photo").Because(err)
	}
	return up, err
}

// KeepPhoto gives a photo to what somebody said, in the caller's transaction. One that is gone, or that somebody made up, is
// left out: what was said is worth more.
func KeepPhoto(ctx context.Context, tx pgx.Tx, feedbackID int64, id string) error {
	_, err := tx.Exec(ctx, `UPDATE uploads SET feedback_id = $1 WHERE id = $2 AND field = $3 AND account_id IS NULL AND feedback_id IS NULL AND sha256 <> '' AND virus = ''`, feedbackID, id, photoField)
	if err != nil {
		return fmt.Errorf("keep photo: %w", err)
	}
	return nil
}

// LoosePhoto is a photo that belongs to nothing yet, for the form that it was sent with. The zero Upload is none.
func (s *Store) LoosePhoto(ctx context.Context, id string) (Upload, error) {
	return photo(ctx, s.pool, `id = $1 AND field = $2 AND account_id IS NULL AND feedback_id IS NULL AND sha256 <> '' AND virus = ''`, id, photoField)
}

// PhotoOf is the photo that was sent with what somebody said, to be named. The zero Upload is none.
func PhotoOf(ctx context.Context, q querier, feedbackID int64) (Upload, error) {
	return photo(ctx, q, `feedback_id = $1`, feedbackID)
}

// SamePhoto reports whether what was taken under that id is the same as that photo, byte for byte as both are kept.
func SamePhoto(ctx context.Context, q querier, kept Upload, id string) (same bool, err error) {
	if kept.ID == id {
		return true, nil
	}
	rows, err := q.Query(ctx, `SELECT EXISTS (SELECT FROM uploads WHERE id = $1 AND field = $2 AND account_id IS NULL AND sha256 = $3)`, id, photoField, kept.SHA256)
	if err == nil {
		same, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
	}
	if err != nil {
		return false, fmt.Errorf("compare photos: %w", err)
	}
	return same, nil
}

func photo(ctx context.Context, q querier, where string, args ...any) (Upload, error) {
	rows, err := q.Query(ctx, selectUpload+where, args...)
	if err != nil {
		return Upload{}, fmt.Errorf("read photo: %w", err)
	}
	up, err := pgx.CollectExactlyOneRow(rows, scanUpload)
	if errors.Is(err, pgx.ErrNoRows) {
		return Upload{}, nil
	}
	if err != nil {
		return Upload{}, fmt.Errorf("read photo: %w", err)
	}
	return up, nil
}

// Openable is the photo to be opened; the caller has made sure that its reader may see what it was sent with.
func (up Upload) Openable() (Upload, error) {
	if up.ID == "" {
		return Upload{}, problem.New(problem.NotFound, "document.not_found")
	}
	return up, up.openable()
}
