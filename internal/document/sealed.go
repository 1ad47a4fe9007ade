package document

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"
	"unicode/utf16"
)

// sealing is the room for the signature in a PDF, in bytes, beside the certificates: attributes, names and the signature
// itself, which is 512 bytes for the longest RSA key in use.
const sealing = 2048

var (
	startXref = regexp.MustCompile(`startxref\n(\d+)\n%%EOF\s*$`)
	trailer   = regexp.MustCompile(`trailer\n<<\n/Size (\d+)\n/Root (\d+) 0 R\n/Info (\d+) 0 R\n>>\nstartxref`)
	firstPage = regexp.MustCompile(`/Kids \[(\d+) 0 R`)
)

var errForeign = errors.New("seal: this PDF is not as our library writes them")

// plain is a PDF as the library that draws wrote it: one table of objects at its end.
type plain struct {
	body             []byte
	xref             int // where the table begins
	size, root, info int // how many objects there are; numbers of the catalog and of the information
}

func readPlain(body []byte) (p plain, err error) {
	start, tail := startXref.FindSubmatch(body[max(0, len(body)-64):]), trailer.FindSubmatch(body[max(0, len(body)-256):])
	if start == nil || tail == nil {
		return p, errForeign
	}
	p.body = body
	for into, digits := range map[*int][]byte{&p.xref: start[1], &p.size: tail[1], &p.root: tail[2], &p.info: tail[3]} {
		if *into, err = strconv.Atoi(string(digits)); err != nil {
			return p, errForeign
		}
	}
	return p, nil
}

// object is what stands between "<<" and ">>" of an object.
func (p plain) object(n int) ([]byte, error) {
	at := p.xref + len("xref\n0 ") + len(strconv.Itoa(p.size)) + 1 + 20*n // lines of the table have twenty bytes
	if at+10 > len(p.body) {
		return nil, errForeign
	}
	from, err := strconv.Atoi(string(p.body[at : at+10]))
	if err != nil || from > p.xref {
		return nil, errForeign
	}
	head, end := []byte(strconv.Itoa(n)+" 0 obj\n<<"), []byte(">>\nendobj\n")
	body, found := bytes.CutPrefix(p.body[from:p.xref], head)
	till := bytes.Index(body, end)
	if !found || till < 0 {
		return nil, errForeign
	}
	return body[:till], nil
}

// seal signs a PDF: PAdES-B-B (ETSI EN 319 142-1), a CMS signature (ETSI.CAdES.detached) over every byte of the file but
// the signature's own. It is added behind the drawn file as an update (ISO 32000-1, 7.5.6, 12.8) and says that no change
// may follow (DocMDP, level 1): a reader calls the file changed when anything was added. The time is the signer's word.
func (s *Seal) seal(body []byte, at time.Time) ([]byte, error) {
	p, err := readPlain(body)
	if err != nil {
		return nil, err
	}
	parts, err := p.parts(s, at)
	if err != nil {
		return nil, err
	}
	out := slices.Grow(slices.Clone(body), 2*s.room()+4096)
	var table bytes.Buffer
	for _, part := range parts {
		fmt.Fprintf(&table, "%d 1\n%010d 00000 n \n", part.n, len(out))
		out = fmt.Appendf(out, "%d 0 obj\n<<%s>>\nendobj\n", part.n, part.body)
	}
	name := sha256.Sum256(body)
	xref := len(out)
	out = fmt.Appendf(out, "xref\n%strailer\n<<\n/Size %d\n/Root %d 0 R\n/Info %d 0 R\n/Prev %d\n/ID [<%x> <%x>]\n>>\nstartxref\n%d\n%%%%EOF\n",
		table.Bytes(), p.size+2, p.root, p.info, p.xref, name[:16], name[:16], xref)
	return out, s.fill(out, len(body))
}

type part struct {
	n    int
	body string
}

// parts is the objects that the update brings: the signature, its field, and the first page and the catalog that name it.
func (p plain) parts(s *Seal, at time.Time) ([]part, error) {
	catalog, err := p.object(p.root)
	if err != nil {
		return nil, err
	}
	pages, err := p.object(1)
	if err != nil {
		return nil, err
	}
	kid := firstPage.FindSubmatch(pages)
	if kid == nil {
		return nil, errForeign
	}
	first, _ := strconv.Atoi(string(kid[1])) // digits by the pattern
	page, err := p.object(first)
	if err != nil {
		return nil, err
	}
	sig, field := p.size, p.size+1
	shown := string(page)
	if at := bytes.Index(page, []byte("/Annots [")); at >= 0 {
		at += len("/Annots [")
		shown = fmt.Sprintf("%s%d 0 R %s", page[:at], field, page[at:])
	} else {
		shown += fmt.Sprintf("/Annots [%d 0 R]\n", field)
	}
	return []part{
		{sig, fmt.Sprintf(`/Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Name <%s> /M (D:%sZ)
/Reference [<</Type /SigRef /TransformMethod /DocMDP /TransformParams <</Type /TransformParams /P 1 /V /1.2>>>>]
/ByteRange [0 %s %s %s] /Contents <%s>`, wide(s.chain[0].Subject.CommonName), at.UTC().Format("20060102150405"), blank, blank, blank, bytes.Repeat([]byte("0"), 2*s.room()))},
		{field, fmt.Sprintf("/Type /Annot /Subtype /Widget /FT /Sig /T (Seal) /V %d 0 R /F 132 /Rect [0 0 0 0] /P %d 0 R", sig, first)},
		{first, shown},
		{p.root, fmt.Sprintf("%s/Version /1.7\n/ViewerPreferences <</DisplayDocTitle true>>\n/AcroForm <</Fields [%d 0 R] /SigFlags 3>>\n/Perms <</DocMDP %d 0 R>>\n", catalog, field, sig)},
	}, nil
}

// blank is as wide as the numbers of a byte range may become.
const blank = "0000000000"

// room is how many bytes are kept for the signature.
func (s *Seal) room() int {
	n := sealing
	for _, c := range s.chain {
		n += len(c.Raw)
	}
	return n
}

// fill writes the byte range into the update that begins there, and the signature over it.
func (s *Seal) fill(out []byte, from int) error {
	ranged := from + bytes.Index(out[from:], []byte("/ByteRange [0 ")) + len("/ByteRange [0 ")
	begin := from + bytes.Index(out[from:], []byte("/Contents <")) + len("/Contents ")
	end := begin + 2*s.room() + 2
	copy(out[ranged:], fmt.Sprintf("%0*d %0*d %0*d", len(blank), begin, len(blank), end, len(blank), len(out)-end))
	digest := sha256.New()
	digest.Write(out[:begin])
	digest.Write(out[end:])
	signature, err := s.sign(digest.Sum(nil))
	if err != nil {
		return err
	}
	if len(signature) > s.room() {
		return errors.New("seal: the signature is longer than its room")
	}
	hex.Encode(out[begin+1:end-1], signature)
	return nil
}

// wide is a text as PDF takes any letters: UTF-16 with its mark, in hexadecimal digits.
func wide(s string) string {
	out := []byte("feff")
	for _, unit := range utf16.Encode([]rune(s)) {
		out = fmt.Appendf(out, "%04x", unit)
	}
	return string(out)
}
