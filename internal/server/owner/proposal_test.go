package owner_test

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/job/jobtest"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/proposal"
	"github.com/yagona/portal/internal/server/servertest"
)

// decided puts a decision of the past on record: of a person of that sex and year of birth, with that much tax debt.
func decided(t *testing.T, p *servertest.Portal, n, debt int, sex string, born int) {
	t.Helper()
	var version int64
	require.NoError(t, p.Pool.QueryRow(t.Context(), `SELECT current_version_id FROM services WHERE code = 'justice-note'`).Scan(&version))
	_, err := p.Pool.Exec(t.Context(), `
		WITH a AS (
			INSERT INTO applications (number, code, account_id, service_version_id, service, process, authority, region, lang, state, step, submitted_at, term_at, due_at, warn_at, closed_at)
			VALUES ($1, 'code', $2, $3, 'justice-note', 'extract', 'justice', '1726', 'uz', 'done', 'done', now(), now(), now(), now(), now()) RETURNING id)
		INSERT INTO assessments (application_id, service_version_id, at, today, answers, facts, assessment)
		SELECT id, $3, now(), current_date, '{}', $4, '{}' FROM a`,
		fmt.Sprintf("%09d", n), p.IDs["aziz"], version, fmt.Sprintf(
			`{"tax": {"register": "tax", "value": {"debt": %d}}, "person": {"register": "person", "value": {"sex": %q, "birth_date": "%d-01-31"}}}`, debt, sex, born))
	require.NoError(t, err)
}

