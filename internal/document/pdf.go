package document

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/skip2/go-qrcode"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
)

// DejaVu has every letter of the four written forms: ʻ and ʼ of Uzbek Latin, ў қ ғ ҳ of Uzbek Cyrillic.
var (
	//go:embed fonts/DejaVuSans.ttf
	regular []byte
	//go:embed fonts/DejaVuSans-Bold.ttf
	bold []byte
)

// Measures of the page in millimetres.
const (
	margin    = 20.0
	width     = 210 - 2*margin
	labelPart = 62.0
	lineHigh  = 5.4
	qrSize    = 34.0
	bottom    = 24.0
)

// drawing has a place for each paper that is drawn at once: more would only wait for a processor, each with its letters, which
// take 18 MB.
var drawing = make(chan struct{}, runtime.GOMAXPROCS(0))

// draws waits for a place, and gives what has to be called when the paper is drawn.
func draws() (done func()) {
	drawing <- struct{}{}
	return func() { <-drawing }
}

// PDF writes a result as a page to be printed, in that language, and seals it. What was drawn is not kept: as long as the
// paper, its state and the seal are the same, each copy has the same bytes, and the time of its signature is the moment
// from which it is true.
func (s *Store) PDF(ctx context.Context, d Document, l locale.Lang, w io.Writer) error {
	address, err := s.Address(ctx, d, l)
	if err != nil {
		return err
	}
	defer draws()()
	p := newPaper(d, l)
	p.suspended = d.Valid(s.now()) == Suspended
	p.heading()
	p.lines()
	if err := p.proof(s.base, address); err != nil {
		return err
	}
	return s.write(p, d.since(s.now()), w)
}

// since is when the paper became what it is at that time: issued, suspended, in force again by itself, or revoked.
func (d Document) since(now time.Time) time.Time {
	last := d.IssuedAt
	for _, at := range []*time.Time{d.SuspendedAt, d.SuspendedUntil, d.RevokedAt} {
		if at != nil && !at.After(now) && at.After(last) {
			last = *at
		}
	}
	return last
}

// write ends a paper: sealed where there is a seal, not earlier than its certificate began to hold.
func (s *Store) write(p paper, at time.Time, w io.Writer) error {
	var b bytes.Buffer
	if err := p.pdf.Output(&b); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	out := b.Bytes()
	if s.seal != nil && s.seal.Holds(s.now()) {
		if from := s.seal.chain[0].NotBefore; at.Before(from) {
			at = from
		}
		sealed, err := s.seal.seal(out, at)
		if err != nil {
			return err
		}
		out = sealed
	}
	if _, err := w.Write(out); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	return nil
}

// paper is a PDF while it is drawn.
type paper struct {
	pdf       *fpdf.Fpdf
	doc       Document
	lang      locale.Lang
	suspended bool // when it is drawn
}

func newPaper(d Document, l locale.Lang) paper {
	p := blankPaper(d.Title.In(l)+" "+d.Number, d.Authority.In(l), d.Number, d.IssuedAt, l)
	p.doc = d
	return p
}

// blankPaper is an empty page in our letters and measures, with what stands at the foot of every page.
func blankPaper(title, author, footer string, at time.Time, l locale.Lang) paper {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.AddUTF8FontFromBytes("dejavu", "", regular)
	pdf.AddUTF8FontFromBytes("dejavu", "B", bold)
	pdf.SetMargins(margin, margin, margin)
	pdf.SetAutoPageBreak(true, bottom)
	pdf.SetTitle(title, true)
	pdf.SetAuthor(author, true)
	pdf.SetLang(l.Tag())
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(at)
	pdf.SetModificationDate(at)
	pdf.AliasNbPages("{pages}")
	pdf.SetFooterFunc(func() {
		pdf.SetY(-16)
		pdf.SetFont("dejavu", "", 7.5)
		pdf.SetTextColor(96, 96, 96)
		pdf.CellFormat(width/2, 5, footer, "", 0, "L", false, 0, "")
		pdf.CellFormat(width/2, 5, fmt.Sprintf("%d / {pages}", pdf.PageNo()), "", 0, "R", false, 0, "")
	})
	pdf.AddPage()
	return paper{pdf: pdf, lang: l}
}

