package cabinet_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/session"
)

// TestExpired sends a page of a form after the session has ended, with and without room for files: what was typed comes
// back after signing in and is saved with one press.
func TestExpired(t *testing.T) {
	x := newTown(t)
	typed := func(kind form.Kind) func(*catalogue.Service) bool {
		return func(s *catalogue.Service) bool { return first(s, kind) && s.Assurance != catalogue.Signature }
	}
	isFile := func(f form.Field) bool { return f.Kind == form.KindFile && f.When == "" && f.IsRequired() }
	papers := x.service(t, "asks for a file", func(s *catalogue.Service) bool {
		return len(s.Form) > 1 && s.Assurance != catalogue.Signature && slices.ContainsFunc(s.Form, isFile)
	})
	x.publish(t, papers.Code, func(d *catalogue.Definition) { // the file first
		i := slices.IndexFunc(d.Form, isFile)
		file := d.Form[i]
		d.Form = slices.Insert(slices.Delete(d.Form, i, i+1), 0, file)
	})
	papers, _ = x.catalogue.Snapshot().Service(papers.Code)
	for name, svc := range map[string]*catalogue.Service{"a sum": x.service(t, "asks for money", typed(form.KindMoney)), "a file": papers} {
		t.Run(name, func(t *testing.T) {
			aziz := x.SignIn("aziz")
			page := draftOf(aziz, svc.Code)
			f := page.Form("/apply/")
			w := &walker{t: t, town: x, svc: svc, who: x.Principal("aziz").PINFL}
			for _, q := range svc.Form {
				if asks(page, q.Key) {
					w.fill(page, f, q, q.Key)
				}
			}
			require.Empty(t, w.stuck)
			x.Clock.Pass(session.CitizenIdle)
			late := f.Submit("")
			require.Contains(t, late.URL.Path, "/sign-in")
			kept := aziz.Become(late, "aziz")
			require.True(t, strings.HasSuffix(kept.URL.Path, "/sign-in/kept"), kept.URL.Path)
			again := kept.Form("/apply/")
			for key, values := range f.Values {
				require.Equal(t, values, again.Values[key], key)
			}
			next := again.Submit("")
			if svc.Form[0].Kind == form.KindFile { // the browser has to send the file anew
				require.Equal(t, http.StatusUnprocessableEntity, next.Status)
				next = next.Form("/apply/").Attach(svc.Form[0].Key+"-file", "hujjat.pdf", pdf).Submit("")
			}
			require.Equal(t, http.StatusOK, next.Status, next.Text())
			require.NotEqual(t, page.URL.Path, next.URL.Path, "saved, and on to the next page")
			require.NotEmpty(t, x.answered(t, svc.Code, svc.Form[0].Key))
		})
	}
}
