package taskforce_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/action"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/admin"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/server/taskforce"
)

// force is a portal with the figures and the actions of the task force.
type force struct {
	*servertest.Portal
	figures *report.Store
	actions *action.Store
}

func newForce(t *testing.T) *force {
	t.Helper()
	f := &force{}
	f.Portal = servertest.New(t, func(p *servertest.Portal, d *server.Deps) {
		d.Catalogue = catalogue.NewStore(p.Pool, p.Clock.Now)
		_, err := d.Catalogue.Import(t.Context(), nil)
		require.NoError(t, err)
		require.NoError(t, d.Catalogue.Refresh(t.Context()))
		d.Report = report.NewStore(p.Pool, d.Catalogue, p.Clock.Now)
		f.figures, f.actions = d.Report, action.NewStore(p.Pool, d.Report, p.Clock.Now)
		d.Actions = func(desk *taskforce.Desk) *taskforce.Actions {
			return taskforce.NewActions(desk, f.actions, p.Accounts, p.Sessions, p.Clock.Now)
		}
		messages := notify.NewStore(p.Pool, p.Clock.Now)
		d.News = taskforce.NewNews(messages)
		d.Admin = &admin.Desk{Accounts: p.Accounts, Messages: messages, Sessions: p.Sessions, Snapshot: d.Catalogue.Snapshot, Now: p.Clock.Now}
	})
	return f
}

// sent adds n applications for a service of the justice authority, each sent on a day so many days from now and decided two
// days later; every so many of them was sent back for the question.
func (f *force) sent(t *testing.T, n, ago, every int, service, question string) {
	t.Helper()
	at := f.Clock.Now().AddDate(0, 0, -ago)
	_, err := f.Pool.Exec(t.Context(), `
		WITH v AS (SELECT current_version_id AS version FROM services WHERE code = $4),
		a AS (INSERT INTO applications (number, code, account_id, service_version_id, service, process, authority, region, lang, state, step, submitted_at, term_at, due_at, warn_at, closed_at)
			SELECT lpad(((SELECT count(*) FROM applications) + n)::text, 9, '0'), 'c', $5, version, $4, 'review', 'justice', '1726', 'uz', 'done', 'closed', $2, $2, $2, $2, $2::timestamptz + interval '2 days'
			FROM v, generate_series(1, $1) n RETURNING id)
		INSERT INTO application_events (application_id, at, action, from_state, to_state, step, kind, detail)
		SELECT id, $2, 'ask-correction', 'in-process', 'to-be-corrected', 'x', 'official', jsonb_build_object('marked', jsonb_build_array($6::text)) FROM a WHERE id % $3 = 0`,
		n, at, every, service, f.IDs["aziz"], question)
	require.NoError(t, err)
	require.NoError(t, f.figures.Refresh(t.Context()))
}

const (
	service  = "real-estate-power-of-attorney"
	question = "property"
)

