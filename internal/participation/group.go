package participation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/number"
	"github.com/yagona/portal/internal/postgres"
)

// Bounds of one run, so that it never holds up other jobs: how many entries are compared, with how many groups of their
// service, and how old a group may be that still grows.
const (
	Batch     = 500
	maxSeeds  = 400
	seedsLive = 365 * 24 * time.Hour
)

// lookBack is how many ids below the newest are looked at again: ids are drawn before their transactions end.
const lookBack = 1000

// GroupArgs asks to compare new entries with earlier ones.
type GroupArgs struct{}

// Kind names the job.
func (GroupArgs) Kind() string { return "participation.group" }

// InsertOpts puts it behind everything that a person waits for.
func (GroupArgs) InsertOpts() job.Options { return job.Options{Queue: job.Bulk} }

// entry is something said that is compared.
type entry struct {
	ID        int64
	Service   string
	Version   *int64
	Authority string
	Step      string
	Comment   string
	At        time.Time
}

// seed is the first entry of a group.
type seed struct {
	ID      int64
	Problem *int64
	Version *int64
	Step    string
	Words   []string
	touched bool // by this run
}

// fits reports whether the entry may belong to the group: of the same step and version, where both are known.
func (s *seed) fits(e entry) bool {
	return (s.Step == "" || e.Step == "" || s.Step == e.Step) && (s.Version == nil || e.Version == nil || *s.Version == *e.Version)
}

// Group compares entries that are new with the first entry of each group of their service and puts each into the one that
// it is most like, or lets it begin one. A group of ProposeAt people becomes a proposal. It says how many entries were new;
// the same entries always end in the same groups.
func (s *Store) Group(ctx context.Context) (n int, err error) {
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('participation.group', 0))`); err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, `
			SELECT id, service, version, authority, step, comment, at FROM participation_entries e
			WHERE id > coalesce((SELECT max(entry_id) FROM problem_entries), 0) - $1 AND NOT EXISTS (SELECT FROM problem_entries p WHERE p.entry_id = e.id)
			ORDER BY id LIMIT $2`, lookBack, Batch)
		fresh, err := pgx.CollectRows(rows, pgx.RowToStructByPos[entry])
		if err != nil {
			return err
		}
		n = len(fresh)
		return s.group(ctx, tx, fresh)
	})
	if err != nil {
		return 0, fmt.Errorf("group feedback: %w", err)
	}
	return n, nil
}

func (s *Store) group(ctx context.Context, tx pgx.Tx, fresh []entry) error {
	groups := map[[2]string][]*seed{}
	var grown []*seed
	for _, e := range fresh {
		of := [2]string{e.Service, e.Authority} // who answers for one can't answer for the other
		seeds, known := groups[of]
		if !known {
			var err error
			if seeds, err = s.seeds(ctx, tx, of); err != nil {
				return err
			}
		}
		words := Stems(e.Comment)
		in := nearest(seeds, e, words)
		if in == nil {
			in = &seed{ID: e.ID, Version: e.Version, Step: e.Step, Words: words}
			seeds = append([]*seed{in}, seeds[:min(len(seeds), maxSeeds-1)]...)
		}
		if groups[of] = seeds; !in.touched {
			in.touched, grown = true, append(grown, in)
		}
		_, err := tx.Exec(ctx, `INSERT INTO problem_entries (entry_id, seed_id, problem_id, service, authority, version_id, step, words, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			e.ID, in.ID, in.Problem, e.Service, e.Authority, e.Version, e.Step, append([]string{}, words...), e.At)
		if err != nil {
			return fmt.Errorf("keep compared entry: %w", err)
		}
	}
	for _, in := range grown {
		if err := s.settle(ctx, tx, in); err != nil {
			return err
		}
	}
	return nil
}

// seeds is the groups of a service and an authority: first those that are a problem, whatever was decided about it and
// however long ago, then the newest of the others.
func (s *Store) seeds(ctx context.Context, tx pgx.Tx, of [2]string) ([]*seed, error) {
	rows, _ := tx.Query(ctx, `SELECT entry_id, problem_id, version_id, step, words FROM problem_entries
		WHERE service = $1 AND authority = $2 AND seed_id = entry_id AND words <> '{}' AND (problem_id IS NOT NULL OR at > $3)
		ORDER BY problem_id IS NULL, entry_id DESC LIMIT $4`, of[0], of[1], s.now().Add(-seedsLive), maxSeeds)
	return pgx.CollectRows(rows, pgx.RowToAddrOfStructByPos[seed])
}

