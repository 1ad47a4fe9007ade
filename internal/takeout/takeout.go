// Package takeout is a person's copy of all that the portal keeps about him: ordered on a page, made in the background,
// there for a day. What is in it is the list of parts; what is left out says why in the test over the schema.
package takeout

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Limits of copies.
const (
	Kept      = 24 * time.Hour // how long one is there to be saved, from its order on
	InDay     = 3              // how many a person may order within Kept
	MostBytes = 64 << 20       // of the ZIP: a person has tens of kilobytes; who has sent thousands of cases, some megabytes
)

// Limits of the making.
const (
	longest = time.Hour       // what is not made by then, with all its attempts, never will be
	noted   = 5 * time.Second // to write down that it failed
)

// Path is the page of the copies, without its language.
const Path = "/cabinet/copy"

// MakeArgs is the job that makes a copy.
type MakeArgs struct {
	TakeoutID int64 `json:"takeout_id"`
}

// Kind names the job.
func (MakeArgs) Kind() string { return "takeout.make" }

// InsertOpts puts it where it may take its time.
func (MakeArgs) InsertOpts() job.Options { return job.Options{Queue: job.Bulk, MaxAttempts: 3} }

// SweepArgs asks to remove the copies whose day is over.
type SweepArgs struct{}

// Kind names the job.
func (SweepArgs) Kind() string { return "takeout.sweep" }

// Copy is one copy and how far it is.
type Copy struct {
	ID        int64
	OrderedAt time.Time
	Done      int // parts of Parts
	Parts     int
	ReadyAt   *time.Time
	FailedAt  *time.Time
	Bytes     int64 // of its file; 0 until it is ready
}

// EndsAt is when it is removed.
func (c Copy) EndsAt() time.Time { return c.OrderedAt.Add(Kept) }

// Store orders, makes and gives copies. Another person's copy is NotFound.
type Store struct {
	pool      *pgxpool.Pool
	ring      *keyring.Ring
	now       func() time.Time
	catalogue *catalogue.Store
	draw      func(context.Context, io.Writer, Document) error
}

// NewStore is the copies in that database; draw writes a document as the page that people read.
func NewStore(pool *pgxpool.Pool, ring *keyring.Ring, now func() time.Time, services *catalogue.Store, draw func(context.Context, io.Writer, Document) error) *Store {
	return &Store{pool: pool, ring: ring, now: now, catalogue: services, draw: draw}
}

// Plan adds the jobs.
func (s *Store) Plan(p *job.Plan) {
	job.Work(p, s.Make)
	job.Work(p, func(ctx context.Context, _ SweepArgs) error { return s.Sweep(ctx) })
	job.Every(p, time.Hour, SweepArgs{})
}

// Order asks for a copy. While one is being made there is no second: a double click orders once.
func (s *Store) Order(ctx context.Context, who account.Principal, lang locale.Lang) error {
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		// Ten presses at once wait for one another here, so that all of them are counted.
		if _, err := tx.Exec(ctx, `SELECT FROM accounts WHERE id = $1 FOR NO KEY UPDATE`, who.AccountID); err != nil {
			return err
		}
		now := s.now()
		if _, err := tx.Exec(ctx, `UPDATE takeouts SET failed_at = $2 WHERE account_id = $1 AND ready_at IS NULL AND failed_at IS NULL AND ordered_at < $3`,
			who.AccountID, now, now.Add(-longest)); err != nil {
			return err
		}
		var lately, open int
		err := tx.QueryRow(ctx, `SELECT count(*) FILTER (WHERE failed_at IS NULL AND ordered_at > $2), count(*) FILTER (WHERE ready_at IS NULL AND failed_at IS NULL)
			FROM takeouts WHERE account_id = $1`, who.AccountID, now.Add(-Kept)).Scan(&lately, &open)
		switch {
		case err != nil:
			return err
		case open > 0:
			return nil
		case lately >= InDay:
			return problem.New(problem.TooMany, "takeout.too_many", "Limit", InDay, "Hours", int(Kept.Hours()))
		}
		var id int64
		err = tx.QueryRow(ctx, `INSERT INTO takeouts (account_id, lang, ordered_at, parts) VALUES ($1, $2, $3, $4) RETURNING id`,
			who.AccountID, lang, s.now(), len(parts)).Scan(&id)
		if err != nil {
			return err
		}
		if err := job.Insert(ctx, tx, MakeArgs{TakeoutID: id}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, entry(who, "takeout.order", id))
	})
	if err != nil {
		return fmt.Errorf("order a copy of one's data: %w", err)
	}
	return nil
}

// entry is what the person reads of it among the looks at his data.
func entry(who account.Principal, action string, id int64) audit.Entry {
	return audit.Entry{Kind: audit.Citizen, Actor: who.AccountID, Action: action, Object: "takeout:" + strconv.FormatInt(id, 10), About: []int64{who.AccountID}}
}

