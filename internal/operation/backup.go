package operation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// Backup is one in the repository of pgBackRest.
type Backup struct {
	Label      string
	Kind       string // full, diff or incr
	StartedAt  time.Time
	EndedAt    time.Time
	Bytes      int64 // of the database
	Sound      bool  // no page had a wrong checksum
	RestoredAt *time.Time
}

// Listed is what "pgbackrest info --output=json" prints, as far as it is read. Its repository is the truth: nothing that the
// portal thinks of itself stands in the table.
func Listed(info io.Reader) (list []Backup, err error) {
	var stanzas []struct {
		Backup []struct {
			Label     string
			Type      string
			Error     bool
			Timestamp struct{ Start, Stop int64 }
			Info      struct{ Size int64 }
		}
	}
	if err := json.NewDecoder(info).Decode(&stanzas); err != nil {
		return nil, fmt.Errorf("this is not what pgbackrest info --output=json prints: %w", err)
	}
	for _, s := range stanzas {
		for _, b := range s.Backup {
			list = append(list, Backup{
				Label: b.Label, Kind: b.Type, StartedAt: time.Unix(b.Timestamp.Start, 0), EndedAt: time.Unix(b.Timestamp.Stop, 0),
				Bytes: b.Info.Size, Sound: !b.Error,
			})
		}
	}
	if len(list) == 0 {
		return nil, errors.New("pgBackRest knows of no backup")
	}
	return list, nil
}

// Keep writes down which backups there are. Those that pgBackRest has expired stay in the table, as what once was.
func (s *Store) Keep(ctx context.Context, list []Backup) error {
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		for _, b := range list {
			_, err := tx.Exec(ctx, `INSERT INTO backups (label, kind, started_at, ended_at, bytes, sound, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
				ON CONFLICT (label) DO UPDATE SET sound = excluded.sound`, b.Label, b.Kind, b.StartedAt, b.EndedAt, b.Bytes, b.Sound, s.now())
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep backups: %w", err)
	}
	return nil
}

// Restored writes down that a drill has restored a backup and proven it.
func (s *Store) Restored(ctx context.Context, label string) error {
	tag, err := s.pool.Exec(ctx, `UPDATE backups SET restored_at = $2 WHERE label = $1`, label, s.now())
	if err != nil {
		return fmt.Errorf("restored backup: %w", postgres.Problem(err))
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("no backup %q was recorded", label)
	}
	return nil
}

// backups is the newest, and that which was restored last.
func (s *Store) backups(ctx context.Context) (newest, restored *Backup, err error) {
	const columns = `SELECT label, kind, started_at, ended_at, bytes, sound, restored_at FROM backups `
	one := func(sql string) (*Backup, error) {
		rows, _ := s.pool.Query(ctx, columns+sql)
		b, err := pgx.CollectOneRow(rows, pgx.RowToAddrOfStructByPos[Backup])
		if errors.Is(err, pgx.ErrNoRows) {
			return nil, nil
		}
		return b, postgres.Problem(err)
	}
	if newest, err = one(`ORDER BY ended_at DESC LIMIT 1`); err != nil {
		return nil, nil, fmt.Errorf("newest backup: %w", err)
	}
	if restored, err = one(`WHERE restored_at IS NOT NULL ORDER BY restored_at DESC LIMIT 1`); err != nil {
		return nil, nil, fmt.Errorf("restored backup: %w", err)
	}
	return newest, restored, nil
}
