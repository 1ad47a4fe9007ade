package cabinet_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/workday"
)

// upTo walks a draft of the service to the page that asks for that question.
func (x *town) upTo(t *testing.T, b *servertest.Browser, svc *catalogue.Service, key string) *servertest.Page {
	t.Helper()
	w := &walker{t: t, town: x, svc: svc, who: x.Principal("aziz").PINFL}
	page := draftOf(b, svc.Code)
	for !asks(page, key) {
		page = w.answer(page)
		require.Empty(t, w.stuck, svc.Code)
		require.NotContains(t, page.URL.Path, "/check", svc.Code)
	}
	return page
}

// TestLanguage_keepsWhatIsTyped changes the language on every form of the cabinet while something is typed: it is all
// there in the other language, nothing was sent and nothing refused.
func TestLanguage_keepsWhatIsTyped(t *testing.T) {
	x := newTown(t)
	aziz := x.SignIn("aziz")
	same := func(t *testing.T, page *servertest.Page, l locale.Lang) {
		t.Helper()
		require.Equal(t, http.StatusOK, page.Status, page.Text())
		require.True(t, strings.HasPrefix(page.URL.Path, "/"+string(l)+"/"), page.URL.Path)
		require.Equal(t, l.Tag(), servertest.Attr(page.First("html"), "lang"))
		require.Nil(t, page.First("div", "class", "govuk-error-summary"), "nothing is refused")
	}

	t.Run("questions of an application", func(t *testing.T) {
		svc := x.service(t, "asks for money", func(s *catalogue.Service) bool { return first(s, form.KindMoney) })
		key := keyOf(svc, form.KindMoney)
		page := draftOf(aziz, svc.Code)
		russian := page.Form("/apply/").Set(key, "ming soʻm").In(locale.Ru)
		same(t, russian, locale.Ru)
		require.Equal(t, "ming soʻm", russian.Form("/apply/").Values.Get(key), "as it was typed, right or wrong")
		require.Empty(t, aziz.Get(page.URL.Path).Form("/apply/").Values.Get(key), "nothing was saved")
		back := russian.Form("/apply/").Set(key, "1000").In(locale.UzCyrl)
		same(t, back, locale.UzCyrl)
		require.Equal(t, "1000", back.Form("/apply/").Values.Get(key))
		require.Equal(t, http.StatusUnprocessableEntity, russian.Form("/apply/").Submit("").Status, "sending still checks")
	})

	t.Run("where one came from", func(t *testing.T) {
		svc := x.service(t, "asks for money", func(s *catalogue.Service) bool { return first(s, form.KindMoney) })
		page := aziz.Get(draftOf(aziz, svc.Code).URL.Path + "?from=check").Form("/apply/").In(locale.En)
		require.Equal(t, "from=check", page.URL.RawQuery)
	})

	t.Run("a file", func(t *testing.T) {
		svc := x.service(t, "takes a file from anybody", func(s *catalogue.Service) bool {
			return strings.Contains(kinds(s), "text file ") && !strings.Contains(kinds(s), "my-") && !strings.Contains(kinds(s), "slot")
		})
		key := keyOf(svc, form.KindFile)
		page := x.upTo(t, aziz, svc, key)
		english := page.Form("/apply/").Attach(key+"-file", "hujjat.pdf", pdf).In(locale.En)
		same(t, english, locale.En)
		require.Contains(t, english.Text(), "Choose hujjat.pdf again", "a browser can't keep it: the page says so")
		saved := english.Form("/apply/").Attach(key+"-file", "hujjat.pdf", pdf).Submit("")
		require.Equal(t, http.StatusOK, saved.Status)
		kept := aziz.Get(page.URL.Path).Form("/apply/").In(locale.Ru)
		require.Contains(t, kept.Text(), "hujjat.pdf", "what was uploaded before stays")
		require.NotEmpty(t, kept.Form("/apply/").Values.Get(key))
	})

	t.Run("a row", func(t *testing.T) {
		svc := x.service(t, "asks for rows first", func(s *catalogue.Service) bool {
			return len(s.Form) > 0 && s.Form[0].Kind == form.KindGroup && s.Form[0].Least() > 0 && s.Form[0].Most() > 2 && !strings.Contains(kinds(s), "my-")
		})
		w := &walker{t: t, town: x, svc: svc, who: x.Principal("aziz").PINFL}
		page, q := draftOf(aziz, svc.Code), svc.Form[0]
		for row := range 2 {
			f := page.Form("/apply/")
			require.Equal(t, strconv.Itoa(row), f.Values.Get(q.Key+"-row"))
			for _, cell := range q.Fields {
				w.fill(page, f, cell, form.Cell(q.Key, row, cell.Key))
			}
			require.Empty(t, w.stuck)
			page = f.In(locale.Ru)
			same(t, page, locale.Ru)
			again := page.Form("/apply/")
			for name, values := range f.Values {
				require.Equal(t, values, again.Values[name], name)
			}
			page = again.Submit("Сохранить и добавить")
			require.Equal(t, http.StatusOK, page.Status, page.Text())
		}
	})

	t.Run("a time at an office", func(t *testing.T) {
		svc, _ := x.catalogue.Snapshot().Service("civil-registry-head-appointment")
		key := keyOf(svc, form.KindSlot)
		page := x.upTo(t, aziz, svc, key)
		page = page.Form("/apply/").Set(key+"-office", options(page, key+"-office")[0]).Submit("Boʻsh vaqtlarni koʻrsatish")
		page = page.Form("/apply/").Submit(otherDay(page))
		times := enabled(page, "input", key+"-at")
		require.NotEmpty(t, times)
		chosen := times[len(times)-1]
		russian := page.Form("/apply/").Set(key+"-at", chosen).In(locale.Ru)
		same(t, russian, locale.Ru)
		require.Equal(t, chosen, russian.Form("/apply/").Values.Get(key+"-at"), "the same days, the same choice")
	})

	t.Run("another window changed the draft", func(t *testing.T) {
		svc := x.service(t, "asks for money", func(s *catalogue.Service) bool { return first(s, form.KindMoney) })
		key := keyOf(svc, form.KindMoney)
		page := draftOf(aziz, svc.Code)
		mine, other := page.Form("/apply/"), page.Form("/apply/")
		w := &walker{t: t, town: x, svc: svc}
		for _, q := range svc.Form {
			if asks(page, q.Key) {
				w.fill(page, mine, q, q.Key)
				w.fill(page, other, q, q.Key)
			}
		}
		require.Equal(t, http.StatusOK, other.Set(key, "1000").Submit("").Status)
		clash := mine.Set(key, "2000").In(locale.En)
		require.Equal(t, http.StatusConflict, clash.Status, "the choice is still the person's")
		clash = clash.Form("/apply/").In(locale.Ru)
		require.Equal(t, http.StatusConflict, clash.Status)
		require.Equal(t, []string{"1000"}, aziz.Get(page.URL.Path).Form("/apply/").Values[key])
		require.Equal(t, http.StatusOK, clash.Form("/apply/").Submit("Сохранить").Status)
		require.Equal(t, []string{"2000"}, aziz.Get(page.URL.Path).Form("/apply/").Values[key])
	})

	certificate, _ := x.catalogue.Snapshot().Service("tax-debt-certificate")
	w := &walker{t: t, town: x, svc: certificate, who: x.Principal("aziz").PINFL}

	t.Run("the check, before and after sending", func(t *testing.T) {
		page := draftOf(aziz, certificate.Code)
		for !strings.HasSuffix(page.URL.Path, "/check") {
			page = w.answer(page)
		}
		before := x.count(t, `SELECT count(*) FROM applications`)
		russian := page.Form("/check").Set("declare", "yes").In(locale.Ru)
		same(t, russian, locale.Ru)
		require.Equal(t, "yes", russian.Form("/check").Values.Get("declare"))
		require.Empty(t, page.Form("/check").In(locale.En).Form("/check").Values.Get("declare"))
		require.Equal(t, before, x.count(t, `SELECT count(*) FROM applications`), "nothing was sent")
		sent := russian.Form("/check").Submit("")
		require.Contains(t, sent.URL.Path, "/ru/applications/")
		late := russian.Form("/check").In(locale.En)
		require.Equal(t, "/en"+strings.TrimPrefix(sent.URL.Path, "/ru"), late.URL.Path, "who went back is led to what was sent")
		require.Equal(t, before+1, x.count(t, `SELECT count(*) FROM applications`))
	})

	t.Run("asking a person to look at a refusal", func(t *testing.T) {
		jasur := x.SignIn("jasur")
		page := refused(t, x, jasur, "jasur")
		english := page.Form("/review").Set("note", "Qarzni toʻlaganman").In(locale.En)
		same(t, english, locale.En)
		require.Equal(t, "Qarzni toʻlaganman", english.Form("/review").Values.Get("note"))
		a, err := x.cases.Application(t.Context(), x.Principal("jasur"), number(page))
		require.NoError(t, err)
		require.Equal(t, casework.Refused, a.State)
		require.NotNil(t, english.First("a", "href", "/en/feedback?page="+url.QueryEscape("/applications/"+a.Number)+"&step=refused"), "its links are those of the application")
	})

	t.Run("number and code, and the status behind them", func(t *testing.T) {
		n := number(w.apply(aziz))
		a, err := x.cases.Application(t.Context(), x.Principal("aziz"), n)
		require.NoError(t, err)
		page := x.Visitor().Get("/uz/track").Form("/track").Set("number", n).In(locale.Ru)
		same(t, page, locale.Ru)
		require.Equal(t, n, page.Form("/track").Values.Get("number"))
		status := page.Form("/track").Set("code", a.Code).Submit("")
		require.Contains(t, status.Text(), "Исполнено")
		english := status.Form("/track").In(locale.En)
		same(t, english, locale.En)
		require.Contains(t, english.Text(), "Done", "the status itself, not the form")

		code := x.Visitor().Get("/uz/verify").Form("/verify").Set("code", "half a co").In(locale.En)
		same(t, code, locale.En)
		require.Equal(t, "half a co", code.Form("/verify").Values.Get("code"))
	})
}

