package ui

import (
	"bytes"
	"context"
	"io"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/personal"
)

// Veil says whether a part of a page shows the personal numbers in it.
type Veil struct {
	Lang  locale.Lang
	Show  templ.SafeURL // where a form asks for the same page with the numbers; that is on record
	Lives bool          // they were asked for
	Form  string        // the id of the form in which something may be typed, which goes along; empty: none
	Said  string        // what the page gives back of what was typed (see Unsaid), which goes along as SaidName where there is no form
	Own   bool          // it is the reader's own page: nobody is told that he looked
}

// SaidName is the name under which Veil.Said goes along.
const SaidName = "said"

// Masked shows its children with every personal number in their text masked (see personal.Mask), and above them a button that
// shows the numbers, where there are any. It is the one place where pages of officials are masked: whatever stands in it,
// today or later, is. What is typed and sent stands in attributes and text areas, and stays as it is.
func Masked(v Veil) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		children := templ.GetChildren(ctx)
		ctx = templ.ClearChildren(ctx)
		if v.Lives {
			return children.Render(ctx, w)
		}
		plain, masked := templ.GetBuffer(), templ.GetBuffer()
		defer templ.ReleaseBuffer(plain)
		defer templ.ReleaseBuffer(masked)
		if err := children.Render(ctx, plain); err != nil {
			return err
		}
		hidden := mask(masked, plain)
		if hidden > 0 {
			if err := unmask(v, hidden).Render(ctx, w); err != nil {
				return err
			}
		}
		_, err := w.Write(masked.Bytes())
		return err
	})
}

// mask copies HTML with the numbers in its text masked, and says how many. What a text area holds is no text of the page. What
// stands in Personal is hidden whole.
func mask(into *bytes.Buffer, page io.Reader) (hidden int) {
	z := html.NewTokenizer(page)
	typed, whole := false, false
	for {
		switch z.Next() {
		case html.ErrorToken: // the end: what is read is what a view wrote
			return hidden
		case html.TextToken:
			if typed {
				into.Write(z.Raw())
				continue
			}
			if whole {
				hidden++
				into.WriteString(html.EscapeString(personal.Hide(html.UnescapeString(string(z.Raw())))))
				continue
			}
			text, n := personal.Mask(string(z.Raw()))
			hidden += n
			into.WriteString(text)
		case html.StartTagToken:
			into.Write(z.Raw())
			name, more := z.TagName()
			typed = string(name) == "textarea"
			for whole = false; more && !whole; {
				var key []byte
				key, _, more = z.TagAttr()
				whole = string(key) == personalMark
			}
		case html.EndTagToken:
			into.Write(z.Raw())
			typed, whole = false, false
		default:
			into.Write(z.Raw())
		}
	}
}
