package demo

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/integration/registers"
	"github.com/yagona/portal/internal/integration/registers/world"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/participation"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/replay"
	"github.com/yagona/portal/internal/workday"
)

func newHistory(t *testing.T, people, lived int) History {
	t.Helper()
	pool := postgrestest.Owner(t, postgrestest.New(t)) // `portal demo` draws ids as who migrates
	now := func() time.Time { return testDay }
	w := world.New(people, now)
	services := catalogue.NewStore(pool, now)
	_, err := services.Import(t.Context(), func(int, int) {})
	require.NoError(t, err)
	require.NoError(t, services.Refresh(t.Context()))
	offices := booking.NewStore(pool, now, workday.New())
	require.NoError(t, offices.Seed(t.Context()))
	return History{
		Pool: pool, World: w, Services: services, Accounts: account.NewStore(pool, keyringtest.Ring(), now), Feedback: feedback.NewStore(pool, keyringtest.Ring(), services, now, workday.New()), Offices: offices, Calendar: workday.New(),
		Cases:  casework.NewStore(pool, keyringtest.Ring(), now, services, registers.Direct{World: w, Now: now}, payment.NewStore(pool, now), document.NewStore(pool, keyringtest.Ring(), now, "http://localhost"), workday.New()),
		Issuer: "http://localhost/demo/identity", Now: now, Size: lived * 3 / 2, Lived: lived, batch: lived,
	}
}

