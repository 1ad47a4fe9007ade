package cabinet_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/workday"
)

// contest says from a page that the fact with that name is wrong.
func contest(t *testing.T, page *servertest.Page, field, text string) *servertest.Page {
	t.Helper()
	for _, path := range page.Links() {
		if strings.Contains(path, "/disputes/new?") && strings.Contains(path, "field="+field) {
			return page.Browser().Get(path).Form("/disputes/new").Set("claim", text).Submit("")
		}
	}
	require.Failf(t, "no such link", "%s on %s", field, page.URL)
	return nil
}

func TestDispute_goesToTheOwnerAndBack(t *testing.T) {
	x := newTown(t)
	malika, aziz := x.SignIn("malika"), x.SignIn("aziz")
	justice, cadastre := x.SignIn("justice-specialist"), x.SignIn("cadastre-specialist")

	data := malika.Get("/uz/data/business")
	empty := contest(t, data, "is_director", "  ")
	require.Equal(t, http.StatusUnprocessableEntity, empty.Status)
	opened := contest(t, data, "is_director", "Men 3-noyabrda ishdan ketganman.")
	require.Equal(t, http.StatusOK, opened.Status)
	path := opened.URL.Path
	number := strings.TrimPrefix(path, "/uz/disputes/")
	require.Len(t, number, 9)
	require.Contains(t, opened.Text(), "Men 3-noyabrda ishdan ketganman.")
	require.Contains(t, opened.Text(), "Manba:")
	again := contest(t, data, "is_director", "Yana bir bor.")
	require.Equal(t, path, again.URL.Path, "a fact that is contested has its case")
	require.Equal(t, 1, x.count(t, `SELECT count(*) FROM disputes`))
	require.Contains(t, malika.Get("/uz/inbox").Text(), "Eʼtirozingiz yetkazildi")

	// Nobody else's, in no place of the address.
	require.Equal(t, http.StatusNotFound, aziz.Get(path).Status)
	require.Equal(t, http.StatusNotFound, cadastre.Get("/uz/admin/disputes/"+number).Status)
	require.NotContains(t, cadastre.Get("/uz/admin/disputes").Text(), "ishdan ketganman")
	require.Equal(t, http.StatusNotFound, cadastre.Post("/uz/admin/disputes/"+number, map[string][]string{"outcome": {"kept"}, "answer": {"x"}}).Status)
	require.Equal(t, http.StatusForbidden, aziz.Get("/uz/admin/disputes").Status)
	for _, bad := range []string{"register=business&field=none", "register=nothing&field=debt", "register=company&field=name", "register=business&field=is_director&draft=999", "register=business&field=is_director&application=123456789"} {
		require.Equal(t, http.StatusNotFound, aziz.Get("/uz/disputes/new?"+bad).Status, bad)
	}

	queue := justice.Get("/uz/admin/disputes")
	require.Contains(t, queue.Text(), "ishdan ketganman")
	require.Equal(t, http.StatusUnprocessableEntity, justice.Get("/uz/admin/disputes/"+number).Form("/admin/disputes/"+number).Set("outcome", "corrected").Submit("").Status, "a reason is needed")
	require.Equal(t, http.StatusUnprocessableEntity, justice.Get("/uz/admin/disputes/"+number).Form("/admin/disputes/"+number).Set("answer", "Tuzatildi.").Submit("").Status, "an outcome is needed")
	masked := justice.Get("/uz/admin/disputes/" + number)
	typed := masked.Form("/admin/disputes/"+number).Set("outcome", "corrected").Set("answer", "Yangi direktor yozildi.")
	require.NotNil(t, masked.First("button", "form", "typed", "formaction", "/uz/admin/disputes/"+number+"/show"))
	require.NotContains(t, masked.Text(), x.Principal("malika").PINFL)
	shown := justice.Post("/uz/admin/disputes/"+number+"/show", typed.Values)
	require.Contains(t, shown.Text(), x.Principal("malika").PINFL)
	form := shown.Form("/admin/disputes/" + number)
	require.Equal(t, typed.Values, form.Values, "the numbers are shown beside what was typed")
	require.Equal(t, "/uz/admin/disputes", form.Submit("").URL.Path)
	require.Equal(t, http.StatusConflict, form.Submit("").Status, "once")
	require.Contains(t, malika.Get(path).Text(), "Yangi direktor yozildi.")
	require.Contains(t, malika.Get("/uz/inbox").Text(), "Reyestr tuzatildi")
	require.Contains(t, justice.Get("/uz/admin/disputes?list=answered").Text(), "Tuzatildi")
	require.Positive(t, x.count(t, `SELECT count(*) FROM audit_subjects s JOIN audit_entries e ON e.id = s.entry_id WHERE e.action = 'dispute.view' AND s.account_id = $1`, x.IDs["malika"]))
	second := contest(t, data, "is_director", "Yana notoʻgʻri.")
	require.NotEqual(t, path, second.URL.Path, "an answered case does not shut the door")
	x.goesUp(t, strings.TrimPrefix(second.URL.Path, "/uz/disputes/"))
}

