package cabinet_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/integration/signer"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
)

// signable is a service of level "signature" whose questions everybody can answer.
const signable = "education-loan-co-borrower-consent"

// toSigning walks a service up to the page where it is signed.
func (x *town) toSigning(t *testing.T, b *servertest.Browser) *servertest.Page {
	t.Helper()
	page := x.toCheck(t, b, signable).Form("/check").Set("declare", "yes").Submit("")
	require.Equal(t, http.StatusOK, page.Status, page.Text())
	require.True(t, strings.HasSuffix(page.URL.Path, "/sign"), page.URL.Path)
	return page
}

// summary is the text to sign, as it is downloaded.
func summary(t *testing.T, b *servertest.Browser, page *servertest.Page) []byte {
	t.Helper()
	got := b.Get(strings.TrimSuffix(page.URL.Path, "/sign") + "/summary.txt")
	require.Equal(t, http.StatusOK, got.Status)
	require.Contains(t, got.Header.Get("Content-Disposition"), "attachment")
	return []byte(got.Body)
}

// token is a certificate of the town's authority for that person.
func (x *town) token(t *testing.T, who string, change ...func(*signer.Holder)) signer.Token {
	t.Helper()
	h := holderOf(x, who)
	for _, f := range change {
		f(&h)
	}
	token, err := x.signer.Issue(h)
	require.NoError(t, err)
	return token
}

func holderOf(x *town, who string) signer.Holder {
	p, now := x.Principal(who), x.Clock.Now()
	return signer.Holder{Name: p.Name, PINFL: p.PINFL, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0)}
}

// verbatim is the text of an element to the byte.
func verbatim(n *html.Node) string {
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode {
			b.WriteString(x.Data)
		}
	}
	return b.String()
}

// bring sends the application with a signature in a file.
func bring(page *servertest.Page, sig []byte) *servertest.Page {
	f := page.Form("/sign")
	for _, x := range page.Forms() {
		if strings.HasSuffix(x.Action, "/sign") {
			f = x // the last one: the file's
		}
	}
	return f.Attach("signature-file", "imzo.p7s", sig).Submit("")
}

func TestSign_withTheToken(t *testing.T) {
	x := newTown(t)
	b := x.SignIn("malika")
	require.Contains(t, b.Get("/uz/services/"+signable+"/apply").Text(), "Kalitingiz yoki imzolash dasturingizni tayyorlab", "said before the first question")
	check := x.toCheck(t, b, signable)
	require.Contains(t, check.Text(), "Keyin arizani imzolaysiz")
	page := check.Form("/check").Set("declare", "yes").Submit("")
	text := string(summary(t, b, page))
	require.Equal(t, text, verbatim(page.First("pre")), "what is shown is what is signed, to the byte")

	back := page.Form("/apply/").Submit("ochish")
	require.Equal(t, text, verbatim(back.First("pre")), "and what the token shows")
	require.NotContains(t, back.URL.String(), x.Principal("malika").PINFL)
	cancelled := back.Form(demoSigner).Submit("Imzolamaslik")
	require.Contains(t, cancelled.Text(), "Siz imzolamadingiz")

	signed := cancelled.Form("/apply/").Submit("ochish").Form(demoSigner).Submit("Imzolash")
	require.Equal(t, http.StatusOK, signed.Status, signed.Text())
	require.Contains(t, signed.Text(), x.Principal("malika").Name)
	require.Zero(t, x.count(t, `SELECT count(*) FROM signatures`), "coming back sends nothing")
	returned := b.Get(signed.Path())
	require.Contains(t, returned.Text(), "Siz imzoladingiz", "coming back twice is the same page")

	sent := signed.Form("/apply/").Submit("Arizani yuborish")
	n := number(sent)
	require.Len(t, n, 9, sent.Text())
	require.Contains(t, sent.Text(), "Elektron imzo")
	require.Contains(t, sent.Text(), locale.Uz.T("signature.case.check"))
	for what, again := range map[string]*servertest.Page{
		"the button again": returned.Form("/apply/").Submit("Arizani yuborish"), "the way back again": b.Get(signed.Path()), "the signing page": b.Get(page.URL.Path),
	} {
		require.Equal(t, "/uz/applications/"+n, again.URL.Path, what)
	}
	require.Equal(t, 1, x.count(t, `SELECT count(*) FROM signatures`))

	files := map[string]string{}
	for _, name := range []string{"summary.txt", "signature.p7s", "root.pem"} {
		f := b.Get("/uz/applications/" + n + "/signature/" + name)
		require.Equal(t, http.StatusOK, f.Status, name)
		require.Contains(t, f.Header.Get("Content-Security-Policy"), "sandbox")
		files[name] = f.Body
		require.Equal(t, http.StatusNotFound, x.SignIn("aziz").Get("/uz/applications/"+n+"/signature/"+name).Status, "another's")
	}
	require.Equal(t, text, files["summary.txt"])
	require.Equal(t, http.StatusNotFound, b.Get("/uz/applications/"+n+"/signature/passwd").Status)
	openssl(t, files)
}

