package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

// Tile is a region on the map of tiles.
type Tile struct {
	Region string        // SOATO code: "1726"
	Title  string        // "Toshkent shahri"
	Text   string        // the value as people read it; empty when suppressed
	Step   int           // 1–4, the darker the more; 0 is suppressed because the number is too small
	Href   templ.SafeURL // the list behind it
}

// TileMap is the country as one tile for each region, placed as on a map, so that small regions are seen as well.
type TileMap struct {
	Label  string // what is drawn, for screen readers
	Tiles  []Tile
	Legend []string // what the steps 1–4 mean
	Few    string   // "few": written on a suppressed tile
	Lang   string   // written form, for the short names
}

// seat is where a region sits: column and row, and its short name in Latin and Cyrillic.
type seat struct {
	column, row     int
	latin, cyrillic string
}

// seats follow the map of the country from west to east.
var seats = map[string]seat{
	"1735": {0, 0, "Qor", "Қор"}, "1733": {0, 1, "Xor", "Хор"}, "1712": {1, 1, "Nav", "Нав"}, "1706": {1, 2, "Bux", "Бух"},
	"1718": {2, 2, "Sam", "Сам"}, "1708": {3, 1, "Jiz", "Жиз"}, "1710": {2, 3, "Qash", "Қаш"}, "1722": {3, 3, "Sur", "Сур"},
	"1724": {4, 1, "Sir", "Сир"}, "1727": {4, 0, "T.vil", "Т.вил"}, "1726": {5, 0, "Tosh", "Тош"}, "1714": {6, 0, "Nam", "Нам"},
	"1730": {6, 1, "Fargʻ", "Фар"}, "1703": {7, 1, "And", "Анд"},
}

// russian names where they differ from Cyrillic Uzbek.
var russian = map[string]string{"1735": "Кар", "1710": "Каш", "1708": "Джи", "1724": "Сыр", "1727": "Т.обл", "1726": "Таш", "1730": "Фер"}

// english names where they differ from Latin Uzbek.
var english = map[string]string{
	"1735": "Kar", "1733": "Khor", "1706": "Bukh", "1710": "Kash", "1727": "T.reg", "1726": "Tash", "1730": "Ferg",
}

func (m TileMap) short(region string) string {
	s := seats[region]
	switch m.Lang {
	case "ru":
		if name, ok := russian[region]; ok {
			return name
		}
		return s.cyrillic
	case "uz-cyrl":
		return s.cyrillic
	case "en":
		if name, ok := english[region]; ok {
			return name
		}
	}
	return s.latin
}

// tileStep is the side of a tile with the gap to the next.
const tileStep = 101

func (m TileMap) at(t Tile, dx, dy int) (x, y string) {
	s := seats[t.Region]
	return strconv.Itoa(s.column*tileStep + dx), strconv.Itoa(s.row*tileStep + dy)
}

func (m TileMap) x(t Tile, d int) string { x, _ := m.at(t, d, 0); return x }
func (m TileMap) y(t Tile, d int) string { _, y := m.at(t, 0, d); return y }

func (t Tile) class() string {
	if t.Step < 1 || t.Step > 4 {
		return "hatch"
	}
	return "q" + strconv.Itoa(t.Step)
}

// ink is dark on the light steps and white on the dark ones.
func (t Tile) ink() string {
	if t.Step >= 3 {
		return "t-inv"
	}
	return "t-strong"
}

// known leaves out what has no seat: a case without a region.
func (m TileMap) known() []Tile {
	var out []Tile
	for _, t := range m.Tiles {
		if _, ok := seats[t.Region]; ok {
			out = append(out, t)
		}
	}
	return out
}

// name begins with what is seen on the tile, so that who speaks to the computer can say it.
func (m TileMap) name(t Tile) string {
	return m.short(t.Region) + " " + m.text(t) + ", " + t.Title
}

func (m TileMap) text(t Tile) string {
	if t.Step < 1 || t.Text == "" {
		return m.Few
	}
	return t.Text
}