// goesUp holds a dispute of a region against those who may see it, before and after its day.
func (x *town) goesUp(t *testing.T, number string) {
	t.Helper()
	const here, there = "1726", "1718"
	store := dispute.NewStore(x.Pool, keyringtest.Ring(), x.Clock.Now, workday.New())
	_, err := x.Pool.Exec(t.Context(), `UPDATE disputes SET region = $2 WHERE number = $1`, number, here)
	require.NoError(t, err)
	official := func(region string, role account.Role) account.Official {
		return account.Official{ID: x.IDs["justice-specialist"], Authority: "justice", Region: region, Role: role}
	}
	seen := func(o account.Official) bool {
		list, err := store.Queue(t.Context(), o, dispute.Waiting, 0)
		require.NoError(t, err)
		_, err = store.Case(t.Context(), o, number)
		settled := store.Settle(t.Context(), o, number, "nonsense", "x")
		require.Equal(t, len(list) == 1, err == nil, "the list and the page agree")
		require.Error(t, settled)
		return len(list) == 1
	}
	require.True(t, seen(official("", account.Specialist)), "the whole country")
	require.True(t, seen(official(here, account.Specialist)))
	require.False(t, seen(official(there, account.Specialist)), "another region's")
	require.False(t, seen(official(there, account.Head)))
	require.True(t, problem.Is(store.Settle(t.Context(), official(there, account.Head), number, dispute.Kept, "x"), problem.NotFound))

	require.NoError(t, store.EscalateDue(t.Context()))
	require.Zero(t, x.count(t, `SELECT count(*) FROM disputes WHERE escalated_at IS NOT NULL`), "there is time yet")
	x.Clock.Pass(30 * 24 * time.Hour)
	require.NoError(t, store.EscalateDue(t.Context()))
	require.NoError(t, store.EscalateDue(t.Context()))
	require.Equal(t, 1, x.count(t, `SELECT count(*) FROM messages WHERE event = 'dispute-late' AND account_id = $1`, x.IDs["malika"]), "the person is told once")
	require.True(t, seen(official(there, account.Head)), "every head of the owner")
	require.False(t, seen(official(there, account.Specialist)))
	raised, err := store.Queue(t.Context(), official(there, account.Head), dispute.Raised, 0)
	require.NoError(t, err)
	require.Len(t, raised, 1)
	require.Contains(t, x.SignIn("justice-specialist").Get("/uz/admin/disputes?list=raised").Text(), "Kechikkan, rahbarlarda")
	require.NoError(t, store.Settle(t.Context(), account.Official{ID: x.IDs["cadastre-head"], Authority: "justice", Region: there, Role: account.Head}, number, dispute.Kept, "Yozuv toʻgʻri."))
	require.Equal(t, "/uz/disputes/"+number, x.SignIn("malika").Get("/uz/inbox").Follow("Reyestr oʻz holicha qoldi").URL.Path, "the message leads to the case")
}

func TestDispute_noRuleRefusesByIt(t *testing.T) {
	x := newTown(t)
	aziz := x.SignIn("aziz")
	const code = "pension-sms-notifications"
	refused := x.toCheck(t, aziz, code).Form("/check").Set("declare", "yes").Submit("")
	a, err := x.cases.Application(t.Context(), x.Principal("aziz"), number(refused))
	require.NoError(t, err)
	require.Equal(t, casework.Refused, a.State, "without a dispute the rule decides")

	check := x.toCheck(t, aziz, code)
	require.Equal(t, http.StatusOK, contest(t, check, "is_pensioner", "Nafaqa oktabrda tayinlangan.").Status)
	check = aziz.Get(check.URL.Path)
	require.Contains(t, check.Text(), "Eʼtiroz bildirilgan")
	sent := check.Form("/check").Set("declare", "yes").Submit("")
	require.Eventually(t, func() bool {
		a, err = x.cases.Application(t.Context(), x.Principal("aziz"), number(sent))
		return err == nil && a.State != casework.New
	}, 10*time.Second, 50*time.Millisecond)
	require.Equal(t, casework.InProcess, a.State)
	require.Equal(t, casework.Contested, a.Cause)
	require.Len(t, a.Disputes, 1)
	require.Contains(t, aziz.Get(sent.URL.Path).Text(), "Eʼtiroz bildirilgan")

	// Another's draft and application open no way to contest what stands in them.
	malika := x.SignIn("malika")
	require.Equal(t, http.StatusNotFound, malika.Get("/uz/disputes/new?register=pension&field=is_pensioner&application="+a.Number).Status)
}

