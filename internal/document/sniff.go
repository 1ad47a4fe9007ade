package document

import (
	"bytes"
	"context"
	"encoding/hex"
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
	begins  []byte // that it must begin with, to the letter
	ending  string
	endings []string // that a device may have given it
	image   bool
	zip     bool
}

// taken is the closed list of what may be uploaded. Nothing in it runs in a browser: no SVG, no HTML, no archives.
var taken = []fileKind{
	{mime: "application/pdf", begins: []byte("%PDF-"), ending: ".pdf", endings: []string{".pdf"}},
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
		if !bytes.HasPrefix(head, k.begins) { // readers find a PDF behind other things, and so do browsers those things
			continue
		}
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
	fresh, err := s.receive(ctx, came.Upload, &limited{r: out, left: MaxFile, most: MaxFile}, kind)
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
	stands := turn(r)
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
	img = upright(img, stands)
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
	plain     []byte // window with the letters of names as letters
	window    []byte // tail and piece; kept, so that a file of 20 MB does not leave 40 MB to collect
	longest   int
	ending    []byte // that a whole file has near its end; nil: none
	last      []byte
	names     bool // PDF: letters of names may be written as numbers
}

func newScanner(k fileKind) *scanner {
	s := &scanner{forbidden: [][]byte{eicar}}
	switch {
	case k.mime == "application/pdf":
		s.forbidden = append(s.forbidden, activePDF...)
		s.ending, s.names = []byte("%%EOF"), true
	case k.zip:
		s.forbidden = append(s.forbidden, activeOffice...)
	}
	for _, f := range s.forbidden {
		s.longest = max(s.longest, len(f))
	}
	return s
}

func (s *scanner) see(piece []byte) error {
	window := append(s.window[:0], s.tail...)
	window = append(window, piece...)
	s.window = window
	if s.names && bytes.IndexByte(window, '#') >= 0 {
		s.plain = plainNames(s.plain[:0], window)
	} else {
		s.plain = append(s.plain[:0], window...)
	}
	for i, f := range s.forbidden {
		if bytes.Contains(s.plain, f) {
			id := "document.active"
			if i == 0 {
				id = "document.infected"
			}
			return problem.New(problem.Invalid, id).Because(errors.New("found " + string(f)))
		}
	}
	s.tail = append(s.tail[:0], window[max(0, len(window)-3*s.longest):]...)
	if s.ending != nil {
		kept := s.last[max(0, len(s.last)-max(0, lastLooked-len(piece))):]
		s.last = append(s.last[:copy(s.last, kept)], piece[max(0, len(piece)-lastLooked):]...)
	}
	return nil
}

// lastLooked is how much of the end of a file is looked at: what an archive that hides in it may have at its end.
const lastLooked = 66 << 10

// archiveEnd is what every ZIP has near its end, and a PDF has not: a file that is both shows one thing to the scanner
// and another to whoever opens it.
var archiveEnd = []byte("PK\x05\x06")

// plainNames writes names of a PDF with their letters: /J#61vaScript is /JavaScript.
func plainNames(out, in []byte) []byte {
	for i := 0; i < len(in); i++ {
		if in[i] == '#' && i+2 < len(in) {
			if b, err := hex.DecodeString(string(in[i+1 : i+3])); err == nil {
				out = append(out, b[0])
				i += 2
				continue
			}
		}
		out = append(out, in[i])
	}
	return out
}

// end refuses a file that was cut off: the official who opens it would see nothing. Readers look for the mark in the
// last 1,024 bytes, and so do we.
func (s *scanner) end() error {
	if s.ending == nil {
		return nil
	}
	if !bytes.Contains(s.last[max(0, len(s.last)-1024):], s.ending) {
		return problem.New(problem.Invalid, "document.unreadable")
	}
	if bytes.Contains(s.last, archiveEnd) {
		return problem.New(problem.Invalid, "document.unpacks").Because(errors.New("an archive at the end"))
	}
	return nil
}
