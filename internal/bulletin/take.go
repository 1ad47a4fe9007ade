package bulletin

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/workday"
)

// TakeArgs asks for the bulletins of the months that are over and have none.
type TakeArgs struct{}

// Kind names the job.
func (TakeArgs) Kind() string { return "bulletin.take" }

// InsertOpts puts it behind everything that a person waits for.
func (TakeArgs) InsertOpts() job.Options { return job.Options{Queue: job.Bulk} }

// Take keeps the figures of every month that is over and has no bulletin yet, from the first of which there is anything to
// say, and at most report.MaxMonths back, oldest first. The job bulletin.take calls it every hour; on a portal that is older
// than its bulletins it makes those of the past, which say when they were counted.
func (s *Store) Take(ctx context.Context) error {
	due, err := s.due(ctx)
	if err != nil || len(due) == 0 {
		return err
	}
	if err := s.figures.Refresh(ctx); err != nil {
		return err
	}
	for _, month := range due {
		c, err := s.count(ctx, month, 1)
		if err != nil {
			return err
		}
		err = s.keep(ctx, c, 0, func(tx pgx.Tx, id string) error { return s.tell(ctx, tx, c, id) })
		if err != nil && !postgres.Violates(err, "bulletins_pkey") { // another replica was faster
			return fmt.Errorf("take bulletin: %w", err)
		}
	}
	return nil
}

// due is the months that are over and have no bulletin, oldest first.
func (s *Store) due(ctx context.Context) ([]time.Time, error) {
	first, err := s.figures.First(ctx)
	if err != nil || first.IsZero() {
		return nil, err
	}
	now := s.now().In(workday.Zone)
	this := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	if oldest := this.AddDate(0, -report.MaxMonths, 0); first.Before(oldest) {
		first = oldest
	}
	rows, _ := s.pool.Query(ctx, `SELECT m::date FROM generate_series($1::date, $2::date - 1, interval '1 month') m
		WHERE NOT EXISTS (SELECT FROM bulletins b WHERE b.month = m::date) ORDER BY 1`, first, this)
	months, err := pgx.CollectRows(rows, pgx.RowTo[time.Time])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("months without bulletin: %w", err))
	}
	return months, nil
}

// count is the figures of a month as they are now.
func (s *Store) count(ctx context.Context, month time.Time, edition int) (c Content, err error) {
	c = Content{Schema: Schema, Month: month.Format(monthForm), Edition: edition, TakenAt: s.now().UTC().Truncate(time.Second), Floor: report.Floor}
	var grounds []report.Refusals
	if c.Lines, grounds, err = s.figures.Lines(ctx, month); err != nil {
		return c, err
	}
	for _, g := range grounds {
		c.Grounds = append(c.Grounds, Ground{Code: cmp.Or(g.Ground, "unnamed"), N: g.N})
	}
	if c.Before, err = s.earlier(ctx, month.AddDate(0, -1, 0)); err != nil {
		return c, err
	}
	if c.YearBefore, err = s.earlier(ctx, month.AddDate(-1, 0, 0)); err != nil {
		return c, err
	}
	c.Definitions, c.Names = definitions(), names(c.Lines, c.Grounds)
	return c, nil
}

// earlier is another month as its newest edition has it; nil when it has none.
func (s *Store) earlier(ctx context.Context, month time.Time) (*Earlier, error) {
	b, ok, err := s.newest(ctx, month)
	if err != nil || !ok {
		return nil, err
	}
	lines := slices.DeleteFunc(slices.Clone(b.Lines), func(l report.Line) bool { return l.Level == report.OfService })
	return &Earlier{Month: b.Month, Edition: b.Edition, ID: b.ID, Lines: lines}, nil
}

// keep writes an edition, with what follows from it in the same transaction.
func (s *Store) keep(ctx context.Context, c Content, by int64, then func(tx pgx.Tx, id string) error) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var id string
		err := tx.QueryRow(ctx, `INSERT INTO bulletins (month, edition, id, content, taken_at, made_by)
			VALUES ($1, $2, encode(sha256(convert_to($3::jsonb::text, 'UTF8')), 'hex'), $3, $4, nullif($5::bigint, 0)) RETURNING id`,
			c.Start(), c.Edition, string(text), c.TakenAt, by).Scan(&id)
		if err != nil {
			return err
		}
		return then(tx, id)
	})
}

// tell tells those who want to know that a bulletin is there: its month and the way to it, no figure.
func (s *Store) tell(ctx context.Context, tx pgx.Tx, c Content, id string) error {
	if c.Start().AddDate(0, 2, 0).Before(s.now()) { // of the past, made when bulletins began: nobody waits for it
		return nil
	}
	members, err := account.Desk(ctx, tx, "", "", account.TaskForce)
	if err != nil {
		return fmt.Errorf("readers of bulletins: %w", err)
	}
	rows, _ := tx.Query(ctx, `SELECT account_id FROM bulletin_readers WHERE account_id = ANY ($1) ORDER BY 1`, members)
	readers, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("readers of bulletins: %w", err)
	}
	month := func(l locale.Lang) string { return l.MonthYear(c.Start()) }
	return notify.QueueOffice(ctx, tx, readers, notify.Notice{
		Event: "bulletin", Occasion: "bulletin/" + id, Office: notify.TaskForce,
		Args: notify.Args{"Month": locale.Text{Uz: month(locale.Uz), Ru: month(locale.Ru), En: month(locale.En)}, notify.ToBulletin: c.Month},
	})
}