const columns = `id, ordered_at, done, parts, ready_at, failed_at, coalesce(length(file), 0) FROM takeouts WHERE account_id = $1 AND ordered_at > $2`

// List is the copies of a person that are there or being made, newest first.
func (s *Store) List(ctx context.Context, who account.Principal) ([]Copy, error) {
	rows, _ := s.pool.Query(ctx, `SELECT `+columns+` ORDER BY ordered_at DESC, id DESC`, who.AccountID, s.now().Add(-Kept))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Copy])
	if err != nil {
		return nil, fmt.Errorf("read copies of one's data: %w", postgres.Problem(err))
	}
	return list, nil
}

// Ready is a copy of the person's own that can be saved.
func (s *Store) Ready(ctx context.Context, who account.Principal, id int64) (Copy, error) {
	rows, _ := s.pool.Query(ctx, `SELECT `+columns+` AND id = $3 AND file IS NOT NULL`, who.AccountID, s.now().Add(-Kept), id)
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Copy])
	if errors.Is(err, pgx.ErrNoRows) {
		return Copy{}, problem.New(problem.NotFound, "takeout.none")
	}
	if err != nil {
		return Copy{}, fmt.Errorf("read copy of one's data: %w", postgres.Problem(err))
	}
	return c, nil
}

// File is the bytes of a copy of the person's own. That it was taken is written down.
func (s *Store) File(ctx context.Context, who account.Principal, id int64) (file []byte, err error) {
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `SELECT file FROM takeouts WHERE account_id = $1 AND ordered_at > $2 AND id = $3 AND file IS NOT NULL`, who.AccountID, s.now().Add(-Kept), id).Scan(&file)
		if errors.Is(err, pgx.ErrNoRows) {
			return problem.New(problem.NotFound, "takeout.none")
		}
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, entry(who, "takeout.save", id))
	})
	if err != nil {
		return nil, fmt.Errorf("give copy of one's data: %w", err)
	}
	return file, nil
}

// Sweep removes the copies whose day is over.
func (s *Store) Sweep(ctx context.Context) error {
	if _, err := s.pool.Exec(ctx, `DELETE FROM takeouts WHERE ordered_at <= $1`, s.now().Add(-Kept)); err != nil {
		return fmt.Errorf("remove copies of people's data: %w", postgres.Problem(err))
	}
	return nil
}

// Make makes a copy, and tells its owner. A copy that no attempt could make says so, and another can be ordered.
func (s *Store) Make(ctx context.Context, args MakeArgs) error {
	err := s.make(ctx, args.TakeoutID)
	if err != nil && (job.AttemptOf(ctx).Last || errors.Is(err, errTooLarge)) {
		// Also when it was the time that ran out, or the machine that is being switched off.
		rest, done := context.WithTimeout(context.WithoutCancel(ctx), noted)
		defer done()
		_, failed := s.pool.Exec(rest, `UPDATE takeouts SET failed_at = $2 WHERE id = $1 AND ready_at IS NULL`, args.TakeoutID, s.now())
		err = errors.Join(err, failed)
	}
	if err != nil {
		err = fmt.Errorf("make a copy of somebody's data: %w", err)
	}
	if errors.Is(err, errTooLarge) {
		return job.GiveUp(err)
	}
	return err
}

func (s *Store) make(ctx context.Context, id int64) error {
	var who owner
	var sealed []byte
	var plain *string
	err := s.pool.QueryRow(ctx, `SELECT a.id, a.name, a.pinfl_sealed, a.pinfl, t.lang, t.ordered_at FROM takeouts t JOIN accounts a ON a.id = t.account_id
		WHERE t.id = $1 AND t.ready_at IS NULL AND t.failed_at IS NULL`, id).Scan(&who.id, &who.name, &sealed, &plain, &who.lang, &who.at)
	if errors.Is(err, pgx.ErrNoRows) { // made before, or its day is over
		return nil
	}
	if err != nil {
		return err
	}
	if who.pinfl, err = s.ring.Read(account.NumberColumn, who.id, sealed, plain); err != nil {
		slog.ErrorContext(ctx, "number not opened for a copy of data", "err", err)
	}
	who.index = s.ring.Index(who.pinfl)
	file, err := s.write(ctx, who, func(done int) error {
		_, err := s.pool.Exec(ctx, `UPDATE takeouts SET done = $2 WHERE id = $1`, id, done)
		return err
	})
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE takeouts SET file = $2, ready_at = $3 WHERE id = $1 AND ready_at IS NULL`, id, file, s.now())
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return notify.Queue(ctx, tx, notify.Notice{AccountID: who.id, Event: "copy-ready", Occasion: strconv.FormatInt(id, 10), Args: notify.Args{"Time": who.at.Add(Kept)}})
	})
}
