package document

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"

	"github.com/yagona/portal/internal/problem"
)

// headMost is the longest head of a stream of packed objects that is read, in bytes: real ones have a few hundred.
const headMost = 16 << 10

var (
	// packedObjects begins a stream into which a PDF packs objects (ISO 32000, 7.5.7), with letters as letters or as numbers. A
	// script whose object lies there stands in no byte of the file.
	packedObjects = regexp.MustCompile(`/(?:O|#4[fF])(?:b|#62)(?:j|#6[aA])(?:S|#53)(?:t|#74)(?:m|#6[dD])`)
	streamBegins  = regexp.MustCompile(`\bstream(?:\r\n|\n|\r)`)
	filterName    = regexp.MustCompile(`/\w+Decode\b`)
	predicted     = regexp.MustCompile(`/Predictor\s*(?:[^\s1]|1\d)`) // 1 is none
)

// unfold looks through the packed objects of a PDF, as whoever opens it does.
func (s *Store) unfold(ctx context.Context, up Upload) error {
	left := unpackable(up.Size)
	in := bufio.NewReaderSize(s.content(ctx, up), 4*headMost)
	for {
		head, err := nextFolded(in)
		if err != nil || head == nil {
			return err
		}
		head = plainNames(nil, head)
		filters := filterName.FindAll(head, -1)
		switch {
		case len(filters) == 0 && !bytes.Contains(head, []byte("/Filter")): // nothing hides: it was seen as it came
			continue
		case len(filters) != 1 || string(filters[0]) != "/FlateDecode" || predicted.Match(head):
			return folded(fmt.Errorf("filters %q", filters))
		}
		if err := unfolded(in, &left); err != nil {
			return err
		}
	}
}

// nextFolded goes on to the first byte of the next packed objects and gives what is said of them; nil at the end of the file.
func nextFolded(in *bufio.Reader) (head []byte, err error) {
	for {
		b, err := in.Peek(in.Size())
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		at := packedObjects.FindIndex(b)
		switch {
		case at == nil && err != nil:
			return nil, nil //nolint:nilerr // the end of the file
		case at == nil:
			_, _ = in.Discard(len(b) - headMost)
			continue
		case at[0] > headMost: // the whole head comes into sight
			_, _ = in.Discard(at[0] - headMost)
			continue
		}
		begins := streamBegins.FindIndex(b[at[1]:min(len(b), at[1]+headMost)])
		if begins == nil {
			return nil, folded(errors.New("packed objects without a stream"))
		}
		from := max(0, bytes.LastIndex(b[:at[0]], []byte("obj")))
		head = bytes.Clone(b[from : at[1]+begins[0]])
		_, _ = in.Discard(at[1] + begins[1])
		return head, nil
	}
}

// unfolded looks through one stream of packed objects.
func unfolded(in *bufio.Reader, left *int64) error {
	z, err := zlib.NewReader(in)
	if err != nil {
		return locked(err)
	}
	scan, buf := newScanner(taken[0]), make([]byte, 32<<10)
	for {
		n, err := fill(z, buf)
		if *left -= int64(n); *left < 0 {
			return problem.New(problem.Invalid, "document.unpacks").Because(errors.New("packed objects without end"))
		}
		if err := scan.see(buf[:n]); err != nil {
			return err
		}
		switch {
		case err == nil:
		case errors.Is(err, io.EOF), errors.Is(err, zlib.ErrChecksum): // readers do not mind a wrong sum
			return nil
		default:
			return locked(err)
		}
	}
}

// folded refuses a PDF whose objects are packed as hardly anybody packs them, so that nobody has looked through them.
func folded(err error) error { return problem.New(problem.Invalid, "document.folded").Because(err) }

// locked refuses a PDF that nobody can look into. A file that the database did not give is another matter.
func locked(err error) error {
	_, corrupt := errors.AsType[flate.CorruptInputError](err)
	if problem.Of(err) != nil || !corrupt && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, zlib.ErrHeader) && !errors.Is(err, zlib.ErrDictionary) {
		return err
	}
	return problem.New(problem.Invalid, "document.locked").Because(err)
}
