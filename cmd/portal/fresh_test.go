package main

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/access"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/web/layout"
)

// deciding are the doors that want a confirmation of late, and to whom they are open; those that draw their form anew when its
// language changes have a star. What is sent to the office anywhere else decides nothing: see working.
var deciding = map[string]string{
	"/admin/access/new":                                 "administrator*",
	"/admin/access/proposals/{id}/{verb}":               "administrator",
	"/admin/access/officials/{id}/end":                  "administrator",
	"/admin/access/officials/{id}/reset":                "administrator",
	"/admin/bulk":                                       "cadastre-head*",
	"/admin/cases/{number}/actions/{action}":            "cadastre-head*",
	"/admin/cases/{number}/actions/record-result":       "cadastre-head*",
	"/admin/emergency":                                  "cadastre-head*",
	"/admin/papers/{number}/{act}":                      "cadastre-head*",
	"/admin/services/{code}":                            "cadastre-head*",
	"/admin/services/{code}/proposals/{number}/publish": "cadastre-head",
	"/admin/money/rates/new":                            "finance*",
	"/admin/money/rates/{id}/confirm":                   "finance",
	"/admin/money/refunds/{id}/send":                    "finance",
	"/admin/money/refunds/{id}/paid":                    "finance*",
	"/admin/bulk/{id}/cancel":                           "cadastre-head",
	"/admin/changes/{number}/publish":                   "taskforce",
	"/admin/disputes/{number}":                          "cadastre-head*",
	"/admin/routes/new":                                 "cadastre-head*",
	"/admin/routes/{id}/remove":                         "cadastre-head",
	"/admin/routes/{id}/raise":                          "cadastre-head",
	"/admin/money/rates/{id}/withdraw":                  "finance",
	"/admin/money/differences/{id}":                     "finance*",
	"/taskforce/calendar/new":                           "taskforce*",
	"/taskforce/calendar/{id}/withdraw":                 "taskforce",
	"/taskforce/monthly/{month}/correct":                "taskforce*",
	"/admin/retention/{number}":                         "cadastre-head*",
	"/taskforce/operations/jobs/{kind}":                 "taskforce*",
	"/taskforce/operations/mode":                        "taskforce*",
}

// working are the doors through which officials work without deciding: notes, drafts, their own lists and absences, proposals
// that somebody confirms at one of the doors above, and what is undone with a press.
var working = []string{
	"/admin/next", "/admin/views", "/admin/views/{id}/{change}", "/admin/notices/read", "/admin/cases/{number}/messages",
	"/admin/cases/{number}/show", "/admin/disputes/{number}/show", "/admin/feedback/{number}/show",
	"/admin/absences", "/admin/absences/{id}/end", "/admin/feedback/{number}", "/admin/feedback/{number}/notes",
	"/admin/problems/{number}/words", "/admin/problems/{number}/reject", "/admin/problems/{number}/reopen", "/admin/problems/{number}/merge",
	"/admin/problems/{number}/unmerge", "/admin/problems/{number}/split", "/admin/changes/new", "/admin/changes/{number}/discard",
	"/admin/search/synonyms/new", "/admin/search/synonyms/{id}", "/admin/search/synonyms/{id}/remove", "/admin/search/synonyms/{id}/restore",
	"/admin/services/{code}/rules", "/admin/services/{code}/proposals/{number}/run", "/admin/services/{code}/proposals/{number}/withdraw",
	"/admin/templates/{id}", "/admin/templates/{id}/remove", "/admin/offices/{id}", "/admin/reception/{id}", "/admin/money/books/{day}/{provider}/again",
	"/admin/actions/{n}", "/admin/actions/{n}/owner", "/taskforce/actions/new", "/taskforce/actions/{n}", "/taskforce/actions/{n}/owner",
	"/taskforce/notices/read", "/taskforce/monthly/follow",
}

