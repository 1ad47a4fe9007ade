package ui

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
)

func TestControls_everyKind(t *testing.T) {
	require.Len(t, controls, len(form.Kinds()))
	for _, k := range form.Kinds() {
		require.Contains(t, controls, k, "no control for the kind %s", k)
	}
}

// TestField draws every kind in every language, empty, filled in and with a problem: every input has a label, ids are
// unique, and the error is tied to its control.
func TestField(t *testing.T) {
	for _, k := range form.Kinds() {
		for _, l := range locale.Langs {
			for _, silent := range []bool{false, true} {
				c := control(k, l)
				c.Silent = silent
				if silent {
					c.Picks = nil
				}
				body := draw(t, c)
				require.NotContains(t, body, "⟦", "kind %s", k)
				labelled(t, k, body)
				c.Problems = form.Problems{{Input: "q", Field: "q", ID: "form.required.text"}}
				require.Contains(t, draw(t, c), l.T("form.required.text"), "kind %s", k)
			}
		}
	}
}

func control(k form.Kind, l locale.Lang) Control {
	label := locale.Text{Uz: "Savol", Ru: "Вопрос", En: "Question"}
	f := form.Field{Key: "q", Kind: k, Label: label, Options: []form.Option{{Value: "a", Label: label}, {Value: "b", Label: label}}}
	if k == form.KindGroup {
		f.Max = 3
		f.Fields = []form.Field{{Key: "n", Kind: form.KindText, Label: label}, {Key: "d", Kind: form.KindDate, Label: label}}
	}
	return Control{
		Field: f, Name: "q", Lang: l, Values: url.Values{"q": {"u1", "a"}}, Open: 1,
		Picks:   []form.Pick{{ID: "a", Value: map[string]any{"plate": "01 A 123 BC"}}, {ID: "b", Blocked: label}},
		Map:     PlaceMap{Tiles: "/{z}/{x}/{y}.png", Credit: "©"},
		Regions: []RegionOption{{Code: "1726", Title: "Toshkent", Districts: []Option{{"1726269", "Chilonzor"}}}},
		Uploads: map[string]form.Upload{"u1": {ID: "u1", Name: "a.pdf", Size: 9000}},
		Slot: &SlotChoice{
			Offices: []Option{{"1", "DXM"}}, Office: "1", Day: "d",
			Weeks: [][]SlotDay{{{Value: "c", Number: "2"}, {Value: "d", Number: "3", Title: "Seshanba", Free: 2, Note: "2 ta", Open: true}}},
			Times: []Option{{"x", "10:00"}, {"y", "10:30"}},
		},
		Rows:      []GroupRow{{Index: 0, Title: "A", Change: "/x?row=0"}},
		Territory: func(code string) string { return code },
	}
}

func draw(t *testing.T, c Control) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, Field(c).Render(context.Background(), &b))
	return b.String()
}

func labelled(t *testing.T, k form.Kind, body string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	require.NoError(t, err)
	ids, labels := map[string]bool{}, map[string]bool{}
	var inputs []string
	for n := range root.Descendants() {
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		if id := attr["id"]; id != "" {
			require.False(t, ids[id], "kind %s: id %s stands twice", k, id)
			ids[id] = true
		}
		switch {
		case n.Data == "label":
			labels[attr["for"]] = true
		case (n.Data == "input" || n.Data == "select" || n.Data == "textarea") && attr["type"] != "hidden":
			inputs = append(inputs, attr["id"])
		}
	}
	for _, id := range inputs {
		require.True(t, labels[id], "kind %s: the input %s has no label", k, id)
	}
}

// TestControl_focus has the summary of what is to be mended lead to something that takes the focus, whatever of a picker
// is blocked.
func TestControl_focus(t *testing.T) {
	no := false
	open, blocked := form.Pick{ID: "a"}, form.Pick{ID: "b", Blocked: locale.Text{Uz: "band", Ru: "занято", En: "taken"}}
	for name, c := range map[string]struct {
		picks    []form.Pick
		required *bool
		target   string
	}{
		"the first":         {[]form.Pick{open, blocked}, nil, `id="car" name="car" type="radio" value="a">`},
		"the first is not":  {[]form.Pick{blocked, open}, nil, `id="car" name="car" type="radio" value="a">`},
		"none of them":      {[]form.Pick{blocked, blocked}, &no, `id="car" name="car" type="radio" value="" checked>`},
		"nothing but words": {[]form.Pick{blocked, blocked}, nil, `id="car" tabindex="-1"`},
		"nothing at all":    {nil, nil, `id="car" tabindex="-1"`},
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			f := form.Field{Key: "car", Kind: form.KindMyVehicle, Required: c.required, Label: locale.Text{Uz: "Mashina", Ru: "Машина", En: "Car"}}
			require.NoError(t, Field(Control{Field: f, Name: "car", Lang: locale.Uz, Picks: c.picks}).Render(t.Context(), &b))
			require.Contains(t, b.String(), c.target)
			for _, id := range []string{"car", "car-aa", "car-ab"} {
				require.LessOrEqual(t, strings.Count(b.String(), `id="`+id+`"`), 1, id)
			}
		})
	}
}