// TestActions: a fix becomes an action, its owner agrees and does it, both sides are told, and its effect is measured once.
func TestActions(t *testing.T) {
	f := newForce(t)
	f.sent(t, 60, 10, 2, service, question)
	b := f.SignIn("taskforce")
	lost := b.Get("/en/taskforce/lost-hours")
	require.Equal(t, http.StatusOK, lost.Status)
	require.Contains(t, lost.Text(), "sends back 50")
	var fix, form string
	for _, link := range lost.Links() {
		switch {
		case strings.Contains(link, "/fix?") && strings.Contains(link, "kind=question"):
			fix = link
		case strings.Contains(link, "/actions/new?") && strings.Contains(link, "kind=question"):
			form = link
		}
	}
	require.Equal(t, http.StatusOK, b.Get(fix).Status)
	page := b.Get(form)
	require.Equal(t, http.StatusOK, page.Status)
	due := f.Clock.Now().AddDate(0, 0, 20)
	fill := func(p *servertest.Page) *servertest.Page {
		return p.Form("/actions/new").Set("title", "Ask it clearly").Set("plan", "Say where the number stands.").Set("expected", "40").
			Set("due-day", strconv.Itoa(due.Day())).Set("due-month", strconv.Itoa(int(due.Month()))).Set("due-year", strconv.Itoa(due.Year())).Submit("Propose")
	}
	wrong := page.Form("/actions/new").Set("plan", "").Set("title", "Ask it clearly").Submit("Propose")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
	require.Contains(t, wrong.Body, "Ask it clearly", "what was typed stays")
	one := fill(page)
	require.Equal(t, http.StatusOK, one.Status)
	require.Contains(t, one.Text(), "Ask it clearly")
	fill(page) // the second click of the first
	require.Equal(t, 1, f.count(t, `SELECT count(*) FROM actions WHERE aim = 'question' AND authority = 'justice' AND service = $1 AND what = $2`, service, question))

	head := f.SignIn("justice-head")
	require.Contains(t, head.Get("/en/admin/notices").Text(), "proposes an action")
	require.Contains(t, head.Get("/en/admin/actions").Text(), "Ask it clearly")
	id := f.count(t, `SELECT id FROM actions`)
	own := fmt.Sprintf("/en/admin/actions/%d", id)
	require.Equal(t, http.StatusNotFound, f.SignIn("cadastre-head").Get(own).Status, "an action of others does not exist")
	require.Equal(t, http.StatusForbidden, f.SignIn("aziz").Get(own).Status)
	require.Equal(t, http.StatusForbidden, head.Get("/en/taskforce/actions").Status)
	head.Get(own).Form(own).Set("note", "We agree").Submit("Agree")
	require.Equal(t, http.StatusUnprocessableEntity, head.Get(own).Form(own).Set("note", " ").Submit("Send the comment").Status)
	refused := head.Post(own, url.Values{"do": {"dropped"}, "note": {"It does not help"}})
	require.Equal(t, http.StatusConflict, refused.Status, "only the task force drops")
	require.Contains(t, refused.Text(), locale.En.T("action.changed"))
	require.Equal(t, "It does not help", refused.Form(own).Values.Get("note"), "what was typed is kept")
	staff, err := f.Accounts.Officials(t.Context(), "justice", "")
	require.NoError(t, err)
	at := slices.IndexFunc(staff, func(o account.Official) bool { return o.Role == account.Specialist })
	for _, to := range []string{strconv.FormatInt(staff[at].ID, 10), "0"} {
		head.Get(own).Form(own+"/owner").Set("official", to).Submit("")
	}
	var told []string
	require.NoError(t, f.Pool.QueryRow(t.Context(), `SELECT array_agg(event ORDER BY id) FROM messages WHERE account_id = $1`, staff[at].ID).Scan(&told))
	require.Equal(t, []string{"action-entrusted", "action-relieved"}, told, "who is relieved knows it")
	require.Equal(t, 1, f.count(t, `SELECT count(*) FROM action_entries WHERE kind = 'released'`), "nobody is no official")
	require.Contains(t, f.SignIn("taskforce").Get("/en/taskforce/notices").Text(), locale.En.T("notify.action-released.title"))
	head.Get(own).Form(own).Set("note", "Done now").Submit("Report it done")
	require.Equal(t, http.StatusOK, head.Post(own, url.Values{"do": {"done"}}).Status, "the second click changes nothing")
	require.Contains(t, f.SignIn("taskforce").Get("/en/taskforce/notices").Text(), "is reported done")
	require.Equal(t, 5, f.count(t, `SELECT count(*) FROM audit_entries WHERE object = 'action:'||$1::bigint`, id))

	require.NoError(t, f.actions.Measure(t.Context()))
	require.Zero(t, f.count(t, `SELECT count(*) FROM action_effects`), "its time has not come")
	f.Clock.Pass(31 * 24 * time.Hour)
	f.sent(t, 60, 20, 20, service, question)
	require.NoError(t, f.actions.Measure(t.Context()))
	f.sent(t, 60, 20, 1, service, question) // what is found later changes nothing
	require.NoError(t, f.actions.Measure(t.Context()))
	require.Equal(t, 1, f.count(t, `SELECT count(*) FROM action_effects WHERE days = 30 AND before_n = 60 AND after_n = 60 AND before_mean = 0.5 AND after_mean = 0.05`))
	for _, l := range locale.Langs {
		for who, paths := range map[string][]string{
			"taskforce":    {"/taskforce/actions", "/taskforce/actions?state=done&authority=justice", fmt.Sprintf("/taskforce/actions/%d", id), "/taskforce/notices", "/taskforce/actions/new", "/taskforce/measures", "/taskforce/lost-hours"},
			"justice-head": {"/admin/actions", fmt.Sprintf("/admin/actions/%d", id)},
		} {
			for _, path := range paths {
				page := f.SignIn(who).Get("/" + string(l) + path)
				require.Equal(t, http.StatusOK, page.Status, path)
				require.NotContains(t, page.Body, "⟦", path)
				require.NotContains(t, page.Body, "no value", path)
			}
		}
	}
	measured := f.SignIn("justice-head").Get(own).Text()
	require.Contains(t, measured, "Better than before")
	require.Contains(t, measured, "From 50")
}

