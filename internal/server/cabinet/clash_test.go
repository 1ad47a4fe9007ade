package cabinet_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
)

// TestClash_refusedFile: the second press of a form whose file can't be taken this time is told so, and is no conflict with the
// first one.
func TestClash_refusedFile(t *testing.T) {
	x := newTown(t)
	aziz := x.SignIn("aziz")
	svc := x.service(t, "with files", func(s *catalogue.Service) bool {
		return !s.Process.Automatic() && s.Process != catalogue.Consent && free(s) && strings.Contains(kinds(s), "group") && strings.Contains(kinds(s), "file") &&
			!strings.Contains(kinds(s), "my-") && len(s.Checks) == 0 && s.Assurance != catalogue.Signature
	})
	file := keyOf(svc, form.KindFile)
	draft := strings.TrimSuffix(x.toCheck(t, aziz, svc.Code).URL.Path, "check")
	var pressed *servertest.Form
	for _, f := range aziz.Get(draft + file).Forms() {
		if f.Values.Get("do") != "undo" && strings.HasSuffix(f.Action, "/"+file) {
			pressed = f
		}
	}
	require.Equal(t, http.StatusOK, pressed.Attach(file+"-file", "birinchi.pdf", pdf).Submit("").Status)
	pressed.Detach()
	again := pressed.Attach(file+"-file", "ikkinchi.pdf", []byte("MZ\x90\x00")).Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, again.Status, again.Text())
	require.NotContains(t, again.Text(), locale.Uz.T("cabinet.clash.title"))
}
