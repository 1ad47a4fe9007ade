package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

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
}

// working are the doors through which officials work without deciding.
var working = map[string]string{}

// TestDoors_fresh walks the whole map: whatever is sent to an office either wants a confirmation of late or stands in the
// list of what does not, and the language switch opens no door that does not draw a form.
func TestDoors_fresh(t *testing.T) {
	p, origin, routes := whole(t)
	browsers := map[string]*servertest.Browser{}
	for _, who := range []string{"administrator", "cadastre-head", "finance", "taskforce", "editor"} {
		browsers[who] = servertest.NewBrowser(t, origin).SignIn(who).Stay()
	}
	rows := func() (n int) {
		t.Helper()
		require.NoError(t, p.web.QueryRow(t.Context(), `SELECT sum((xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM public.%I', tablename), false, true, '')))[1]::text::bigint)
			FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'sessions' AND tablename NOT LIKE 'river%'`).Scan(&n))
		return n
	}
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
			continue
		}
		who, draws := strings.CutSuffix(open, "*")
		b := browsers[who]
		require.NotNil(t, b, pattern)
		seen++
		before := rows()
		for _, form := range []url.Values{{}, {"do": {layout.SwitchVerb}}} {
			page := b.Post(x.path, form)
			if draws && form.Has("do") {
				require.Less(t, page.Status, http.StatusInternalServerError, pattern)
			} else {
				require.Equal(t, http.StatusSeeOther, page.Status, "%s %v", pattern, form)
				require.Contains(t, page.Header.Get("Location"), "/cabinet/second-step?", pattern)
			}
			require.Equal(t, before, rows(), pattern)
		}
	}
	require.Equal(t, len(deciding), seen, "each stands in the map")
}
