package cabinet_test

import (
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/eimzo"
	"github.com/yagona/portal/internal/integration/guard"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/signature"
)

// imzo has the town's signatures verified by a server that speaks E-IMZO's protocol.
func (x *town) imzo(t *testing.T) (down func(bool)) {
	t.Helper()
	var gone bool
	site, err := url.Parse(x.URL)
	require.NoError(t, err)
	fake := &eimzo.Fake{Site: site.Hostname(), Verifier: signature.NewVerifier([]*x509.Certificate{x.signer.Root}, nil, x.Clock.Now)}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if gone {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		fake.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	client, err := eimzo.NewClient(eimzo.Config{URL: srv.URL, Site: site.Hostname(), Now: x.Clock.Now, Limits: guard.Limits{Attempt: 5 * time.Second, Concurrent: 4, OpenFor: time.Millisecond, Repeats: 1, Pause: time.Millisecond}})
	require.NoError(t, err)
	x.cases.WithVerifier(client)
	return func(is bool) { gone = is }
}

func TestSign_withEImzo(t *testing.T) {
	x := newTown(t)
	down := x.imzo(t)
	aziz := x.SignIn("aziz")
	page := x.toSigning(t, aziz)
	text := summary(t, aziz, page)
	own, now := x.token(t, "aziz"), x.Clock.Now()
	good, err := own.Sign(text, now)
	require.NoError(t, err)
	other, err := own.Sign(append(text, ' '), now)
	require.NoError(t, err)
	hers, err := x.token(t, "malika").Sign(text, now)
	require.NoError(t, err)
	for reason, sig := range map[string][]byte{"other-text": other, "other-person": hers} {
		page = bring(page, sig)
		require.Equal(t, http.StatusUnprocessableEntity, page.Status, reason)
		require.Contains(t, page.Text(), locale.Uz.T("signature.refused."+reason, "Name", x.Principal("malika").Name))
	}

	down(true)
	page = bring(page, good)
	require.Equal(t, http.StatusServiceUnavailable, page.Status)
	require.Contains(t, page.Text(), locale.Uz.T("signature.unknown"))
	require.Zero(t, x.count(t, `SELECT count(*) FROM applications`))

	down(false)
	sent := bring(page, good)
	require.Len(t, number(sent), 9, sent.Text())
	require.Contains(t, sent.Text(), locale.Uz.T("signature.case.check-server"), "what can be checked without the server is not said to be more")
	require.NotContains(t, sent.Text(), locale.Uz.T("signature.case.check"))
	require.Equal(t, 1, x.count(t, `SELECT count(*) FROM signatures WHERE verified_by = 'e-imzo' AND pinfl = $1 AND signature = $2 AND text = $3 AND root IS NULL`, azizPINFL, good, text))
	require.Equal(t, http.StatusNotFound, aziz.Get(sent.URL.Path+"/signature/root.pem").Status, "the server keeps the root")
}

// TestSign_forOthers: who acts for a child or a company signs with a certificate of one's own, and what is signed says
// for whom.
func TestSign_forOthers(t *testing.T) {
	x := newTown(t)
	for name, c := range map[string]struct{ who, ground, service string }{
		"a child":   {"aziz", "parent", signable},
		"a company": {"malika", "director", "company-tax-account-card"},
	} {
		t.Run(name, func(t *testing.T) {
			b := x.SignIn(c.who)
			ref := rights(b, c.ground)[0]
			home := actFor(b, ref)
			subject := ref[len(c.ground)+1:]
			page := x.toCheck(t, b, c.service).Form("/check").Set("declare", "yes").Submit("")
			require.Equal(t, banner(home), banner(page), "said where it is signed too")
			text := string(summary(t, b, page))
			require.Contains(t, text, x.Principal(c.who).PINFL, "who signs")
			require.Contains(t, text, subject, "for whom")
			signed := page.Form("/apply/").Submit("ochish").Form(demoSigner).Submit("Imzolash")
			sent := signed.Form("/apply/").Submit("Arizani yuborish")
			require.Len(t, number(sent), 9, sent.Text())
			require.Equal(t, text, b.Get("/uz/applications/"+number(sent)+"/signature/summary.txt").Body)
			require.Equal(t, 1, x.count(t, `SELECT count(*) FROM signatures s JOIN applications a ON a.id = s.application_id
				WHERE a.number = $1 AND s.pinfl = $2 AND a.mandate_id IS NOT NULL`, number(sent), x.Principal(c.who).PINFL))
			x.refusesForOthers(t, b, c.who, c.service, c.ground, subject)
		})
	}
}

// refusesForOthers: neither the certificate of the one who is acted for, nor that of another legal entity.
func (x *town) refusesForOthers(t *testing.T, b *servertest.Browser, who, service, ground, subject string) {
	t.Helper()
	page := x.toCheck(t, b, service).Form("/check").Set("declare", "yes").Submit("")
	text := summary(t, b, page)
	reason, holder := "other-person", holderOf(x, who)
	if ground == "director" {
		reason, holder.TIN = "other-company", "309999999"
	} else {
		holder.PINFL = subject
	}
	token, err := x.signer.Issue(holder)
	require.NoError(t, err)
	sig, err := token.Sign(text, x.Clock.Now())
	require.NoError(t, err)
	refused := bring(page, sig)
	require.Equal(t, http.StatusUnprocessableEntity, refused.Status)
	require.Contains(t, refused.Text(), locale.Uz.T("signature.refused."+reason, "Name", holder.Name, "TIN", holder.TIN))
	if ground == "director" {
		holder.TIN = subject
		token, err = x.signer.Issue(holder)
		require.NoError(t, err)
		sig, err = token.Sign(text, x.Clock.Now())
		require.NoError(t, err)
		require.Len(t, number(bring(refused, sig)), 9, "the company's own certificate")
	}
}
