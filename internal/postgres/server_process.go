package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// patience is how long recovery after a crash may take before we give up on the server.
const patience = 3 * time.Minute

// launch starts the server and waits until it answers. After a kill -9 of the server its last backends hold its
// memory for a moment, so a first refusal is not the last word.
func (s *server) launch(ctx context.Context) error {
	var err error
	for range 6 {
		if err = s.launchOnce(ctx); err == nil || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(500 * time.Millisecond):
		}
	}
	return err
}

func (s *server) launchOnce(ctx context.Context) error {
	if !portFree(s.conn.Port) {
		if s.known {
			return fmt.Errorf("port %d is taken for the moment", s.conn.Port)
		}
		port, err := freePort()
		if err != nil {
			return err
		}
		s.conn.Port = port
	}
	if err := s.mendPidFile(); err != nil {
		return err
	}
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(filepath.Join(s.programs.dir, "postgres"), s.arguments()...) //nolint:gosec,noctx // it outlives us
	if cmd.SysProcAttr, err = s.owner.attributes(s.data(), filepath.Join(s.programs.dir, "postgres")); err != nil {
		return err
	}
	cmd.Dir, cmd.Stdout, cmd.Stderr = "/", log, log
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // the log says why
		close(ended)
	}()
	s.pid = cmd.Process.Pid
	return s.ready(ctx, ended)
}

func (s *server) arguments() []string {
	args := []string{"-D", s.data()}
	for _, setting := range append([]string{
		"listen_addresses=127.0.0.1", "port=" + strconv.Itoa(s.conn.Port), "unix_socket_directories=",
		"password_encryption=scram-sha-256", "log_min_messages=warning",
	}, s.settings...) {
		args = append(args, "-c", setting)
	}
	return args
}

// ready waits until the server lets us in. While it recovers it says so, and that takes as long as it takes.
func (s *server) ready(ctx context.Context, ended <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.conn.url("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		if broken, ok := errors.AsType[*pgconn.PgError](err); ok && broken.Code != pgerrcode.CannotConnectNow {
			return err
		}
		select {
		case <-ended:
			return fmt.Errorf("the server ended at once: %s", s.lastWords())
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w: %s", err, s.lastWords())
		case <-time.After(30 * time.Millisecond):
		}
	}
}

// lastWords is the end of the server's log.
func (s *server) lastWords() string {
	body, _ := os.ReadFile(filepath.Join(s.dir, "log"))
	lines := strings.Split(strings.TrimSpace(string(body)), "\n")
	return strings.Join(lines[max(0, len(lines)-4):], " | ")
}

// running is the process id of the server that runs on our data, 0 when none does.
func (s *server) running() int {
	lines := s.pidFile()
	if len(lines) == 0 {
		return 0
	}
	pid, err := strconv.Atoi(lines[0])
	if err != nil || pid <= 1 || !isServer(pid, s.data()) {
		return 0
	}
	return pid
}

// runningPort is the port that the running server listens on.
func (s *server) runningPort(fallback int) int {
	if lines := s.pidFile(); len(lines) > 3 {
		if port, err := strconv.Atoi(lines[3]); err == nil && port > 0 {
			return port
		}
	}
	return fallback
}

func (s *server) pidFile() []string {
	body, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		return nil
	}
	lines := strings.Split(string(body), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return lines
}

// mendPidFile helps the server over the number that a crash left in its file. A server that finds that number alive
// shrinks back, even when it is another program's by now. The file itself has to stay: it also names the shared memory
// by which a new server notices that workers of the dead one are still writing.
func (s *server) mendPidFile() error {
	lines := s.pidFile()
	if len(lines) == 0 {
		return nil
	}
	pid, err := strconv.Atoi(lines[0])
	if err != nil || pid <= 1 || syscall.Kill(pid, 0) != nil {
		return nil //nolint:nilerr // the server copes with a number that nobody has
	}
	lines[0] = strconv.Itoa(math.MaxInt32 - 1)
	return os.WriteFile(filepath.Join(s.data(), "postmaster.pid"), []byte(strings.Join(lines, "\n")), 0o600)
}

// isServer asks for the command line, because after a crash another process may have got the same number.
func isServer(pid int, data string) bool {
	line, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "cmdline"))
	if err != nil {
		if _, err := os.Stat("/proc/self"); err == nil {
			return false
		}
		line, _ = exec.Command("ps", "-o", "args=", "-p", strconv.Itoa(pid)).Output() //nolint:gosec,noctx // a number
	}
	return bytes.Contains(line, []byte(data)) && bytes.Contains(line, []byte("postgres"))
}

// leave stops the server unless another program still uses it.
func (s *server) leave(users *os.File) error {
	defer users.Close()
	if err := syscall.Flock(int(users.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil // the others have it
	}
	s.pid = s.running()
	return s.shutdown()
}

// shutdown asks for a fast stop, which keeps all that was committed, and insists when half a minute is not enough.
func (s *server) shutdown() error {
	if s.pid == 0 {
		return nil
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT} {
		if err := syscall.Kill(s.pid, signal); err != nil {
			return nil //nolint:nilerr // it has ended by itself
		}
		for range 600 {
			if s.running() == 0 {
				return nil
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
	return fmt.Errorf("the database server (process %d) does not stop", s.pid)
}

// freePort is one that no call from this machine is given by chance: those come from 32768 upwards. A server that dies would
// find its port taken by a client of its own that calls it again and again.
func freePort() (int, error) {
	for range 100 {
		if port := 20_000 + rand.IntN(12_000); portFree(port) { //nolint:gosec // any will do
			return port, nil
		}
	}
	return 0, errors.New("no port is free")
}

func portFree(port int) bool {
	if port == 0 {
		return false
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))) //nolint:noctx // closed at once
	if err != nil {
		return false
	}
	return listener.Close() == nil
}
