package cabinet_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/integration/tile"
	"github.com/yagona/portal/web/ui"
)

// TestPlace_map moves the pin of a map by keyboard and by hand: the fields follow, and they are what is saved.
func TestPlace_map(t *testing.T) {
	x := newTown(t)
	aziz := x.SignIn("aziz")
	path := x.pageWith(t, aziz, "aziz", form.KindPlace)
	require.NotEmpty(t, path)
	b := browsertest.New(t, x.URL, 360, 800)
	b.SignIn("aziz")

	b.Goto(path)
	require.True(t, b.Has("optgroup[data-seat]"))
	require.False(t, b.Has("[data-map]"), "without tiles no map is offered")

	x.cabinet.Map = ui.PlaceMap{Tiles: tile.Path, Credit: "Sinov xaritasi"}
	b.Goto(path)
	name := browsertest.Value[string](b, `document.querySelector("[data-map]").dataset.map`)
	field := func(axis string) float64 {
		t.Helper()
		n, err := strconv.ParseFloat(browsertest.Value[string](b, fmt.Sprintf(`document.getElementById("%s-%s").value`, name, axis)), 64)
		require.NoError(t, err)
		return n
	}
	require.False(t, browsertest.Value[bool](b, `performance.getEntriesByType("resource").some(r => /map\./.test(r.name))`), "who opens no map fetches none")
	browsertest.Value[bool](b, fmt.Sprintf(`!!(document.getElementById("%s-district").value = "1726269")`, name))
	browsertest.Value[bool](b, `(document.querySelector("[data-map] > button").click(), true)`)
	b.See(".app-map .leaflet-tile-loaded")
	require.Equal(t, 256, browsertest.Value[int](b, `document.querySelector(".app-map .leaflet-tile-loaded").naturalWidth`))
	require.True(t, browsertest.Value[bool](b, `document.activeElement.matches(".app-map")`))

	b.Key(browsertest.Down)
	first := field("lat")
	require.InDelta(t, 41.31, first, 0.1, "it opens where the chosen district is")
	require.InDelta(t, 69.28, field("lon"), 0.1)
	b.Key(browsertest.Down)
	require.Less(t, field("lat"), first)
	b.Key(browsertest.Up)
	require.InDelta(t, first, field("lat"), 1e-4)
	b.Until(fmt.Sprintf(`document.querySelector("[data-map] [role=status]").textContent.includes("%.5f")`, first))
	b.Axe()
	b.Fits()
	b.Obeys()
	b.Screenshot("place-map")

	browsertest.Value[bool](b, `(() => {
		document.querySelector("[data-zoom='1']").click();
		const map = document.querySelector(".app-map"), {left, top} = map.getBoundingClientRect();
		map.dispatchEvent(new MouseEvent("click", {bubbles: true, clientX: left + 60, clientY: top + 60}));
		return true;
	})()`)
	lat := field("lat")
	require.Greater(t, lat, first, "the pin is where the map was pressed")
	require.Less(t, field("lon"), 69.28)
	b.Obeys()
	b.Click("main form[method=post] button:not([type=button])")
	require.NotContains(t, b.URL(), path)

	saved := aziz.Get(path).Form(strings.Split(path, "?")[0]).Values
	require.Equal(t, "1726269", saved.Get(name+"-district"))
	require.Equal(t, strings.ReplaceAll(strconv.FormatFloat(lat, 'f', -1, 64), ".", ","), saved.Get(name+"-lat"))
}
