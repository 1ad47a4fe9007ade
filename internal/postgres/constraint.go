package postgres

import (
	"context"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/yagona/portal/internal/problem"
)

// constraints says what a broken constraint means to the person who broke it. Only those that people can break stand
// here; any other one is a mistake of ours and stays an internal error. A test looks for each name in the schema.
var constraints = map[string]*problem.Error{}

// Problem gives an error of the database its kind: a broken constraint by its name, a server that is away, full,
// read-only or too slow as Unavailable. Everything else passes as it is.
func Problem(err error) error {
	switch {
	case err == nil, problem.Of(err) != nil:
		return err
	case errors.Is(err, context.Canceled):
		return err
	}
	if broken, ok := errors.AsType[*pgconn.PgError](err); ok {
		if p, ok := constraints[broken.ConstraintName]; ok {
			return p.Because(err)
		}
		if away(broken.Code) {
			return problem.New(problem.Unavailable, "common.unavailable").Because(err)
		}
		if unreadable(broken.Code) {
			return problem.New(problem.Invalid, "ui.problem.invalid-text").Because(err)
		}
		return err
	}
	if unreachable(err) {
		return problem.New(problem.Unavailable, "common.unavailable").Because(err)
	}
	return err
}

// Violates reports whether err is the breach of that constraint, for a store that has its own answer to it.
func Violates(err error, constraint string) bool {
	broken, ok := errors.AsType[*pgconn.PgError](err)
	return ok && broken.ConstraintName == constraint
}

// away lists the states in which the same request may well succeed a little later.
func away(code string) bool {
	switch code {
	case pgerrcode.AdminShutdown, pgerrcode.CrashShutdown, pgerrcode.CannotConnectNow, pgerrcode.TooManyConnections,
		pgerrcode.DiskFull, pgerrcode.OutOfMemory, pgerrcode.ReadOnlySQLTransaction, pgerrcode.QueryCanceled,
		pgerrcode.LockNotAvailable, pgerrcode.SerializationFailure, pgerrcode.DeadlockDetected:
		return true
	}
	return pgerrcode.IsConnectionException(code)
}

// unreadable lists what text can't be: bytes that are no UTF-8, and a NUL. Pages clean what is typed before it comes
// here; what slips by is a request that we did not understand, and no fault of ours.
func unreadable(code string) bool {
	return code == pgerrcode.CharacterNotInRepertoire || code == pgerrcode.UntranslatableCharacter
}

// unreachable reports whether the connection, and not the statement, is at fault.
func unreachable(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	// A server that was killed closes its connections in the middle of an answer.
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) {
		return true
	}
	return errors.Is(err, context.DeadlineExceeded) || pgconn.SafeToRetry(err)
}
