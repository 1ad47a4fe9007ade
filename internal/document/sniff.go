package document

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"github.com/yagona/portal/internal/problem"
)

// sniffed is how many bytes of a file say what it is.
const sniffed = 8 << 10

// maxPixels stops a small file that would unpack to gigabytes.
const maxPixels = 50_000_000

// fileKind is a type of file that is taken.
type fileKind struct {
	mime    string
	ending  string
	endings []string // that a device may have given it
	image   bool
	zip     bool
}

// taken is the closed list of what may be uploaded. Nothing in it runs in a browser: no SVG, no HTML, no archives.
var taken = []fileKind{
	{mime: "application/pdf", ending: ".pdf", endings: []string{".pdf"}},
	{mime: "image/jpeg", ending: ".jpg", endings: []string{".jpg", ".jpeg"}, image: true},
	{mime: "image/png", ending: ".png", endings: []string{".png"}, image: true},
	{mime: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ending: ".docx", endings: []string{".docx"}, zip: true},
	{mime: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ending: ".xlsx", endings: []string{".xlsx"}, zip: true},
}

// sniff says what a file is by its first bytes; its ending must agree.
func sniff(head []byte, name string) (fileKind, error) {
	if len(head) == 0 {
		return fileKind{}, problem.New(problem.Invalid, "document.empty")
	}
	if bytes.Contains(head, eicar) {
		return fileKind{}, problem.New(problem.Invalid, "document.infected")
	}
	found := mimetype.Detect(head)
	for _, k := range taken {
		if found.Is(k.mime) && slices.Contains(k.endings, strings.ToLower(path.Ext(name))) {
			return k, nil
		}
	}
	return fileKind{}, problem.New(problem.Invalid, "document.type")
}

// drawn is how many images are decoded at once: one of maxPixels takes 200 MB.
const drawn = 2

// redrawn decodes a received image and receives it anew: what is kept is pixels and nothing else. It waits for its turn
// only when all bytes are there, so that slow senders keep nobody waiting.
func (s *Store) redrawn(ctx context.Context, came received, kind fileKind) (received, error) {
	select {
	case s.drawing <- struct{}{}:
		defer func() { <-s.drawing }()
	case <-ctx.Done():
		return came, ctx.Err()
	}
	out, err := redraw(s.content(ctx, came.Upload), kind.mime)
	if err != nil {
		return came, err
	}
	fresh, err := s.receive(ctx, came.Upload, &limited{r: out, left: MaxFile}, kind)
	if err != nil {
		return came, err
	}
	s.forget(ctx, came.ID)
	return fresh, nil
}

func redraw(r io.ReadSeeker, mime string) (io.Reader, error) {
	config, _, err := image.DecodeConfig(r)
	if problem.Of(err) != nil {
		return nil, err
	}
	if err != nil || config.Width*config.Height > maxPixels {
		return nil, problem.New(problem.Invalid, "document.broken").Because(err)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	img, _, err := image.Decode(r)
	if problem.Of(err) != nil {
		return nil, err
	}
	if err != nil {
		return nil, problem.New(problem.Invalid, "document.broken").Because(err)
	}
	var out bytes.Buffer
	if mime == "image/png" {
		err = png.Encode(&out, img)
	} else {
		err = jpeg.Encode(&out, img, &jpeg.Options{Quality: 88})
	}
	if err != nil {
		return nil, problem.New(problem.Invalid, "document.broken").Because(err)
	}
	return &out, nil
}

// eicar is the test signature that every scanner knows. A real scanner is asked where one is configured; until then
// this much shows that the refusal works.
var eicar = []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR`)

// active are parts of PDF and Office files that do something when they are opened.
var activePDF = [][]byte{[]byte("/JavaScript"), []byte("/Launch"), []byte("/EmbeddedFile")}

var activeOffice = [][]byte{[]byte("vbaProject.bin"), []byte("activeX/")}

// scanner looks for forbidden bytes while a file streams by, also across the borders of pieces.
type scanner struct {
	forbidden [][]byte
	tail      []byte
	longest   int
	ending    []byte // that a whole file has near its end; nil: none
	last      []byte
}

func newScanner(k fileKind) *scanner {
	s := &scanner{forbidden: [][]byte{eicar}}
	switch {
	case k.mime == "application/pdf":
		s.forbidden = append(s.forbidden, activePDF...)
		s.ending = []byte("%%EOF")
	case k.zip:
		s.forbidden = append(s.forbidden, activeOffice...)
	}
	for _, f := range s.forbidden {
		s.longest = max(s.longest, len(f))
	}
	return s
}

func (s *scanner) see(piece []byte) error {
	window := append(slices.Clone(s.tail), piece...)
	for i, f := range s.forbidden {
		if bytes.Contains(window, f) {
			id := "document.active"
			if i == 0 {
				id = "document.infected"
			}
			return problem.New(problem.Invalid, id).Because(errors.New("found " + string(f)))
		}
	}
	s.tail = slices.Clone(window[max(0, len(window)-s.longest+1):])
	s.last = slices.Clone(window[max(0, len(window)-1024):])
	return nil
}

// end refuses a file that was cut off: the official who opens it would see nothing. Readers look for the mark in the
// last 1,024 bytes, and so do we.
func (s *scanner) end() error {
	if s.ending != nil && !bytes.Contains(s.last, s.ending) {
		return problem.New(problem.Invalid, "document.unreadable")
	}
	return nil
}
