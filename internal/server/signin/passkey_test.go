package signin_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/factor"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/session"
)

// TestSignin_passkey sets a passkey up in Chromium with an authenticator of its own, and confirms with it at the next
// sign-in and before a decision that comes too late.
func TestSignin_passkey(t *testing.T) {
	p := servertest.Named(t, money)
	b := browsertest.New(t, p.URL, 1280, 900)
	b.Authenticator()
	enter := func() {
		t.Helper()
		b.Goto("/ru/sign-in?next=/ru/admin/money/rates")
		b.Click(`main form button`)
		b.Click(`form:has(input[value="finance"]) button`)
	}
	enter()
	require.Contains(t, b.URL(), "/ru/cabinet/factors")
	b.Axe()
	b.Fits()
	b.Until(`!document.querySelector("form[data-passkey]").hidden`)
	b.Fill("#passkey-name", "Ноутбук")
	b.Click(`form[data-passkey="add"] button`)
	b.Until(`document.querySelector(".app-rows")?.innerText.includes("Ноутбук") ?? false`)
	list, err := p.Factors.List(t.Context(), p.IDs["finance"])
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, factor.Passkey, list[0].Kind)
	b.Goto("/ru/admin/money/rates")
	require.Equal(t, p.URL+"/ru/admin/money/rates", b.URL(), "the first factor confirms the session in which it was set up")

	b.Forget()
	enter()
	require.Contains(t, b.URL(), "/ru/cabinet/second-step")
	b.Until(`!document.querySelector("form[data-passkey]").hidden`)
	b.Axe()
	b.Fits()
	b.Click(`form[data-passkey="confirm"] button`)
	b.Until(`location.pathname === "/ru/admin/money/rates"`)

	for range 2 {
		p.Clock.Pass(session.OfficialIdle - 5*time.Minute)
		b.Goto("/ru/admin/money/rates")
	}
	b.Goto("/ru/admin/money/rates/new")
	require.Contains(t, b.URL(), "/ru/cabinet/second-step", "too long ago for a decision")
	b.Until(`!document.querySelector("form[data-passkey]").hidden`)
	b.Click(`form[data-passkey="confirm"] button`)
	b.Until(`location.pathname === "/ru/admin/money/rates/new"`)
}

// TestSignin_passkey_refused: an answer that fits no challenge of this session is none.
func TestSignin_passkey_refused(t *testing.T) {
	p := servertest.Named(t, money)
	b := p.SignIn("finance")
	for _, answer := range []string{"", "{}", `{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{}}`} {
		page := b.Post("/uz/cabinet/factors/passkey", url.Values{"answer": {answer}})
		require.Equal(t, http.StatusUnprocessableEntity, page.Status, answer)
		page = b.Post("/uz/cabinet/second-step/passkey", url.Values{"answer": {answer}})
		require.Equal(t, http.StatusUnprocessableEntity, page.Status, answer)
	}
	require.Equal(t, http.StatusNotFound, b.Post("/uz/cabinet/second-step/options", nil).Status, "who has no passkey is asked to sign nothing")
	asked := b.Post("/uz/cabinet/factors/passkey/options", nil)
	require.Equal(t, http.StatusOK, asked.Status)
	require.Contains(t, asked.Body, `"challenge"`)
	require.Equal(t, http.StatusSeeOther, p.Visitor().Stay().Post("/uz/cabinet/factors/passkey/options", nil).Status)
}
