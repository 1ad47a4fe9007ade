package ui

import (
	"fmt"
	"strings"

	"github.com/skip2/go-qrcode"
)

// Squares is the QR code of a text as the path of an SVG of that many squares on each side, its quiet border included.
func Squares(text string) (size int, path string, err error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return 0, "", fmt.Errorf("draw QR code: %w", err)
	}
	rows := code.Bitmap()
	var b strings.Builder
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	return len(rows), b.String(), nil
}
