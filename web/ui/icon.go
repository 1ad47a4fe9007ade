// Package ui is the components that pages are drawn from. They hold markup and nothing else: no reads, no clock, no
// rights. Texts come ready in the reader's language.
package ui

import (
	"maps"
	"slices"
)

// icons are drawn on a grid of 24 by 24 as one path each, stroked in the colour of the text beside them.
var icons = map[string]string{
	"alert":      "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 8v5M12 16h.01",
	"arrow":      "M5 12h14M13 6l6 6-6 6",
	"baby":       "M12 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM7 21l1.5-6L6 11.5M17 21l-1.5-6 2.5-3.5M8 13.5c2.5 1.5 5.5 1.5 8 0",
	"bolt":       "M13 3 5 13.5h6L10 21l8.5-11H12z",
	"box":        "M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8",
	"card":       "M3 6h18v12H3zM8.5 12.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5.5 16c.5-1.8 1.7-2.5 3-2.5s2.5.7 3 2.5M14 10h4M14 14h4",
	"car":        "M4 16v-4l2-5h12l2 5v4zM4 12h16M7 16v2.5M17 16v2.5M7.5 14h.01M16.5 14h.01",
	"chart":      "M4 20h16M7 16v-5M12 16V6M17 16v-8",
	"check":      "M5 12.5 10 17.5 19.5 7",
	"clock":      "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
	"document":   "M6 3h8l4 4v14H6zM14 3v4h4M9 17l2 2 4-5",
	"download":   "M12 4v11M7 11l5 5 5-5M5 20h14",
	"file":       "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
	"flower":     "M12 21v-9M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 17c-3 0-5-1.500-5-4 3 0 5 1.500 5 4zM12 18c3 0 5-1.500 5-4-3 0-5 1.500-5 4z",
	"gavel":      "M4 20h9M14 4l6 6M12.500 5.500l6 6-3 3-6-6zM11 11.500l-6 6",
	"hand":       "M3 13l4-4 4 3h4a1.500 1.500 0 0 1 0 3h-4M15 13.500l4-2.500a1.500 1.500 0 0 1 1.500 2.500L15 18H8l-2 2",
	"hardhat":    "M4 17h16M6 17v-3a6 6 0 0 1 12 0v3M10 9V6h4v3M3 20h18",
	"heart":      "M12 20c-5-4-8-7-8-10.500A4.300 4.300 0 0 1 12 7a4.300 4.300 0 0 1 8 2.500C20 13 17 16 12 20z",
	"home":       "M4 11 12 4l8 7M6 9.5V20h12V9.5M10 20v-6h4v6",
	"inbox":      "M4 13l3-8h10l3 8v6H4zM4 13h5l1.5 2.5h3L15 13h5",
	"key":        "M8 15a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 11h9M18 11v4",
	"lock":       "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
	"message":    "M4 5h16v11H9l-5 4z",
	"no":         "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9 9l6 6M15 9l-6 6",
	"ok":         "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12.3l2.8 2.7L16 9.5",
	"people":     "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 19c.7-3.500 3.300-5 6.500-5s5.800 1.500 6.500 5M15.500 4.500a3.500 3.500 0 0 1 0 6.200M17 14.300c2.500.5 4 2 4.500 4.700",
	"person":     "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c1-4 4.5-5.5 8-5.5s7 1.5 8 5.5",
	"phone":      "M6 3h4l1.500 5-2.500 1.500a12 12 0 0 0 5.500 5.500l1.500-2.500 5 1.500v4c-9 1-16-6-15-15z",
	"plane":      "M21 4 3 11l7 2.5L13 21zM10 13.5 21 4",
	"ring":       "M12 21a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM9.5 3h5L16 5.5 12 9 8 5.5z",
	"school":     "M2 9l10-5 10 5-10 5zM6 11.500V17c3 2.500 9 2.500 12 0v-5.500M22 9v6",
	"search":     "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20 20",
	"shield":     "M12 3l8 3v6c0 5-3.5 7.8-8 9-4.5-1.2-8-4-8-9V6z",
	"shop":       "M4 10V20h16V10M3 10l2-6h14l2 6c0 1.5-1.5 2.5-3 2.5S15 11.5 15 10c0 1.5-1.5 2.5-3 2.5S9 11.5 9 10c0 1.5-1.5 2.5-3 2.5S3 11.5 3 10zM10 20v-4h4v4",
	"sprout":     "M12 20v-8M12 13c-5 0-7-2.500-7-7 5 0 7 2.500 7 7zM12 11c0-3.500 2-6 7-6 0 4-2 6-7 6z",
	"star":       "M12 3l2.7 5.700 6.300.8-4.600 4.300 1.200 6.200-5.600-3.100-5.600 3.100 1.200-6.200L3 9.500l6.300-.8z",
	"briefcase":  "M3 8h18v11H3zM9 8V5h6v3M3 13h18",
	"wheelchair": "M10 6a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3zM10 8v6h6l2.500 5H21M10 10.500h5M7.500 11.500a5 5 0 1 0 7 6.500",
}

// Icons is the name of every drawing, in alphabetical order.
func Icons() []string { return slices.Sorted(maps.Keys(icons)) }
