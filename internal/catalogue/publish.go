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
	var findings []Finding
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO services (code) VALUES ($1) ON CONFLICT DO NOTHING`, e.Definition.Code); err != nil {
			return err
		}
		var err error
		_, _, findings, err = s.add(ctx, tx, e, true)
		return err
	})
	return findings, err
}

// Propose keeps an official's definition as a version that waits for PublishProposal, in the caller's transaction.
func (s *Store) Propose(ctx context.Context, tx pgx.Tx, e Edit) (versionID int64, number int, findings []Finding, err error) {
	return s.add(ctx, tx, e, false)
}

// add writes the next version of a service.
func (s *Store) add(ctx context.Context, tx pgx.Tx, e Edit, publish bool) (versionID int64, number int, findings []Finding, err error) {
	if _, findings := Compile(e.Definition); len(findings) > 0 {
		return 0, 0, findings, nil
	}
	body, checksum, err := encode(e.Definition)
	if err != nil {
		return 0, 0, nil, err
	}
	id, current, err := hold(ctx, tx, e.Definition.Code, publish)
	if err != nil {
		return 0, 0, nil, err
	}
	if current != e.Base {
		return 0, 0, nil, problem.New(problem.Conflict, "catalogue.changed")
	}
	if err := tx.QueryRow(ctx, `SELECT coalesce(max(number), 0) + 1 FROM service_versions WHERE service_id = $1`, id).Scan(&number); err != nil {
		return 0, 0, nil, err
	}
	if err := s.write(ctx, tx, []change{{id, number, body, checksum, publish}}, provenance{"editor", e.Author, e.Note}); err != nil {
		return 0, 0, nil, err
	}
	err = tx.QueryRow(ctx, `SELECT id FROM service_versions WHERE service_id = $1 AND number = $2`, id, number).Scan(&versionID)
	return versionID, number, nil, err
}

// PublishProposal makes a version that waits the current one, in the caller's transaction. When another version than base
// is current by now, it gives a Conflict.
func (s *Store) PublishProposal(ctx context.Context, tx pgx.Tx, code string, versionID, base int64) error {
	id, current, err := hold(ctx, tx, code, true)
	if err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, `UPDATE service_versions SET published_at = $3 WHERE id = $1 AND service_id = $2 AND published_at IS NULL`, versionID, id, s.now())
	if err != nil {
		return err
	}
	if current != base || tag.RowsAffected() == 0 {
		return problem.New(problem.Conflict, "catalogue.changed")
	}
	return point(ctx, tx, map[int64]int64{id: versionID})
}

// Rollback makes an earlier version current again, or publishes a proposal. The pointer moves; no version changes.
func (s *Store) Rollback(ctx context.Context, code string, number int) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		id, _, err := hold(ctx, tx, code, true)
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

// hold locks a service. Chosen notes that an official chose its version, so that no import takes another.
func hold(ctx context.Context, tx pgx.Tx, code string, chosen bool) (id, current int64, err error) {
	err = tx.QueryRow(ctx, `UPDATE services SET held = held OR $2 WHERE code = $1 RETURNING id, coalesce(current_version_id, 0)`, code, chosen).Scan(&id, &current)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, 0, problem.New(problem.NotFound, "catalogue.no-service")
	}
	return id, current, err
}
