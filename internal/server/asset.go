package server

import (
	"io/fs"
	"log/slog"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web"
	"github.com/yagona/portal/web/layout"
)

// asset is a built file, ready to be sent: as it is, and packed where the build found that to be worth it.
type asset struct {
	kind   string
	bodies map[string][]byte // by encoding
}

// assets serves the built files from memory. A name changes with its content, so that a browser asks once.
type assets map[string]asset

// packedAs is how the build names a packed file: after the plain one.
var packedAs = map[string]string{".br": respond.Brotli, ".gz": respond.Gzip}

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
		body, err := fs.ReadFile(files, e.Name())
		if err != nil || strings.HasPrefix(e.Name(), ".") || e.Name() == "manifest.json" {
			continue
		}
		name, encoding := e.Name(), respond.Identity
		if packed, ok := packedAs[path.Ext(name)]; ok {
			name, encoding = strings.TrimSuffix(name, path.Ext(name)), packed
		}
		if all[name].bodies == nil {
			all[name] = asset{kind: mime.TypeByExtension(path.Ext(name)), bodies: map[string][]byte{}}
		}
		all[name].bodies[encoding] = body
	}
	return all
}

func (all assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	all.send(w, r, r.URL.Path, "public, max-age=31536000, immutable, no-transform")
}

// worker is the service worker. It rules over the whole portal only from an address at its root, and a browser has to
// see a new one at once: it is the same file under a name that stays.
func (all assets) worker(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Service-Worker-Allowed", "/")
	all.send(w, r, layout.Asset("worker.js"), "no-cache, no-transform")
}

func (all assets) send(w http.ResponseWriter, r *http.Request, path, caching string) {
	a, ok := all[strings.TrimPrefix(path, layout.AssetPrefix)]
	if !ok {
		respond.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", caching)
	body := a.bodies[respond.Identity]
	if len(a.bodies) > 1 {
		h.Set("Vary", "Accept-Encoding")
		if encoding := respond.Encoding(r, respond.Brotli, respond.Gzip); encoding != respond.Identity {
			h.Set("Content-Encoding", encoding)
			body = a.bodies[encoding]
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the reader left; there is nobody to tell
}
