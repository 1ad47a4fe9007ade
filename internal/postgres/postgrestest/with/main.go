// Command with runs another command with a test database server: PORTAL_TEST_DATABASE_URL names it, as all test
// programs want it. Without a PostgreSQL it ends non-zero before anything runs.
//
//	go run ./internal/postgres/postgrestest/with go test ./...
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

const variable = "PORTAL_TEST_DATABASE_URL"

func main() {
	if len(os.Args) == 2 && os.Args[1] == "-stop" {
		if err := postgres.StopServer(postgrestest.Dir()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// run ends as the command ends.
func run(command []string) (code int, err error) {
	if len(command) == 0 {
		return 2, errors.New("usage: with COMMAND …")
	}
	// The command gets the signals as well; the server is stopped after it.
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if os.Getenv(variable) == "" {
		dir, err := os.MkdirTemp("", "portal-test-run-")
		if err != nil {
			return 1, err
		}
		defer os.RemoveAll(dir)
		url, err := postgres.StartThrowaway(ctx, dir)
		if err != nil {
			return 1, err
		}
		defer func() { err = errors.Join(err, postgres.StopServer(dir)) }()
		if err := os.Setenv(variable, url); err != nil {
			return 1, err
		}
	}
	// Not bound to ctx: the command gets the signal itself and ends as it sees fit.
	child := exec.Command(command[0], command[1:]...) //nolint:noctx // see above
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = child.Run()
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		return max(ended.ExitCode(), 1), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
