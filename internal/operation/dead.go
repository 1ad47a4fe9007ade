package operation

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// mostDead is how many jobs of a kind are shown: who has more acts on all of them.
const mostDead = 100

// Dead is the newest jobs of a kind that were given up; not found where there is none.
func (s *Store) Dead(ctx context.Context, o account.Official, kind string) ([]job.Dead, error) {
	if err := o.Steering(); err != nil {
		return nil, err
	}
	list, err := job.DeadOf(ctx, s.pool, kind, mostDead)
	if err == nil && len(list) == 0 {
		return nil, problem.New(problem.NotFound, "operation.dead.none")
	}
	return list, err
}

// Retry has jobs of a kind that were given up tried again, all where no id is named, and says how many.
func (s *Store) Retry(ctx context.Context, o account.Official, kind string, ids ...int64) (int, error) {
	return s.act(ctx, o, "job.retry", kind, ids, job.Revive)
}

// Drop removes jobs of a kind that were given up, all where no id is named, and says how many. What they were to do will not
// be done.
func (s *Store) Drop(ctx context.Context, o account.Official, kind string, ids ...int64) (int, error) {
	return s.act(ctx, o, "job.drop", kind, ids, job.Drop)
}

func (s *Store) act(ctx context.Context, o account.Official, action, kind string, ids []int64, do func(context.Context, pgx.Tx, string, []int64) (int, error)) (n int, err error) {
	if err := o.Steering(); err != nil {
		return 0, err
	}
	if ids == nil {
		ids = []int64{}
	}
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if n, err = do(ctx, tx, kind, ids); err != nil || n == 0 {
			return err
		}
		object := "jobs:" + kind
		if len(ids) == 1 {
			object = "job:" + strconv.FormatInt(ids[0], 10)
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Official, Actor: o.ID, Action: action, Object: object, Detail: map[string]any{"kind": kind, "jobs": n}})
	})
	if err != nil {
		return 0, fmt.Errorf("%s: %w", action, err)
	}
	return n, nil
}
