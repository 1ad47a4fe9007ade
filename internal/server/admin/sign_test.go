package admin_test

import (
	"crypto/x509"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/integration/signer"
	"github.com/yagona/portal/internal/job/jobtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/signature"
)

// applySigned is an application of a citizen that was signed, and the text that was.
func (o *office) applySigned(citizen string) (number, text string) {
	o.T.Helper()
	ctx, who, now := o.T.Context(), o.Principal(citizen), o.Clock.Now()
	authority, err := signer.NewAuthority("Test root", o.Clock.Now)
	require.NoError(o.T, err)
	o.cases.WithVerifier(signature.NewVerifier([]*x509.Certificate{authority.Root}, nil, o.Clock.Now))
	token, err := authority.Issue(signer.Holder{Name: who.Name, PINFL: who.PINFL, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0)})
	require.NoError(o.T, err)
	d, err := o.cases.StartDraft(ctx, who, "justice-signed")
	require.NoError(o.T, err)
	require.NoError(o.T, o.cases.Consent(ctx, who, d.ID, locale.Uz))
	d.Answers = form.Answers{"purpose": "oʻqish uchun", "years": int64(3)}
	d, err = o.cases.SaveDraft(ctx, who, d)
	require.NoError(o.T, err)
	signed, err := o.cases.ToSign(ctx, who, d.ID, locale.Uz)
	require.NoError(o.T, err)
	sig, err := token.Sign(signed, now)
	require.NoError(o.T, err)
	number, err = o.cases.Submit(ctx, who, casework.Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz, Signature: sig})
	require.NoError(o.T, err)
	jobtest.Run(o.T, o.Pool, o.plan)
	return number, string(signed)
}

// TestJourney_signature: the page of a case shows who signed and hands out the files of the signature, to nobody but the
// officials of its authority.
func TestJourney_signature(t *testing.T) {
	o := newOffice(t)
	number, text := o.applySigned("aziz")
	page := o.SignIn("justice-head").Get("/uz/admin/cases/" + number)
	require.Equal(t, http.StatusOK, page.Status)
	card := page.First("section", "aria-labelledby", "signed-0")
	require.NotNil(t, card)
	for _, said := range []string{o.Principal("aziz").Name, "•••" + o.Principal("aziz").PINFL[10:], "Test root", locale.Uz.T("signature.case.revocation-none")} {
		require.Contains(t, page.Text(), said)
	}
	require.NotContains(t, page.Text(), o.Principal("aziz").PINFL, "before it is asked for")
	files := map[string]string{}
	for _, link := range page.Links() {
		for _, name := range []string{signature.TextFile, signature.SignFile, signature.RootFile} {
			if link == "/uz/admin/cases/"+number+"/signature/"+name {
				got := page.Browser().Get(link)
				require.Equal(t, http.StatusOK, got.Status, name)
				require.Contains(t, got.Header.Get("Content-Disposition"), "attachment", name)
				files[name] = got.Body
				require.Equal(t, http.StatusNotFound, o.SignIn("cadastre-head").Get(link).Status, "another authority's")
			}
		}
	}
	require.Len(t, files, 3, "%v", page.Links())
	require.Equal(t, text, files[signature.TextFile])

	plain := o.SignIn("justice-head").Get("/uz/admin/cases/" + o.apply("aziz", catalogue.Review, 12))
	require.Nil(t, plain.First("section", "aria-labelledby", "signed-0"), "an application that nobody had to sign")
}
