package cabinet

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/form"
)

// A browser that is asked for it says how wide its window is; others say that they run on a phone, or nothing.
const (
	widthHint = "Sec-CH-Viewport-Width"
	phoneUpTo = 640 // CSS pixels
)

// oneThing marks the address to which a page with one question is sent: how it was cut is decided when it is drawn, so
// that a phone that is turned in between loses nothing.
const oneThing = "one"

// together is how many small questions share a page on the screen that asks.
func together(r *http.Request) int {
	if r.Method == http.MethodPost {
		if r.URL.Query().Has(oneThing) {
			return form.Alone
		}
		return form.Together
	}
	if width, err := strconv.Atoi(r.Header.Get(widthHint)); err == nil {
		if width <= phoneUpTo {
			return form.Alone
		}
		return form.Together
	}
	if r.Header.Get("Sec-CH-UA-Mobile") == "?1" || strings.Contains(r.UserAgent(), "Mobi") {
		return form.Alone
	}
	return form.Together
}

// askWidth asks the browser to say with its next requests how wide the window is. It is asked for on forms only.
func askWidth(w http.ResponseWriter) { w.Header().Set("Accept-CH", widthHint) }

// allowPlace lets a page that asks for a place read where the device is, when the person presses the button for it. On
// every other page the browser refuses.
func allowPlace(w http.ResponseWriter, fields []form.Field) {
	if slices.ContainsFunc(fields, asksPlace) {
		w.Header().Set("Permissions-Policy", "camera=(), geolocation=(self), microphone=()")
	}
}

func asksPlace(f form.Field) bool {
	return f.Kind == form.KindPlace || slices.ContainsFunc(f.Fields, asksPlace)
}

// sentTo is the query of the address to which a page is sent.
func (s *sheet) sentTo(r *http.Request) string {
	var q []string
	if r.URL.Query().Get("from") == "check" {
		q = append(q, "from=check")
	}
	if s.together == form.Alone {
		q = append(q, oneThing)
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + strings.Join(q, "&")
}
