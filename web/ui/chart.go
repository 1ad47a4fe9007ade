package ui

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Charts are SVG drawn by the server. A chart's heading is its message, in words, and stands outside; beside every
// chart stands its table. Lengths are attributes, so that no inline style is needed.

// Bar is one row of a bar table: the table is the chart.
type Bar struct {
	Label  string
	Href   templ.SafeURL
	Note   string
	Value  float64
	Text   string // the value as people read it
	Second string // another figure of the row; the table has a column for it when Bars.Second is set
}

// Bars is a table whose second column draws the values.
type Bars struct {
	Caption string
	Label   string // heading of the first column
	Value   string // heading of the values
	Second  string // heading of the other figure; empty leaves it out
	Max     float64
	Rows    []Bar
}

// share is the length of a bar on a scale of 100.
func (b Bars) share(v float64) string {
	top := b.Max
	for _, r := range b.Rows {
		top = max(top, r.Value)
	}
	if top <= 0 {
		return "0"
	}
	return coordinate(100 * max(0, v) / top)
}

// Point is one value of a line; a missing one leaves a gap.
type Point struct {
	Label   string // "mart 2026"
	Value   float64
	Text    string // as people read it
	Missing bool
}

// Line is the course of one figure over time.
type Line struct {
	Label  string // what is drawn, for screen readers
	Points []Point
	Goal   float64
	Aimed  bool // whether there is a goal to draw
	Zero   bool // the scale begins at zero
}

// Geometry of a line chart, in its own units.
const (
	lineWidth, lineHeight = 320.0, 110.0
	lineLeft, lineRight   = 6.0, 252.0
	lineTop, lineBottom   = 14.0, 76.0
	lineAxis, lineWords   = 86.0, 104.0
)

func (l Line) bounds() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, p := range l.Points {
		if !p.Missing {
			low, high = min(low, p.Value), max(high, p.Value)
		}
	}
	if l.Aimed {
		low, high = min(low, l.Goal), max(high, l.Goal)
	}
	if l.Zero {
		low = min(low, 0)
	}
	if math.IsInf(low, 1) {
		return 0, 1
	}
	if low == high {
		return low - 1, high + 1
	}
	return low, high
}

func (l Line) x(i int) float64 {
	if len(l.Points) < 2 {
		return lineRight
	}
	return lineLeft + (lineRight-lineLeft)*float64(i)/float64(len(l.Points)-1)
}

func (l Line) y(v float64) float64 {
	low, high := l.bounds()
	return lineBottom - (lineBottom-lineTop)*(v-low)/(high-low)
}

// path is the line; a gap starts it anew.
func (l Line) path() string {
	var b strings.Builder
	move := true
	for i, p := range l.Points {
		if p.Missing {
			move = true
			continue
		}
		if move {
			b.WriteByte('M')
		} else {
			b.WriteByte('L')
		}
		move = false
		b.WriteString(coordinate(l.x(i)) + " " + coordinate(l.y(p.Value)))
	}
	return b.String()
}

// last is the newest value that there is.
func (l Line) last() (i int, p Point, ok bool) {
	for i, p := range slices.Backward(l.Points) {
		if !p.Missing {
			return i, p, true
		}
	}
	return 0, Point{}, false
}

// Grid is the values of the line as a table.
func (l Line) Grid(caption, label, value string) Grid {
	g := Grid{Caption: caption, HideCaption: true, Columns: []Column{{Title: label}, {Title: value, Numeric: true}}}
	for _, p := range l.Points {
		g.Rows = append(g.Rows, Text(p.Label, p.Text))
	}
	return g
}

func coordinate(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }
