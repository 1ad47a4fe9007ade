// Package problem is the kinds of error that people can be told about, each with a message that is safe to show.
package problem

import (
	"errors"
	"fmt"
)

// Kind says what went wrong in the terms of the one mapper from errors to HTTP answers.
type Kind int

const (
	// Internal is everything without a kind: logged with the request id, shown as a calm page.
	Internal Kind = iota
	// NotFound also answers for what the person may not know to exist.
	NotFound
	// Invalid is bad input that no form field can show.
	Invalid
	// Forbidden is a right that the signed-in person lacks.
	Forbidden
	// Conflict is a change made on top of somebody else's.
	Conflict
	// TooLarge is an upload or a body over a named limit.
	TooLarge
	// TooMany is a limit of tries in a time.
	TooMany
	// Unavailable is an outside system or the database that does not answer now.
	Unavailable
)

// Error carries a kind and the id of a message in the reader's language, with the message's arguments.
type Error struct {
	Kind  Kind
	ID    string
	Args  []any
	cause error
}

// New is an error of that kind. ID names a message of package locale; args are its name–value pairs.
func New(kind Kind, id string, args ...any) *Error {
	return &Error{Kind: kind, ID: id, Args: args}
}

// Because keeps the cause for the log. The reader never sees it.
func (e *Error) Because(cause error) *Error {
	return &Error{Kind: e.Kind, ID: e.ID, Args: e.Args, cause: cause}
}

func (e *Error) Error() string {
	if e.cause != nil {
		return fmt.Sprintf("%s: %v", e.ID, e.cause)
	}
	return e.ID
}

func (e *Error) Unwrap() error { return e.cause }

// Of is the problem inside err, or nil when err has none.
func Of(err error) *Error {
	if p, ok := errors.AsType[*Error](err); ok {
		return p
	}
	return nil
}

// Is reports whether err is a problem of that kind.
func Is(err error, kind Kind) bool {
	p := Of(err)
	return p != nil && p.Kind == kind
}
