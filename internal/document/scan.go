package document

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/notify"
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
	scanWait   = 10 * time.Second // for one file, for which the applicant waits: no answer of the portal takes twice as long
	rescanWait = 30 * time.Second // for one file for which nobody waits
	scanMost   = 100              // files that are read into memory at once by Rescan, without their bytes
	scanLost   = 5                // failures in a row after which the scanner counts as down until the next round
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
	virus, err := s.scan(ctx, up, scanWait)
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

func (s *Store) scan(ctx context.Context, up Upload, wait time.Duration) (virus string, err error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	return s.scanner.Scan(ctx, s.content(ctx, up))
}

// Rescan asks about every file that waits for the scanner: those never asked about first, then those whose last failure
// is the longest ago, so that one which the scanner can't take holds up nobody. It ends early when the scanner is down.
// Two replicas that do it at once look twice, which harms nobody.
func (s *Store) Rescan(ctx context.Context) error {
	if s.scanner == nil {
		return nil
	}
	var failed error
	passed, lost := []string{}, 0 // files without a verdict in this round, and how many of them in a row
	for {
		rows, _ := s.pool.Query(ctx, selectUpload+`scanned_at IS NULL AND (draft_id IS NOT NULL OR application_id IS NOT NULL OR thread_id IS NOT NULL OR feedback_id IS NOT NULL) AND NOT id = ANY($1)
			ORDER BY scan_failed_at NULLS FIRST, created_at, id LIMIT $2`, passed, scanMost)
		waiting, err := pgx.CollectRows(rows, scanUpload)
		if err != nil {
			return postgres.Problem(fmt.Errorf("read waiting uploads: %w", err))
		}
		for _, up := range waiting {
			err := s.rescan(ctx, up)
			if err == nil {
				lost = 0
				continue
			}
			passed, failed = append(passed, up.ID), err
			if lost++; lost == scanLost || ctx.Err() != nil {
				return failed
			}
		}
		if len(waiting) < scanMost {
			return failed
		}
	}
}

// rescan asks about one file and keeps the verdict, or that there was none.
func (s *Store) rescan(ctx context.Context, up Upload) error {
	virus, err := s.scan(ctx, up, rescanWait)
	if err == nil {
		return s.noteScan(ctx, up, virus)
	}
	if _, noted := s.pool.Exec(ctx, `UPDATE uploads SET scan_failed_at = $2 WHERE id = $1`, up.ID, s.now()); noted != nil {
		return postgres.Problem(fmt.Errorf("note a failed scan: %w", noted))
	}
	return fmt.Errorf("scan: %w", err)
}

// noteScan keeps what the scanner said. Whose file has a virus is told in the same transaction: nobody can open the
// file any more, and an official will ask for another.
func (s *Store) noteScan(ctx context.Context, up Upload, virus string) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var application int64
		var number, draft, office string // the authority, when an official sent it with a message
		err := tx.QueryRow(ctx, `WITH noted AS (UPDATE uploads SET scanned_at = $2, virus = $3 WHERE id = $1 AND scanned_at IS NULL RETURNING application_id, draft_id, message_id)
			SELECT coalesce(a.id, 0), coalesce(a.number, ''), coalesce(noted.draft_id::text, ''), CASE m.side WHEN 'office' THEN a.authority ELSE '' END
			FROM noted LEFT JOIN thread_messages m ON m.id = noted.message_id LEFT JOIN applications a ON a.id = coalesce(noted.application_id, m.application_id)`, up.ID, s.now(), virus).
			Scan(&application, &number, &draft, &office)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // another replica was quicker, or the applicant took the file away
		}
		if err != nil {
			return fmt.Errorf("note a scan: %w", err)
		}
		if virus == "" {
			return nil
		}
		n := notify.Notice{AccountID: up.AccountID, Event: "infected", Occasion: up.ID, ApplicationID: application, Number: number, Args: notify.Args{"File": up.Name}}
		switch {
		case office != "":
			n.Event, n.Office = "infected-reply", office
			return notify.QueueOffice(ctx, tx, []int64{up.AccountID}, n)
		case number == "" && draft == "":
			return nil // of a message that was not sent, whose writer is shown that the file is gone, or a photo of somebody unknown
		case number == "":
			n.Event, n.Args[notify.ToDraft] = "infected-draft", draft
		}
		return notify.Queue(ctx, tx, n)
	})
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

// SweepArgs is the job that deletes the rest of pages that were left.
type SweepArgs struct{}

// Kind names the job.
func (SweepArgs) Kind() string { return "document.sweep" }

// Unscanned is how many files nobody may open yet, because the scanner has not seen them.
func (s *Store) Unscanned(ctx context.Context) (n int, err error) {
	if err = s.pool.QueryRow(ctx, `SELECT count(*) FROM uploads WHERE scanned_at IS NULL`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count unscanned files: %w", postgres.Problem(err))
	}
	return n, nil
}
