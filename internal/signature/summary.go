package signature

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/yagona/portal/internal/locale"
)

// Versions of the form below. A change of the form is a new number, and never changes what is kept.
const (
	Form      = 1 // of a draft
	Corrected = 2 // of an application whose correction is sent back: its last section names it instead of the draft
)

// Summary is all that a person says by signing an application.
//
// Its text is UTF-8 with LF at the end of each line, without a byte order mark. It begins with the line
// "yagona-summary/<version of the form> <language tag>"; then come sections, each after an empty line. A section is a heading and lines that
// are indented by four spaces: what people typed stands only on indented lines, without control characters, so that it
// can't pretend to be a heading. Sections and questions stand in the order of the service's definition, words in the
// language that the person read. The same application gives the same bytes.
type Summary struct {
	Lang        locale.Lang
	Service     string // title
	Code        string
	Version     int // of the service
	Applicant   string
	PINFL       string
	For         string // for whom, in words
	Answers     []Answer
	Files       []File
	Fee         string
	Declaration string
	Draft       int64
	Number      string // of the application that is corrected; empty: a draft is sent
	Row         int    // version of the draft or of the application
}

// Answer is a question and its answer as people read them.
type Answer struct {
	Question string
	Lines    []string
}

// File is an uploaded file; the digest is of its bytes as they are stored.
type File struct {
	Name   string
	Size   int64
	SHA256 []byte
}

// Text is the bytes that are signed.
func (s Summary) Text() []byte {
	t := text{Lang: s.Lang}
	form, heading, last := Form, "signature.text.draft", s.Lang.T("signature.text.draft-row", "Draft", strconv.FormatInt(s.Draft, 10), "Row", strconv.Itoa(s.Row))
	if s.Number != "" {
		form, heading, last = Corrected, "signature.text.application", s.Lang.T("signature.text.application-row", "Number", s.Number, "Row", strconv.Itoa(s.Row))
	}
	fmt.Fprintf(&t.out, "yagona-summary/%d %s\n", form, s.Lang.Tag())
	t.section("signature.text.service", s.Service, s.Code+", "+s.Lang.T("signature.text.version", "Number", s.Version))
	t.section("signature.text.applicant", s.Applicant, s.PINFL)
	t.section("signature.text.for", s.For)
	t.section("signature.text.answers")
	for i, a := range s.Answers {
		t.line(strconv.Itoa(i+1) + ". " + a.Question)
		for _, line := range a.Lines {
			t.line("    " + line)
		}
		if len(a.Lines) == 0 {
			t.line("    —")
		}
	}
	if len(s.Answers) == 0 {
		t.line("—")
	}
	if len(s.Files) > 0 {
		t.section("signature.text.files")
	}
	for _, f := range s.Files {
		t.line(f.Name)
		t.line("    " + strconv.FormatInt(f.Size, 10) + " B, SHA-256 " + hex.EncodeToString(f.SHA256))
	}
	t.section("signature.text.fee", s.Fee)
	t.section("signature.text.declaration", s.Declaration)
	t.section(heading, last)
	return t.out.Bytes()
}

type text struct {
	locale.Lang
	out bytes.Buffer
}

// section is a heading with the first lines under it.
func (t *text) section(heading string, lines ...string) {
	t.out.WriteString("\n" + t.T(heading) + "\n")
	for _, line := range lines {
		t.line(line)
	}
}

// line is one indented line: what would begin another one is a space.
func (t *text) line(s string) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	t.out.WriteString("    " + s + "\n")
}
