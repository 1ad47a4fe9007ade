package public

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/klauspost/compress/gzip"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/workday"
	view "github.com/yagona/portal/web/public"
)

// edition is the public pages as they stand now, kept ready to be sent. A new snapshot, a new day or new counters start
// a new one: nothing in it is ever changed. Only pages that were really found are kept, so that its size is bounded by
// the catalogue and four written forms.
type edition struct {
	snap *catalogue.Snapshot
	day  string
	bhm  int64    // 0 when it is not known
	used *figures // nil when they are not known

	pages   sync.Map // path with language → *kept
	shelves sync.Map // language → *shelf
}

// shelf is every service as lists show it in one language, worked out once.
type shelf struct {
	once  sync.Once
	found map[string]view.Found
	paid  map[string]bool
}

// kept is a page ready to be sent.
type kept struct {
	zipped []byte
	plain  int // its size unzipped
	etag   string
}

// cacheRules lets a browser keep the page but ask each time: the answer is then a bare 304. A shared cache may answer
// for a minute by itself.
const cacheRules = "public, max-age=0, s-maxage=60, must-revalidate"

func (s *Site) current(ctx context.Context) *edition {
	snap, day, bhm, used := s.Snapshot(), s.Now().In(workday.Zone).Format(time.DateOnly), s.baseAmount(ctx), s.records(ctx)
	e := s.edition.Load()
	if e == nil || e.snap != snap || e.day != day || e.bhm != bhm || e.used != used {
		e = &edition{snap: snap, day: day, bhm: bhm, used: used}
		s.edition.Store(e)
	}
	return e
}

// Drawer draws a page for a request.
type Drawer func(r *http.Request) (templ.Component, error)

// Kept answers from the edition. Who is signed in sees a name in the header, and who came with a query may see it
// repeated: those pages are drawn for the request.
func (s *Site) Kept(draw Drawer) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if account.FromContext(r.Context()) != nil || r.URL.RawQuery != "" {
			c, err := draw(r)
			if err != nil {
				return err
			}
			return respond.HTML(w, r, http.StatusOK, c)
		}
		e := s.current(r.Context())
		if k, ok := e.pages.Load(r.URL.Path); ok {
			return k.(*kept).send(w, r)
		}
		k, err := prepare(r, draw)
		if err != nil {
			return err
		}
		e.pages.Store(r.URL.Path, k)
		return k.send(w, r)
	}
}

func prepare(r *http.Request, draw Drawer) (*kept, error) {
	c, err := draw(r)
	if err != nil {
		return nil, err
	}
	var page, zipped bytes.Buffer
	if err := c.Render(r.Context(), &page); err != nil {
		return nil, err
	}
	z, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(page.Bytes()); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(page.Bytes())
	return &kept{zipped: zipped.Bytes(), plain: page.Len(), etag: hex.EncodeToString(sum[:10])}, nil
}

func (k *kept) send(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("Cache-Control", cacheRules)
	h["Vary"] = vary
	zip := strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
	tag := `"` + k.etag + `"`
	if zip {
		tag = `"` + k.etag + `-gzip"`
	}
	h.Set("ETag", tag)
	if seen := r.Header.Get("If-None-Match"); seen != "" && strings.Contains(seen, tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	if !zip {
		h.Set("Content-Length", strconv.Itoa(k.plain))
		return k.unzip(w)
	}
	h.Set("Content-Encoding", "gzip")
	h.Set("Content-Length", strconv.Itoa(len(k.zipped)))
	_, _ = w.Write(k.zipped) //nolint:gosec // a page that templ has escaped; a reader who left cannot be told
	return nil
}

// vary: a signed-in page has another header, and its cookie says so.
var vary = []string{"Accept-Encoding, Cookie"}

// unzip is for the rare reader that takes no gzip: keeping the page twice would cost more than it saves.
func (k *kept) unzip(w http.ResponseWriter) error {
	z, err := gzip.NewReader(bytes.NewReader(k.zipped))
	if err != nil {
		return err
	}
	_, _ = z.WriteTo(w) // the reader left; there is nobody to tell
	return nil
}
