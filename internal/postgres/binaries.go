package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
)

// oldest is the first version whose SQL we may use.
const oldest = 15

// programs is a folder with postgres and initdb, and their major version.
type programs struct {
	dir   string
	major int
}

// findPrograms looks for PostgreSQL on this machine: what PATH names first, then where distributions put it. With
// data there already, only the same major version will do; otherwise the newest is taken. When the machine has none,
// they are fetched into cache.
func findPrograms(ctx context.Context, cache string, major int, out io.Writer) (programs, error) {
	var found []programs
	for _, dir := range programDirs(ctx, cache) {
		p := programs{dir: dir, major: programVersion(ctx, dir)}
		if p.major >= oldest && (major == 0 || p.major == major) {
			found = append(found, p)
		}
	}
	if len(found) > 0 {
		return slices.MaxFunc(found, func(a, b programs) int { return a.major - b.major }), nil
	}
	if major != 0 && major != fetchedMajor {
		return programs{}, fmt.Errorf("the data were written by PostgreSQL %d, and this machine has no PostgreSQL %d: "+
			"install it, or set PORTAL_DATABASE_URL", major, major)
	}
	return fetchPrograms(ctx, cache, out)
}

func programDirs(ctx context.Context, cache string) []string {
	var dirs []string
	if dir, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(dir)))
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin",
		"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
	} {
		more, _ := filepath.Glob(pattern)
		dirs = append(dirs, more...)
	}
	return append(dirs, filepath.Join(cache, "bin"))
}

// programVersion is the major version of the server in dir, 0 when there is none that runs.
func programVersion(ctx context.Context, dir string) int {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return 0
	}
	said, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output() //nolint:gosec // a folder of the system
	if err != nil {
		return 0
	}
	// "postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)"
	fields := strings.Fields(string(said))
	if len(fields) < 3 {
		return 0
	}
	digits := strings.FieldsFunc(fields[2], func(r rune) bool { return r < '0' || r > '9' })
	if len(digits) == 0 {
		return 0
	}
	major, _ := strconv.Atoi(digits[0])
	return major
}

// fetchedMajor is the version that is fetched where the machine has none.
const fetchedMajor = 17

// fetchPrograms downloads PostgreSQL into cache. The library can only fetch together with a first start, so it is let
// to start a server of its own in a folder that is thrown away; as root that start fails, the programs are there
// nevertheless.
func fetchPrograms(ctx context.Context, cache string, out io.Writer) (programs, error) {
	fmt.Fprintf(out, "No PostgreSQL %d or newer on this machine: fetching one …\n", oldest)
	scratch, err := os.MkdirTemp("", "portal-fetch-")
	if err != nil {
		return programs{}, fmt.Errorf("fetch PostgreSQL: %w", err)
	}
	defer os.RemoveAll(scratch)
	port, err := freePort()
	if err != nil {
		return programs{}, fmt.Errorf("fetch PostgreSQL: %w", err)
	}
	fetched := embeddedpostgres.NewDatabase(embeddedpostgres.DefaultConfig().
		Version(embeddedpostgres.V17).
		Port(uint32(port)). //nolint:gosec // a port fits
		BinariesPath(cache).
		RuntimePath(filepath.Join(scratch, "runtime")).
		CachePath(filepath.Join(scratch, "archive")).
		Logger(io.Discard))
	started := fetched.Start()
	if started == nil {
		_ = fetched.Stop()
	}
	p := programs{dir: filepath.Join(cache, "bin"), major: programVersion(ctx, filepath.Join(cache, "bin"))}
	if p.major < oldest {
		return programs{}, fmt.Errorf("no PostgreSQL ≥ %d here and none could be fetched (%w): install one (%s), or set PORTAL_DATABASE_URL",
			oldest, errors.Join(started, ctx.Err()), installHint())
	}
	return p, nil
}

func installHint() string {
	if runtime.GOOS == "darwin" {
		return "brew install postgresql@17"
	}
	return "apt-get install postgresql"
}