// TestJourney_rules changes a rule: proposed by one owner, tried on the past, published by another.
func TestJourney_rules(t *testing.T) {
	p := office(t)
	services := catalogue.NewStore(p.Pool, p.Clock.Now)
	require.NoError(t, services.Refresh(t.Context()))
	plan := job.NewPlan()
	job.Work(plan, proposal.NewStore(p.Pool, keyringtest.Ring(), services, p.Clock.Now).Run)
	year := time.Now().Year()
	for n, debt := range []int{0, 50, 500, 5000} {
		sex := "female"
		if n%2 == 1 {
			sex = "male"
		}
		decided(t, p, 100+n, debt, sex, year-20-n*15)
	}
	const page, edit = "/admin/services/justice-note", "/admin/services/justice-note/rules"
	head, second := p.SignIn("justice-head"), p.SignIn("justice-second")

	// What is wrong is said beside it, and nothing typed is lost.
	form := head.Get("/uz" + page).Follow("Boshqa qoidalarni taklif qilish").Form(edit)
	wrong := form.Set("rule-0", "reg.tax.debt <= ").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
	require.Contains(t, wrong.Text(), "Nima oʻzgargani va sababini yozing")
	wrong = wrong.Form(edit).Set("note", "Kichik qarz toʻsiq emas.").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
	require.Contains(t, wrong.Text(), "Mashina buni tushunmadi")
	ru := wrong.Form(edit).In(locale.Ru)
	require.Equal(t, "reg.tax.debt <=", ru.Form(edit).Values.Get("rule-0"))
	stale := head.Get("/uz"+edit).Form(edit).Set("note", "eski").Set("rule-0", "reg.tax.debt <= 7.0")
	sent := wrong.Form(edit).Set("rule-0", "reg.tax.debt <= 1000.0").Submit("")
	require.Equal(t, http.StatusOK, sent.Status)
	require.Contains(t, sent.Text(), "oʻzgargan")
	require.Contains(t, sent.Text(), "sinalgandan keyin eʼlon qilish mumkin")
	at := sent.Path()
	bare := at[len("/uz"):]

	// The language switch keeps the size that was chosen.
	require.Equal(t, "1000", sent.Form(bare+"/run").Set("size", "1000").In(locale.Ru).Form(bare+"/run").Values.Get("size"))

	// Tried on the past: only the decision between both limits comes out otherwise.
	running := sent.Form(bare+"/run").Set("size", "200").Submit("")
	require.NotEmpty(t, running.Header.Get("Refresh"))
	require.Equal(t, http.StatusConflict, head.Post(at+"/run", map[string][]string{"size": {"200"}}).Status, "one at a time")
	require.Equal(t, http.StatusConflict, second.Post(at+"/publish", nil).Status, "not tried yet")
	jobtest.Try(t, p.Pool, plan)
	tried := head.Get(at)
	require.Empty(t, tried.Header.Get("Refresh"))
	require.Contains(t, tried.Text(), "4 ta qaror ikkala qoida boʻyicha qayta hisoblandi. Boshqacha chiqadigani: 1 ta")
	require.Contains(t, tried.Text(), "000000102")
	require.NotContains(t, tried.Text(), "000000103")
	require.Contains(t, tried.Text(), "ayollar")
	owners := proposal.NewStore(p.Pool, keyringtest.Ring(), services, p.Clock.Now)
	official, err := p.Accounts.Principal(t.Context(), p.IDs["justice-head"])
	require.NoError(t, err)
	kept, err := owners.Proposal(t.Context(), *official.Official, "justice-note", 2)
	require.NoError(t, err)
	require.Equal(t, proposal.Effect{By: "all", Before: proposal.Counts{"grant": 2, "refuse": 2}, After: proposal.Counts{"grant": 3, "refuse": 1}}, kept.Run.Effects[0])
	require.Contains(t, kept.Run.Effects, proposal.Effect{By: "sex", Group: "female", Before: proposal.Counts{"grant": 1, "refuse": 1}, After: proposal.Counts{"grant": 2}})
	require.Contains(t, kept.Run.Effects, proposal.Effect{By: "age", Group: "45-59", Before: proposal.Counts{"refuse": 1}, After: proposal.Counts{"grant": 1}})

	// Two people, and only owners.
	require.Contains(t, tried.Text(), "Taklif qilgan kishi uni eʼlon qilmaydi")
	require.Equal(t, http.StatusForbidden, head.Post(at+"/publish", nil).Status)
	for _, who := range []string{"justice-specialist", "cadastre-head", "aziz", "taskforce"} {
		b := p.SignIn(who)
		require.Contains(t, []int{http.StatusForbidden, http.StatusNotFound}, b.Get(at).Status, who)
		require.Contains(t, []int{http.StatusForbidden, http.StatusNotFound}, b.Post(at+"/publish", nil).Status, who)
	}
	phone := browsertest.New(t, p.URL, 360, 780)
	phone.SignIn("justice-second")
	phone.Goto(at)
	phone.Confirm("justice-second")
	require.True(t, phone.Has("#differences table"), phone.URL())
	phone.Sound("proposal")
	require.Empty(t, browsertest.Value[[]string](phone, `[...document.querySelectorAll(".app-scroll")].filter((s) => s.scrollWidth > s.clientWidth).map((s) => s.ariaLabel)`), "no table goes beyond the screen")
	phone.Goto("/ru" + edit)
	phone.Sound("rules")

	done := second.Get(at).Form(bare + "/publish").Submit("")
	require.Contains(t, done.Text(), "Qoidalar eʼlon qilindi")
	require.NoError(t, services.Refresh(t.Context()))
	svc, ok := services.Snapshot().Service("justice-note")
	require.True(t, ok)
	require.Equal(t, "reg.tax.debt <= 1000.0", svc.Checks[0].Require)
	require.Equal(t, http.StatusConflict, second.Post(at+"/publish", nil).Status, "twice")
	require.Equal(t, http.StatusConflict, second.Post(at+"/withdraw", nil).Status, "after the end")
	late := stale.Submit("")
	require.Equal(t, http.StatusConflict, late.Status, "written on the rules of before")
	require.Contains(t, late.Text(), locale.Uz.T("proposal.problem.base"))
	require.Equal(t, "reg.tax.debt <= 7.0", late.Form(edit).Values.Get("rule-0"), "what was typed is kept")
	require.Eventually(t, func() bool { // once this replica knows the new rules
		late = late.Form(edit).Submit("")
		return late.Status == http.StatusOK
	}, 5*time.Second, 50*time.Millisecond)
	require.Contains(t, late.Text(), "reg.tax.debt <= 1000.0", "it is against the rules that hold now")
	maps.DeleteFunc(head.Seen, func(shown, _ string) bool { // the summary of errors stands before the title
		return strings.Contains(shown, " 422 ") || strings.Contains(shown, " 409 ")
	})
	browsertest.Valid(t, head.Seen)
}

