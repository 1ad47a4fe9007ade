package feedback

import (
	"context"
	"io"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// WithPhotos is the store with a place for photos. Without one no form asks for any.
func (s *Store) WithPhotos(d *document.Store) *Store {
	s.photos = d
	return s
}

// TakesPhotos reports whether something that is said of that kind can come with a photo. A suggestion cannot: no official
// answers it, and what nobody looks at is not collected.
func (s *Store) TakesPhotos(k Kind) bool { return s.photos != nil && k != Suggestion }

// SavePhoto takes a photo for something that is not said yet. One sender may send as many as submissions, counted apart, so
// that nobody fills the disk without a name. Whose account it is (0: a stranger's) is not kept with it.
func (s *Store) SavePhoto(ctx context.Context, by int64, sender, name string, r io.Reader) (document.Upload, error) {
	if s.photos == nil {
		return document.Upload{}, problem.New(problem.NotFound, "document.not_found")
	}
	if err := s.limit(ctx, s.pool, "photo\x00"+sender); err != nil {
		return document.Upload{}, err
	}
	return s.photos.SavePhoto(ctx, by, name, r)
}

// LoosePhoto is a photo that was taken for something that is not said yet. The zero Upload is none.
func (s *Store) LoosePhoto(ctx context.Context, id string) (document.Upload, error) {
	if s.photos == nil || id == "" {
		return document.Upload{}, nil
	}
	up, err := s.photos.LoosePhoto(ctx, id)
	return up, postgres.Problem(err)
}

// keepPhoto gives a submission's photo to its entry. Only one that opens a case has readers.
func keepPhoto(ctx context.Context, tx pgx.Tx, in Submission, entry int64) error {
	if in.Photo == "" || in.opens() == "" {
		return nil
	}
	return document.KeepPhoto(ctx, tx, entry, in.Photo)
}

// Photo is the photo of a case, to be opened by an official who sees the case; each look is kept in the audit.
func (s *Store) Photo(ctx context.Context, o account.Official, number string) (document.Upload, error) {
	c, err := s.visible(ctx, o, number)
	if err != nil {
		return document.Upload{}, err
	}
	var up document.Upload
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		found, err := document.PhotoOf(ctx, tx, c.entryID)
		if err != nil {
			return err
		}
		if up, err = found.Openable(); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Official, Actor: o.ID, Action: "feedback.photo", Object: "feedback:" + c.CaseNumber})
	})
	return up, err
}
