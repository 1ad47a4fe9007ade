package ui

import (
	"regexp"
	"strings"
)

func splitLines(s string) []string {
	return strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
}

// day is a date with hyphens, at which a line would end: 25-noyabr, 25-noyabr 2026-yil.
var day = regexp.MustCompile(`\d+-\p{L}+( \d+-\p{L}+)?`)

// piece is a part of a text; in a day no line ends.
type piece struct {
	text string
	day  bool
}

// pieces parts a text at its days. Another hyphen would not do: nobody who searches types it.
func pieces(s string) (list []piece) {
	from := 0
	for _, at := range day.FindAllStringIndex(s, -1) {
		if from < at[0] {
			list = append(list, piece{text: s[from:at[0]]})
		}
		list, from = append(list, piece{text: s[at[0]:at[1]], day: true}), at[1]
	}
	if from < len(s) {
		list = append(list, piece{text: s[from:]})
	}
	return list
}
