package postgrestest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"runtime/debug"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/migrations"
)

// templateLock keeps two test programs from making the same template at once.
const templateLock = 7_301_846_230

// template is the name of the migrated database that tests are copied from. Its name holds a hash of the migrations,
// so a changed migration makes a new one and branches do not disturb each other.
var template = sync.OnceValues(func() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	address, err := server()
	if err != nil {
		return "", err
	}
	hash, err := schemaHash()
	if err != nil {
		return "", err
	}
	name := "portal_template_" + hash
	return name, makeTemplate(ctx, address, name)
})

// Serves is the role as which New opens a database: it may do what a portal has to, and no more.
const Serves = "portal_test_serves"

const makeRole = `DO $$ BEGIN CREATE ROLE ` + Serves + ` NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$; GRANT ` + Serves + ` TO current_user`

func makeTemplate(ctx context.Context, address, name string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, int64(templateLock)); err != nil {
		return err
	}
	var made bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&made); err != nil || made {
		return err
	}
	// It gets its name when it is finished, so a killed test program leaves no half-made template.
	building := name + "_building"
	if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+identifier(building)+" WITH (FORCE)"); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+identifier(building)+" TEMPLATE template0"); err != nil {
		return err
	}
	target, err := withDatabase(address, building)
	if err != nil {
		return err
	}
	if err := postgres.Migrate(ctx, target); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, makeRole); err != nil {
		return err
	}
	if err := postgres.Grant(ctx, target, Serves); err != nil {
		return err
	}
	// Closed to connections, because a session in a template (autovacuum included) stops CREATE DATABASE.
	if _, err := conn.Exec(ctx, "ALTER DATABASE "+identifier(building)+" ALLOW_CONNECTIONS false IS_TEMPLATE true"); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "ALTER DATABASE "+identifier(building)+" RENAME TO "+identifier(name))
	return err
}

// schemaHash covers our steps and the version of the job queue, which brings its own.
func schemaHash() (string, error) {
	sum := sha256.New()
	names, err := fs.Glob(migrations.FS, "*.up.sql")
	if err != nil {
		return "", err
	}
	for _, name := range names {
		body, err := migrations.FS.ReadFile(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%s %d\n%s", name, len(body), body)
	}
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, module := range build.Deps {
			if module.Path == "github.com/riverqueue/river" {
				fmt.Fprintln(sum, module.Version)
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:16], nil
}