// head is the line of the portal, who speaks, and the title.
func (p paper) head(by, title string) {
	p.pdf.SetFillColor(10, 90, 100) // the tile of the portal
	p.pdf.Rect(margin, margin, width, 1.2, "F")
	p.pdf.SetY(margin + 5)
	p.text("", 10, 64, by)
	p.pdf.Ln(3)
	p.text("B", 16, 0, title)
}

// top is who issued what, and its number.
func (p paper) top() {
	l := p.lang
	p.head(p.doc.Authority.In(l), p.doc.Title.In(l))
	kind, _ := catalogue.Lists().ResultKinds.Get(p.doc.Kind)
	p.pdf.Ln(1)
	p.text("", 10, 64, kind.Title.In(l)+" · "+l.T("document.pdf.number", "Number", p.doc.Number))
	p.pdf.Ln(4)
}

// heading is who issued what to whom, when and until when.
func (p paper) heading() {
	l := p.lang
	p.top()
	if p.doc.RevokedAt != nil { // a copy that is drawn later must not pass for a paper in force
		p.text("B", 13, 0, l.T("document.standing.revoked")+": "+l.Date(*p.doc.RevokedAt))
		p.pdf.Ln(3)
	}
	if p.suspended {
		p.text("B", 13, 0, p.doc.SuspendedWords(l))
		p.pdf.Ln(3)
	}
	p.row(l.T("document.pdf.holder"), p.doc.Holder)
	p.row(l.T("document.pdf.issued"), l.Date(p.doc.IssuedAt))
	until := l.T("document.pdf.no_expiry")
	if p.doc.ValidUntil != nil {
		until = l.Date(*p.doc.ValidUntil)
	}
	p.row(l.T("document.pdf.valid_until"), until)
	p.row(l.T("document.pdf.application"), p.doc.Application)
	p.pdf.Ln(5)
}

func (p paper) text(style string, size float64, grey int, s string) {
	p.pdf.SetFont("dejavu", style, size)
	p.pdf.SetTextColor(grey, grey, grey)
	p.pdf.MultiCell(width, size*0.5, s, "", "L", false)
}

// lines is the facts of the result.
func (p paper) lines() {
	for _, line := range p.doc.In(p.lang) {
		if len(line.Head) > 0 {
			p.table(line)
			continue
		}
		p.row(line.Label, line.Value)
	}
}

// row draws a label and a value side by side; both may need several lines, and a row is never torn by a page's end.
func (p paper) row(label, value string) {
	p.pdf.SetFont("dejavu", "", 9.5)
	left := p.wrap(label, labelPart-3)
	p.pdf.SetFont("dejavu", "B", 9.5)
	right := p.wrap(value, width-labelPart)
	high := float64(max(len(left), len(right)))*lineHigh + 2.2
	p.room(high)
	x, y := margin, p.pdf.GetY()
	p.pdf.SetDrawColor(210, 210, 210)
	p.pdf.Line(x, y+high, x+width, y+high)
	p.pdf.SetTextColor(64, 64, 64)
	p.pdf.SetFont("dejavu", "", 9.5)
	p.block(x, y+1.1, left)
	p.pdf.SetTextColor(0, 0, 0)
	p.pdf.SetFont("dejavu", "B", 9.5)
	p.block(x+labelPart, y+1.1, right)
	p.pdf.SetXY(x, y+high)
}

// table draws a label above columns of equal width.
func (p paper) table(line Line) {
	p.room(3 * lineHigh)
	p.pdf.Ln(2)
	p.text("B", 9.5, 0, line.Label)
	p.pdf.Ln(1)
	p.cells(line.Head, "B", 8)
	for _, r := range line.Rows {
		p.cells(r, "", 8)
	}
	p.pdf.Ln(2)
}

func (p paper) cells(values []string, style string, size float64) { p.columns(values, style, size, 1) }