// openssl checks the files that a person downloads the way anybody would.
func openssl(t *testing.T, files map[string]string) {
	t.Helper()
	program, err := exec.LookPath("openssl")
	if err != nil {
		t.Log("openssl is not on this machine")
		return
	}
	dir := t.TempDir()
	for name, body := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600))
	}
	c := exec.CommandContext(t.Context(), program, "cms", "-verify", "-binary", "-inform", "DER", "-in", "signature.p7s", "-content", "summary.txt", "-CAfile", "root.pem", "-purpose", "any", "-out", os.DevNull)
	c.Dir = dir
	out, err := c.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

func TestSign_withAFile(t *testing.T) {
	x := newTown(t)
	b := x.SignIn("aziz")
	page := x.toSigning(t, b)
	text := summary(t, b, page)
	own := x.token(t, "aziz")
	sign := func(token signer.Token, over []byte, at time.Time) []byte {
		sig, err := token.Sign(over, at)
		require.NoError(t, err)
		return sig
	}
	now := x.Clock.Now()
	stranger, err := signer.NewAuthority("Another root", x.Clock.Now)
	require.NoError(t, err)
	foreign, err := stranger.Issue(signer.Holder{Name: "Aziz", PINFL: x.Principal("aziz").PINFL, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour)})
	require.NoError(t, err)
	for reason, sig := range map[string][]byte{
		"missing":      nil,
		"unreadable":   []byte("junk"),
		"too-large":    make([]byte, 3<<20),
		"other-text":   sign(own, append(text, ' '), now),
		"other-person": sign(x.token(t, "malika"), text, now),
		"untrusted":    sign(foreign, text, now),
		"untimely":     sign(own, text, now.Add(-48*time.Hour)),
		"expired":      sign(x.token(t, "aziz", func(h *signer.Holder) { h.NotAfter = now.Add(-time.Hour) }), text, now),
	} {
		got := bring(page, sig)
		require.Equal(t, http.StatusUnprocessableEntity, got.Status, "%s: %s", reason, got.Text())
		want, _, _ := strings.Cut(locale.Uz.T("signature.refused."+reason, "Limit", 64, "Hours", 24, "Name", x.Principal("malika").Name), "{")
		require.Contains(t, got.Text(), want, reason)
		require.Contains(t, got.Title(), "Arizani imzolang")
		require.NotNil(t, got.First("a", "href", "#signature"), "%s: the summary leads to the field", reason)
		page = got // and the page that says so can be sent again
	}
	require.Zero(t, x.count(t, `SELECT count(*) FROM applications`))

	// The text was downloaded in Uzbek; the page has been changed to Russian meanwhile.
	russian := b.Get(strings.Replace(page.URL.Path, "/uz/", "/ru/", 1))
	sent := bring(russian, sign(own, text, now))
	require.Equal(t, http.StatusOK, sent.Status, sent.Text())
	require.Contains(t, sent.URL.Path, "/ru/applications/")
	require.Equal(t, 1, x.count(t, `SELECT count(*) FROM signatures`))
}

