package admin_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/job/jobtest"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/server/servertest"
)

// choice is the address of the form of an action on the cases that a list shows.
func choice(list, act string) string {
	query := url.Values{"act": {act}}
	for _, m := range regexp.MustCompile(`name="case" type="checkbox" value="([^"]+)"`).FindAllStringSubmatch(list, -1) {
		query.Add("case", m[1])
	}
	return "/uz/admin/bulk?" + query.Encode()
}

// TestBulk: many cases at once are the same as each by itself: the same rights, guards and events, and a result for each.
func TestBulk(t *testing.T) {
	o := newOffice(t)
	var numbers []string
	for _, who := range []string{"aziz", "malika", "nodira", "olim"} {
		numbers = append(numbers, o.apply(who, catalogue.Review, 12))
	}
	count := func(sql string, args ...any) (n int) {
		require.NoError(t, o.Pool.QueryRow(t.Context(), sql, args...).Scan(&n))
		return n
	}
	acted := func(action casework.Action) int {
		return count(`SELECT count(*) FROM application_events WHERE action = $1`, action)
	}
	b, head := o.SignIn("justice-specialist"), o.SignIn("justice-head")
	list := b.Get("/uz/admin?queue=office")
	require.NotContains(t, list.Text(), "Koʻrsatilgan xodimga berish")

	form := b.Get(choice(list.Body, "claim")).Form("/admin/bulk?act=claim")
	act(head.Get("/uz/admin/cases/"+numbers[0]), "claim", nil) // meanwhile
	first := form.Submit("")
	require.Equal(t, http.StatusOK, first.Status, first.Text())
	require.Contains(t, first.Text(), "4 tadan 0 tasi bajarildi; kutmoqda: 4")
	require.Equal(t, first.URL.Path, form.Submit("").URL.Path, "sent twice it is one order")
	require.Equal(t, 1, count(`SELECT count(*) FROM bulks`))
	require.Equal(t, http.StatusNotFound, head.Get(first.URL.Path).Status, "of somebody else")
	require.Equal(t, http.StatusNotFound, head.Post(first.URL.Path+"/cancel", url.Values{}).Status)
	jobtest.Run(t, o.Pool, o.plan)
	late := first.Form("/cancel").Submit("").Text()
	require.Contains(t, late, "Bekor qiladigan ish qolmagan edi")
	require.NotContains(t, late, "Qolgani bekor qilindi", "nothing was")
	require.Contains(t, b.Get(first.URL.Path).Text(), "4 tadan 3 tasi bajarildi; bu orada oʻzgargan: 1")
	require.Equal(t, 4, acted(casework.Claim), "three by the order, one by the head")
	require.Equal(t, 4, count(`SELECT count(*) FROM audit_entries WHERE action = 'application.claim'`))

	// A correction marks questions, a refusal needs a reason; what the official may not do is said of each case.
	ask := b.Get(choice(b.Get("/uz/admin?queue=office").Body, "ask-correction")).Form("/admin/bulk?act=ask-correction")
	none := ask.Submit("")
	require.NotContains(t, none.Text(), "javob yoʻq", "each case has its own")
	require.Equal(t, http.StatusUnprocessableEntity, none.Status)
	done := none.Form("/admin/bulk").Set("mark", "years").Set("why-years", "Aniqlang").Submit("")
	jobtest.Run(t, o.Pool, o.plan)
	done = b.Get(done.URL.Path)
	require.Contains(t, done.Text(), "4 tadan 3 tasi bajarildi; imkoni yoʻq: 1")
	require.Equal(t, 3, acted(casework.AskCorrection))
	require.Equal(t, http.StatusNotFound, b.Get("/uz/admin/bulk?act=assign&case="+numbers[0]+".1.x").Status, "only heads give cases to others")
	require.Equal(t, http.StatusUnprocessableEntity, head.Get("/uz/admin/bulk?act=refuse&all=yes&queue=office").Form("/admin/bulk").Submit("").Status)

	// All of a list; called off before it began; and by somebody whose office has ended.
	more := o.apply("jasur", catalogue.Approval, 3)
	all := b.Get("/uz/admin/bulk?act=claim&all=yes&queue=unassigned")
	require.Contains(t, all.Text(), "1 ta ish tanlandi")
	off := all.Form("/admin/bulk").Submit("").Form("/cancel").Submit("")
	require.Contains(t, off.Text(), "1 tadan 0 tasi bajarildi; bekor qilindi: 1", "what was called off is not done")
	jobtest.Run(t, o.Pool, o.plan)
	require.Zero(t, o.read("jasur", more).Assignee)
	ended := b.Get("/uz/admin/bulk?act=claim&all=yes&queue=unassigned").Form("/admin/bulk").Submit("").URL.Path
	who := o.Principal("justice-specialist").AccountID
	require.NoError(t, o.Accounts.EndOffice(t.Context(), who))
	jobtest.Run(t, o.Pool, o.plan)
	require.Zero(t, o.read("jasur", more).Assignee)
	require.NoError(t, o.Accounts.GrantOfficial(t.Context(), who, account.Official{Authority: "justice", Role: account.Specialist}))
	require.Contains(t, b.Get(ended).Text(), "Endi bu lavozimda emassiz")

	for _, who := range []string{"taskforce", "aziz"} {
		v := o.SignIn(who)
		require.Equal(t, http.StatusForbidden, v.Get("/uz/admin/bulk/orders").Status, who)
		require.Equal(t, http.StatusForbidden, v.Post("/uz/admin/bulk?act=claim", url.Values{}).Status, who)
	}
	desk := browsertest.New(t, o.URL, 360, 800)
	desk.SignIn("justice-head")
	for i, path := range []string{"/ru/admin?queue=office", "/en/admin/bulk?act=assign&all=yes&queue=office", "/uz-cyrl/admin/bulk/orders"} {
		desk.Goto(path)
		desk.Screenshot("bulk" + string(rune('0'+i)))
		desk.Fits()
		desk.Axe()
	}
}

