package document

import (
	"bytes"
	"encoding/hex"
	"errors"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/gabriel-vasile/mimetype"

	"github.com/yagona/portal/internal/problem"
)

// sniffed is how many bytes of a file say what it is.
const sniffed = 8 << 10

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
	names     bool // PDF: letters of names may be written as numbers
	folded    bool // PDF: objects are packed, and were not seen
}

// window is what is looked at, the end of the last piece before it, and the same with the letters of names as letters. A scanner
// has one only while it looks: hundreds of files may be waiting for their next piece.
type window struct{ bytes, plain []byte }

var windows = sync.Pool{New: func() any { return new(window) }}

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
	w := windows.Get().(*window)
	defer windows.Put(w)
	w.bytes = append(append(w.bytes[:0], s.tail...), piece...)
	plain := w.bytes
	if s.names && bytes.IndexByte(plain, '#') >= 0 {
		w.plain = plainNames(w.plain[:0], w.bytes)
		plain = w.plain
	}
	for i, f := range s.forbidden {
		if bytes.Contains(plain, f) {
			id := "document.active"
			if i == 0 {
				id = "document.infected"
			}
			return problem.New(problem.Invalid, id).Because(errors.New("found " + string(f)))
		}
	}
	s.folded = s.folded || s.names && packedObjects.Match(w.bytes)
	s.tail = append(s.tail[:0], w.bytes[max(0, len(w.bytes)-3*s.longest):]...)
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
