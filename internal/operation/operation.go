// Package operation is what those who keep the portal running look at and do: queues and what was given up in them, the
// schema, the audit, backups, the database.
package operation

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/postgres"
)

// When something wants somebody to look. Backups are taken each night, roots each hour, checks each night: half a turn more
// is a turn that was missed.
const (
	BackupAge = 26 * time.Hour
	RootAge   = 2 * time.Hour
	CheckAge  = 26 * time.Hour
	// QueueAge is how long a job may wait: nobody notices a minute, and a queue that has stood for longer does not run.
	QueueAge = 15 * time.Minute
	// LagAge is how late a standby may be.
	LagAge = 30 * time.Second
)

// Store reads the state of the portal and acts on jobs that were given up.
type Store struct {
	pool *pgxpool.Pool
	now  func() time.Time
}

// NewStore is that over this database.
func NewStore(pool *pgxpool.Pool, now func() time.Time) *Store { return &Store{pool, now} }

// State is how the portal stands.
type State struct {
	Safety

	Backlogs []job.Backlog
	Dead     []job.DeadKind
	Schema   postgres.Schema
	Server   postgres.Server
}

// Safety is what saves the portal when something is lost, or somebody says so.
type Safety struct {
	At       time.Time // of the look
	Audit    audit.State
	Backup   *Backup // the newest; nil: none is known
	Restored *Backup // that which was restored last; nil: none ever was
}

// Worry is something that wants somebody to look: the id of its message.
type Worry string

// What may want somebody to look.
const (
	DeadJobs   Worry = "dead"
	SlowQueue  Worry = "queue"
	OldSchema  Worry = "schema"
	NoRoot     Worry = "root"
	BrokenLog  Worry = "broken"
	NoCheck    Worry = "check"
	NoBackup   Worry = "backup"
	BadBackup  Worry = "unsound"
	NoRestore  Worry = "restore"
	FullServer Worry = "connections"
	LateCopy   Worry = "standby"
)

// RestoreAge is how long ago the last restore may be: a backup that nobody ever restored is a hope.
const RestoreAge = 35 * 24 * time.Hour

// Worries is what wants somebody to look, the most urgent first.
func (s State) Worries() (list []Worry) {
	add := func(w Worry, holds bool) {
		if holds {
			list = append(list, w)
		}
	}
	old := func(at time.Time, most time.Duration) bool { return s.At.Sub(at) > most }
	slow, open := false, 0
	for _, b := range s.Backlogs {
		slow = slow || b.Oldest > QueueAge
	}
	for _, c := range s.Server.Connections {
		open += c.Open
	}
	add(BrokenLog, s.Audit.Check.Breaks > 0)
	add(BadBackup, s.Backup != nil && !s.Backup.Sound)
	add(NoBackup, s.Backup == nil || old(s.Backup.EndedAt, BackupAge))
	add(OldSchema, s.Schema.Dirty || s.Schema.Version != s.Schema.Known)
	add(LateCopy, s.Server.Behind > LagAge)
	add(FullServer, open*10 > s.Server.Limit*9)
	add(SlowQueue, slow)
	add(DeadJobs, len(s.Dead) > 0)
	add(NoRoot, old(s.Audit.At, RootAge))
	add(NoCheck, old(s.Audit.Check.At, CheckAge))
	add(NoRestore, s.Restored == nil || old(*s.Restored.RestoredAt, RestoreAge))
	return list
}

// State reads how the portal stands, for those who steer it.
func (s *Store) State(ctx context.Context, o account.Official) (State, error) {
	var st State
	if err := o.Steering(); err != nil {
		return st, err
	}
	var err error
	if st.Backlogs, err = job.Backlogs(ctx, s.pool); err != nil {
		return st, err
	}
	if st.Dead, err = job.DeadKinds(ctx, s.pool); err != nil {
		return st, err
	}
	if st.Schema, err = postgres.SchemaOf(ctx, s.pool); err != nil {
		return st, err
	}
	if st.Server, err = postgres.ServerOf(ctx, s.pool); err != nil {
		return st, err
	}
	safe, err := s.Safety(ctx)
	st.Safety = safe
	return st, err
}

// Safety is how old what saves us is, for the monitoring system, which is nobody.
func (s *Store) Safety(ctx context.Context) (Safety, error) {
	safe := Safety{At: s.now()}
	var err error
	if safe.Audit, err = audit.NewStore(s.pool).State(ctx); err != nil {
		return safe, err
	}
	safe.Backup, safe.Restored, err = s.backups(ctx)
	return safe, err
}
