package bench

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/server/servertest"
)

// rig is what is measured: the portal and the limit side by side, over one database that forgets nothing. A second
// portal has the demo: its people sign in there, and what it knows of them does not weigh on the one that is measured.
type rig struct {
	tb     testing.TB
	bin    string // the portal's program
	dir    string
	rounds int
	long   time.Duration // of a stretch of load
	most   int           // memory of the portal under load, in kB

	demo, portal, limit *program
	pool                *pgxpool.Pool
	ring                *keyring.Ring
	cookie              string // of a person with applications
	number              string // of one of them
	registers           string // address of the registers, which the demo plays
}

var registersLine = regexp.MustCompile(`registers answer at (http://[^/]+)/`)

func newRig(b *testing.B, p *paper) *rig {
	b.Helper()
	r := &rig{tb: b, dir: b.TempDir(), rounds: 5, long: 2 * time.Second}
	if testing.Short() {
		r.rounds, r.long = 3, time.Second
	}
	bin, err := filepath.Abs("../../bin/portal")
	require.NoError(b, err)
	require.FileExists(b, bin, "build the portal first: make bench does")
	r.bin = bin

	data := filepath.Join(r.dir, "var")
	require.NoError(b, os.Chmod(r.dir, 0o711)) // the database's account has to pass through
	addr := free(b)
	r.demo = r.start(bin, addr, "/uz/", []string{"PORTAL_DEMO_APPLICATIONS=2000"}, "serve", "--addr", addr, "--demo", "--data-dir", data)
	databaseURL := r.database(data)
	r.pool, err = pgxpool.New(b.Context(), databaseURL)
	require.NoError(b, err)
	b.Cleanup(r.pool.Close)
	r.signIn()

	registers := registersLine.FindStringSubmatch(r.demo.said.String())
	require.NotNil(b, registers)
	r.registers = registers[1]
	factors, err := os.ReadFile(filepath.Join(data, "factor.key")) // the demo's officials have apps
	require.NoError(b, err)
	ringKey := filepath.Join(data, "ring.key") // and numbers that are sealed
	key, err := os.ReadFile(ringKey)
	require.NoError(b, err)
	r.ring = r.unwrap(r.pool, string(key))
	addr = free(b)
	r.portal = r.start(bin, addr, "/uz/", []string{"PORTAL_FACTOR_KEY=" + strings.TrimSpace(string(factors)), "PORTAL_RING_KEY=" + ringKey}, "serve", "--addr", addr, "--database-url", databaseURL, "--registers-url", r.registers)
	r.portal.counted = true
	p.atMost("P19", "start to first 200, s", r.portal.ready.Seconds(), 1)

	self, err := os.Executable()
	require.NoError(b, err)
	addr = free(b)
	r.limit = r.start(self, addr, "/ready", []string{limitAddr + "=" + addr, limitPages + "=" + r.keepPages(), limitDatabase + "=" + databaseURL})
	return r
}

// unwrap is the key ring of a database.
func (r *rig) unwrap(pool *pgxpool.Pool, key string) *keyring.Ring {
	wrap, err := keyring.NewWrap(key)
	require.NoError(r.tb, err)
	ring, err := keyring.Load(r.tb.Context(), pool, wrap, time.Now())
	require.NoError(r.tb, err)
	return ring
}

// database is the address of the database that the demo made.
func (r *rig) database(data string) string {
	var c struct {
		Port     int
		Password string
	}
	raw, err := os.ReadFile(filepath.Join(data, "postgres", "connection.json"))
	require.NoError(r.tb, err)
	require.NoError(r.tb, json.Unmarshal(raw, &c))
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword("portal", c.Password),
		Host: fmt.Sprintf("127.0.0.1:%d", c.Port), Path: "/portal", RawQuery: "sslmode=disable",
	}
	return u.String()
}

var applicationLink = regexp.MustCompile(`/uz/applications/(\d+)`)

// signIn takes the session of a persona and one of her applications.
func (r *rig) signIn() {
	origin := "http://localhost" + r.demo.url[strings.LastIndex(r.demo.url, ":"):]
	for _, who := range []string{"aziz", "malika", "nodira", "olim", "jasur"} {
		browser := servertest.NewBrowser(r.tb, origin).SignIn(who)
		m := applicationLink.FindStringSubmatch(browser.Get("/uz/applications").Body)
		if m == nil {
			continue
		}
		u, err := url.Parse(origin)
		require.NoError(r.tb, err)
		var cookies []string
		for _, c := range browser.HTTP.Jar.Cookies(u) {
			cookies = append(cookies, c.Name+"="+c.Value)
		}
		r.cookie, r.number = "Cookie: "+strings.Join(cookies, "; "), m[1]
		return
	}
	require.FailNow(r.tb, "no persona of the demo has an application")
}
