package postgres

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A server of our own has one folder:
//
//	connection.json  port and password, readable by whoever started it first
//	data/            the cluster, owned by the server's account
//	log              what the server says
//	start.lock       held while it is being started, so that two programs never start it twice
//	users.lock       shared by all who use it; the last one to leave stops the server
type server struct {
	dir      string
	programs programs
	owner    owner
	settings []string
	nosync   bool
	out      io.Writer

	mu   sync.Mutex
	conn connection
	pid  int
	// known says that programs have been given the port and will find the server nowhere else.
	known bool
}

// connection is how to reach the server. The port stays the same as long as it is free.
type connection struct {
	Port     int    `json:"port"`
	Password string `json:"password"`
}

func (c connection) url(database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword("portal", c.Password),
		Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(c.Port)), Path: "/" + database, RawQuery: "sslmode=disable",
	}
	return u.String()
}

// StartManaged gives a PostgreSQL of our own under dir, for development and small trials: the machine's programs, or
// fetched ones. Data survive a restart, page checksums are on, every commit reaches the disk.
//
// A server that still runs after a crash of the portal is adopted; one that crashes while the portal runs is started
// again on the same port. stop leaves the server running for as long as another program uses it.
func StartManaged(ctx context.Context, dir string, out io.Writer) (databaseURL string, stop func() error, err error) {
	s, err := prepare(ctx, dir, out)
	if err != nil {
		return "", nil, fmt.Errorf("managed database: %w", err)
	}
	users, err := shareLock(filepath.Join(s.dir, "users.lock"))
	if err != nil {
		return "", nil, fmt.Errorf("managed database: %w", err)
	}
	if err := s.start(ctx); err != nil {
		_ = users.Close()
		return "", nil, fmt.Errorf("managed database: %w", err)
	}
	watching, unwatch := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.watch(watching)
	}()
	stop = sync.OnceValue(func() error {
		unwatch()
		<-done
		return s.leave(users)
	})
	return s.conn.url("portal"), stop, nil
}

// StartThrowaway gives a server for tests. It forgets nothing on purpose but promises nothing either: no commit waits
// for the disk. It stays up after the program ends, because the next test program wants it at once.
func StartThrowaway(ctx context.Context, dir string) (databaseURL string, err error) {
	s, err := prepare(ctx, dir, io.Discard)
	if err != nil {
		return "", fmt.Errorf("test database: %w", err)
	}
	s.nosync = true
	s.settings = []string{"fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=500", "autovacuum_naptime=1h"}
	if err := s.start(ctx); err != nil {
		return "", fmt.Errorf("test database: %w", err)
	}
	return s.conn.url("portal"), nil
}

// StopServer stops the server under dir, if one runs there.
func StopServer(dir string) error {
	s := &server{dir: dir}
	s.pid = s.running()
	return s.shutdown()
}

func prepare(ctx context.Context, dir string, out io.Writer) (*server, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	// The server's account has to pass through; what is inside is closed by itself.
	if err := os.MkdirAll(dir, 0o711); err != nil { //nolint:gosec // see above
		return nil, err
	}
	s := &server{dir: dir, out: out}
	if s.owner, err = chooseOwner(s.data()); err != nil {
		return nil, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = dir
	}
	s.programs, err = findPrograms(ctx, filepath.Join(cache, "portal-postgres"), s.dataVersion(), out)
	return s, err
}

func (s *server) data() string { return filepath.Join(s.dir, "data") }

// dataVersion is the major version that wrote the data, 0 when there are none yet.
func (s *server) dataVersion() int {
	said, err := os.ReadFile(filepath.Join(s.data(), "PG_VERSION"))
	if err != nil {
		return 0
	}
	major, _ := strconv.Atoi(strings.TrimSpace(string(said)))
	return major
}

// start brings the server up, or finds it up, and makes the database portal.
func (s *server) start(ctx context.Context) error {
	lock, err := takeLock(ctx, filepath.Join(s.dir, "start.lock"))
	if err != nil {
		return err
	}
	defer lock.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.readConnection(); err != nil {
		return err
	}
	if s.dataVersion() == 0 {
		if err := s.create(ctx); err != nil {
			return err
		}
	}
	if s.pid = s.running(); s.pid != 0 {
		s.conn.Port = s.runningPort(s.conn.Port)
		err = s.ready(ctx, nil)
	} else {
		err = s.launch(ctx)
	}
	if err != nil {
		return err
	}
	if err := s.writeConnection(); err != nil {
		return err
	}
	s.known = true
	return s.createDatabase(ctx)
}

// watch starts the server again when it dies under us. The programs that use it see broken connections and 503s for
// a moment, and go on.
func (s *server) watch(ctx context.Context) {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if s.running() != 0 {
			continue
		}
		fmt.Fprintln(s.out, "The database server is gone: starting it again.")
		if err := s.start(ctx); err != nil && ctx.Err() == nil {
			fmt.Fprintln(s.out, "The database server does not start:", err)
		}
	}
}

func (s *server) readConnection() error {
	body, err := os.ReadFile(filepath.Join(s.dir, "connection.json"))
	if errors.Is(err, fs.ErrNotExist) {
		s.conn = connection{Password: rand.Text()}
		return s.writeConnection()
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(body, &s.conn)
}

// writeConnection replaces the file as a whole: a crash in the middle must not lose the password.
func (s *server) writeConnection() error {
	body, err := json.Marshal(s.conn) //nolint:gosec // the file is for its owner only
	if err != nil {
		return err
	}
	path := filepath.Join(s.dir, "connection.json")
	if err := os.WriteFile(path+".new", body, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
