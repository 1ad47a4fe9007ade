package server_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/web/layout"
)

func post(h http.Handler, path string, values url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "http://portal.test"+path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// The rules of every service can be tried in every written form; who types nothing is promised nothing.
func TestRehearsal_all(t *testing.T) {
	h := portal(t)
	tried := 0
	for i, svc := range snapshot(t).All() {
		l := locale.Langs[i%len(locale.Langs)]
		path := "/" + string(l) + "/services/" + svc.Code
		passport := get(h, path).Body.String()
		linked := strings.Contains(passport, path+"/check")
		require.Equal(t, len(svc.Checks) > 0 && len(svc.Probes()) > 0, linked, svc.Code)
		form := get(h, path+"/check", "Accept-Encoding", "gzip")
		if !linked {
			require.Equal(t, http.StatusNotFound, form.Code, svc.Code)
			continue
		}
		tried++
		require.Equal(t, http.StatusOK, form.Code, svc.Code)
		empty := post(h, path+"/check", url.Values{})
		require.Equal(t, http.StatusOK, empty.Code, svc.Code)
		require.Equal(t, "no-store", empty.Header().Get("Cache-Control"))
		require.LessOrEqual(t, form.Body.Len(), budget, "%s %s", l, svc.Code)
		require.NotContains(t, unzip(t, form.Body.Bytes())+empty.Body.String(), "⟦", "%s %s", l, svc.Code)
		if svc.Rehearse(nil, today).Verdict != catalogue.Likely {
			require.NotContains(t, empty.Body.String(), l.T("rehearsal.verdict.likely"), svc.Code)
		}
	}
	t.Logf("%d services", tried)
	require.Greater(t, tried, 550)
}

func TestRehearsal_passport(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
	h := portal(t)
	try := func(values url.Values) string {
		w := post(h, "/en/services/travel-passport/check", values)
		require.Equal(t, http.StatusOK, w.Code)
		return w.Body.String()
	}
	const ban, citizen = "fact-reg-border-travel_ban", "fact-person-citizenship"

	open := try(url.Values{"holder": {"child"}, ban: {"no"}})
	require.Contains(t, open, "Cannot be told yet")
	require.Contains(t, open, `name="fact-form-child-age"`, "a question that came up")
	require.Contains(t, open, "Uzbekistan", "a country has a name")
	require.NotContains(t, open, ">UZB<")

	yes := try(url.Values{"holder": {"me"}, ban: {"no"}, citizen: {"UZB"}})
	require.Contains(t, yes, "Likely yes")
	require.Contains(t, yes, "3 rules hold")

	no := try(url.Values{"holder": {"me"}, ban: {"yes"}, citizen: {"UZB"}})
	require.Contains(t, no, "Not with these answers")
	require.Contains(t, no, "Another answer to one of these would change it.")

	wrong := post(h, "/en/services/travel-passport/check", url.Values{"holder": {"child"}, "fact-form-child-age": {"ten & 31204862260015"}})
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Code)
	body := wrong.Body.String()
	require.Contains(t, body, `href="#fact-form-child-age"`)
	require.Contains(t, body, "ten &amp; 31204862260015", "what was typed stays")
	require.NotContains(t, log.String(), "31204862260015", "nothing typed is in the log")
}

// The language switch takes along what is typed, finds no fault with it, and tells a verdict again only where one stood.
func TestRehearsal_switched(t *testing.T) {
	h := portal(t)
	path, yes := "/services/travel-passport/check", locale.Ru.T("rehearsal.verdict.likely")
	form := get(h, "/en"+path).Body.String()
	require.Contains(t, form, `formaction="/ru`+path+`"`)
	require.NotContains(t, form, `name="shown"`)

	typed := url.Values{"do": {layout.SwitchVerb}, "holder": {"me"}, "fact-reg-border-travel_ban": {"no"}, "fact-person-citizenship": {"UZB"}}
	switched := post(h, "/ru"+path, typed)
	require.Equal(t, http.StatusOK, switched.Code)
	require.Regexp(t, `value="me"[^>]* checked`, switched.Body.String())
	require.NotContains(t, switched.Body.String(), yes)

	typed.Set("shown", "yes")
	require.Contains(t, post(h, "/ru"+path, typed).Body.String(), yes)

	unready := post(h, "/ru"+path, url.Values{"do": {layout.SwitchVerb}, "holder": {"child"}, "fact-form-child-age": {"ten"}})
	require.Equal(t, http.StatusOK, unready.Code)
	require.Contains(t, unready.Body.String(), `value="ten"`)
	require.NotContains(t, unready.Body.String(), "govuk-error")
}
