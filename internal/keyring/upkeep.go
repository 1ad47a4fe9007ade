package keyring

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// batch is how many rows are sealed in one statement, which is one transaction: what is killed goes on behind the last.
const batch = 500

// UpkeepArgs asks to seal what is plain or sealed with a former key.
type UpkeepArgs struct{}

// Kind names the job.
func (UpkeepArgs) Kind() string { return "keyring.upkeep" }

// Upkeep seals the rows of those columns that a former release wrote, and seals those anew that a former key sealed. It can
// be killed anywhere: what is done is not done again.
func (r *Ring) Upkeep(ctx context.Context, now time.Time, log *slog.Logger, columns ...Column) error {
	if err := r.Refresh(ctx); err != nil {
		return err
	}
	_, err := r.Fill(ctx, now, log, columns...)
	if r.held.Load().sealing.Len() > 1 { // there is a former key
		err = errors.Join(err, r.reseal(ctx, log, columns))
	}
	return err
}

// Fill seals plain values, and gives how many rows it changed. They are emptied once no former release can serve any more:
// their hour begins with the first Fill, and anew when Unseal has opened them. A row that can't be sealed stays as it is, and the log names it.
func (r *Ring) Fill(ctx context.Context, now time.Time, log *slog.Logger, columns ...Column) (n int64, err error) {
	if err := r.begin(ctx, now, columns); err != nil {
		return 0, err
	}
	for _, c := range columns {
		alone := r.held.Load().alone(c, now)
		if c.JSON && !alone { // the former release would go on writing it in plain
			continue
		}
		sql := c.sql(`UPDATE TABLE t SET SEALED = v.sealed, PLAIN = CASE WHEN $5 THEN NULL ELSE t.PLAIN END` + c.found(`, INDEX = v.index`) + `
			FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::bytea[]) v (id, plain, sealed, index) WHERE t.KEY = v.id AND t.PLAIN = v.plain CAST`)
		done, failed := r.each(ctx, c.sql(`SELECT KEY, PLAIN FROM TABLE WHERE PLAIN <> EMPTY AND (SEALED IS NULL OR $3) AND KEY > $1 ORDER BY KEY LIMIT $2`), []any{alone},
			func(ids []int64, plain [][]byte) (int64, error) {
				sealed, index, texts := make([][]byte, len(ids)), make([][]byte, len(ids)), make([]string, len(ids))
				for i, id := range ids {
					texts[i] = string(plain[i])
					var err error
					if sealed[i], err = r.Seal(c, id, texts[i]); err != nil {
						return 0, err
					}
					index[i] = r.Mark(c, texts[i])
				}
				tag, err := r.pool.Exec(ctx, sql, ids, texts, sealed, index, alone)
				return tag.RowsAffected(), err
			},
			func(id int64, err error) {
				log.ErrorContext(ctx, "a value can't be sealed and stays plain", "column", c.String(), "id", id, "err", err)
			})
		if n += done; failed != nil {
			err = errors.Join(err, fmt.Errorf("seal %s: %w", c, failed))
		}
	}
	return n, err
}

// reseal opens what former keys sealed and seals it with the one that seals now. What was damaged or moved stays as evidence.
func (r *Ring) reseal(ctx context.Context, log *slog.Logger, columns []Column) error {
	for _, c := range columns {
		sql := c.sql(`UPDATE TABLE t SET SEALED = v.new FROM unnest($1::bigint[], $2::bytea[], $3::bytea[]) v (id, old, new) WHERE t.KEY = v.id AND t.SEALED = v.old`)
		lost := 0
		done, err := r.each(ctx, c.sql(`SELECT KEY, SEALED FROM TABLE WHERE substr(SEALED, 1, 5) <> $3 AND KEY > $1 ORDER BY KEY LIMIT $2`), []any{r.front()},
			func(ids []int64, old [][]byte) (int64, error) {
				fresh := make([][]byte, len(ids))
				for i, id := range ids {
					text, err := r.Open(c, id, old[i])
					if err != nil {
						return 0, err
					}
					if fresh[i], err = r.Seal(c, id, text); err != nil {
						return 0, err
					}
				}
				tag, err := r.pool.Exec(ctx, sql, ids, old, fresh)
				if err == nil {
					log.InfoContext(ctx, "sealed anew", "column", c.String(), "rows", tag.RowsAffected(), "to", ids[len(ids)-1])
				}
				return tag.RowsAffected(), err
			},
			func(int64, error) { lost++ })
		if err != nil {
			return fmt.Errorf("seal %s anew after %d rows: %w", c, done, err)
		}
		if lost > 0 {
			log.ErrorContext(ctx, "sealed values can't be opened: they were damaged, or moved from another row", "column", c.String(), "rows", lost)
		}
	}
	return nil
}

