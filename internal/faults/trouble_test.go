package faults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/registers"
	"github.com/yagona/portal/internal/operation"
)

// ours is how our own connections to the database are named: they are not cut.
const ours = "faults"

// fault is something that is broken on purpose while people work. do breaks it once, and has put it right when it returns.
type fault struct {
	name string
	do   func(r *rig, dice *rand.Rand)
}

// faults are all that a long run does, each for itself.
var faults = []fault{
	{"nothing", func(*rig, *rand.Rand) {}},
	{"a replica is killed (kill -9)", func(r *rig, dice *rand.Rand) { r.any(dice).kill() }},
	{"a replica is ended in good order and started", func(r *rig, dice *rand.Rand) { r.any(dice).again() }},
	{"the database is killed (kill -9)", func(r *rig, _ *rand.Rand) { r.fell(syscall.SIGKILL) }},
	{"the database stops at once and starts", func(r *rig, _ *rand.Rand) { r.fell(syscall.SIGQUIT) }},
	{"connections to the database are cut", (*rig).cut},
	{"answers of the database are lost: committed, and nobody knows", func(r *rig, _ *rand.Rand) { r.wired(deaf, 400*time.Millisecond) }},
	{"the way to the database swallows everything for 7 s", func(r *rig, _ *rand.Rand) { r.wired(hole, 7*time.Second) }},
	{"the database refuses connections for 3 s", func(r *rig, _ *rand.Rand) { r.wired(shut, 3*time.Second) }},
	{"each answer of the database is 0.3 s late", func(r *rig, _ *rand.Rand) { r.wired(slow, 3*time.Second) }},
	{"all connections of the database are taken", func(r *rig, dice *rand.Rand) { r.crowd(dice) }},
	{"somebody locks the table of applications for 4 s", func(r *rig, _ *rand.Rand) { r.locks("applications", 4*time.Second) }},
	{"the database takes no writes for 4 s", func(r *rig, _ *rand.Rand) { r.readOnly(4 * time.Second) }},
	{"the portal is told to write nothing for 8 s", func(r *rig, _ *rand.Rand) { r.forces(operation.ReadOnly) }},
	{"the portal is told to decide nothing for 8 s", func(r *rig, _ *rand.Rand) { r.forces(operation.QueueOnly) }},
	{"answers are lost on the way to people and providers", func(r *rig, _ *rand.Rand) { r.front.loses(40, 3*time.Second) }},
	{"uploads break off halfway", func(r *rig, _ *rand.Rand) { r.front.tears(40, 3*time.Second) }},
	{"registers do not answer", func(r *rig, _ *rand.Rand) { r.registers(registers.Fault{Down: true}) }},
	{"registers fail every other time", func(r *rig, _ *rand.Rand) { r.registers(registers.Fault{ErrorRate: 0.5}) }},
	{"registers are slow and drip", func(r *rig, _ *rand.Rand) { r.registers(registers.Fault{LatencyMS: 3000, JitterMS: 3000, Drip: true}) }},
	{"registers answer with half of a record", func(r *rig, _ *rand.Rand) { r.registers(registers.Fault{Garbage: "cut"}) }},
	{"registers answer with what is none", func(r *rig, _ *rand.Rand) { r.registers(registers.Fault{Garbage: "types"}) }},
}

// few are those that a short run does one after the other, once each.
var few = []string{
	"answers are lost on the way to people and providers", "registers do not answer",
	"answers of the database are lost: committed, and nobody knows", "the database is killed (kill -9)", "a replica is killed (kill -9)",
}

func (r *rig) any(dice *rand.Rand) *replica { return r.replicas[dice.IntN(len(r.replicas))] }

// exec does something in the database for us, however long that takes.
func (r *rig) exec(sql string, args ...any) {
	var err error
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if _, err = r.pool.Exec(r.t.Context(), sql, args...); err == nil || r.t.Context().Err() != nil {
			return
		}
	}
	said, _ := os.ReadFile(filepath.Join(r.dir, "postgres.said"))
	r.t.Errorf("%s: %v\n%s", sql, err, said)
}

