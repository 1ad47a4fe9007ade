package form

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
)

// TestParse_limits: each limit of an answer takes just as much and nothing more, and says so in every language.
func TestParse_limits(t *testing.T) {
	text := func(n int) url.Values { return in("", strings.Repeat("ў", n)) }
	files := func(n int) url.Values {
		v := url.Values{}
		for i := range n {
			v.Add("q", fmt.Sprint("f", i))
		}
		return v
	}
	number := func(n int) url.Values { return in("", strconv.Itoa(n)) }
	rows := func(n int) url.Values {
		v := url.Values{}
		for i := range n {
			v.Set(fmt.Sprintf("q-%d-name", i), "a")
			v.Set(fmt.Sprintf("q-%d-share", i), "1")
		}
		return v
	}
	for _, c := range []struct {
		name  string
		kind  Kind
		limit int
		of    func(n int) url.Values
		id    string // of what is said of one more
	}{
		{"text", KindText, MaxText, text, "form.text.long"},
		{"textarea", KindTextarea, MaxTextarea, text, "form.text.long"},
		{"address", KindAddress, MaxAddress, text, "form.text.long"},
		{"email", KindEmail, maxEmail, func(n int) url.Values { return in("", strings.Repeat("a", n-len("@misol.uz"))+"@misol.uz") }, "form.email"},
		{"integer", KindInteger, maxInteger, number, "form.number.large"},
		{"decimal", KindDecimal, maxDecimal, number, "form.number.large"},
		{"money", KindMoney, maxMoney, number, "form.number.large"},
		{"year", KindYear, maxYear, number, "form.year"},
		{"first year", KindYear, -minYear, func(n int) url.Values { return number(-n) }, "form.year"},
		{"files", KindFile, MaxFiles, files, "form.file.limit"},
		{"rows", KindGroup, 2, rows, "form.group.most"},
	} {
		f, with := field(c.kind), context()
		for _, id := range files(MaxFiles + 1)["q"] {
			with.Uploads[id] = Upload{ID: id, Name: id, Size: 1}
		}
		_, problems := Parse([]Field{f}, c.of(c.limit), with)
		require.Empty(t, problems, "%s: as much as may be", c.name)
		_, problems = Parse([]Field{f}, c.of(c.limit+1), with)
		require.NotEmpty(t, problems, "%s: one more", c.name)
		require.Equal(t, c.id, problems[0].ID, c.name)
		for _, l := range locale.Langs {
			require.True(t, l.Has(problems[0].ID), "%s in %s", c.name, l)
		}
	}
}