// TestSign_demoCertificates: the certificates with which the demo shows what the portal refuses.
func TestSign_demoCertificates(t *testing.T) {
	x := newTown(t)
	b := x.SignIn("malika")
	page := x.toSigning(t, b)
	offer := page.Form("/apply/").Submit("ochish")
	var buttons []string
	for _, n := range offer.All("button", "name", "certificate") {
		buttons = append(buttons, servertest.Attr(n, "value"))
	}
	require.Greater(t, len(buttons), 3)
	for i, reason := range map[int]string{1: "expired", 2: "revoked", 3: "other-person"} {
		got := b.Post(offer.URL.Path, url.Values{"certificate": {buttons[i]}})
		require.Equal(t, http.StatusUnprocessableEntity, got.Status, reason)
		want, _, _ := strings.Cut(locale.Uz.T("signature.refused."+reason, "Name", ""), ":")
		require.Contains(t, got.Text(), want, reason)
		require.Empty(t, got.All("input", "name", "code"), "nothing to send")
	}
}

func TestSign_doors(t *testing.T) {
	x := newTown(t)
	malika, aziz := x.SignIn("malika"), x.SignIn("aziz")
	page := x.toSigning(t, malika)
	path := page.URL.Path
	draft := strings.TrimSuffix(path, "/sign")
	signed := page.Form("/apply/").Submit("ochish").Form(demoSigner).Submit("Imzolash")
	code := signed.URL.Query().Get("code")
	require.NotEmpty(t, code)

	// Another person, with the code of hers, at her draft and at one's own.
	require.Equal(t, http.StatusNotFound, aziz.Get(signed.Path()).Status)
	require.Equal(t, http.StatusNotFound, aziz.Get(draft+"/summary.txt").Status)
	require.Equal(t, http.StatusNotFound, aziz.Post(path, url.Values{"do": {"send"}, "code": {code}, "row": {"2"}, "token": {"x"}}).Status)
	his := x.toSigning(t, aziz)
	stolen := aziz.Get(his.URL.Path + "?code=" + code)
	require.Equal(t, http.StatusUnprocessableEntity, stolen.Status)
	require.Empty(t, stolen.All("input", "name", "code"))
	guessed := his.Form("/apply/").Set("code", "guessed").Set("do", "send").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, guessed.Status)
	require.Contains(t, aziz.Get(his.URL.Path+"?code=guessed").Text(), "imzo endi yoʻq")

	// Steps can't be skipped: before the answers and in a service that needs no signature.
	begun := draftOf(x.SignIn("otabek"), signable)
	require.Equal(t, begun.URL.Path, begun.Browser().Get(strings.Split(begun.URL.Path, "/"+last(begun.URL.Path))[0]+"/sign").URL.Path)
	plain := x.toCheck(t, aziz, "tax-debt-certificate")
	require.Equal(t, plain.URL.Path, aziz.Get(strings.TrimSuffix(plain.URL.Path, "check")+"sign").URL.Path)

	// The check page sends no application past the signing, whatever it is sent.
	check := malika.Get(draft+"/check").Form("/check").Set("declare", "yes").Set("do", "send").Submit("")
	require.Equal(t, path, check.URL.Path)
	require.Zero(t, x.count(t, `SELECT count(*) FROM applications`))

	// An answer changed after the signing: the signature in hand no longer fits, and the page says so.
	_, err := x.Pool.Exec(t.Context(), `UPDATE drafts SET row = row + 1 WHERE account_id = $1`, x.IDs["malika"])
	require.NoError(t, err)
	late := signed.Form("/apply/").Submit("Arizani yuborish")
	require.Equal(t, http.StatusUnprocessableEntity, late.Status)
	require.Contains(t, late.Text(), "Ariza imzolanganidan keyin oʻzgardi")
	fresh := late.Form("/apply/").Submit("ochish").Form(demoSigner).Submit("Imzolash")
	require.Len(t, number(fresh.Form("/apply/").Submit("Arizani yuborish")), 9, "and leads on")

	// Late: the signing page forgets.
	old := his.Form("/apply/").Submit("ochish").Form(demoSigner).Submit("Imzolash")
	x.Clock.Pass(2 * time.Hour)
	require.Contains(t, x.SignIn("aziz").Get(old.Path()).Text(), "imzo endi yoʻq")
}

