package catalogue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// VersionInfo is one entry in the history of a service.
type VersionInfo struct {
	ID          int64
	Number      int
	Origin      string // seed | editor
	Author      string
	Note        string
	CreatedAt   time.Time
	PublishedAt *time.Time // nil for a proposal
	Current     bool
}

// Versions is the history of a service, newest first, with the proposals that wait.
func (s *Store) Versions(ctx context.Context, code string) ([]VersionInfo, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT v.id, v.number, v.origin, v.author, v.note, v.created_at, v.published_at, v.id = coalesce(s.current_version_id, 0)
		FROM services s JOIN service_versions v ON v.service_id = s.id WHERE s.code = $1 ORDER BY v.number DESC`, code)
	versions, err := pgx.CollectRows(rows, pgx.RowToStructByPos[VersionInfo])
	if err != nil {
		return nil, fmt.Errorf("catalogue: versions of %s: %w", code, err)
	}
	return versions, nil
}

// Edit is a definition that an official publishes.
type Edit struct {
	Definition Definition
	Base       int64 // the version that the official began with; 0 for a new service
	Author     string
	Note       string
}

// Publish makes an official's definition the current version. Findings are returned as values: the editor shows them
// beside the text. A service that was published anew in the meantime gives a Conflict.
func (s *Store) Publish(ctx context.Context, e Edit) ([]Finding, error) {
	if _, findings := Compile(e.Definition); len(findings) > 0 {
		return findings, nil
	}
	body, checksum, err := encode(e.Definition)
	if err != nil {
		return nil, err
	}
	return nil, postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO services (code) VALUES ($1) ON CONFLICT DO NOTHING`, e.Definition.Code); err != nil {
			return err
		}
		id, current, err := hold(ctx, tx, e.Definition.Code)
		if err != nil {
			return err
		}
		if current != e.Base {
			return problem.New(problem.Conflict, "catalogue.changed")
		}
		var last int
		if err := tx.QueryRow(ctx, `SELECT coalesce(max(number), 0) FROM service_versions WHERE service_id = $1`, id).Scan(&last); err != nil {
			return err
		}
		return s.write(ctx, tx, []change{{id, last + 1, body, checksum, true}}, provenance{"editor", e.Author, e.Note})
	})
}

// Rollback makes an earlier version current again, or publishes a proposal. The pointer moves; no version changes.
func (s *Store) Rollback(ctx context.Context, code string, number int) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		id, _, err := hold(ctx, tx, code)
		if err != nil {
			return err
		}
		var version int64
		err = tx.QueryRow(ctx, `SELECT id FROM service_versions WHERE service_id = $1 AND number = $2`, id, number).Scan(&version)
		if errors.Is(err, pgx.ErrNoRows) {
			return problem.New(problem.NotFound, "catalogue.no-version")
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE service_versions SET published_at = $2 WHERE id = $1 AND published_at IS NULL`, version, s.now()); err != nil {
			return err
		}
		return point(ctx, tx, map[int64]int64{id: version})
	})
}

// hold locks a service and notes that an official chose its version.
func hold(ctx context.Context, tx pgx.Tx, code string) (id, current int64, err error) {
	err = tx.QueryRow(ctx, `UPDATE services SET held = true WHERE code = $1 RETURNING id, coalesce(current_version_id, 0)`, code).Scan(&id, &current)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, 0, problem.New(problem.NotFound, "catalogue.no-service")
	}
	return id, current, err
}