// TestLanguage_correction has a slot and a text to mend: paging through the days and changing the language lose neither.
func TestLanguage_correction(t *testing.T) {
	x := newTown(t)
	aziz := x.SignIn("aziz")
	svc, _ := x.catalogue.Snapshot().Service("civil-registry-head-appointment")
	d := svc.Definition
	d.Process, d.Term, d.Result.Kind = catalogue.Review, catalogue.Term{Value: 5, Unit: workday.WorkingDays}, "certificate"
	findings, err := x.catalogue.Publish(t.Context(), catalogue.Edit{Definition: d, Base: svc.VersionID, Author: "test", Note: "test"})
	require.NoError(t, err)
	require.Empty(t, findings)
	require.NoError(t, x.catalogue.Refresh(t.Context()))
	svc, _ = x.catalogue.Snapshot().Service(d.Code)
	slot, text := keyOf(svc, form.KindSlot), keyOf(svc, form.KindTextarea)

	w := &walker{t: t, town: x, svc: svc, who: x.Principal("aziz").PINFL}
	n := number(w.apply(aziz))
	require.Empty(t, w.stuck)
	a, err := x.cases.Application(t.Context(), x.Principal("aziz"), n)
	require.NoError(t, err)
	official := account.Official{ID: x.IDs["justice-head"], Authority: a.Authority, Role: account.Head}
	err = x.cases.Act(t.Context(), casework.Officer(official), n, casework.ActionInput{
		Action: casework.AskCorrection, Row: a.Row, Marks: []casework.Mark{{Key: slot, Reason: "Boshqa kun"}, {Key: text, Reason: "Aniqroq"}},
	})
	require.NoError(t, err)

	page := aziz.Get("/uz/applications/" + n + "/correct")
	page = page.Form("/correct").Set(text, "Nikoh yozuvi haqida").Submit(otherDay(page))
	require.Equal(t, http.StatusOK, page.Status)
	require.Equal(t, "Nikoh yozuvi haqida", page.Form("/correct").Values.Get(text), "another day loses nothing")
	times := enabled(page, "input", slot+"-at")
	require.NotEmpty(t, times)
	russian := page.Form("/correct").Set(slot+"-at", times[0]).In(locale.Ru)
	require.Equal(t, http.StatusOK, russian.Status)
	require.Nil(t, russian.First("div", "class", "govuk-error-summary"))
	require.Equal(t, "Nikoh yozuvi haqida", russian.Form("/correct").Values.Get(text))
	require.Equal(t, times[0], russian.Form("/correct").Values.Get(slot+"-at"))
	require.Equal(t, casework.ToBeCorrected, x.state(t, n))
	require.Equal(t, http.StatusOK, russian.Form("/correct").Submit("").Status)
	require.NotEqual(t, casework.ToBeCorrected, x.state(t, n))
}