// TestDoors_fresh walks the whole map: whatever is sent to an office either wants a confirmation of late or stands in the
// list of what does not, and the language switch opens no door that does not draw a form.
func TestDoors_fresh(t *testing.T) {
	p, origin, routes := whole(t)
	browsers := map[string]*servertest.Browser{}
	for _, who := range []string{"administrator", "cadastre-head", "finance", "taskforce", "editor"} {
		browsers[who] = servertest.NewBrowser(t, origin).SignIn(who).Stay()
	}
	held := func() (all string) { // every row that was added, changed or removed shows, but for those that change by themselves
		t.Helper()
		require.NoError(t, p.web.QueryRow(t.Context(), `SELECT string_agg(tablename || ' ' || (xpath('/row/c/text()', query_to_xml(format(
				'SELECT count(*) || '' rows, '' || coalesce(sum(hashtextextended(xmin::text || ctid::text, 0)), 0) AS c FROM public.%I', tablename), false, true, '')))[1]::text, E'\n' ORDER BY tablename)
			FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL ($1) AND tablename NOT LIKE 'river%'`, slices.Collect(maps.Keys(restless))).Scan(&all))
		return all
	}
	t.Run("who has come through the national sign-in alone sees nothing of the office", func(t *testing.T) {
		_, err := p.web.Exec(t.Context(), `UPDATE sessions SET factor_at = NULL, factor_used_at = NULL, factor_kind = NULL`)
		require.NoError(t, err)
		for _, x := range routes {
			if !strings.HasPrefix(x.pattern, "/{lang}/admin") && !strings.HasPrefix(x.pattern, "/{lang}/taskforce") {
				continue
			}
			steps := 0
			for who, b := range browsers {
				r, err := http.NewRequestWithContext(t.Context(), x.method, origin+x.path, strings.NewReader(""))
				require.NoError(t, err)
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				page := b.Do(r)
				switch page.Status {
				case http.StatusSeeOther:
					require.Contains(t, page.Header.Get("Location"), "/cabinet/second-step?", "%s: %s %s", who, x.method, x.pattern)
					steps++
				case http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed:
				default:
					require.Failf(t, "open", "%s: %s %s: %d", who, x.method, x.pattern, page.Status)
				}
			}
			if x.method == http.MethodGet || x.method == http.MethodPost {
				require.Positive(t, steps, "%s %s", x.method, x.pattern)
			}
		}
		_, err = p.web.Exec(t.Context(), `UPDATE sessions SET factor_at = now(), factor_used_at = now(), factor_kind = 'app'`)
		require.NoError(t, err)
	})
	_, err := p.web.Exec(t.Context(), `UPDATE sessions SET factor_at = factor_at - interval '1 hour', factor_used_at = factor_used_at - interval '1 hour'`)
	require.NoError(t, err)
	seen := 0
	for _, x := range routes {
		pattern := strings.TrimPrefix(x.pattern, "/{lang}")
		if x.method != http.MethodPost || !strings.HasPrefix(pattern, "/admin") && !strings.HasPrefix(pattern, "/taskforce") {
			continue
		}
		open, decides := deciding[pattern]
		if !decides {
			require.Contains(t, working, pattern, "it decides or it does not: one of the lists says so")
			continue
		}
		who, draws := strings.CutSuffix(open, "*")
		b := browsers[who]
		require.NotNil(t, b, pattern)
		seen++
		before := held()
		for _, form := range []url.Values{{}, {"do": {layout.SwitchVerb}}} {
			page := b.Post(x.path, form)
			if draws && form.Has("do") {
				require.Less(t, page.Status, http.StatusInternalServerError, pattern)
			} else {
				require.Equal(t, http.StatusSeeOther, page.Status, "%s %v", pattern, form)
				require.Contains(t, page.Header.Get("Location"), "/cabinet/second-step?", pattern)
			}
			require.Equal(t, before, held(), pattern)
		}
	}
	require.Equal(t, len(deciding), seen, "each stands in the map")
}

// TestDoors_sparing: an official who has opened as many records of people as he may within the hour opens no further one
// without a confirmation of late, through whichever door.
func TestDoors_sparing(t *testing.T) {
	p, origin, routes := whole(t)
	b := servertest.NewBrowser(t, origin).SignIn("cadastre-head").Stay()
	_, err := p.web.Exec(t.Context(), `UPDATE sessions SET factor_at = factor_at - interval '1 hour', factor_used_at = factor_used_at - interval '1 hour'`)
	require.NoError(t, err)
	_, err = p.web.Exec(t.Context(), `INSERT INTO audit_entries (kind, actor, action, object, detail)
		SELECT 'official', s.account_id, 'feedback.photo', 'feedback:' || n, '{}' FROM sessions s, generate_series(1, $1::int) AS n`, access.LooksInHour)
	require.NoError(t, err)
	seen := 0
	for _, x := range routes {
		pattern := strings.TrimPrefix(x.pattern, "/{lang}")
		about := slices.ContainsFunc([]string{"cases", "disputes", "papers", "feedback"}, func(of string) bool { return strings.HasPrefix(pattern, "/admin/"+of+"/{") })
		if x.method != http.MethodGet || !about {
			continue
		}
		seen++
		page := b.Get(x.path)
		require.Equal(t, http.StatusSeeOther, page.Status, pattern)
		require.Contains(t, page.Header.Get("Location"), "/cabinet/second-step?", pattern)
	}
	require.Greater(t, seen, 10)
}
