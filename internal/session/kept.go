package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// Bounds of what is kept: a long form without its files, for a day.
const (
	keptBytes = 256 << 10
	keptFor   = 24 * time.Hour
)

// Kept is a form that arrived after its author's session had expired.
type Kept struct {
	Path      string     `json:"-"` // where it was going
	Multipart bool       `json:"multipart"`
	Form      url.Values `json:"form"`
}

// Keep saves a form that came too late, in the expired session of its author, and reports whether it could. Only the
// holder of a session that has expired within a day can have something kept: strangers cannot fill the database.
func (s *Store) Keep(ctx context.Context, k Kept) (bool, error) {
	c := fromContext(ctx)
	if !c.expired {
		return false, nil
	}
	return s.keep(ctx, c, k)
}

// Hold keeps a form whose author has to confirm first that it is he, in his living session, and reports whether it could.
func (s *Store) Hold(ctx context.Context, k Kept) (bool, error) {
	c := fromContext(ctx)
	if !c.live {
		return false, nil
	}
	return s.keep(ctx, c, k)
}

func (s *Store) keep(ctx context.Context, c *current, k Kept) (bool, error) {
	raw, err := json.Marshal(k)
	if err != nil || len(raw) > keptBytes {
		return false, err
	}
	tag, err := s.pool.Exec(ctx, `
		UPDATE sessions SET kept_path = $2, kept_form = $3, kept_at = $4 WHERE id = $1 AND seen_at > $5`,
		c.session.ID, k.Path, raw, s.now(), s.now().Add(-keptFor))
	return err == nil && tag.RowsAffected() == 1, postgres.Problem(err)
}

// Kept is the form that waits in this session, or nil.
func (s *Store) Kept(ctx context.Context) (*Kept, error) {
	c := fromContext(ctx)
	if !c.live {
		return nil, nil
	}
	var k Kept
	var raw []byte
	err := s.pool.QueryRow(ctx, `SELECT kept_path, kept_form FROM sessions WHERE id = $1 AND kept_at > $2`,
		c.session.ID, s.now().Add(-keptFor)).Scan(&k.Path, &raw)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, postgres.Problem(err)
	}
	if err := json.Unmarshal(raw, &k); err != nil {
		return nil, fmt.Errorf("kept form: %w", err)
	}
	return &k, nil
}