func TestConsent_beforeTheFirstRead(t *testing.T) {
	x := newTown(t)
	aziz, malika := x.SignIn("aziz"), x.SignIn("malika")
	start := aziz.Get("/uz/services/pension-sms-notifications/apply")
	require.Contains(t, start.Text(), "Agar rozi boʻlmasangiz")
	require.Contains(t, start.Text(), "JSHSHIR", "the facts are named")
	reads := func() int {
		return x.count(t, `SELECT count(*) FROM audit_entries WHERE action = 'register.read' AND detail->>'service' = 'pension-sms-notifications'`)
	}
	require.Zero(t, reads())
	page := start.Form("/apply").Submit("")
	require.Positive(t, reads())
	require.Equal(t, 1, x.count(t, `SELECT count(*) FROM agreements WHERE account_id = $1 AND channel = 'portal' AND wording = $2 AND lang = 'uz' AND reads ? 'pension' AND mandate_id IS NULL`, x.IDs["aziz"], casework.AgreementWording))
	start.Form("/apply").Submit("")
	require.Equal(t, 1, x.count(t, `SELECT count(*) FROM agreements`), "the same draft asks once")

	list := aziz.Get("/uz/agreements")
	require.Contains(t, list.Text(), "Berilgan")
	var withdraw string
	for _, f := range list.Forms() {
		if strings.Contains(f.Action, "/agreements/") {
			withdraw = f.Action
		}
	}
	require.NotEmpty(t, withdraw)
	require.Equal(t, http.StatusNotFound, malika.Post(withdraw, nil).Status)
	require.NotContains(t, malika.Get("/uz/agreements").Text(), "Berilgan")
	require.Equal(t, http.StatusOK, aziz.Post(withdraw, nil).Status)
	require.Equal(t, 1, x.count(t, `SELECT count(*) FROM drafts WHERE consent_at IS NULL AND facts = '{}'`), "what was read is dropped")
	before := reads()
	require.Equal(t, "/uz/services/pension-sms-notifications/apply", aziz.Get(page.URL.Path).URL.Path, "asked again before anything is read")
	require.Equal(t, before, reads())
	require.Equal(t, http.StatusNotFound, aziz.Post(withdraw, nil).Status)
}

// TestDispute_limits: somebody contests so many facts at a time, each with so many words; one more is refused in the reader's language. Who
// presses the last one's button twice is led to it.
func TestDispute_limits(t *testing.T) {
	x := newTown(t)
	const most = 20
	malika := x.SignIn("malika")
	text := strings.Repeat("ў", dispute.MaxText)
	data := malika.Get("/uz/data/business")
	long := contest(t, data, "is_director", text+"ў")
	require.Equal(t, http.StatusUnprocessableEntity, long.Status)
	require.Contains(t, long.Text(), locale.Uz.T("dispute.too_long", "Limit", dispute.MaxText))
	require.Zero(t, x.count(t, `SELECT count(*) FROM disputes`))
	require.Equal(t, http.StatusOK, contest(t, data, "is_director", text).Status)
	require.Equal(t, dispute.MaxText, x.count(t, `SELECT length(claim) FROM disputes`), "nothing is cut off")
	_, err := x.Pool.Exec(t.Context(), `INSERT INTO disputes (number, token, account_id, register, subject_index, subject_sealed, subject, field, read_at, claim, lang, owner, opened_at, due_at, region)
		SELECT 1000 + n, 'token-' || n, account_id, register, subject_index, subject_sealed, subject, 'field-' || n, read_at, 'x', lang, owner, opened_at, due_at, region FROM disputes, generate_series(3, $1) AS n`, most)
	require.NoError(t, err)

	var links []string
	for _, path := range data.Links() {
		if strings.Contains(path, "/disputes/new?") && !strings.Contains(path, "field=is_director") {
			links = append(links, path)
		}
	}
	require.Greater(t, len(links), 1)
	last := malika.Get(links[0]).Form("/disputes/new").Set("claim", "Notoʻgʻri.")
	opened := last.Submit("")
	require.Equal(t, http.StatusOK, opened.Status)
	require.Equal(t, opened.URL.Path, last.Submit("").URL.Path, "pressed twice")
	for _, l := range locale.Langs {
		full := malika.Get(strings.Replace(links[1], "/uz/", "/"+string(l)+"/", 1)).Form("/disputes/new").Set("claim", "Notoʻgʻri.").Submit("")
		require.Equal(t, http.StatusTooManyRequests, full.Status)
		require.Contains(t, full.Text(), l.T("dispute.too_many", "Limit", most))
		require.Contains(t, full.Text(), "Notoʻgʻri.", "what was typed is not lost")
	}
	require.Equal(t, most, x.count(t, `SELECT count(*) FROM disputes`))
}
