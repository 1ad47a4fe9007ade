package document

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Objects is a store for the bytes of files outside of the database. An object is written whole or not at all, and its
// name is the id of the upload: random, never what the applicant called it.
type Objects interface {
	Put(ctx context.Context, id string, body io.Reader, size int64) error
	Open(ctx context.Context, id string) (io.ReadCloser, error)
	Delete(ctx context.Context, id string) error
	// Each goes through all objects in the order of their ids.
	Each(ctx context.Context, do func(id string, at time.Time) error) error
}

// WithObjects is the store with the bytes of files in an object store. Files still come into the database, are looked
// through and scanned there, and are moved when they are clean (see Settle): what nobody may open never gets out, and an
// object store that is down keeps nobody from applying.
func (s *Store) WithObjects(o Objects) *Store {
	s.objects = o
	return s
}

// Limits of settling.
const (
	settled  = 50        // files, or removals, that are read at once
	lingered = time.Hour // pieces stay that long after a scan: somebody may be downloading them
)

// moved is the place of a file whose bytes are in the object store.
const moved = "object"

// Open gives the bytes of an upload that may be opened. It fails before the first byte, so that a page can still say so.
func (s *Store) Open(ctx context.Context, up Upload) (io.ReadCloser, error) {
	if up.place == moved {
		if s.objects == nil {
			return nil, problem.New(problem.Unavailable, "common.unavailable").Because(fmt.Errorf("upload %s is in an object store, and none is configured", up.ID))
		}
		return s.objects.Open(ctx, up.ID)
	}
	body := s.content(ctx, up)
	if _, err := body.ReadAt(make([]byte, 1), 0); err != nil {
		return nil, err
	}
	return io.NopCloser(body), nil
}

// Settle moves clean files into the object store, and deletes there what is gone here. It is safe to be killed at any
// point: an object that was written and not noted is written again, and the pieces stay until it is noted.
func (s *Store) Settle(ctx context.Context) error {
	if s.objects == nil {
		return nil
	}
	if err := s.move(ctx); err != nil {
		return err
	}
	_, err := s.pool.Exec(ctx, `DELETE FROM upload_chunks c USING uploads u WHERE u.id = c.upload_id AND u.place = $1 AND u.scanned_at < $2`, moved, s.now().Add(-lingered))
	if err != nil {
		return postgres.Problem(fmt.Errorf("drop moved pieces: %w", err))
	}
	return s.deleteRemoved(ctx)
}

func (s *Store) move(ctx context.Context) error {
	for {
		// By way of the pieces: few are left where an object store is configured, however many files there are.
		rows, _ := s.pool.Query(ctx, selectUpload+`id IN (SELECT upload_id FROM upload_chunks WHERE n = 0) AND place <> $1 AND scanned_at IS NOT NULL AND virus = ''
			AND (draft_id IS NOT NULL OR application_id IS NOT NULL OR message_id IS NOT NULL OR feedback_id IS NOT NULL) LIMIT $2`, moved, settled)
		list, err := pgx.CollectRows(rows, scanUpload)
		if err != nil {
			return postgres.Problem(fmt.Errorf("read uploads to move: %w", err))
		}
		for _, up := range list {
			if err := s.objects.Put(ctx, up.ID, s.content(ctx, up), up.Size); err != nil {
				return fmt.Errorf("move an upload: %w", err)
			}
			// Should the upload be gone by now, its object belongs to nobody and Tidy finds it.
			if _, err := s.pool.Exec(ctx, `UPDATE uploads SET place = $2 WHERE id = $1`, up.ID, moved); err != nil {
				return postgres.Problem(fmt.Errorf("note a moved upload: %w", err))
			}
		}
		if len(list) < settled {
			return nil
		}
	}
}

// deleteRemoved deletes the objects whose uploads were deleted; a trigger notes them, whatever deletes an upload.
func (s *Store) deleteRemoved(ctx context.Context) error {
	for {
		rows, _ := s.pool.Query(ctx, `SELECT id FROM removed_objects ORDER BY removed_at LIMIT $1`, settled)
		ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return postgres.Problem(fmt.Errorf("read removed objects: %w", err))
		}
		for _, id := range ids {
			if err := s.objects.Delete(ctx, id); err != nil {
				return fmt.Errorf("delete an object: %w", err)
			}
			if _, err := s.pool.Exec(ctx, `DELETE FROM removed_objects WHERE id = $1`, id); err != nil {
				return postgres.Problem(fmt.Errorf("note a deleted object: %w", err))
			}
		}
		if len(ids) < settled {
			return nil
		}
	}
}

// orphanAge is how old an object must be before Tidy takes it for one that nobody knows.
const orphanAge = 24 * time.Hour

// Tidy compares the object store with the uploads, side by side in the order of their ids. Objects that no upload knows
// are deleted after a day. Uploads whose object is missing are never deleted: they are an incident, and reported as one.
func (s *Store) Tidy(ctx context.Context) error {
	if s.objects == nil {
		return nil
	}
	const part = 1000
	var lost int
	after, seen := "", make(map[string]time.Time, part)
	compare := func(upTo string) error {
		rows, _ := s.pool.Query(ctx, `SELECT id FROM uploads WHERE place = $1 AND id > $2 AND ($3 = '' OR id <= $3)`, moved, after, upTo)
		known, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return postgres.Problem(fmt.Errorf("compare objects: %w", err))
		}
		for _, id := range known {
			if _, there := seen[id]; !there {
				lost++
				slog.ErrorContext(ctx, "the object of an upload is missing", "upload", id)
			}
			delete(seen, id)
		}
		for id, at := range seen {
			if s.now().Sub(at) < orphanAge {
				continue
			}
			if err := s.objects.Delete(ctx, id); err != nil {
				return fmt.Errorf("delete an orphan: %w", err)
			}
		}
		clear(seen)
		after = upTo
		return nil
	}
	err := s.objects.Each(ctx, func(id string, at time.Time) error {
		if seen[id] = at; len(seen) < part {
			return nil
		}
		return compare(id)
	})
	if err == nil {
		err = compare("")
	}
	if err == nil && lost > 0 {
		err = fmt.Errorf("%d uploads have no object", lost)
	}
	return err
}

// SettleArgs is the job that moves files into the object store.
type SettleArgs struct{}

// Kind names the job.
func (SettleArgs) Kind() string { return "document.settle" }

// TidyArgs is the job that compares the object store with the uploads.
type TidyArgs struct{}

// Kind names the job.
func (TidyArgs) Kind() string { return "document.tidy" }
