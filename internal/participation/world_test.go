package participation

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/workday"
)

const (
	slow  = "Toʻlov oʻtdi, lekin ariza oldinga siljimayapti"
	rude  = "Xodim telefonda qoʻpol gapirdi, tushuntirmadi"
	debts = "tax-debt-certificate"
)

// world is a database with people, and officials of two authorities.
type world struct {
	*Store
	pool                 *pgxpool.Pool
	feedback             *feedback.Store
	clock                time.Time
	ours, foreign, above account.Official
	people               int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{pool: postgrestest.New(t), clock: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}
	w.Store = NewStore(w.pool, func() *catalogue.Snapshot { return catalogue.NewSnapshot(nil, catalogue.Hints{}, w.clock) }, w.now)
	w.feedback = feedback.NewStore(w.pool, keyringtest.Ring(), catalogue.NewStore(w.pool, w.now), w.now, workday.New())
	w.ours = account.Official{ID: w.person(t), Authority: "tax-committee", Role: account.Head}
	w.foreign = account.Official{ID: w.person(t), Authority: "justice", Role: account.Head}
	w.above = account.Official{ID: w.person(t), Role: account.TaskForce}
	return w
}

func (w *world) now() time.Time { return w.clock }

func (w *world) person(t *testing.T) (id int64) {
	t.Helper()
	w.people++
	w.one(t, &id, `INSERT INTO accounts (issuer, subject, name, level, created_at, sessions_from) VALUES ('test', $1, $1, 'verified', now(), now()) RETURNING id`, fmt.Sprint("person-", w.people))
	return id
}

func (w *world) one(t *testing.T, into any, sql string, args ...any) {
	t.Helper()
	require.NoError(t, w.pool.QueryRow(t.Context(), sql, args...).Scan(into))
}

// say writes a concern of each person; 0 is somebody without an account.
func (w *world) say(t *testing.T, service, comment string, people ...int64) {
	t.Helper()
	w.sayOf(t, "tax-committee", service, comment, people...)
}

// sayOf is say about an authority.
func (w *world) sayOf(t *testing.T, authority, service, comment string, people ...int64) {
	t.Helper()
	var said []feedback.Past
	for _, id := range people {
		said = append(said, feedback.Past{
			Submission: feedback.Submission{Kind: feedback.Concern, Comment: comment, Lang: locale.Uz},
			Target:     feedback.Target{Service: service, Authority: authority}, AccountID: id, At: w.clock,
		})
	}
	require.NoError(t, postgres.InTx(t.Context(), w.pool, func(tx pgx.Tx) error { return w.feedback.CopyPast(t.Context(), tx, said) }))
}

func (w *world) group(t *testing.T) int {
	t.Helper()
	n, err := w.Group(t.Context())
	require.NoError(t, err)
	return n
}

// proposals is the problems of a state that the official sees.
func (w *world) list(t *testing.T, o account.Official, state State) []Problem {
	t.Helper()
	list, err := w.Problems(t.Context(), o, Filter{State: state})
	require.NoError(t, err)
	return list.Problems
}

// confirmed is a problem that so many people speak of, confirmed.
func (w *world) confirmed(t *testing.T, comment string, people ...int64) Problem {
	t.Helper()
	w.say(t, debts, comment, people...)
	w.group(t)
	list := w.list(t, w.ours, Proposed)
	require.Len(t, list, 1)
	require.NoError(t, w.Keep(t.Context(), w.ours, list[0].Number, list[0].Row, words()))
	return w.read(t, list[0].Number)
}

func (w *world) read(t *testing.T, number string) Problem {
	t.Helper()
	p, err := w.Problem(t.Context(), w.ours, number)
	require.NoError(t, err)
	return p
}

func words() Words {
	return Words{Title: locale.Text{Uz: "Toʻlovdan keyin toʻxtaydi", Ru: "Останавливается после оплаты", En: "Stops after payment"}}
}