func (f *force) count(t *testing.T, sql string, args ...any) (n int) {
	t.Helper()
	require.NoError(t, f.Pool.QueryRow(t.Context(), sql, args...).Scan(&n))
	return n
}

// TestBoard_filters: every filter of the address changes what is counted, stays in links, and has its chip.
func TestBoard_filters(t *testing.T) {
	f := newForce(t)
	f.sent(t, 12, 10, 2, service, question)
	_, err := f.Pool.Exec(t.Context(), `UPDATE applications SET region = '1703', service = 'tax-debt-certificate', authority = 'tax-committee' WHERE id % 3 = 0`)
	require.NoError(t, err)
	f.sent(t, 7, 200, 50, service, question)
	_, err = f.Pool.Exec(t.Context(), `WITH m AS (INSERT INTO mandates (account_id, ground, kind, subject_sealed, subject_index, name, taken_at, checked_at) SELECT id, 'parent', 'person', 'sealed', 'of a child', 'x', now(), now() FROM accounts LIMIT 1 RETURNING id)
		UPDATE applications SET mandate_id = (SELECT id FROM m) WHERE id % 4 = 0`)
	require.NoError(t, err)
	require.NoError(t, f.figures.Refresh(t.Context()))
	b := f.SignIn("taskforce")
	for query, where := range map[string]string{
		"":                             `true`,
		"months=3":                     `submitted_at > now() - interval '100 days'`,
		"authority=justice":            `authority = 'justice'`,
		"region=1703":                  `region = '1703'`,
		"service=tax-debt-certificate": `service = 'tax-debt-certificate'`,
		"topic=taxes":                  `service = 'tax-debt-certificate'`,
		"process=extract":              `service = 'tax-debt-certificate'`,
		"process=inspection":           `false`,
		"via=parent":                   `mandate_id IS NOT NULL`,
		"via=self&region=1726":         `mandate_id IS NULL AND region = '1726'`,
	} {
		want := f.count(t, `SELECT count(*) FROM applications WHERE `+where)
		file := b.Get("/en/taskforce/funnel.csv?" + query)
		require.Contains(t, file.Body, fmt.Sprintf("Applications sent in the period,%d,", want), query)
		page := b.Get("/uz/taskforce?" + query)
		require.Equal(t, http.StatusOK, page.Status, query)
		require.Len(t, page.All("a", "class", "moj-filter__tag"), len(strings.FieldsFunc("months=12&"+strings.TrimPrefix(query, "months=3"), func(r rune) bool { return r == '&' })), query)
		if query != "" {
			values, err := url.ParseQuery(query)
			require.NoError(t, err)
			require.Contains(t, strings.Join(page.Links(), " "), "/uz/taskforce/lost-hours?"+values.Encode(), "links keep the filter")
		}
	}
}
