package admin_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/locale"
)

// publicRegister looks a paper of a person up as anybody may, then as if a company with a hostile name had it.
func (o *office) publicRegister(t *testing.T, d document.Document) {
	t.Helper()
	anyone := o.Visitor()
	set := func(kind, holder, tin string) {
		_, err := o.Pool.Exec(t.Context(), `UPDATE documents SET kind = $2, holder = $3, company = $4 WHERE number = $1`, d.Number, kind, holder, tin)
		require.NoError(t, err)
	}
	set("licence", d.Holder, "")
	defer set(d.Kind, d.Holder, "")

	list := anyone.Get("/uz").Follow(locale.Uz.T("ui.footer.licences"))
	require.Contains(t, list.Text(), d.Number)
	require.NotContains(t, list.Text(), d.Holder)
	one := list.Follow(d.Number)
	require.Contains(t, one.Text(), locale.Uz.T("proof.verify.valid"))
	require.Contains(t, one.Text(), locale.Uz.T("licences.person"))
	require.NotContains(t, one.Text(), d.Holder)
	require.NotContains(t, list.Body+one.Body, d.Code, "the code is the holder's")
	require.Equal(t, http.StatusNotFound, anyone.Get("/uz/licences/000000000-1").Status)

	form := list.Form("/licences").Set("holder", strings.Fields(d.Holder)[0])
	none := form.Submit("")
	require.Contains(t, none.Text(), locale.Uz.T("licences.none"), "a person is not found by name")
	set("licence", "=cmd() Bahor MCHJ", "300000002")
	found := form.Set("holder", "bahor").Set("state", "valid").Set("kind", "licence").Submit("")
	require.Contains(t, found.Text(), d.Number)
	require.Contains(t, found.Path(), "holder=bahor", "a link to it can be shared")
	require.NotContains(t, anyone.Get("/uz/licences?state=revoked").Text(), d.Number)

	file := found.Follow("CSV")
	require.Equal(t, "text/csv; charset=utf-8", file.Header.Get("Content-Type"))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.Body, "\ufeff"))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, "number", rows[0][0])
	require.Equal(t, d.Number, rows[1][0])
	require.Equal(t, "'=cmd() Bahor MCHJ", rows[1][6], "it does not run in a spreadsheet")

	var read struct {
		Terms   string
		Fields  map[string]string
		Permits []map[string]string
	}
	require.NoError(t, json.Unmarshal([]byte(found.Follow("JSON").Body), &read))
	require.Len(t, read.Permits, 1)
	require.Equal(t, "valid", read.Permits[0]["state"])
	require.NotEmpty(t, read.Terms)
	data := found.Follow(locale.Uz.T("licences.about"))
	for name := range read.Permits[0] {
		require.NotEmpty(t, read.Fields[name])
		require.Contains(t, data.Text(), name, "the dictionary has it")
	}
	none = anyone.Get("/uz/licences.json?" + url.Values{"number": {"1"}}.Encode())
	require.NoError(t, json.Unmarshal([]byte(none.Body), &read))
	require.Empty(t, read.Permits)

	status := http.StatusOK
	for n := 0; status == http.StatusOK && n < 30; n++ {
		status = anyone.Get("/uz/licences?holder=bahor").Status
	}
	require.Equal(t, http.StatusTooManyRequests, status, "nobody searches without an end")
	require.Equal(t, http.StatusOK, anyone.Get("/uz/licences").Status, "and everybody reads the list")
}
