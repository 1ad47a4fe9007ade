package keyring

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/postgres"
)

// readAgain is how often a replica looks whether the ring has changed, and Spread after how long every one that serves has
// seen a new key: until then it seals nothing.
const (
	readAgain = 15 * time.Second
	Spread    = time.Minute
)

// ErrLost means that rows were sealed with keys that are not in the ring of the database.
var ErrLost = errors.New("numbers of people were sealed with keys that the ring of this database has not: restore the table key_rings from a backup")

// Load is the ring of a database, unwrapped. A database that has none gets one, unless something is sealed there already; a
// ring that opens nothing of what is there is refused with ErrLost, one of another wrap with ErrWrap. The columns are all
// that are sealed with it.
func Load(ctx context.Context, pool *pgxpool.Pool, wrap tink.AEAD, now time.Time, columns ...Column) (*Ring, error) {
	r := &Ring{pool: pool, wrap: wrap}
	err := r.Refresh(ctx)
	if errors.Is(err, pgx.ErrNoRows) {
		there := false
		for _, c := range columns {
			if err := pool.QueryRow(ctx, c.sql(`SELECT $1 OR EXISTS (SELECT FROM TABLE WHERE SEALED IS NOT NULL)`), there).Scan(&there); err != nil {
				return nil, postgres.Problem(err)
			}
		}
		if !there {
			if err := r.found(ctx, now, columns); err != nil {
				return nil, err
			}
		}
		if err = r.Refresh(ctx); errors.Is(err, pgx.ErrNoRows) { // what is sealed there is not of a replica that was quicker
			err = ErrLost
		}
	}
	if err != nil {
		return nil, err
	}
	return r, r.opens(ctx, columns)
}

// begin notes since when the columns are sealed that were not until now.
func (r *Ring) begin(ctx context.Context, now time.Time, columns []Column) error {
	begun := r.held.Load().begun
	if !slices.ContainsFunc(columns, func(c Column) bool { _, known := begun[c.String()]; return !known }) {
		return nil
	}
	// What another replica has noted meanwhile stays.
	_, err := r.pool.Exec(ctx, `UPDATE key_rings SET begun = $1 || begun, row = row + 1`, at(now, columns))
	if err != nil {
		return postgres.Problem(fmt.Errorf("begin to seal: %w", err))
	}
	return r.Refresh(ctx)
}

// at is that time for each of the columns, by its name.
func at(t time.Time, columns []Column) map[string]time.Time {
	of := make(map[string]time.Time, len(columns))
	for _, c := range columns {
		of[c.String()] = t
	}
	return of
}

