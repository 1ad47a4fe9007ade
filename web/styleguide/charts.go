package styleguide

import (
	"strconv"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/web/ui"
)

// charts are figures as the server draws them.
func charts(l locale.Lang) []specimen {
	line := ui.Line{Label: share.In(l) + ", " + when.In(l), Goal: 80, Aimed: true}
	for i, m := range months {
		v := []float64{52, 58, 0, 61, 72, 67}[i]
		line.Points = append(line.Points, ui.Point{Label: m.In(l), Value: v, Text: strconv.Itoa(int(v)) + " %", Missing: v == 0})
	}
	empty := ui.Line{Label: few.In(l)}
	g := line.Grid(share.In(l)+" (1)", when.In(l), share.In(l))
	other := g
	other.Caption = share.In(l) + " (2)"
	return []specimen{
		{"ui.BigNumber", "", ui.BigNumber(share.In(l), count.In(l))},
		{"ui.LineChart", "a gap, a goal", ui.LineChart(line)},
		{"ui.LineChart", "nothing to draw", ui.LineChart(empty)},
		{"ui.SmallMultiple", "", ui.SmallMultiple(ui.Small{
			ID: "small", Message: usual.In(l), Unit: count.In(l), Line: line, Grid: g, Table: table.In(l), Link: ui.Cell{Text: title.In(l), Href: "#"},
		})},
		{"ui.AsTable", "", ui.AsTable(table.In(l), other)},
		{"ui.BarTable", "with a second figure", ui.BarTable(ui.Bars{
			Caption: title.In(l), Label: l.T("ui.nav.services"), Value: l.T("ui.nav.cases"), Second: done.In(l), Rows: []ui.Bar{
				{Label: office.In(l), Href: "#", Value: 1284, Text: "1 284", Second: "67 %"},
				{Label: long.In(l), Note: term.In(l), Value: 310, Text: "310", Second: "9 %"},
				{Label: title.In(l), Text: "0", Second: "0 %"},
			},
		})},
		{"ui.Meter", "before and behind its goal", row(ui.Meter("40 %", 40, 80), ui.Meter("92 %", 92, 80))},
		{"ui.Stages", "begun, under way, done", row(ui.Stages(0, 4), ui.Stages(2, 4), ui.Stages(4, 4))},
		{"ui.RegionMap", "four steps, one too small to show", ui.RegionMap(regions(l))},
	}
}

func regions(l locale.Lang) ui.TileMap {
	m := ui.TileMap{Label: count.In(l), Few: few.In(l), Lang: string(l), Legend: []string{"0–25 %", "25–50 %", "50–75 %", "75–100 %"}}
	for i, code := range []string{"1735", "1733", "1712", "1706", "1718", "1708", "1710", "1722", "1724", "1727", "1726", "1714", "1730", "1703"} {
		m.Tiles = append(m.Tiles, ui.Tile{Region: code, Title: code, Text: strconv.Itoa(7*i) + " %", Step: i % 5, Href: "#"})
	}
	return m
}
