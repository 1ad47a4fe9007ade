// Package cabinet is the pages of a signed-in person: applying, following, paying, documents, messages, own data.
// They hold markup and view structs; handlers fill them in, with every text in the reader's language.
package cabinet

import "github.com/a-h/templ"

// Link is a link in words.
type Link struct {
	Title string
	Href  templ.SafeURL
}

// bar is one piece of a progress bar.
type bar struct{ X, Width, Class string }
