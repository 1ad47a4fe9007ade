package bench

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// program is one that runs beside the benchmark, in a process of its own, so that its costs are its own.
type program struct {
	rig     *rig
	url     string
	pid     int
	counted bool // its memory is judged
	ready   time.Duration
	said    *bytes.Buffer
}

// start runs a program and waits until it answers at path.
func (r *rig) start(name, addr, path string, env []string, args ...string) *program {
	tb := r.tb
	tb.Helper()
	p := &program{rig: r, url: "http://" + addr, said: &bytes.Buffer{}}
	command := exec.Command(name, args...) // it is ended by hand, in order
	command.Env = append(os.Environ(), env...)
	log, err := os.Create(filepath.Join(r.dir, filepath.Base(name)+"-"+strings.ReplaceAll(addr, ":", "-")+".log"))
	require.NoError(tb, err)
	command.Stdout, command.Stderr = p.said, log
	began := time.Now()
	require.NoError(tb, command.Start())
	p.pid = command.Process.Pid
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	tb.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM)
		tb.Logf("%s ended: %v", name, <-ended)
		_ = log.Close()
	})
	for deadline := began.Add(3 * time.Minute); ; time.Sleep(5 * time.Millisecond) {
		if answer, err := http.Get(p.url + path); err == nil {
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				p.ready = time.Since(began)
				return p
			}
		}
		select {
		case err := <-ended:
			ended <- err
			require.FailNow(tb, "the program ended", "%s: %v\n%s\n%s", name, err, p.said, tail(log.Name()))
		default:
			require.True(tb, time.Now().Before(deadline), "%s does not answer", name)
		}
	}
}

func tail(path string) string {
	raw, _ := os.ReadFile(path)
	return string(raw[max(0, len(raw)-2000):])
}

// free is an address that nobody listens at.
func free(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(tb, err)
	defer l.Close()
	return l.Addr().String()
}

// cpu is the time that the program has computed.
func (p *program) cpu() time.Duration {
	raw, err := os.ReadFile("/proc/" + strconv.Itoa(p.pid) + "/stat")
	require.NoError(p.rig.tb, err)
	_, after, _ := strings.Cut(string(raw), ") ")
	f := strings.Fields(after)
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * 10 * time.Millisecond // the tick of /proc
}

// settle waits until the program has nothing to do.
func (p *program) settle() {
	p.rig.tb.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		before := p.cpu()
		time.Sleep(time.Second)
		if p.cpu()-before <= 50*time.Millisecond {
			return
		}
	}
	require.FailNow(p.rig.tb, "the program does not come to rest")
}

// memory is what the program holds now, in kB: VmRSS, or RssFile of it, the pages of its own file.
func (p *program) memory(what string) int {
	f, err := os.Open("/proc/" + strconv.Itoa(p.pid) + "/status")
	require.NoError(p.rig.tb, err)
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), what+":"); ok {
			n, _ := strconv.Atoi(strings.Fields(rest)[0])
			return n
		}
	}
	return 0
}

// side is a page of the program.
func (p *program) side(path string, headers ...string) side {
	return side{program: p, path: path, headers: headers}
}