func TestHistory(t *testing.T) {
	people, size := 4000, 2600
	if n, err := strconv.Atoi(os.Getenv("HISTORY_SIZE")); err == nil {
		people, size = world.People, n
	}
	h := newHistory(t, people, size)
	began := time.Now()
	var steps []int
	indexes := rows(t, h.Pool, everyIndex)
	require.NoError(t, h.Make(t.Context(), func(done, total int) { steps = append(steps, done); require.Equal(t, h.Size, total) }))
	t.Logf("%d applications in %s", h.Size, time.Since(began).Round(time.Millisecond))
	require.True(t, slices.IsSorted(steps))
	require.Equal(t, indexes, rows(t, h.Pool, everyIndex))

	one := func(sql string, args ...any) int {
		t.Helper()
		return query(t, h.Pool, sql, args...)
	}
	all := one(`SELECT count(*) FROM applications`)
	require.Equal(t, h.Size, all)

	// What must never be found.
	for what, sql := range map[string]string{
		"an application without a first event":        `SELECT count(*) FROM applications a WHERE NOT EXISTS (SELECT FROM application_events e WHERE e.application_id = a.id AND e.action = 'submit' AND e.at = a.submitted_at)`,
		"a last event that leads elsewhere":           `SELECT count(*) FROM applications a JOIN LATERAL (SELECT * FROM application_events e WHERE e.application_id = a.id ORDER BY e.id DESC LIMIT 1) e ON true WHERE (e.to_state, e.step) <> (a.state, a.step)`,
		"events out of order":                         `SELECT count(*) FROM (SELECT at, lag(at) OVER (PARTITION BY application_id ORDER BY id) AS before FROM application_events) e WHERE at < before`,
		"events that do not follow each other":        `SELECT count(*) FROM (SELECT from_state, lag(to_state) OVER (PARTITION BY application_id ORDER BY id) AS before FROM application_events) e WHERE from_state <> before`,
		"an event in the future":                      `SELECT count(*) FROM application_events WHERE at > $1`,
		"a row version that is not its events":        `SELECT count(*) FROM applications a WHERE row <> (SELECT count(*) FROM application_events e WHERE e.application_id = a.id AND e.action NOT LIKE 'escalate-%')`,
		"a document of what is not done":              `SELECT count(*) FROM documents d JOIN applications a ON a.id = d.application_id WHERE a.state <> 'done'`,
		"something done without its one document":     `SELECT count(*) FROM applications a WHERE state = 'done' AND (SELECT count(*) FROM documents d WHERE d.application_id = a.id) <> 1`,
		"an open invoice of nothing to pay":           `SELECT count(*) FROM invoices i JOIN applications a ON a.id = i.application_id WHERE i.status = 'open' AND a.state <> 'awaiting-payment'`,
		"something to pay without an open invoice":    `SELECT count(*) FROM applications a WHERE state = 'awaiting-payment' AND NOT EXISTS (SELECT FROM invoices i WHERE i.application_id = a.id AND i.status = 'open' AND i.due_at = a.due_at)`,
		"a paid invoice without its payment":          `SELECT count(*) FROM invoices i LEFT JOIN payments p ON p.invoice_id = i.id WHERE (i.status = 'paid') <> (p.id IS NOT NULL) OR p.amount <> i.amount`,
		"an invoice without its application's number": `SELECT count(*) FROM invoices i JOIN applications a ON a.id = i.application_id WHERE i.number NOT LIKE a.number || '-%'`,
		"something that should have lapsed":           `SELECT count(*) FROM applications WHERE state IN ('awaiting-payment', 'to-be-corrected') AND due_at < $1::timestamptz - interval '15 min'`,
		"a persona with a double":                     `SELECT count(*) FROM accounts a JOIN accounts d ON d.subject ~ ('^' || a.subject || '-[0-9]+$') WHERE a.subject NOT LIKE 'resident-%'`,
		"a message of somebody else's case":           `SELECT count(*) FROM messages m JOIN applications a ON a.id = m.application_id WHERE m.account_id <> a.account_id OR m.number <> a.number`,
		"an act of somebody else":                     `SELECT count(*) FROM application_events e JOIN applications a ON a.id = e.application_id WHERE e.kind = 'citizen' AND e.actor <> a.account_id`,
		"a rating by somebody else":                   `SELECT count(*) FROM feedback_entries f JOIN applications a ON a.id = f.application_id WHERE f.account_id <> a.account_id`,
		"a payment of another invoice":                `SELECT count(*) FROM application_events e JOIN invoices i ON i.number = e.detail ->> 'invoice' WHERE i.application_id <> e.application_id`,
		"a sequence that lags behind":                 `SELECT count(*) FROM (SELECT last_value FROM applications_id_seq) s WHERE last_value < (SELECT max(id) FROM applications)`,
		"a payload that is missing":                   `SELECT count(*) FROM applications a WHERE NOT EXISTS (SELECT FROM application_payloads p WHERE p.application_id = a.id)`,
		"an assessment that is missing":               `SELECT count(*) FROM applications a WHERE NOT EXISTS (SELECT FROM assessments s WHERE s.application_id = a.id)`,
		"a preparer who approved":                     `SELECT count(*) FROM applications WHERE prepared_by = decided_by AND process = 'approval'`,
		"an appeal heard by who decided or prepared":  `SELECT count(*) FROM appeals WHERE decided_by IN (refused_by, prepared_by)`,
		"a review of what an official decided":        `SELECT count(*) FROM appeals WHERE (kind = 'review') <> (refused_by IS NULL)`,
		"a number of an appeal and of an application": `SELECT count(*) FROM appeals p JOIN applications a ON a.number = p.number`,
		"an official in an automatic case":            `SELECT count(*) FROM applications a WHERE automatic AND EXISTS (SELECT FROM application_events e WHERE e.application_id = a.id AND e.kind = 'official')`,
		"a registration that was not recorded":        `SELECT count(*) FROM applications a WHERE state = 'done' AND process IN ('registration', 'payment') AND NOT EXISTS (SELECT FROM registrations r WHERE r.application_id = a.id)`,
		"ids that do not follow the submissions":      `SELECT count(*) FROM (SELECT submitted_at, lag(submitted_at) OVER (ORDER BY id) AS before FROM applications) a WHERE submitted_at < before`,
		"a message before its time":                   `SELECT count(*) FROM (SELECT created_at, lag(created_at) OVER (PARTITION BY account_id ORDER BY id) AS before FROM messages) m WHERE created_at < before`,
		"a low mark without a case":                   `SELECT count(*) FROM feedback_entries e WHERE kind = 'rating' AND least(legality, quality, timeliness, accessibility) <= 3 AND NOT EXISTS (SELECT FROM feedback_cases c WHERE c.entry_id = e.id)`,
		"a case of a good mark":                       `SELECT count(*) FROM feedback_cases c JOIN feedback_entries e ON e.id = c.entry_id WHERE e.kind = 'rating' AND least(legality, quality, timeliness, accessibility) > 3`,
		"an application that reports do not count":    `SELECT count(*) FROM applications a WHERE NOT EXISTS (SELECT FROM report_stale s WHERE s.application_id = a.id)`,
		"a month of forms that reports do not count":  `SELECT count(*) FROM form_starts f WHERE NOT EXISTS (SELECT FROM report_stale_months s WHERE s.service = f.service AND s.month = date_trunc('month', f.day)::date)`,
	} {
		var args []any
		if strings.Contains(sql, "$1") {
			args = append(args, testDay)
		}
		require.Zero(t, one(sql, args...), what)
	}
	requireForeignKeys(t, h.Pool)
	requireOwnDocuments(t, h)
	for _, state := range participation.States[:3] {
		require.NotZero(t, one(`SELECT count(*) FROM problems WHERE state = $1 AND people >= 5`, state), state)
	}
	require.NotZero(t, one(`SELECT count(*) FROM changes WHERE published_at IS NOT NULL`))
	foundPlanted(t, h)
	for _, outcome := range []casework.Outcome{casework.Upheld, casework.Obliged, casework.Annulled} {
		require.NotZero(t, one(`SELECT count(*) FROM appeals WHERE outcome = $1`, outcome), outcome)
	}
	for _, number := range rows(t, h.Pool, `(SELECT number FROM applications LIMIT 100) UNION ALL (SELECT number FROM appeals LIMIT 100)`) {
		require.True(t, casework.ValidNumber(number))
	}

	// What must be there.
	for _, state := range casework.States {
		if state != casework.New && state != casework.Appealed {
			require.NotZero(t, one(`SELECT count(*) FROM applications WHERE state = $1`, state), state)
		}
	}
	require.Greater(t, one(`SELECT count(DISTINCT service) FROM applications`), 300)
	require.Greater(t, one(`SELECT count(DISTINCT authority) FROM applications`), 60)
	require.Equal(t, 14, one(`SELECT count(DISTINCT region) FROM applications WHERE region <> ''`))
	for what, sql := range map[string]string{
		"overdue":    `SELECT count(*) FROM applications WHERE state = 'in-process' AND due_at < $1`,
		"due soon":   `SELECT count(*) FROM applications WHERE state = 'in-process' AND due_at > $1 AND warn_at < $1`,
		"unassigned": `SELECT count(*) FROM applications WHERE state = 'in-process' AND assignee IS NULL AND submitted_at < $1`,
		"claimed":    `SELECT count(*) FROM applications WHERE state = 'in-process' AND assignee IS NOT NULL AND submitted_at < $1`,
		"answered":   `SELECT count(*) FROM feedback_cases WHERE state = 'answered' AND due_at < $1::timestamptz + interval '1 year'`,
		"unanswered": `SELECT count(*) FROM feedback_cases WHERE state = 'open' AND due_at < $1::timestamptz + interval '1 year'`,
	} {
		require.NotZero(t, one(sql, testDay), what)
	}

	// Every persona has something, and can read it.
	for _, p := range citizens() {
		who := account.Principal{AccountID: int64(one(`SELECT id FROM accounts WHERE subject = $1`, p.Subject)), PINFL: p.PINFL, Level: p.Level}
		list, err := h.Cases.Applications(t.Context(), who, 0)
		require.NoError(t, err)
		require.NotEmpty(t, list, p.Subject)
		a, err := h.Cases.Application(t.Context(), who, list[0].Number)
		require.NoError(t, err)
		require.NotEmpty(t, a.Events)
		verdicts, err := replay.NewStore(h.Pool, keyringtest.Ring(), h.Services, time.Now).Application(t.Context(), a.Number)
		require.NoError(t, err)
		require.NotEmpty(t, verdicts)
		for _, v := range verdicts {
			require.Empty(t, v.Differences, "a decision of the past can be made again")
		}
	}
	run, err := replay.NewStore(h.Pool, keyringtest.Ring(), h.Services, time.Now).All(t.Context(), nil)
	require.NoError(t, err)
	require.NotZero(t, run.Examined)
	require.Empty(t, run.Differing, "every decision of the past can be made again")
	met, wished := 0, 0
	for subject, list := range wishes {
		for _, w := range list {
			_, known := h.Services.Snapshot().Service(w.service)
			require.True(t, known, w.service)
			if w.state == "" {
				continue
			}
			wished++
			if one(`SELECT count(*) FROM applications a JOIN accounts c ON c.id = a.account_id WHERE c.subject = $1 AND a.service = $2 AND a.state = $3`, subject, w.service, w.state) > 0 {
				met++
			} else {
				t.Log("not met: ", subject, w)
			}
		}
	}
	require.Greater(t, met, wished*9/10, "wishes that came true")
	for _, p := range officials() {
		if p.Official.Authority == "" {
			continue
		}
		o := *p.Official
		o.ID = int64(one(`SELECT id FROM accounts WHERE subject = $1`, p.Subject))
		list, err := h.Cases.Worklist(t.Context(), o, casework.Filter{Queue: casework.QueueOffice})
		require.NoError(t, err)
		require.NotEmpty(t, list.Cases, p.Subject)
		require.Equal(t, one(`SELECT count(*) FROM applications WHERE authority = $1 AND ($2 = '' OR region IN ('', $2)) AND state IN ('in-process', 'appealed') AND step <> 'consents'`,
			o.Authority, o.Region), list.Counts[casework.QueueOffice])
	}
	require.NotZero(t, one(`SELECT count(*) FROM accounts WHERE subject ~ '^resident-[0-9]+-[0-9]+$'`), "doubles")

	// Once.
	require.NoError(t, h.Make(t.Context(), func(int, int) { t.Fatal("made twice") }))
	require.Equal(t, all, one(`SELECT count(*) FROM applications`))
}

