package cabinet_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
)

// paperLink is the address in the QR code of a PDF, which can be pressed too.
var paperLink = regexp.MustCompile(`/URI \(https?://[^/]+([^)]+)\)`)

// onPaper has the decision on an application as PDF in every language, under one number, and
// follows its QR code.
func (x *town) onPaper(t *testing.T, own, other *servertest.Browser, number string) {
	t.Helper()
	for _, l := range locale.Langs {
		path := "/" + string(l) + "/applications/" + number + "/decision"
		require.NotNil(t, own.Get("/uz/applications/"+number).First("a", "href", path))
		file := own.Get(path)
		require.Equal(t, "application/pdf", file.Header.Get("Content-Type"))
		require.Contains(t, file.Header.Get("Content-Disposition"), number+"-E1.pdf")
		require.Contains(t, file.Body, "/Lang ("+l.Tag()+")")
		require.Equal(t, http.StatusNotFound, other.Get(path).Status, "another's decision")
		m := paperLink.FindStringSubmatch(file.Body)
		require.NotNil(t, m)
		verified := x.Visitor().Get(m[1])
		require.Equal(t, http.StatusOK, verified.Status)
		state, _ := catalogue.Lists().States.Get(string(casework.Refused))
		require.Contains(t, verified.Text(), state.Title.In(l))
		require.Contains(t, verified.Text(), number+"-E1")
		require.Contains(t, verified.Text(), l.T("proof.verify.valid"))
		typed, _, _ := strings.Cut(m[1], "?")
		require.Equal(t, http.StatusNotFound, x.Visitor().Get(typed).Status, "a number that was typed proves nothing")
		require.Equal(t, http.StatusNotFound, x.Visitor().Get(strings.ReplaceAll(m[1], "-E1", "-E2")).Status, "nor does one that we did not sign")
	}
}

// refused finds an automatic decision that goes against the persona.
func refused(t *testing.T, x *town, b *servertest.Browser, name string) *servertest.Page {
	t.Helper()
	for _, svc := range x.catalogue.Snapshot().All() {
		if svc.Process != catalogue.Decision || svc.Assurance == catalogue.Signature {
			continue
		}
		w := &walker{t: t, town: x, svc: svc, who: x.Principal(name).PINFL}
		page := w.apply(b)
		if w.stuck != "" {
			w.giveUp(b, page)
			continue
		}
		if strings.Contains(page.Text(), "Rad etildi") {
			return page
		}
	}
	require.Fail(t, "nothing is refused")
	return nil
}