func last(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// TestSign_back: only the portal leaves texts at the signing page and fetches signatures, and people are sent back only
// to it.
func TestSign_back(t *testing.T) {
	x := newTown(t)
	b := x.Visitor()
	require.Equal(t, http.StatusUnauthorized, b.Post(demoSigner+"/requests", url.Values{}).Status)
	require.Equal(t, http.StatusUnauthorized, b.Get(demoSigner+"/signatures/x").Status)
	require.Equal(t, http.StatusGone, b.Get(demoSigner+"/sign/x").Status)
	client := &signer.Client{Page: x.URL + demoSigner, Endpoint: x.URL + demoSigner, Secret: "secret", HTTP: http.DefaultClient}
	_, err := client.Begin(t.Context(), signer.Request{Text: []byte("x"), Back: "https://elsewhere.test/"})
	require.Error(t, err)
	to, err := client.Begin(t.Context(), signer.Request{Text: []byte("<script>alert(1)</script>"), Lang: locale.En, Back: x.URL + "/en/"})
	require.NoError(t, err)
	page := b.Get(strings.TrimPrefix(to, x.URL))
	require.NotContains(t, page.Body, "<script>alert")
	client.Endpoint = "http://127.0.0.1:1"
	_, err = client.Fetch(t.Context(), "x")
	require.ErrorContains(t, err, "signature.silent")
	require.NotContains(t, err.Error(), "signatures/x", "no code gets into a log")
}

// TestSign_down: the signing page does not answer, and a person goes on with a file; nothing checks signatures, and
// every page says so.
func TestSign_down(t *testing.T) {
	x := newTown(t)
	b := x.SignIn("malika")
	page := x.toSigning(t, b)
	x.cabinet.Signer.Endpoint = "http://127.0.0.1:1"
	silent := page.Form("/apply/").Submit("ochish")
	require.Equal(t, http.StatusServiceUnavailable, silent.Status)
	require.Contains(t, silent.Text(), "Imzolash xizmati hozir javob bermayapti")
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	sig, err := x.token(t, "malika", func(h *signer.Holder) { h.Key = key }).Sign(summary(t, b, page), x.Clock.Now())
	require.NoError(t, err)
	require.Len(t, number(bring(silent, sig)), 9)

	page = x.toSigning(t, b)
	x.cases.WithVerifier(nil)
	require.Equal(t, http.StatusServiceUnavailable, b.Get(page.URL.Path).Status)
	require.Contains(t, b.Get("/uz/services/"+signable+"/apply").Text(), "Hozir imzolarni tekshirib boʻlmaydi")
	require.Equal(t, http.StatusServiceUnavailable, bring(page, sig).Status)
}

// TestSign_official: officials of the case see who signed, and others nothing.
func TestSign_official(t *testing.T) {
	x := newTown(t)
	b := x.SignIn("malika")
	n := number(x.toSigning(t, b).Form("/apply/").Submit("ochish").Form(demoSigner).Submit("Imzolash").Form("/apply/").Submit("Arizani yuborish"))
	a, err := x.cases.Application(t.Context(), x.Principal("malika"), n)
	require.NoError(t, err)
	o := account.Official{ID: x.IDs["cadastre-head"], Authority: a.Authority, Role: account.Head}
	seen, err := x.cases.Case(t.Context(), o, n)
	require.NoError(t, err)
	require.Equal(t, x.Principal("malika").PINFL, seen.Signatures[0].PINFL)
	_, err = x.cases.CaseSignatureFiles(t.Context(), account.Official{ID: 1, Authority: "nobody", Role: account.Head}, n, 0)
	require.Error(t, err)
	_, err = x.cases.Submit(t.Context(), x.Principal("malika"), casework.Submission{})
	require.Error(t, err)
}

// TestSign_correction: a signed application that came back is mended and signed again in the pages, with the token or a
// file; both signatures stay on its page.
func TestSign_correction(t *testing.T) {
	x := newTown(t)
	b := x.SignIn("malika")
	n := number(x.toSigning(t, b).Form("/apply/").Submit("ochish").Form(demoSigner).Submit("Imzolash").Form("/apply/").Submit("Arizani yuborish"))
	a, err := x.cases.Application(t.Context(), x.Principal("malika"), n)
	require.NoError(t, err)
	home := "/uz/applications/" + n
	require.Equal(t, home, b.Get(home+"/correct/sign").URL.Path, "nothing came back yet")
	_, err = x.Pool.Exec(t.Context(), `UPDATE applications SET state = 'to-be-corrected', step = 'correct', closed_at = NULL, stopped_at = $2, due_at = $3 WHERE id = $1`,
		a.ID, x.Clock.Now(), x.Clock.Now().AddDate(0, 0, 7))
	require.NoError(t, err)
	require.Equal(t, home+"/correct", b.Get(home+"/correct/sign").URL.Path, "mended first")

	page := b.Get(home + "/correct")
	require.Contains(t, page.Text(), "Keyin tuzatilgan arizani imzolaysiz")
	page = page.Form("/correct").Submit("Imzolashga oʻtish")
	require.Equal(t, home+"/correct/sign", page.URL.Path, page.Text())
	require.Contains(t, page.Text(), "Tuzatishni imzolang")
	text := b.Get(home + "/correct/summary.txt")
	require.Equal(t, text.Body, verbatim(page.First("pre")))
	require.Contains(t, text.Body, n)
	other := x.SignIn("aziz")
	for _, path := range []string{home + "/correct/sign", home + "/correct/summary.txt"} {
		require.Equal(t, http.StatusNotFound, other.Get(path).Status, path)
	}
	require.Equal(t, http.StatusNotFound, other.Post(home+"/correct/sign", url.Values{"do": {"open"}, "row": {"1"}}).Status)

	wrong, err := x.token(t, "malika").Sign([]byte("another text"), x.Clock.Now())
	require.NoError(t, err)
	refused := bring(page, wrong)
	require.Equal(t, http.StatusUnprocessableEntity, refused.Status)
	require.Contains(t, refused.Text(), locale.Uz.T("signature.refused.other-text"))
	require.Equal(t, home+"/correct", refused.Follow("Javoblarni oʻzgartirish").URL.Path)

	signed := refused.Form("/correct/sign").Submit("ochish").Form(demoSigner).Submit("Imzolash")
	require.Contains(t, signed.Text(), "Siz imzoladingiz")
	require.Equal(t, 1, x.count(t, `SELECT count(*) FROM signatures`), "coming back sends nothing")
	sent := signed.Form("/correct/sign").Submit(locale.Uz.T("casework.action.resubmit"))
	require.Equal(t, home, sent.URL.Path, sent.Text())
	require.Contains(t, sent.Text(), "Tuzatishning elektron imzosi")
	require.Contains(t, sent.Text(), "Dastlab yuborilgan arizaning elektron imzosi")
	require.Equal(t, home, signed.Form("/correct/sign").Submit(locale.Uz.T("casework.action.resubmit")).URL.Path, "a second click")
	require.Equal(t, 2, x.count(t, `SELECT count(*) FROM signatures`))
	newest := sent.Follow("Imzolangan matn")
	require.Contains(t, newest.URL.RawQuery, "row=")
	require.Equal(t, text.Body, newest.Body, "the first on the page is the newest")
	require.NotEqual(t, text.Body, b.Get(home+"/signature/summary.txt").Body)
}
