package server

import (
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"github.com/yagona/portal/internal/respond"
)

// compressFrom is the size in bytes under which compression costs more than it saves.
const compressFrom = 1024

var compressors = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is one of the package's
	return w
}}

// compress shrinks pages that were drawn for this request. Only answers to GET are: a page that answers a POST
// repeats what was typed beside tokens of the form, and its size must tell nothing (BREACH). A handler keeps its
// answer as it is with Cache-Control: no-transform, or by setting Content-Encoding itself.
func compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || respond.Encoding(r, respond.Gzip) != respond.Gzip {
			next.ServeHTTP(w, r)
			return
		}
		c := &compressed{ResponseWriter: w}
		defer c.close()
		next.ServeHTTP(c, r)
	})
}

// compressed decides when the header is written: by then the type and the length are known.
type compressed struct {
	http.ResponseWriter
	decided bool
	zip     *gzip.Writer
}

func (c *compressed) WriteHeader(status int) {
	if !c.decided && status >= http.StatusOK {
		c.decided = true
		if h := c.Header(); worthIt(h) {
			h.Set("Content-Encoding", respond.Gzip)
			h.Add("Vary", "Accept-Encoding")
			h.Del("Content-Length")
			c.zip = compressors.Get().(*gzip.Writer)
			c.zip.Reset(c.ResponseWriter)
		}
	}
	c.ResponseWriter.WriteHeader(status)
}

func worthIt(h http.Header) bool {
	if h.Get("Content-Encoding") != "" || h.Get("ETag") != "" || strings.Contains(h.Get("Cache-Control"), "no-transform") {
		return false
	}
	size, err := strconv.Atoi(h.Get("Content-Length"))
	if err != nil || size < compressFrom {
		return false
	}
	kind, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	switch kind {
	case "text/html", "text/csv", "text/plain", "application/json", "application/xml", "application/manifest+json", "image/svg+xml":
		return true
	default:
		return false
	}
}

func (c *compressed) Write(p []byte) (int, error) {
	if !c.decided {
		c.WriteHeader(http.StatusOK)
	}
	if c.zip != nil {
		return c.zip.Write(p)
	}
	return c.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (c *compressed) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *compressed) close() {
	if c.zip == nil {
		return
	}
	_ = c.zip.Close() // the reader left; there is nobody to tell
	compressors.Put(c.zip)
	c.zip = nil
}
