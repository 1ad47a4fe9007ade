package document

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Scanner looks for harmful programs. virus is the name of what it found, empty for a clean file; an error means that
// it could not be asked.
type Scanner interface {
	Scan(ctx context.Context, r io.Reader) (virus string, err error)
}

// Limits of scanning.
const (
	scanWait = 30 * time.Second // for one file: the applicant waits for it
	scanMost = 100              // files in one round of Rescan
)

// WithScanner is the store with a scanner that every file passes before anybody opens it. Without one the checks of
// the store itself have to do: closed list of types, no active parts, the test mark of scanners.
func (s *Store) WithScanner(scanner Scanner) *Store {
	s.scanner = scanner
	return s
}

// scanned asks the scanner about a file whose bytes are all there. A file with a virus is refused. When the scanner does
// not answer the file is taken, and stays closed until Rescan has asked: nobody loses an application to an outage.
func (s *Store) scanned(ctx context.Context, up Upload) (at *time.Time, err error) {
	now := s.now()
	if s.scanner == nil {
		return &now, nil
	}
	virus, err := s.scan(ctx, up)
	switch {
	case virus != "":
		return nil, problem.New(problem.Invalid, "document.infected").Because(errors.New("found " + virus))
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		slog.WarnContext(ctx, "a file could not be scanned and waits", "error", err.Error())
		return nil, nil
	default:
		return &now, nil
	}
}

func (s *Store) scan(ctx context.Context, up Upload) (virus string, err error) {
	ctx, cancel := context.WithTimeout(ctx, scanWait)
	defer cancel()
	return s.scanner.Scan(ctx, s.content(ctx, up))
}

// Rescan asks about the files that wait for the scanner, oldest first. One that it can't take must not hold up the
// others. Two replicas that do it at once look twice, which harms nobody.
func (s *Store) Rescan(ctx context.Context) error {
	if s.scanner == nil {
		return nil
	}
	rows, _ := s.pool.Query(ctx, selectUpload+`scanned_at IS NULL AND (draft_id IS NOT NULL OR application_id IS NOT NULL) ORDER BY created_at LIMIT $1`, scanMost)
	waiting, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Upload])
	if err != nil {
		return postgres.Problem(fmt.Errorf("read waiting uploads: %w", err))
	}
	var failed error
	for _, up := range waiting {
		virus, err := s.scan(ctx, up)
		if err != nil {
			failed = fmt.Errorf("scan: %w", err)
			continue
		}
		if _, err := s.pool.Exec(ctx, `UPDATE uploads SET scanned_at = $2, virus = $3 WHERE id = $1`, up.ID, s.now(), virus); err != nil {
			return postgres.Problem(fmt.Errorf("note a scan: %w", err))
		}
	}
	return failed
}

// openable refuses a file that was not scanned yet, or in which something was found.
func (up Upload) openable() error {
	switch {
	case up.Virus != "":
		return problem.New(problem.Forbidden, "document.infected_closed")
	case up.ScannedAt == nil:
		return problem.New(problem.Unavailable, "document.unscanned")
	default:
		return nil
	}
}

// RescanArgs is the job that asks about waiting files.
type RescanArgs struct{}

// Kind names the job.
func (RescanArgs) Kind() string { return "document.rescan" }
