package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// create makes the cluster beside its place and moves it there when it is whole, so that a crash in the middle leaves
// nothing that looks like data.
func (s *server) create(ctx context.Context) error {
	fmt.Fprintf(s.out, "Creating a PostgreSQL %d database under %s …\n", s.programs.major, s.dir)
	fresh := s.data() + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	if err := os.Mkdir(fresh, 0o700); err != nil {
		return err
	}
	secret := filepath.Join(s.dir, "password.new")
	if err := os.WriteFile(secret, []byte(s.conn.Password+"\n"), 0o600); err != nil {
		return err
	}
	defer os.Remove(secret)
	for _, path := range []string{fresh, secret} {
		if err := s.owner.own(path); err != nil {
			return err
		}
	}
	if err := s.initdb(ctx, fresh, secret); err != nil {
		return err
	}
	return os.Rename(fresh, s.data())
}

// initdb prefers a locale that knows Cyrillic letters and sorts alike on every machine; some systems lack it.
func (s *server) initdb(ctx context.Context, dir, secret string) error {
	var said []byte
	var err error
	for _, locale := range []string{"C.UTF-8", "C"} {
		args := []string{
			"-D", dir, "-U", "portal", "--auth=scram-sha-256", "--pwfile=" + secret,
			"--data-checksums", "--encoding=UTF8", "--locale=" + locale,
		}
		if s.nosync {
			args = append(args, "--no-sync")
		}
		cmd := exec.CommandContext(ctx, filepath.Join(s.programs.dir, "initdb"), args...) //nolint:gosec // our own arguments
		if cmd.SysProcAttr, err = s.owner.attributes(dir, s.programs.dir+"/initdb"); err != nil {
			return err
		}
		cmd.Dir = "/"
		cmd.Env = append(os.Environ(), "LC_ALL=C")
		if said, err = cmd.CombinedOutput(); err == nil {
			return nil
		}
	}
	return fmt.Errorf("initdb: %w: %s", err, strings.TrimSpace(string(said)))
}

func (s *server) createDatabase(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.conn.url("postgres"))
	if err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, `CREATE DATABASE portal`)
	if broken, ok := errors.AsType[*pgconn.PgError](err); ok && broken.Code == pgerrcode.DuplicateDatabase {
		return nil
	}
	if err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	return nil
}
