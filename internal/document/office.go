package document

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"strings"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Bounds of what is packed into an Office file. A letter with photos stays far below them; a bomb does not.
const (
	maxParts    = 4096
	maxUnpacked = 200 << 20
	maxList     = 1 << 20 // bytes of the list of parts, before anybody counts them
	maxRatio    = 100     // unpacked to packed,
	ratioFrom   = 8 << 20 // of what is more than this: XML of a few pages packs well
)

// unpack looks through an Office file: its list of parts and then every part, as somebody's computer would unpack it.
// What the list says of sizes is not believed.
func (s *Store) unpack(ctx context.Context, up Upload) error {
	list := &listing{ReaderAt: s.content(ctx, up), left: maxList}
	z, err := zip.NewReader(list, up.Size)
	if problem.Of(err) != nil {
		return err
	}
	if err != nil {
		return problem.New(problem.Invalid, "document.unreadable").Because(err)
	}
	if len(z.File) > maxParts {
		return problem.New(problem.Invalid, "document.unpacks").Because(errors.New("too many parts"))
	}
	left := unpackable(up.Size)
	list.left = math.MaxInt64
	whole := false
	for _, part := range z.File {
		whole = whole || part.Name == "[Content_Types].xml"
		if err := look(part, &left); err != nil {
			return err
		}
	}
	if !whole {
		return problem.New(problem.Invalid, "document.unreadable").Because(errors.New("no list of contents"))
	}
	return nil
}

// unpackable is how many bytes a file of that size may hold unpacked.
func unpackable(size int64) int64 { return min(maxUnpacked, max(size*maxRatio, ratioFrom)) }

// listing is an archive of which so many bytes more may be read: its list takes many times its length in memory.
type listing struct {
	io.ReaderAt
	left int64
}

func (l *listing) ReadAt(b []byte, off int64) (n int, err error) {
	if l.left -= int64(len(b)); l.left < 0 {
		return 0, problem.New(problem.Invalid, "document.unpacks").Because(errors.New("a list of parts without end"))
	}
	return l.ReaderAt.ReadAt(b, off)
}

// look reads one part to its end, or to the end of what may be unpacked.
func look(part *zip.File, left *int64) error {
	if outside(part.Name) || !part.Mode().IsRegular() && !part.Mode().IsDir() {
		return problem.New(problem.Invalid, "document.unreadable").Because(errors.New("a part that is no file: " + part.Name))
	}
	r, err := part.Open()
	if err != nil {
		return broken(err)
	}
	defer r.Close()
	scan := newScanner(fileKind{zip: true})
	if isMarkup(part.Name) {
		scan.forbidden = append(scan.forbidden, declared...)
	}
	var links []byte
	buf := make([]byte, 32<<10)
	for first := true; ; first = false {
		n, err := fill(r, buf)
		if err != nil && !errors.Is(err, io.EOF) {
			return broken(err)
		}
		if *left -= int64(n); *left < 0 {
			return problem.New(problem.Invalid, "document.unpacks").Because(errors.New("too large unpacked"))
		}
		if first && packed(buf[:n]) {
			return problem.New(problem.Invalid, "document.unpacks").Because(errors.New("an archive or a program inside: " + part.Name))
		}
		if err := scan.see(buf[:n]); err != nil {
			return err
		}
		if isLinks(part.Name) {
			if links = append(links, buf[:n]...); len(links) > linksMost {
				return problem.New(problem.Invalid, "document.unpacks").Because(errors.New("a list of links without end"))
			}
		}
		if err != nil { // the end of the part
			return follow(links)
		}
	}
}

// outside is a name that would be unpacked somewhere else.
func outside(name string) bool {
	return strings.ContainsAny(name, "\\\x00") || path.IsAbs(name) || strings.HasPrefix(path.Clean(name), "..")
}

// packed tells archives and programs by their first bytes.
func packed(head []byte) bool {
	for _, mark := range []string{"PK\x03\x04", "MZ", "\x7fELF", "Rar!", "7z\xbc\xaf\x27\x1c", "\x1f\x8b"} {
		if bytes.HasPrefix(head, []byte(mark)) {
			return true
		}
	}
	return false
}

// broken keeps the kind of a database that went away in the middle.
func broken(err error) error {
	if problem.Of(err) != nil {
		return err
	}
	return problem.New(problem.Invalid, "document.unreadable").Because(err)
}

// content is the bytes of a received file, to be read from any place; one piece is held at a time.
func (s *Store) content(ctx context.Context, up Upload) *io.SectionReader {
	return io.NewSectionReader(&pieces{s: s, ctx: ctx, id: up.ID, n: -1}, 0, up.Size)
}

type pieces struct {
	s    *Store
	ctx  context.Context //nolint:containedctx // io.ReaderAt has none
	id   string
	n    int64 // of the piece that is held
	data []byte
}

// ReadAt reads across pieces; it ends short only with an error.
func (p *pieces) ReadAt(b []byte, off int64) (int, error) {
	done := 0
	for done < len(b) {
		n := off / chunk
		if n != p.n {
			err := p.s.pool.QueryRow(p.ctx, `SELECT data FROM upload_chunks WHERE upload_id = $1 AND n = $2`, p.id, n).Scan(&p.data)
			if err != nil {
				return done, postgres.Problem(fmt.Errorf("read upload: %w", err))
			}
			p.n = n
		}
		from := off % chunk
		if from >= int64(len(p.data)) {
			return done, io.EOF
		}
		got := copy(b[done:], p.data[from:])
		done, off = done+got, off+int64(got)
	}
	return done, nil
}