// TestProposal_pages: each decision that would come out otherwise is found from page to page, once.
func TestProposal_pages(t *testing.T) {
	p := office(t)
	services := catalogue.NewStore(p.Pool, p.Clock.Now)
	require.NoError(t, services.Refresh(t.Context()))
	plan := job.NewPlan()
	job.Work(plan, proposal.NewStore(p.Pool, keyringtest.Ring(), services, p.Clock.Now).Run)
	const differing = 2*proposal.MostTold + 1
	for n := range differing {
		decided(t, p, 1000+n, 500, "female", 1990)
	}
	head := p.SignIn("justice-head")
	form := head.Get("/uz/admin/services/justice-note/rules").Form("/admin/services/justice-note/rules")
	sent := form.Set("rule-0", "reg.tax.debt <= 1000.0").Set("note", "Kichik qarz toʻsiq emas.").Submit("")
	page := sent.Form("/run").Set("size", "1000").Submit("")
	jobtest.Try(t, p.Pool, plan)
	first := page.Path()
	page = head.Get(first)
	require.NotContains(t, page.Text(), "saqlanmoqda", "all are kept")
	found := map[string]bool{}
	for _, listed := range []int{proposal.MostTold, proposal.MostTold, 1} {
		numbers := regexp.MustCompile(`/admin/cases/(\d{9})`).FindAllStringSubmatch(page.Body, -1)
		require.Len(t, numbers, listed)
		for _, m := range numbers {
			require.False(t, found[m[1]], m[1])
			found[m[1]] = true
		}
		if len(found) < differing {
			page = page.Follow("Keyingi sahifa")
		}
	}
	require.NotContains(t, page.Text(), "Keyingi sahifa")
	require.Len(t, regexp.MustCompile(`/admin/cases/`).FindAllString(page.Follow("Birinchi sahifa").Body, -1), proposal.MostTold)

	// The key of a page names its run: what another run is asked by begins at the first.
	newest := func(p *servertest.Page) string {
		return regexp.MustCompile(`/admin/cases/(\d{9})`).FindStringSubmatch(p.Body)[1]
	}
	run, id, cut := strings.Cut(page.URL.Query().Get("after"), ".")
	require.True(t, cut)
	require.NotEqual(t, newest(head.Get(first)), newest(head.Get(first+"?after="+run+"."+id)))
	for _, key := range []string{"0." + id, id, "x", run + ".x"} {
		require.Equal(t, newest(head.Get(first)), newest(head.Get(first+"?after="+key)), key)
	}

	// What went with the applications whose time was over is missing, and the page says so.
	_, err := postgrestest.Owner(t, p.Pool).Exec(t.Context(), `DELETE FROM shadow_differences WHERE assessment_id IN (SELECT max(assessment_id) FROM shadow_differences)`)
	require.NoError(t, err)
	require.Contains(t, head.Get(first).Text(), "Ulardan (201) hozir 200 tasi saqlanmoqda")
}

// TestProposal_stale withdraws a proposal, and does not publish one that was tried beside other rules.
func TestProposal_stale(t *testing.T) {
	p := office(t)
	services := catalogue.NewStore(p.Pool, p.Clock.Now)
	require.NoError(t, services.Refresh(t.Context()))
	plan := job.NewPlan()
	job.Work(plan, proposal.NewStore(p.Pool, keyringtest.Ring(), services, p.Clock.Now).Run)
	const edit = "/admin/services/justice-note/rules"
	head, second := p.SignIn("justice-head"), p.SignIn("justice-second")
	propose := func(limit string) string {
		return head.Get("/uz"+edit).Form(edit).Set("rule-0", "reg.tax.debt <= "+limit).Set("note", limit).Submit("").Path()
	}
	try := func(at string) {
		require.Equal(t, http.StatusOK, head.Get(at).Form("/run").Submit("").Status)
		jobtest.Try(t, p.Pool, plan)
	}
	one, two := propose("200.0"), propose("300.0")
	try(one)
	try(two)
	require.Contains(t, second.Get(one).Form("/publish").Submit("").Text(), "Qoidalar eʼlon qilindi")
	require.Eventually(t, func() bool { return second.Post(two+"/publish", nil).Status == http.StatusConflict }, 3*time.Second, 50*time.Millisecond, "it was tried beside other rules")
	require.Contains(t, head.Get(two).Form("/withdraw").Submit("").Text(), "Taklif qaytarib olindi")
	require.Equal(t, http.StatusConflict, second.Post(two+"/run", map[string][]string{"size": {"200"}}).Status)
	var entries int
	require.NoError(t, p.Pool.QueryRow(t.Context(), `SELECT count(*) FROM audit_entries WHERE action IN ('service.propose', 'service.try', 'service.publish', 'service.withdraw-proposal')`).Scan(&entries))
	require.Equal(t, 6, entries)
}