// cut ends some of the portal's connections to the database, in the middle of whatever they do.
func (r *rig) cut(dice *rand.Rand) {
	r.exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> $1 AND random() < $2`, ours, 0.2+dice.Float64())
}

// fell ends the server of the database and waits until it is up again: whoever manages it starts it.
func (r *rig) fell(with syscall.Signal) {
	raw, err := os.ReadFile(filepath.Join(r.dir, "postgres", "data", "postmaster.pid"))
	if err != nil {
		r.t.Errorf("which process is the database? %v", err)
		return
	}
	pid, err := strconv.Atoi(strings.TrimSpace(strings.SplitN(string(raw), "\n", 2)[0]))
	if err != nil || pid <= 1 {
		r.t.Errorf("which process is the database? %q", raw)
		return
	}
	if err := syscall.Kill(pid, with); err != nil {
		r.t.Errorf("the database is not ended: %v", err)
		return
	}
	time.Sleep(time.Second)
	r.exec(`SELECT 1`)
}

// wired breaks the way to the database for a while; what was under way then is reset.
func (r *rig) wired(how mood, lasts time.Duration) {
	r.wire.turn(how)
	time.Sleep(lasts)
	if how != slow {
		r.wire.turn(shut)
	}
	r.wire.turn(open)
}

// crowd takes every connection that the database gives, while those of the portal are cut.
func (r *rig) crowd(dice *rand.Rand) {
	ctx, cancel := context.WithTimeout(r.t.Context(), 20*time.Second)
	defer cancel()
	var taken []*pgx.Conn
	for range 3 {
		for {
			conn, err := pgx.ConnectConfig(ctx, r.pool.Config().ConnConfig.Copy())
			if err != nil {
				break
			}
			taken = append(taken, conn)
		}
		r.cut(dice)
	}
	time.Sleep(time.Second)
	for _, c := range taken {
		_ = c.Close(context.WithoutCancel(ctx))
	}
}

// locks holds a table as a careless migration does.
func (r *rig) locks(table string, lasts time.Duration) {
	tx, err := r.pool.Begin(r.t.Context())
	require.NoError(r.t, err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(r.t.Context())) }()
	_, err = tx.Exec(r.t.Context(), `LOCK TABLE `+table+` IN ACCESS EXCLUSIVE MODE`)
	require.NoError(r.t, err)
	time.Sleep(lasts)
}

// readOnly is what a disk without space or a server that was demoted look like: reading goes on. A replica that cannot
// write must not say that it is ready.
func (r *rig) readOnly(lasts time.Duration) {
	r.exec(`ALTER SYSTEM SET default_transaction_read_only = on`)
	r.exec(`SELECT pg_reload_conf()`)
	time.Sleep(lasts)
	for _, p := range r.replicas {
		if status, err := p.asks("/readyz"); err == nil && status == http.StatusOK {
			r.ledger.differs("%s is ready and cannot write", p.addr)
		}
	}
	r.exec(`ALTER SYSTEM RESET default_transaction_read_only`)
	r.exec(`SELECT pg_reload_conf()`)
}

func (r *rig) registers(how registers.Fault) {
	r.gateway.SetFaults(map[string]registers.Fault{"*": how})
	_ = r.front.pause(r.t.Context(), 4*time.Second)
	r.gateway.SetFaults(nil)
}

// phase is one fault while people work, and what came of it.
type phase struct {
	name         string
	times        int
	lasted       time.Duration
	count        counts // of requests
	acknowledged int
	wrong        []string
}

// breaks does the fault again and again as long as the people go on, and says how often.
func (r *rig) breaks(does []fault, on func() bool, once bool) (times int) {
	dice := rand.New(rand.NewPCG(r.seed, 2))
	if once {
		for _, f := range does {
			_ = r.front.pause(r.t.Context(), time.Second)
			f.do(r, dice)
		}
		return len(does)
	}
	for r.front.pause(r.t.Context(), 2*time.Second) == nil && on() {
		does[dice.IntN(len(does))].do(r, dice)
		times++
	}
	return times
}

func (p phase) String() string {
	return fmt.Sprintf("%s\t%d×\t%s\t%d\t%d\t%d\t%s\t%s\t%d\t%d\t%s", p.name, p.times, p.lasted.Round(time.Second), p.count.asked, p.count.broken, p.count.failed,
		p.count.gap.Round(time.Millisecond), p.count.slowest.Round(time.Millisecond), p.acknowledged, len(p.wrong), strings.Join(p.wrong[:min(3, len(p.wrong))], "; "))
}