// Unseal writes the plain values back and empties what is sealed, for the way back to a former release. Nothing may serve.
// What does not open, or can't stand in plain, stays as it is: lost names the rows.
func (r *Ring) Unseal(ctx context.Context, columns ...Column) (n int64, lost []string, err error) {
	for _, c := range columns {
		sql := c.sql(`UPDATE TABLE t SET PLAIN = v.plain CAST, SEALED = NULL` + c.found(`, INDEX = NULL`) + ` FROM unnest($1::bigint[], $2::bytea[], $3::text[]) v (id, sealed, plain) WHERE t.KEY = v.id AND t.SEALED = v.sealed`)
		done, err := r.each(ctx, c.sql(`SELECT KEY, SEALED FROM TABLE WHERE SEALED IS NOT NULL AND KEY > $1 ORDER BY KEY LIMIT $2`), nil,
			func(ids []int64, sealed [][]byte) (int64, error) {
				plain := make([]string, len(ids))
				for i, id := range ids {
					var err error
					if plain[i], err = r.Open(c, id, sealed[i]); err != nil {
						return 0, err
					}
				}
				tag, err := r.pool.Exec(ctx, sql, ids, sealed, plain)
				return tag.RowsAffected(), err
			},
			func(id int64, _ error) { lost = append(lost, fmt.Sprintf("%s of %d", c, id)) })
		if n += done; err != nil {
			return n, lost, fmt.Errorf("open %s: %w", c, err)
		}
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.String()
	}
	// made_at is by what a former release knows that its own hour begins when it is back.
	_, err = r.pool.Exec(ctx, `UPDATE key_rings SET begun = begun - $1::text[], made_at = '9999-01-01', row = row + 1`, names)
	if err != nil {
		return n, lost, postgres.Problem(err)
	}
	return n, lost, r.Refresh(ctx)
}

// each goes through the rows that a statement finds behind $1, at most $2 at once. Where these can't be done together, each is
// done by itself, so that none holds up another: failed gets those that can't.
func (r *Ring) each(ctx context.Context, sql string, more []any, do func(ids []int64, values [][]byte) (int64, error), failed func(id int64, err error)) (n int64, err error) {
	last := int64(0)
	for {
		rows, _ := r.pool.Query(ctx, sql, append([]any{last, batch}, more...)...)
		var ids []int64
		var values [][]byte
		var id int64
		var value []byte
		if _, err := pgx.ForEachRow(rows, []any{&id, &value}, func() error {
			ids, values = append(ids, id), append(values, append([]byte(nil), value...))
			return nil
		}); err != nil {
			return n, postgres.Problem(err)
		}
		if len(ids) == 0 {
			return n, nil
		}
		done, err := do(ids, values)
		n += done
		for i := 0; err != nil && i < len(ids) && ctx.Err() == nil; i++ {
			done, alone := do(ids[i:i+1], values[i:i+1])
			if n += done; alone != nil && ctx.Err() == nil {
				failed(ids[i], alone)
			}
		}
		if err := ctx.Err(); err != nil {
			return n, err
		}
		last = ids[len(ids)-1]
	}
}

// sql puts the names of the column into a statement.
func (c Column) sql(text string) string {
	index, empty, cast := "NULL::bytea", "''", ""
	if c.By != Nothing {
		index = c.Name + "_index"
	}
	if c.JSON {
		empty, cast = "'{}'", "::jsonb"
	}
	return strings.NewReplacer("TABLE", c.Table, "KEY", cmp.Or(c.Key, "id"), "SEALED", c.Name+"_sealed", "INDEX", index, "PLAIN", c.Name,
		"EMPTY", empty, " CAST", cast).Replace(text)
}

// found is the part of a statement that is only for a column with an index.
func (c Column) found(part string) string {
	if c.By == Nothing {
		return ""
	}
	return part
}

// front is what the key that seals puts in front of a value.
func (r *Ring) front() []byte {
	return binary.BigEndian.AppendUint32([]byte{1}, r.held.Load().primary())
}

// Left is how many rows of those columns each key sealed, by its id; 0 is those that are plain.
func (r *Ring) Left(ctx context.Context, columns ...Column) (map[int64]int64, error) {
	left, err := r.left(ctx, r.pool, columns)
	return left, postgres.Problem(err)
}

func (r *Ring) left(ctx context.Context, q interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}, columns []Column,
) (map[int64]int64, error) {
	left := map[int64]int64{}
	for _, c := range columns {
		rows, _ := q.Query(ctx, c.sql(`SELECT substr(SEALED, 1, 5), count(*) FROM TABLE WHERE SEALED IS NOT NULL GROUP BY 1
			UNION ALL SELECT '', count(*) FROM TABLE WHERE PLAIN <> EMPTY`))
		var front []byte
		var n int64
		if _, err := pgx.ForEachRow(rows, []any{&front, &n}, func() error {
			id := int64(0)
			if len(front) == prefix {
				id = int64(binary.BigEndian.Uint32(front[1:]))
			}
			left[id] += n
			return nil
		}); err != nil {
			return nil, fmt.Errorf("count %s: %w", c, err)
		}
	}
	return left, nil
}

// Progress is how far the rows have followed the key that seals.
type Progress struct {
	Key    int64 // that seals
	Since  time.Time
	Former int   // how many former keys still open
	Left   int64 // rows that former keys sealed
	Plain  int64 // rows in which a value stands in plain
}

// Progress is that of those columns. Without former keys no table is read whole.
func (r *Ring) Progress(ctx context.Context, columns ...Column) (p Progress, err error) {
	list, err := r.Keys(ctx)
	if err != nil {
		return p, err
	}
	former := []int64{}
	for _, k := range list {
		switch {
		case k.Purpose != Sealing || k.FirstAt == nil || k.RetiredAt != nil:
		case k.Seals:
			p.Key, p.Since = k.ID, *k.FirstAt
		default:
			former = append(former, k.ID)
		}
	}
	if p.Former = len(former); p.Former > 0 {
		left, err := r.Left(ctx, columns...)
		for _, id := range former {
			p.Left += left[id]
		}
		p.Plain = left[0]
		return p, err
	}
	for _, c := range columns {
		var n int64
		if err := r.pool.QueryRow(ctx, c.sql(`SELECT count(*) FROM TABLE WHERE PLAIN <> EMPTY`)).Scan(&n); err != nil {
			return p, postgres.Problem(fmt.Errorf("count %s: %w", c, err))
		}
		p.Plain += n
	}
	return p, nil
}
