package server

import (
	"bytes"
	"io/fs"
	"log/slog"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"

	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web"
	"github.com/yagona/portal/web/layout"
)

// asset is a built file, ready to be sent.
type asset struct {
	kind   string
	plain  []byte
	zipped []byte // nil where compression gains nothing
}

// assets serves the built files from memory. A name changes with its content, so that a browser asks once.
type assets map[string]asset

func newAssets() assets {
	all := assets{}
	files := web.Static()
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		slog.Error("the built assets cannot be read", "error", err.Error())
		return all
	}
	if !layout.HasAssets() {
		slog.Warn("the assets are not built: pages will have no style; run npm ci and npm run build, then build the program again")
	}
	for _, e := range entries {
		raw, err := fs.ReadFile(files, e.Name())
		if err != nil || strings.HasPrefix(e.Name(), ".") || e.Name() == "manifest.json" {
			continue
		}
		all[e.Name()] = prepare(e.Name(), raw)
	}
	return all
}

func prepare(name string, raw []byte) asset {
	a := asset{kind: mime.TypeByExtension(path.Ext(name)), plain: raw}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is one of the package's; memory takes every write
	_, _ = z.Write(raw)
	_ = z.Close()
	if b.Len() < len(raw)*9/10 {
		a.zipped = b.Bytes()
	}
	return a
}

func (all assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, ok := all[strings.TrimPrefix(r.URL.Path, layout.AssetPrefix)]
	if !ok {
		respond.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable, no-transform")
	h.Set("Vary", "Accept-Encoding")
	body := a.plain
	if a.zipped != nil && acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = a.zipped
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the reader left; there is nobody to tell
}
