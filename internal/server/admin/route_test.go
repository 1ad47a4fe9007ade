package admin_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/routing"
	"github.com/yagona/portal/internal/server/servertest"
)

// TestJourney_routes: an owner says where cases go, sees beforehand where one would go, and the case says how it came.
func TestJourney_routes(t *testing.T) {
	o := newOffice(t)
	head := o.SignIn("justice-head")
	list := head.Get("/uz/admin/routes")
	require.Contains(t, list.Text(), locale.Uz.T("route.default"))
	require.Empty(t, buttons(list, "/remove"), "the default can't be removed")
	for who, want := range map[string]int{"justice-specialist": http.StatusForbidden, "taskforce": http.StatusForbidden, "aziz": http.StatusForbidden} {
		require.Equal(t, want, o.SignIn(who).Get("/uz/admin/routes").Status, who)
	}

	specialist := strconv.FormatInt(o.IDs["justice-specialist"], 10)
	fill := func() *servertest.Form {
		return list.Follow(locale.Uz.T("route.new")).Form("/admin/routes/new").Set("service", "justice-review").Set("applicant", "person")
	}
	wrong := fill().Set("named", specialist).Set("share", "pool").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
	require.Contains(t, wrong.Text(), locale.Uz.T("route.pool_named"))
	ru := wrong.Form("/admin/routes/new").In(locale.Ru).Form("/admin/routes/new")
	require.Equal(t, "justice-review", ru.Values.Get("service"), "the language switch keeps what was typed")
	require.Equal(t, specialist, ru.Values.Get("named"))
	elsewhere := fill().Set("region", "1726").Set("district", "1718203").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, elsewhere.Status, "a district of another region")

	require.Contains(t, fill().Set("share", "load").Submit("").Text(), locale.Uz.T("route.added"))
	page := fill().Set("share", "load").Set("named", specialist).Submit("")
	require.Contains(t, page.Text(), locale.Uz.T("route.among", "Names", "Tursunov Farrux Ravshanovich"))
	require.Contains(t, fill().Set("share", "load").Submit("").Text(), locale.Uz.T("route.twice"))
	require.Len(t, buttons(page, "/remove"), 2)
	page = buttons(page, "/raise")[0].Submit("")
	require.Contains(t, page.Text(), locale.Uz.T("route.raised"))

	var seen *servertest.Form
	for _, f := range head.Get("/uz/admin/routes/try").Forms() {
		if f.Values.Has("service") {
			seen = f
		}
	}
	tried := seen.Set("service", "justice-review").Set("applicant", "company").Submit("")
	require.Contains(t, tried.Text(), locale.Uz.T("route.why.applicant"))
	require.Contains(t, tried.Text(), locale.Uz.T("route.due"))
	tried = seen.Set("applicant", "person").Submit("")
	require.Contains(t, tried.Text(), "Tursunov Farrux Ravshanovich")

	number := o.apply("aziz", catalogue.Review, 12)
	a := o.read("aziz", number)
	require.Equal(t, o.IDs["justice-specialist"], a.Assignee)
	clerk := o.SignIn("justice-specialist")
	require.Contains(t, clerk.Get("/uz/admin?queue=mine").Body, "/admin/cases/"+number)
	page = clerk.Get("/uz/admin/cases/" + number)
	require.Contains(t, page.Text(), locale.Uz.T("route.came"))
	require.Contains(t, page.Text(), locale.Uz.T("casework.event.route"))
	require.Contains(t, strings.Join(page.Links(), " "), "/actions/ask-correction", "it is his already")
	require.NotContains(t, o.SignIn("aziz").Get("/uz/applications/"+number).Text(), locale.Uz.T("casework.event.route"), "who of the office has it is not the applicant's business")

	tried = head.Get("/uz/admin/routes/try?number=" + strings.ReplaceAll(locale.ByThrees(number), "\u00a0", "%C2%A0"))
	require.Contains(t, tried.Text(), spaced(number))
	require.Equal(t, http.StatusUnprocessableEntity, head.Get("/uz/admin/routes/try?number=123456789").Status)
	o.speaks(head, "/admin/routes")
	o.speaks(head, "/admin/routes/new")
	o.speaks(head, "/admin/routes/try?number="+number)
	o.speaks(clerk, "/admin/cases/"+number)

	page = buttons(head.Get("/uz/admin/routes"), "/remove")[0].Submit("")
	require.Contains(t, page.Text(), locale.Uz.T("route.removed"))
	require.Equal(t, http.StatusNotFound, head.Post("/uz/admin/routes/999/remove", nil).Status)
	require.Contains(t, clerk.Get("/uz/admin/cases/"+number).Text(), locale.Uz.T("route.came"), "it still says how it came")
	rules, err := routing.NewStore(o.Pool, o.Clock.Now, func() *catalogue.Snapshot { return nil }).Rules(t.Context(), o.official(t, "justice-head"))
	require.NoError(t, err)
	require.Len(t, rules, 2)
}

