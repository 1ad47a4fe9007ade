package feedback

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/workday"
)

// world is a database with two people, three officials and one finished application of the first person.
type world struct {
	*Store
	pool    *pgxpool.Pool
	clock   time.Time
	aziza   account.Principal
	bobur   account.Principal
	service string
	number  string

	ours, elsewhere, above, foreign account.Official
	aboveHead                       account.Official // who reads reports of corruption
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		pool: postgrestest.New(t), clock: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC),
		service: "tax-debt-certificate", number: "204817356",
	}
	w.Store = NewStore(w.pool, keyringtest.Ring(), catalogue.NewStore(w.pool, w.now), w.now, workday.New())
	w.aziza, w.bobur = w.person(t, "aziza"), w.person(t, "bobur")
	w.ours = w.official(t, "official-1", "tax-committee", "1726")
	w.elsewhere = w.official(t, "official-2", "tax-committee", "1703")
	w.above = w.official(t, "official-3", "economy-finance", "")
	w.foreign = w.official(t, "official-4", "interior", "")
	w.aboveHead = w.official(t, "head-3", "economy-finance", "")
	w.aboveHead.Role = account.Head
	w.application(t, w.number, w.aziza)
	return w
}

func (w *world) now() time.Time { return w.clock }

func (w *world) person(t *testing.T, subject string) account.Principal {
	t.Helper()
	p := account.Principal{Name: subject, Level: catalogue.Verified}
	w.exec(t, &p.AccountID, `INSERT INTO accounts (issuer, subject, name, level, created_at, sessions_from)
		VALUES ('test', $1, $1, 'verified', now(), now()) RETURNING id`, subject)
	return p
}

func (w *world) official(t *testing.T, subject, authority, region string) account.Official {
	t.Helper()
	p := w.person(t, subject)
	return account.Official{ID: p.AccountID, Name: subject, Authority: authority, Region: region, Role: account.Specialist}
}

func (w *world) application(t *testing.T, number string, who account.Principal) {
	t.Helper()
	var service, version int64
	w.exec(t, &service, `INSERT INTO services (code) VALUES ($1)
		ON CONFLICT (code) DO UPDATE SET code = excluded.code RETURNING id`, w.service)
	w.exec(t, &version, `INSERT INTO service_versions (service_id, number, schema, definition, checksum, origin, author, note, created_at, published_at)
		VALUES ($1, (SELECT count(*) + 1 FROM service_versions WHERE service_id = $1), 1, '{}', '', 'seed', '', '', now(), now()) RETURNING id`, service)
	var id int64
	w.exec(t, &id, `INSERT INTO applications (number, code, account_id, service_version_id, service, process, authority, region, lang,
			state, step, submitted_at, term_at, due_at, warn_at, closed_at)
		VALUES ($1, 'c', $2, $3, $4, 'extract', 'tax-committee', '1726', 'uz', 'done', 'closed', $5, $5, $5, $5, $5) RETURNING id`,
		number, who.AccountID, version, w.service, w.clock)
}

func (w *world) exec(t *testing.T, into any, sql string, args ...any) {
	t.Helper()
	require.NoError(t, w.pool.QueryRow(context.Background(), sql, args...).Scan(into))
}

// rating is a submission about the finished application.
func (w *world) rating(token string, m Marks) Submission {
	return Submission{Kind: Rating, Application: w.number, Marks: m, Comment: "kech keldi", Lang: "uz", Token: token}
}

// sees is how many open cases an official lists, and the error of opening one, of answering it included.
func (w *world) sees(t *testing.T, number, who string) func() (int, error) {
	t.Helper()
	o := map[string]account.Official{"ours": w.ours, "elsewhere": w.elsewhere, "above": w.above, "foreign": w.foreign}[who]
	return func() (int, error) {
		n := 0
		for _, q := range []Queue{QueueOpen, QueueBelow} {
			list, err := w.Cases(t.Context(), o, Filter{Queue: q})
			require.NoError(t, err)
			require.Equal(t, len(list.Cases), list.Counts[q])
			n += len(list.Cases)
		}
		c, err := w.Case(t.Context(), o, number)
		if err != nil {
			require.Error(t, w.Answer(t.Context(), o, number, "javob", 1))
			return n, err
		}
		require.Equal(t, number, c.CaseNumber)
		return n, nil
	}
}
