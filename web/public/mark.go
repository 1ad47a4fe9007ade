package public

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Part is a stretch of a text; a hit is a word that was looked for.
type Part struct {
	Text string
	Hit  bool
}

// parts writes a text with its hits marked, and not a space more.
func parts(list []Part) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		for _, p := range list {
			text := templ.EscapeString(p.Text)
			if p.Hit {
				text = "<mark>" + text + "</mark>"
			}
			if _, err := io.WriteString(w, text); err != nil {
				return err
			}
		}
		return nil
	})
}