func (x *town) state(t *testing.T, number string) casework.State {
	t.Helper()
	a, err := x.cases.Application(t.Context(), x.Principal("aziz"), number)
	require.NoError(t, err)
	return a.State
}

// otherDay is the last free day of a calendar.
func otherDay(page *servertest.Page) string {
	days := page.All("button", "name", "do")
	for _, day := range slices.Backward(days) {
		if strings.HasPrefix(servertest.Attr(day, "value"), "day:") {
			return servertest.Text(day)
		}
	}
	return ""
}

// options is the values that a list offers.
func options(page *servertest.Page, name string) []string {
	var out []string
	for o := range page.First("select", "name", name).Descendants() {
		if v := servertest.Attr(o, "value"); o.Data == "option" && v != "" {
			out = append(out, v)
		}
	}
	return out
}

// TestLanguage_inABrowser does it where buttons outside of their form, and the key Enter, are real.
func TestLanguage_inABrowser(t *testing.T) {
	x := newTown(t)
	svc := x.service(t, "asks for money", func(s *catalogue.Service) bool { return first(s, form.KindMoney) })
	key := keyOf(svc, form.KindMoney)
	path := draftOf(x.SignIn("aziz"), svc.Code).URL.Path
	b := browsertest.New(t, x.URL, 360, 800)
	b.SignIn("aziz")
	b.Goto(path)
	b.Fill("#"+key, "ming soʻm")
	b.Click(`header button[lang="ru"]`)
	require.Equal(t, x.URL+strings.Replace(path, "/uz/", "/ru/", 1), b.URL())
	require.True(t, b.Has(`#`+key+`[value="ming soʻm"]`))
	require.False(t, b.Has(".govuk-error-summary"))
	b.Sound("switched")
	b.Press("#" + key)
	require.Equal(t, x.URL+strings.Replace(path, "/uz/", "/ru/", 1), b.URL(), "Enter sends the form, in the language of the page")
	require.True(t, b.Has(".govuk-error-summary"))
	require.True(t, b.Has(`#`+key+`[value="ming soʻm"]`))
	b.Click(`header button[lang="uz-Cyrl"]`)
	require.True(t, b.Has(`html[lang="uz-Cyrl"]`))
	require.True(t, b.Has(`#`+key+`[value="ming soʻm"]`))
}
