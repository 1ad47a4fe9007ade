package public

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"

	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
)

// kept is a page as an edition shows it. Editions in which it is the same share its bytes.
type kept struct {
	edition uint64
	route   string // for the log
	*page
}

// page is a page ready to be sent. Phones speak brotli, so that is what is kept of it; gzip is made for whoever asks
// for it first, and the plain text each time: only machines want it.
type page struct {
	kind   []string
	tag    string // of the plain text
	plain  packed // without a body
	brotli packed
	zip    sync.Once
	zipped packed
}

// packed is a page in one encoding, with its headers as the server wants them: sending it makes no garbage.
type packed struct {
	body                   []byte
	encoding, length, etag []string
}

// brotliLevel is the last one that gains: on pages of ours 6 makes 0.2 % of the bytes in half as much time again.
const brotliLevel = 5

// brotliWindow is how far back a repetition is looked for, as a power of two: few pages are longer. The packer takes twice that
// for itself as soon as it meets a page of more than 64 KB; by default it would be eight megabytes.
const brotliWindow = 18

// prepare draws the page. When it is what it was before, its bytes stay: packing costs more than drawing.
func prepare(r *http.Request, kind string, draw Drawer, before *kept) (*page, error) {
	c, err := draw(r)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if err := c.Render(r.Context(), &text); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text.Bytes())
	tag := hex.EncodeToString(sum[:10])
	if before != nil && before.tag == tag && before.kind[0] == kind {
		return before.page, nil
	}
	p := &page{kind: []string{kind}, tag: tag, plain: packed{length: []string{strconv.Itoa(text.Len())}, etag: []string{`"` + tag + `"`}}}
	p.brotli = p.pack(respond.Brotli, packBrotli(text.Bytes()))
	return p, nil
}

// packers are used again: each takes most of a megabyte.
var packers = sync.Pool{New: func() any {
	return brotli.NewWriterOptions(nil, brotli.WriterOptions{Quality: brotliLevel, LGWin: brotliWindow})
}}

func packBrotli(text []byte) []byte {
	var b bytes.Buffer
	z := packers.Get().(*brotli.Writer)
	defer packers.Put(z)
	z.Reset(&b)
	_, _ = z.Write(text) // memory takes every write
	_ = z.Close()
	return b.Bytes()
}

func (p *page) pack(encoding string, body []byte) packed {
	return packed{
		body: bytes.Clone(body), encoding: []string{encoding}, length: []string{strconv.Itoa(len(body))},
		etag: []string{`"` + p.tag + "-" + encoding + `"`}, // another encoding is another answer
	}
}

// gzipped is the page for those who do not speak brotli, packed once.
func (p *page) gzipped() packed {
	p.zip.Do(func() {
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is one of the package's
		p.unpack(z)
		_ = z.Close()
		p.zipped = p.pack(respond.Gzip, b.Bytes())
	})
	return p.zipped
}

// unpack writes the plain text. What is read are our own bytes; when the reader leaves, there is nobody to tell.
func (p *page) unpack(w io.Writer) {
	_, _ = io.Copy(w, brotli.NewReader(bytes.NewReader(p.brotli.body)))
}

// vary: a signed-in page has another header, and its cookie says so.
var vary = []string{"Accept-Encoding, Cookie"}

func (k *kept) send(w http.ResponseWriter, r *http.Request) {
	f := k.plain
	switch respond.Encoding(r, respond.Brotli, respond.Gzip) {
	case respond.Brotli:
		f = k.brotli
	case respond.Gzip:
		f = k.gzipped()
	}
	h := w.Header()
	h["Cache-Control"], h["Vary"], h["Etag"] = caching(r, h), vary, f.etag
	if seen := r.Header.Get("If-None-Match"); seen != "" && (seen == "*" || strings.Contains(seen, f.etag[0])) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h["Content-Type"], h["Content-Length"] = k.kind, f.length
	if f.encoding == nil {
		k.unpack(w)
		return
	}
	h["Content-Encoding"] = f.encoding
	_, _ = w.Write(f.body) // the reader left; there is nobody to tell
}

// Rules for caches. A browser may keep the page but asks each time: the answer is then a bare 304.
var (
	// A shared cache may answer strangers by itself for a second, which turns any storm into one request.
	forAll = []string{"public, max-age=0, s-maxage=1, must-revalidate"}
	// A request with a cookie may be anybody's: only his own browser keeps the answer.
	forOne = []string{"private, no-cache"}
	// An answer that sets a cookie, or that does not know whether the reader is signed in, is kept by nobody.
	forNobody = []string{"no-store"}
)

func caching(r *http.Request, h http.Header) []string {
	switch {
	case len(h["Set-Cookie"]) > 0 || session.Trouble(r.Context()) != nil:
		return forNobody
	case len(r.Header["Cookie"]) > 0:
		return forOne
	default:
		return forAll
	}
}
