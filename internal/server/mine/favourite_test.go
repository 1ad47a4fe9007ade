package mine_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/favourite"
	"github.com/yagona/portal/internal/problem"
)

// TestFavourites: a star on a service and in results, the list, taking away and putting back, without a script.
func TestFavourites(t *testing.T) {
	x := newTown(t)
	visitor := x.Visitor()
	for _, path := range []string{"/en/services/" + service, "/en/services", "/en/services?q=trial"} {
		require.NotContains(t, visitor.Get(path).Body, "favourites", "the page for all has no star: %s", path)
	}
	aziz := x.SignIn("aziz")
	page := aziz.Get("/en/services/" + service)
	require.Contains(t, page.Header.Get("Cache-Control"), "no-store")
	page = page.Form("/cabinet/favourites").Submit("Keep at hand")
	require.Equal(t, "/en/services/"+service, page.Path(), "back where the star was pressed")
	require.Contains(t, page.Text(), "At hand: remove")
	require.NotContains(t, visitor.Get("/en/services/"+service).Body, "favourites", "and nobody else sees of it")

	page = aziz.Get("/en/services?q=trial")
	require.Contains(t, page.Form("/cabinet/favourites").Submit("At hand: remove").Path(), "/en/services?q=trial")
	page = aziz.Get("/en/services?q=trial").Form("/cabinet/favourites").Submit("Keep at hand")
	require.Equal(t, "/en/services?q=trial", page.Path())
	require.Contains(t, aziz.Get("/en/cabinet").Text(), "Trial paper", "on the first page of the cabinet")

	list := aziz.Get("/en/cabinet/favourites")
	require.Contains(t, list.Text(), "Trial paper")
	gone := list.Form("/cabinet/favourites").Submit("At hand: remove")
	require.Contains(t, gone.Text(), "“Trial paper” was removed")
	require.Contains(t, gone.Text(), "You keep no service at hand yet")
	back := gone.Form("/cabinet/favourites").Submit("Put it back")
	require.Equal(t, "/en/cabinet/favourites", back.Path())
	require.NotContains(t, back.Text(), "You keep no service at hand yet")
	require.NotContains(t, x.SignIn("malika").Get("/en/cabinet/favourites").Text(), "Trial paper", "another's list is another's")

	x.apply("aziz")
	require.Contains(t, aziz.Get("/en/cabinet/favourites").Text(), "Recently used")
	require.NotContains(t, x.SignIn("nodira").Get("/en/cabinet/favourites").Text(), "Recently used")

	require.Equal(t, http.StatusNotFound, aziz.Post("/en/cabinet/favourites", url.Values{"service": {"no-such"}}).Status)
	for _, away := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "/\t/evil.example", "javascript:alert(1)"} {
		page := aziz.Post("/en/cabinet/favourites", url.Values{"service": {service}, "back": {away}})
		require.Equal(t, x.URL, page.URL.Scheme+"://"+page.URL.Host, away)
	}
	require.Contains(t, visitor.Post("/en/cabinet/favourites", url.Values{"service": {service}}).Path(), "/sign-in")
}

// TestFavourites_most: the limit holds, and what is kept already is not refused.
func TestFavourites_most(t *testing.T) {
	x := newTown(t)
	store, who := favourite.NewStore(x.Pool, x.Clock.Now), x.Principal("aziz")
	_, err := x.Pool.Exec(t.Context(), `INSERT INTO favourites (account_id, service, created_at) SELECT $1, 'service-' || n, now() FROM generate_series(1, $2) AS n`, who.AccountID, favourite.Most)
	require.NoError(t, err)
	require.NoError(t, store.Keep(t.Context(), who, "service-7"))
	require.True(t, problem.Is(store.Keep(t.Context(), who, service), problem.Conflict))
	require.NoError(t, store.Drop(t.Context(), who, "service-7"))
	require.NoError(t, store.Keep(t.Context(), who, service))
	list, err := store.Of(t.Context(), who)
	require.NoError(t, err)
	require.Len(t, list, favourite.Most)
}

// TestHome_due: what falls due has a date or a sum, a source and a service that helps; a register that is down is named.
func TestHome_due(t *testing.T) {
	x := newTown(t)
	page := x.SignIn("jasur").Get("/en/cabinet")
	require.Equal(t, http.StatusOK, page.Status)
	require.Contains(t, page.Text(), "Unpaid fines")
	require.Contains(t, page.Text(), "Source: Driver register")
	require.NotContains(t, page.Text(), "do not answer")
	require.Equal(t, 1, x.count(`SELECT count(*) FROM audit_subjects s JOIN audit_entries e ON e.id = s.entry_id WHERE s.account_id = $1 AND e.action = 'register.read'`, x.IDs["jasur"]))

	x.silent = "driving"
	page = x.SignIn("aziz").Get("/en/cabinet")
	require.Equal(t, http.StatusOK, page.Status)
	require.Contains(t, page.Text(), "These registers do not answer now, so something may be missing: Driver register.")
}

// TestHome_turns: what waits for the person comes first, also behind many newer applications.
func TestHome_turns(t *testing.T) {
	x := newTown(t)
	number := x.apply("aziz")
	_, err := x.Pool.Exec(t.Context(), `UPDATE applications SET state = 'awaiting-payment' WHERE number = $1`, number)
	require.NoError(t, err)
	_, err = x.Pool.Exec(t.Context(), `INSERT INTO applications (number, code, account_id, service_version_id, service, process, authority, lang, state, step, submitted_at, term_at, due_at, warn_at, closed_at)
		SELECT (100000000 + n)::text, 'C' || n, account_id, service_version_id, service, process, authority, lang, 'refused', step, submitted_at, term_at, due_at, warn_at, now()
		FROM applications, generate_series(1, 40) AS n WHERE number = $1`, number)
	require.NoError(t, err)
	page := x.SignIn("aziz").Get("/en/cabinet")
	require.Contains(t, page.Text(), "Your turn")
	require.NotNil(t, page.First("a", "href", "/en/applications/"+number+"/pay"))
}