// columns draws a row whose first column is so many times as wide as each of the others.
func (p paper) columns(values []string, style string, size, first float64) {
	part := width / (float64(max(len(values), 1)) - 1 + first)
	wide := func(i int) float64 {
		if i == 0 {
			return part * first
		}
		return part
	}
	p.pdf.SetFont("dejavu", style, size)
	wrapped := make([][]string, len(values))
	most := 1
	for i, v := range values {
		wrapped[i] = p.wrap(v, wide(i)-2)
		most = max(most, len(wrapped[i]))
	}
	high := float64(most)*lineHigh*0.85 + 1.6
	p.room(high)
	x, y := margin, p.pdf.GetY()
	p.pdf.SetFont("dejavu", style, size)
	p.pdf.SetTextColor(0, 0, 0)
	for i := range wrapped {
		for n, s := range wrapped[i] {
			p.pdf.SetXY(x, y+0.8+float64(n)*lineHigh*0.85)
			p.pdf.CellFormat(wide(i)-2, lineHigh*0.85, s, "", 0, "L", false, 0, "")
		}
		x += wide(i)
	}
	p.pdf.SetDrawColor(210, 210, 210)
	p.pdf.Line(margin, y+high, margin+width, y+high)
	p.pdf.SetXY(margin, y+high)
}

func (p paper) block(x, y float64, lines []string) {
	for n, s := range lines {
		p.pdf.SetXY(x, y+float64(n)*lineHigh)
		p.pdf.CellFormat(width, lineHigh, s, "", 0, "L", false, 0, "")
	}
}

// wrap breaks text into lines of that width; a word that is too long for one is broken too.
func (p paper) wrap(s string, w float64) []string {
	var out []string
	for part := range strings.SplitSeq(s, "\n") {
		line := ""
		for word := range strings.FieldsSeq(part) {
			for p.pdf.GetStringWidth(word) > w {
				cut := []rune(word)
				n := len(cut)
				for n > 1 && p.pdf.GetStringWidth(string(cut[:n])) > w {
					n--
				}
				if line != "" {
					out = append(out, line)
					line = ""
				}
				out = append(out, string(cut[:n]))
				word = string(cut[n:])
			}
			switch {
			case line == "":
				line = word
			case p.pdf.GetStringWidth(line+" "+word) > w:
				out = append(out, line)
				line = word
			default:
				line += " " + word
			}
		}
		out = append(out, line)
	}
	return out
}

// room begins a new page when the next piece does not fit on this one.
func (p paper) room(high float64) {
	if p.pdf.GetY()+high > 297-bottom {
		p.pdf.AddPage()
	}
}

// proof is the QR code with what to do with it.
func (p paper) proof(base, address string) error {
	code, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		return fmt.Errorf("draw QR code: %w", err)
	}
	code.DisableBorder = true
	image, err := code.PNG(600)
	if err != nil {
		return fmt.Errorf("draw QR code: %w", err)
	}
	p.pdf.Ln(8)
	p.room(qrSize + 4)
	y := p.pdf.GetY()
	p.pdf.RegisterImageOptionsReader("qr", fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(image))
	p.pdf.ImageOptions("qr", margin, y, qrSize, qrSize, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, address)
	l := p.lang
	x := margin + qrSize + 6
	p.pdf.SetTextColor(0, 0, 0)
	p.pdf.SetFont("dejavu", "B", 9.5)
	p.block(x, y, p.wrap(l.T("document.pdf.verify"), width-qrSize-6))
	p.pdf.SetFont("dejavu", "", 8.5)
	p.pdf.SetTextColor(64, 64, 64)
	if p.doc.Code == "" {
		p.block(x, y+2*lineHigh, p.wrap(l.T("document.pdf.verify_scan"), width-qrSize-6))
		return p.pdf.Error()
	}
	p.block(x, y+2*lineHigh, p.wrap(l.T("document.pdf.verify_how", "Address", strings.TrimPrefix(strings.TrimPrefix(base, "https://"), "http://")+"/"+string(l)+"/verify"), width-qrSize-6))
	p.pdf.SetFont("dejavu", "B", 9.5)
	p.pdf.SetTextColor(0, 0, 0)
	p.block(x, y+qrSize-lineHigh, []string{locale.ByFours(p.doc.Code, "-")})
	return p.pdf.Error()
}
