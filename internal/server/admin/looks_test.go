package admin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/access"
	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/session"
)

// TestCase_looksInHour: the record after the last that an official may open within an hour wants a confirmation of late, and
// those above him are told, once.
func TestCase_looksInHour(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	first, second := o.apply("aziz", catalogue.Review, 12), o.apply("malika", catalogue.Review, 12)
	b := o.SignIn("justice-specialist").Stay()
	stale := func() {
		for range 2 { // neither idle too long nor confirmed of late
			o.Clock.Pass(session.FactorFresh/2 + time.Minute)
			require.Equal(t, http.StatusOK, b.Get("/en/admin").Status)
		}
	}
	stale()
	opened := func(n int, kind, ago string) {
		_, err := o.Pool.Exec(ctx, `INSERT INTO audit_entries (kind, actor, action, object, detail) SELECT $3, $1, 'application.view', 'application:' || $4 || n, '{}' FROM generate_series(1, $2::int) AS n`,
			o.IDs["justice-specialist"], n, kind, ago)
		require.NoError(t, err)
	}
	told := func(who string) (n int) {
		require.NoError(t, o.Pool.QueryRow(ctx, `SELECT count(*) FROM messages WHERE event = 'many-looks' AND account_id = $1`, o.IDs[who]).Scan(&n))
		return n
	}
	require.NoError(t, o.Accounts.GrantOfficial(ctx, o.IDs["nodira"], account.Official{Authority: "justice", Role: account.Head}))
	_, err := o.Pool.Exec(ctx, `UPDATE accounts SET blocked_at = now() WHERE id = $1`, o.IDs["nodira"])
	require.NoError(t, err)
	opened(access.LooksInHour-1, "official", "x")
	opened(access.LooksInHour, "citizen", "y")
	require.Equal(t, http.StatusOK, b.Get("/en/admin/cases/"+first).Status, "the last that he may")
	require.Zero(t, told("justice-head"))
	require.Equal(t, http.StatusSeeOther, b.Get("/en/admin/cases/"+second).Status)
	for _, path := range []string{"/en/admin/cases/" + first, "/en/admin/cases/" + second} {
		answer := b.Get(path)
		require.Equal(t, http.StatusSeeOther, answer.Status)
		require.Contains(t, answer.Header.Get("Location"), "/cabinet/second-step?")
		for l, words := range map[string]string{"en": "300 records of people", "ru": "записей о людях: 300", "uz": "300 ta yozuvni"} {
			require.Contains(t, b.Get(strings.Replace(answer.Header.Get("Location"), "/en/", "/"+l+"/", 1)).Text(), words, "why it is asked")
		}
	}
	require.Equal(t, http.StatusOK, b.Get("/en/admin?queue=office").Status, "the list is his work")
	require.Equal(t, []int{1, 1, 0, 0, 0}, []int{told("justice-head"), told("administrator"), told("cadastre-head"), told("justice-specialist"), told("nodira")}, "a head who cannot come in is told nothing")
	var alerts int
	require.NoError(t, o.Pool.QueryRow(ctx, `SELECT count(*) FROM audit_entries WHERE action = 'access.many-looks'`).Scan(&alerts))
	require.Equal(t, 1, alerts)

	fresh := o.SignIn("justice-specialist")
	require.Equal(t, http.StatusOK, fresh.Get("/en/admin/cases/"+second).Status, "who confirms goes on")
	o.Clock.Pass(10 * time.Minute)
	require.Equal(t, http.StatusOK, fresh.Post("/en/admin/cases/"+second+"/show", nil).Status)
	o.Clock.Pass(10 * time.Minute)
	fresh.Stay()
	require.Equal(t, http.StatusSeeOther, fresh.Get("/en/admin/cases/"+second).Status, "a look prolongs no confirmation")
	require.Equal(t, http.StatusOK, o.SignIn("justice-head").Get("/en/admin/cases/"+second).Status, "others have their own")
}