// buttons is the forms of a page whose action ends so.
func buttons(page *servertest.Page, action string) (list []*servertest.Form) {
	for _, f := range page.Forms() {
		if strings.HasSuffix(f.Action, action) {
			list = append(list, f)
		}
	}
	return list
}

// TestRoutes_limits: an authority has as many rules, and names as many officials in one, as may be; one more is refused in the reader's language.
func TestRoutes_limits(t *testing.T) {
	o := newOffice(t)
	owner := o.official(t, "justice-head")
	store := routing.NewStore(o.Pool, o.Clock.Now, o.services.Snapshot)
	_, err := postgrestest.Owner(t, o.Pool).Exec(t.Context(), `
		WITH people AS (INSERT INTO accounts (issuer, subject, name, level, created_at, sessions_from)
			SELECT 'limits', 'clerk-' || n, 'Xodim ' || n, 'verified', now(), now() FROM generate_series(0, $1) AS n RETURNING id)
		INSERT INTO officials (account_id, authority, role, granted_at) SELECT id, 'justice', 'specialist', now() FROM people`, routing.MostNamed)
	require.NoError(t, err)
	rows, err := o.Pool.Query(t.Context(), `SELECT id FROM accounts WHERE issuer = 'limits'`)
	require.NoError(t, err)
	clerks, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	require.NoError(t, err)
	require.Len(t, clerks, routing.MostNamed+1)
	named := func(ids []int64) error {
		return store.Add(t.Context(), owner, routing.Rule{Service: "justice-review", Office: routing.WholeAuthority, Share: routing.Load, Named: ids})
	}
	require.Equal(t, problem.New(problem.Invalid, "route.too_many_named", "Limit", routing.MostNamed), problem.Of(named(clerks)))
	require.NoError(t, named(clerks[1:]))

	_, err = o.Pool.Exec(t.Context(), `INSERT INTO routes (authority, place, territory, share, made_by, made_at) SELECT 'justice', n, 1700 + n, 'pool', $1, now() FROM generate_series(2, $2) AS n`,
		owner.ID, routing.Most-1)
	require.NoError(t, err)
	head := o.SignIn("justice-head")
	form := head.Get("/uz/admin/routes/new").Form("/admin/routes/new").Set("service", "justice-review").Set("applicant", "person").Set("share", "pool")
	require.Contains(t, form.Submit("").Text(), locale.Uz.T("route.added"))
	for _, l := range locale.Langs {
		full := head.Get("/"+string(l)+"/admin/routes/new").Form("/admin/routes/new").Set("service", "justice-review").Set("applicant", "company").Set("share", "pool").Submit("")
		require.Equal(t, http.StatusUnprocessableEntity, full.Status)
		require.Contains(t, full.Text(), l.T("route.too_many", "Limit", routing.Most))
	}
	require.Equal(t, routing.Most, o.count(t, `SELECT count(*) FROM routes WHERE authority = 'justice' AND ended_at IS NULL`))
}