// found makes the ring of a database that has none. Of several replicas one does. Where no table has a row yet no former
// release has served, and no hour is left to it.
func (r *Ring) found(ctx context.Context, now time.Time, columns []Column) error {
	k, err := draw()
	if err != nil {
		return err
	}
	sealing, err := wrapped(k.sealing, r.wrap, Sealing)
	if err != nil {
		return err
	}
	indexing, err := wrapped(k.indexing, r.wrap, Indexing)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, r.pool, func(tx pgx.Tx) error {
		used, since := false, now
		for _, c := range columns {
			if err := tx.QueryRow(ctx, c.sql(`SELECT $1 OR EXISTS (SELECT FROM TABLE)`), used).Scan(&used); err != nil {
				return err
			}
		}
		if !used {
			since = time.Unix(0, 0).UTC() // also of what is written in the name of a moment before this one
		}
		tag, err := tx.Exec(ctx, `INSERT INTO key_rings (sealing, indexing, row, made_at, begun) VALUES ($1, $2, 1, $3, $4) ON CONFLICT DO NOTHING`,
			sealing, indexing, now, at(since, columns))
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO ring_keys (purpose, id, made_at, first_at) VALUES ('sealing', $1, $3, $3), ('index', $2, $3, $3)`,
			k.primary(), k.indexing.KeysetInfo().GetPrimaryKeyId(), now)
		return err
	})
}

// Refresh reads the ring again if it has changed.
func (r *Ring) Refresh(ctx context.Context) error { return r.refresh(ctx, r.pool) }

func (r *Ring) refresh(ctx context.Context, pool *pgxpool.Pool) error {
	have := 0
	if k := r.held.Load(); k != nil {
		have = k.row
	}
	k, err := r.read(ctx, pool, `WHERE row <> $1`, have)
	if errors.Is(err, pgx.ErrNoRows) && have > 0 {
		return nil
	}
	if err == nil {
		r.held.Store(k)
	}
	return err
}

// read unwraps the ring as the database has it, in a transaction perhaps.
func (r *Ring) read(ctx context.Context, q interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}, where string, args ...any,
) (*keys, error) {
	var sealing, indexing []byte
	var row int
	var begun map[string]time.Time
	if err := q.QueryRow(ctx, `SELECT sealing, indexing, row, begun FROM key_rings `+where, args...).Scan(&sealing, &indexing, &row, &begun); err != nil {
		return nil, postgres.Problem(fmt.Errorf("read key ring: %w", err))
	}
	seals, err := unwrapped(sealing, r.wrap, Sealing)
	if err != nil {
		return nil, err
	}
	marks, err := unwrapped(indexing, r.wrap, Indexing)
	if err != nil {
		return nil, err
	}
	k, err := hold(seals, marks, row)
	if err != nil {
		return nil, err
	}
	k.begun = begun
	return k, nil
}

// Watch keeps the ring as the database has it, until ctx ends. It reads over those connections: none that reports hold for
// long, or a new key comes too late.
func (r *Ring) Watch(ctx context.Context, pool *pgxpool.Pool, log *slog.Logger) {
	tick := time.NewTicker(readAgain)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := r.refresh(ctx, pool); err != nil && ctx.Err() == nil {
				log.ErrorContext(ctx, "key ring not read again: what newer keys seal can't be opened here", "err", err)
			}
		}
	}
}

// tried is how many values of a column are tried at each end of its table, and sought among how many rows: there are columns
// that hardly any row has a value in, and a start reads no table whole.
const (
	tried  = 20
	sought = 1000
)

// opens refuses a ring that opens nothing of what is there, or whose index finds nothing. Several values are tried, of all
// columns together: one that is damaged says nothing of the ring, and closes no portal.
func (r *Ring) opens(ctx context.Context, columns []Column) error {
	there, opened := false, false
	for _, c := range columns {
		rows, _ := r.pool.Query(ctx, c.sql(`(SELECT KEY, SEALED, INDEX FROM (SELECT * FROM TABLE ORDER BY KEY LIMIT $2) t WHERE SEALED IS NOT NULL LIMIT $1)
			UNION (SELECT KEY, SEALED, INDEX FROM (SELECT * FROM TABLE ORDER BY KEY DESC LIMIT $2) t WHERE SEALED IS NOT NULL LIMIT $1)`), tried, sought)
		found, good := 0, 0
		var id int64
		var raw, index []byte
		_, err := pgx.ForEachRow(rows, []any{&id, &raw, &index}, func() error {
			found++
			if text, err := r.Open(c, id, raw); err == nil && bytes.Equal(r.Mark(c, text), index) {
				good++
			}
			return nil
		})
		if err != nil {
			return postgres.Problem(fmt.Errorf("try key ring: %w", err))
		}
		if found > 0 && good == 0 {
			slog.ErrorContext(ctx, "key ring opens no value of a column that was tried", "column", c.String(), "tried", found)
		}
		there, opened = there || found > 0, opened || good > 0
	}
	if there && !opened {
		return ErrLost
	}
	return nil
}

// Key is one key of the ring in the inventory, without the key itself.
type Key struct {
	Purpose   string
	ID        int64
	MadeAt    time.Time
	FirstAt   *time.Time // since when it seals; nil: it waits until every replica knows it
	RetiredAt *time.Time
	Seals     bool // it seals what is written now
}

// Keys is the inventory, the newest first.
func (r *Ring) Keys(ctx context.Context) ([]Key, error) {
	rows, _ := r.pool.Query(ctx, `SELECT purpose, id, made_at, first_at, retired_at, false FROM ring_keys ORDER BY purpose DESC, made_at DESC, id`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Key])
	k := r.held.Load()
	for i, x := range list {
		list[i].Seals = x.Purpose == Sealing && x.ID == int64(k.primary()) || x.Purpose == Indexing && x.ID == int64(k.indexing.KeysetInfo().GetPrimaryKeyId())
	}
	return list, postgres.Problem(err)
}

// Prepare adds a key that seals nothing yet, so that every replica knows it before Promote; one that was prepared and never
// promoted is given again. It says since when it is in the ring.
func (r *Ring) Prepare(ctx context.Context, now time.Time) (id int64, since time.Time, err error) {
	err = r.change(ctx, func(tx pgx.Tx, m *keyset.Manager) error {
		err := tx.QueryRow(ctx, `SELECT id, made_at FROM ring_keys WHERE purpose = 'sealing' AND first_at IS NULL AND retired_at IS NULL ORDER BY made_at LIMIT 1`).Scan(&id, &since)
		if !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		drawn, err := m.Add(aead.AES256GCMKeyTemplate())
		if err != nil {
			return err
		}
		id, since = int64(drawn), now
		_, err = tx.Exec(ctx, `INSERT INTO ring_keys (purpose, id, made_at) VALUES ('sealing', $1, $2)`, id, now)
		return err
	})
	return id, since, err
}

// Promote has a prepared key seal from now on; the former ones open what they sealed. The work of sealing all rows anew is
// put into the queue with it.
func (r *Ring) Promote(ctx context.Context, id int64, now time.Time, queue func(pgx.Tx) error) error {
	return r.change(ctx, func(tx pgx.Tx, m *keyset.Manager) error {
		if err := m.SetPrimary(uint32(id)); err != nil { //nolint:gosec // an id of a key of Tink, which has 32 bits
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE ring_keys SET first_at = $2 WHERE purpose = 'sealing' AND id = $1`, id, now); err != nil {
			return err
		}
		if err := queue(tx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Machine, Action: "key.rotate", Object: fmt.Sprintf("key:%d", id)})
	})
}