// TestBulk_killed: who works an order off dies in the middle of a case. The next one goes on there, and nothing is done twice.
func TestBulk_killed(t *testing.T) {
	o := newOffice(t)
	for _, who := range []string{"aziz", "malika", "nodira"} {
		o.apply(who, catalogue.Review, 12)
	}
	b := o.SignIn("justice-specialist")
	order := b.Get("/uz/admin/bulk?act=claim&all=yes&queue=office").Form("/admin/bulk").Submit("").URL.Path
	count := func(sql string) (n int) {
		require.NoError(t, o.Pool.QueryRow(t.Context(), sql).Scan(&n))
		return n
	}
	tx, err := o.Pool.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `SELECT FROM applications WHERE number = (SELECT number FROM bulk_items WHERE place = 2) FOR UPDATE`)
	require.NoError(t, err)
	client, err := job.NewForTest(o.Pool, o.plan, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	require.NoError(t, client.Start(t.Context()))
	require.Eventually(t, func() bool { return count(`SELECT count(*) FROM bulk_items WHERE result = 'done'`) == 1 }, 20*time.Second, 10*time.Millisecond)
	dead, cancel := context.WithCancel(t.Context())
	cancel()
	_ = client.Stop(dead) // at once: the case in hand is undone
	require.NoError(t, tx.Rollback(t.Context()))
	require.Equal(t, 1, count(`SELECT count(*) FROM application_events WHERE action = 'claim'`))

	jobtest.RunUntil(t, o.Pool, o.plan, time.Now().Add(time.Hour))
	require.Equal(t, 3, count(`SELECT count(*) FROM bulk_items WHERE result = 'done'`))
	require.Equal(t, 3, count(`SELECT count(*) FROM application_events WHERE action = 'claim'`), "each once")
	require.Equal(t, 3, count(`SELECT count(*) FROM audit_entries WHERE action = 'application.claim'`))
	require.Contains(t, b.Get(order).Text(), "3 tadan 3 tasi bajarildi")
}

// TestBulk_calledOff: the page of an order under way shows how far it is and asks again by itself; what has not begun can be
// called off, and the case in hand is done.
func TestBulk_calledOff(t *testing.T) {
	o := newOffice(t)
	for _, who := range []string{"aziz", "malika", "nodira"} {
		o.apply(who, catalogue.Review, 12)
	}
	b := o.SignIn("justice-specialist")
	order := b.Get("/uz/admin/bulk?act=claim&all=yes&queue=office").Form("/admin/bulk").Submit("")
	require.NotEmpty(t, order.Header.Get("Refresh"), "no script is needed")
	require.NotNil(t, order.First("progress", "max", "3", "value", "0"))
	count := func(sql string) (n int) {
		require.NoError(t, o.Pool.QueryRow(t.Context(), sql).Scan(&n))
		return n
	}
	tx, err := o.Pool.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	_, err = tx.Exec(t.Context(), `SELECT FROM applications WHERE number = (SELECT number FROM bulk_items WHERE place = 2) FOR UPDATE`)
	require.NoError(t, err)
	client, err := job.NewForTest(o.Pool, o.plan, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	require.NoError(t, client.Start(t.Context()))
	defer func() { _ = client.Stop(context.WithoutCancel(t.Context())) }()
	require.Eventually(t, func() bool { return count(`SELECT count(*) FROM bulk_items WHERE result = 'done'`) == 1 }, 20*time.Second, 10*time.Millisecond)

	owner := postgrestest.Owner(t, o.Pool) // who serves does not see what others do
	waits := func(query, why string) {
		t.Helper()
		require.Eventually(t, func() (one bool) {
			require.NoError(t, owner.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1)`, query).Scan(&one))
			return one
		}, 20*time.Second, 10*time.Millisecond, why)
	}
	waits("%", "the second case is in hand")
	half := b.Get(order.URL.Path)
	require.Contains(t, half.Text(), "3 tadan 1 tasi bajarildi; kutmoqda: 2")
	require.NotEmpty(t, half.Header.Get("Refresh"))
	require.NotNil(t, half.First("progress", "max", "3", "value", "1"))
	off := make(chan *servertest.Page, 1)
	go func() { off <- half.Form("/cancel").Submit("") }()
	waits("UPDATE bulk_items SET result = 'cancelled'%", "it waits for the case in hand")
	require.NoError(t, tx.Rollback(t.Context()))
	ended := <-off
	require.Contains(t, ended.Text(), "3 tadan 2 tasi bajarildi; bekor qilindi: 1")
	require.Contains(t, ended.Text(), "Qolgani bekor qilindi")
	require.Empty(t, ended.Header.Get("Refresh"), "it has ended")
	require.Nil(t, ended.First("progress"))
	require.Equal(t, 2, count(`SELECT count(*) FROM application_events WHERE action = 'claim'`))
}
