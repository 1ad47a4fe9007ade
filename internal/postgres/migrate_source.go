package postgres

import (
	"bytes"
	"errors"
	"io"

	"github.com/golang-migrate/migrate/v4/database"
	"github.com/golang-migrate/migrate/v4/source"
	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5/pgconn"
)

// marked adds to each step the statement that marks it finished. PostgreSQL runs the statements of one file as one
// transaction, so the step and its mark commit together: a program killed in the middle leaves a mark that tells the
// truth, and the next start goes on by itself instead of asking an engineer what "dirty" means.
type marked struct{ source.Driver }

// finished is appended to a step; the library sets dirty just before it runs the step.
const finished = "\n;UPDATE schema_migrations SET dirty = false;\n"

// ReadUp is the step with its mark. An index built CONCURRENTLY can't be in a transaction, so such a step stands
// alone in its file and keeps no mark; it must begin with DROP INDEX IF EXISTS in the step before it.
func (m marked) ReadUp(version uint) (io.ReadCloser, string, error) {
	step, name, err := m.Driver.ReadUp(version)
	if err != nil {
		return nil, "", err
	}
	defer step.Close()
	body, err := io.ReadAll(step)
	if err != nil {
		return nil, "", err
	}
	if !bytes.Contains(body, []byte("CONCURRENTLY")) {
		body = append(body, finished...)
	}
	return io.NopCloser(bytes.NewReader(body)), name, nil
}

// lockNotAvailable reports that a step met a lock_timeout. The library wraps the driver's error in its own type,
// which does not unwrap.
func lockNotAvailable(err error) bool {
	if wrapped, ok := errors.AsType[database.Error](err); ok {
		err = wrapped.OrigErr
	}
	broken, ok := errors.AsType[*pgconn.PgError](err)
	return ok && broken.Code == pgerrcode.LockNotAvailable
}
