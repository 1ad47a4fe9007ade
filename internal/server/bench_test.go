package server_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/server"
)

// quiet keeps the access log out of the figures' way without leaving its cost out: lines are written, to nowhere.
var quiet = sync.OnceFunc(func() {
	slog.SetDefault(slog.New(slog.NewJSONHandler(io.Discard, nil))) //nolint:sloglint // its cost is meant, see above
})

// BenchmarkPage is a kept page, its repeat view and a drawn one through the whole middleware.
func BenchmarkPage(b *testing.B) {
	quiet()
	all, _ := seed()
	h := server.New(server.Deps{URL: "http://portal.test", Now: time.Now, Snapshot: func() *catalogue.Snapshot { return all }})
	const path = "/uz/services/residence-certificate"
	tag := get(h, path, "Accept-Encoding", "gzip").Header().Get("ETag")
	for _, c := range []struct{ name, path, key, value string }{
		{"kept", path, "Accept-Encoding", "gzip"},
		{"repeat", path, "If-None-Match", tag},
		{"search", "/uz/services?q=pasport", "Accept-Encoding", "gzip"},
		{"search-plain", "/uz/services?q=pasport", "Accept-Encoding", "identity"},
		{"narrowed-plain", "/uz/services?audience=citizen&how=automatic", "Accept-Encoding", "identity"},
		{"suggest", "/uz/services/suggest?q=paspor", "Accept-Encoding", "gzip"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			r := httptest.NewRequest(http.MethodGet, "http://portal.test"+c.path, nil)
			r.Header.Set("Accept-Encoding", "gzip")
			r.Header.Set(c.key, c.value)
			for b.Loop() {
				h.ServeHTTP(httptest.NewRecorder(), r)
			}
		})
	}
}