// ErrNeeded means that rows are still sealed with a key that was to go.
var ErrNeeded = errors.New("rows are still sealed with former keys")

// Retire takes every former key out of the ring that no row needs any more, and gives their ids. While a row of the columns
// needs one nothing changes, and the error is ErrNeeded: Left says how many there are.
func (r *Ring) Retire(ctx context.Context, now time.Time, columns ...Column) (gone []int64, err error) {
	err = r.change(ctx, func(tx pgx.Tx, m *keyset.Manager) error {
		gone = nil
		seals := int64(r.held.Load().primary())
		var fresh bool // a replica may not have seen yet which key seals
		if err := tx.QueryRow(ctx, `SELECT first_at > $2 FROM ring_keys WHERE purpose = 'sealing' AND id = $1`, seals, now.Add(-Spread)).Scan(&fresh); err != nil {
			return err
		}
		left, err := r.left(ctx, tx, columns)
		if err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, `SELECT id FROM ring_keys WHERE purpose = 'sealing' AND first_at IS NOT NULL AND retired_at IS NULL`)
		ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return err
		}
		for _, id := range ids {
			switch {
			case id == seals:
				continue
			case fresh, left[id] > 0:
				return ErrNeeded
			}
			if err := m.Delete(uint32(id)); err != nil { //nolint:gosec // an id of a key of Tink, which has 32 bits
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE ring_keys SET retired_at = $2 WHERE purpose = 'sealing' AND id = $1`, id, now); err != nil {
				return err
			}
			gone = append(gone, id)
			if err := audit.Record(ctx, tx, audit.Entry{Kind: audit.Machine, Action: "key.retire", Object: fmt.Sprintf("key:%d", id)}); err != nil {
				return err
			}
		}
		return nil
	})
	return gone, err
}

// change changes the keys that seal, one program at a time, wraps the ring with the first key of the wrap, and reads it again.
func (r *Ring) change(ctx context.Context, do func(pgx.Tx, *keyset.Manager) error) error {
	err := postgres.InTx(ctx, r.pool, func(tx pgx.Tx) error {
		k, err := r.read(ctx, tx, `FOR UPDATE`)
		if err != nil {
			return err
		}
		r.held.Store(k)
		m := keyset.NewManagerFromHandle(k.sealing)
		if err := do(tx, m); err != nil {
			return err
		}
		handle, err := m.Handle()
		if err != nil {
			return err
		}
		sealing, err := wrapped(handle, r.wrap, Sealing)
		if err != nil {
			return err
		}
		indexing, err := wrapped(k.indexing, r.wrap, Indexing)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE key_rings SET sealing = $1, indexing = $2, row = row + 1`, sealing, indexing)
		return err
	})
	if err != nil {
		return err
	}
	return r.Refresh(ctx)
}