// nearest is the group whose first entry is most like this one; the oldest of equals; nil when none is alike enough.
func nearest(seeds []*seed, e entry, words []string) (best *seed) {
	most := 0.0
	for _, in := range seeds {
		if !in.fits(e) {
			continue
		}
		if like := Likeness(in.Words, words); like >= Threshold && (like > most || like == most && in.ID < best.ID) {
			best, most = in, like
		}
	}
	return best
}

// settle proposes a group that enough people speak of, or counts the problem that it belongs to anew.
func (s *Store) settle(ctx context.Context, tx pgx.Tx, in *seed) error {
	if in.Problem != nil {
		return recount(ctx, tx, *in.Problem)
	}
	var people int
	err := tx.QueryRow(ctx, `SELECT count(DISTINCT a.account_id) + count(*) FILTER (WHERE a.account_id IS NULL)
		FROM problem_entries e JOIN participation_authors a ON a.entry_id = e.entry_id WHERE e.seed_id = $1`, in.ID).Scan(&people)
	if err != nil || people < ProposeAt {
		return err
	}
	id, _, err := s.propose(ctx, tx, in.ID, nil)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE problem_entries SET problem_id = $2 WHERE seed_id = $1`, in.ID, id); err != nil {
		return fmt.Errorf("join proposal: %w", err)
	}
	return recount(ctx, tx, id)
}

// propose makes the proposal of a group, by its first entry.
func (s *Store) propose(ctx context.Context, tx pgx.Tx, first int64, from *int64) (id int64, drawn string, err error) {
	if drawn, err = number.Draw(); err != nil {
		return 0, "", err
	}
	err = tx.QueryRow(ctx, `
		INSERT INTO problems (number, state, authority, service, step, version_id, found_at, last_at, split_from)
		SELECT $1, 'proposed', authority, service, step, version, $3, at, $4 FROM participation_entries WHERE id = $2 RETURNING id`,
		drawn, first, s.now(), from).Scan(&id)
	if err != nil {
		return 0, "", fmt.Errorf("propose problem: %w", err)
	}
	return id, drawn, nil
}

// recount counts anew who is concerned by a problem, or by the one that it was merged into: each account once, whether it
// wrote or said "me too", and each entry and vote without one.
//
// The row is held first: of two who change what is counted the second must count the first. A vote changes the count by
// itself (vote). Entries and votes refer to its key, which nobody changes, so that they wait for nobody.
func recount(ctx context.Context, tx pgx.Tx, id int64) error {
	_, err := tx.Exec(ctx, `
		WITH RECURSIVE up AS (
			SELECT id, merged_into FROM problems WHERE id = $1
			UNION ALL SELECT p.id, p.merged_into FROM problems p JOIN up ON p.id = up.merged_into
		) SELECT FROM problems WHERE id = (SELECT id FROM up WHERE merged_into IS NULL) FOR NO KEY UPDATE`, id)
	if err != nil {
		return fmt.Errorf("hold problem: %w", err)
	}
	_, err = tx.Exec(ctx, `
		WITH RECURSIVE up AS (
			SELECT id, merged_into FROM problems WHERE id = $1
			UNION ALL SELECT p.id, p.merged_into FROM problems p JOIN up ON p.id = up.merged_into
		), family AS (
			SELECT id FROM up WHERE merged_into IS NULL
			UNION ALL SELECT p.id FROM problems p JOIN family f ON p.merged_into = f.id
		), said AS (
			SELECT count(*) AS entries, max(at) AS last_at FROM problem_entries WHERE problem_id = ANY (ARRAY(SELECT id FROM family))
		), who AS (
			SELECT a.account_id, CASE WHEN a.account_id IS NULL THEN e.entry_id END AS unnamed
			FROM problem_entries e JOIN participation_authors a ON a.entry_id = e.entry_id WHERE e.problem_id = ANY (ARRAY(SELECT id FROM family))
			UNION SELECT account_id, CASE WHEN account_id IS NULL THEN -id END FROM problem_supporters WHERE problem_id = ANY (ARRAY(SELECT id FROM family))
		)
		UPDATE problems SET people = (SELECT count(*) FROM who), entries = said.entries, last_at = coalesce(said.last_at, problems.last_at)
		FROM said WHERE id = (SELECT id FROM up WHERE merged_into IS NULL)`, id)
	if err != nil {
		return fmt.Errorf("recount problem: %w", err)
	}
	return nil
}
