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

// Kept is a form that arrived after its author's session had expired, or before he had confirmed that it is he.
type Kept struct {
	ID        string     `json:"id"` // by which alone it is found again; random
	Path      string     `json:"-"`  // where it was going
	Multipart bool       `json:"multipart"`
	Form      url.Values `json:"form"`
}

// Keep saves a form that came too late, in the expired session of its author, and answers its id, or none when it could
// not. Only the holder of a session that has expired within a day can have something kept: strangers cannot fill the
// database.
func (s *Store) Keep(ctx context.Context, k Kept) (id string, err error) {
	c := fromContext(ctx)
	if !c.expired {
		return "", nil
	}
	return s.keep(ctx, c, k)
}

// Hold keeps a form whose author has to confirm first that it is he, in his living session, and answers its id, or none
// when it could not.
func (s *Store) Hold(ctx context.Context, k Kept) (id string, err error) {
	c := fromContext(ctx)
	if !c.live {
		return "", nil
	}
	return s.keep(ctx, c, k)
}

// keep holds one form for a session. A later one takes its place, and its id with it: who comes for the former learns that
// it is gone, and never sends what somebody else put there.
func (s *Store) keep(ctx context.Context, c *current, k Kept) (string, error) {
	k.ID = newToken()
	raw, err := json.Marshal(k)
	if err != nil || len(raw) > keptBytes {
		return "", err
	}
	tag, err := s.pool.Exec(ctx, `
		UPDATE sessions SET kept_path = $2, kept_form = $3, kept_at = $4 WHERE id = $1 AND seen_at > $5`,
		c.session.ID, k.Path, raw, s.now(), s.now().Add(-keptFor))
	if err != nil || tag.RowsAffected() != 1 {
		return "", postgres.Problem(err)
	}
	return k.ID, nil
}

// Kept is the form with that id that waits in this session, or nil.
func (s *Store) Kept(ctx context.Context, id string) (*Kept, error) {
	c := fromContext(ctx)
	if !c.live || id == "" {
		return nil, nil
	}
	var k Kept
	var raw []byte
	err := s.pool.QueryRow(ctx, `SELECT kept_path, kept_form FROM sessions WHERE id = $1 AND kept_at > $2 AND kept_form->>'id' = $3`,
		c.session.ID, s.now().Add(-keptFor), id).Scan(&k.Path, &raw)
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