func query(t *testing.T, pool *pgxpool.Pool, sql string, args ...any) int {
	t.Helper()
	var n int
	require.NoError(t, pool.QueryRow(t.Context(), sql, args...).Scan(&n), sql)
	return n
}

func rows(t *testing.T, pool *pgxpool.Pool, sql string) []string {
	t.Helper()
	var list []string
	found, err := pool.Query(t.Context(), sql)
	require.NoError(t, err)
	for found.Next() {
		var s string
		require.NoError(t, found.Scan(&s))
		list = append(list, s)
	}
	require.NoError(t, found.Err())
	return list
}

// requireOwnDocuments holds what is sealed against the rest: the facts are those of the applicant, and each file that is named
// in answers is there.
func requireOwnDocuments(t *testing.T, h History) {
	t.Helper()
	people := map[int64][]byte{}
	var id int64
	var index []byte
	found, _ := h.Pool.Query(t.Context(), `SELECT a.id, c.pinfl_index FROM applications a JOIN accounts c ON c.id = a.account_id`)
	_, err := pgx.ForEachRow(found, []any{&id, &index}, func() error {
		people[id] = slices.Clone(index)
		return nil
	})
	require.NoError(t, err)
	known := 0
	for id, facts := range keyringtest.Documents[register.Facts](t, h.Pool, casework.SealedOfApplication[1]) {
		if number, is := facts[register.PersonKey].Value["pinfl"].(string); is {
			require.Equal(t, keyringtest.Ring().Index(number), people[id], "a double without the number of the applicant")
			known++
		}
	}
	require.Greater(t, known, h.Size/2)
	uploads := map[string]int64{}
	var name string
	found, _ = h.Pool.Query(t.Context(), `SELECT id, application_id FROM uploads WHERE application_id IS NOT NULL`)
	_, err = pgx.ForEachRow(found, []any{&name, &id}, func() error {
		uploads[name] = id
		return nil
	})
	require.NoError(t, err)
	files := 0
	for id, answers := range keyringtest.Documents[form.Answers](t, h.Pool, casework.SealedOfApplication[0]) {
		for _, v := range answers {
			list, _ := v.([]any)
			for _, x := range list {
				if file, is := x.(map[string]any); is && file["size"] != nil {
					require.Equal(t, id, uploads[form.String(file["id"])], "a file that is named and not there")
					files++
				}
			}
		}
	}
	require.NotZero(t, files)
}
