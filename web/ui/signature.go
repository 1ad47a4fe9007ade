package ui

import (
	"strconv"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/signature"
)

// Signature is who signed, with which certificate, when, and who found it good.
func Signature(f signature.Facts, l locale.Lang) []Row {
	rows := []Row{{Key: l.T("signature.case.by"), Value: f.Name, Note: f.PINFL}}
	if f.TIN != "" {
		rows = append(rows, Row{Key: l.T("signature.case.tin"), Value: f.TIN})
	}
	unrevoked := l.T("signature.case.revocation-none")
	if f.UnrevokedAt != nil {
		unrevoked = l.T("signature.case.revocation-as", "Time", l.DateTime(*f.UnrevokedAt))
	}
	return append(rows,
		Row{Key: l.T("signature.case.certificate"), Value: locale.ByFours(f.Serial, " ")},
		Row{Key: l.T("signature.case.issuer"), Value: f.Issuer},
		Row{Key: l.T("signature.case.valid"), Value: l.T("signature.case.span", "From", l.Date(f.NotBefore), "To", l.Date(f.NotAfter))},
		Row{Key: l.T("signature.case.signed"), Value: l.DateTime(f.SignedAt)},
		Row{Key: l.T("signature.case.verified"), Value: l.T("signature.case."+f.By, "Time", l.DateTime(f.VerifiedAt))},
		Row{Key: l.T("signature.case.revocation"), Value: unrevoked},
	)
}

// Proof is a file of a signature: its path below that of the signature, and the message that names it.
type Proof struct{ Path, Title string }

// Signed is a signature of an application as its page shows it.
type Signed struct {
	Title string
	Rows  []Row
	Check string // how it can be checked
	Files []Proof
}

// Signatures are those of an application and of its corrections, the newest first.
func Signatures(list []signature.Facts, l locale.Lang) []Signed {
	out := make([]Signed, len(list))
	for i, f := range list {
		title := "signature.case.title"
		if f.Row > 0 {
			title = "signature.case.title-correction"
		} else if i > 0 {
			title = "signature.case.title-first"
		}
		out[i] = Signed{Title: l.T(title), Rows: Signature(f, l), Check: l.T(checked(f)), Files: evidence(f)}
	}
	return out
}

// checked is how a signature can be checked again: by anyone where its root is kept, else by who knows the root.
func checked(f signature.Facts) string {
	if f.Rooted {
		return "signature.case.check"
	}
	return "signature.case.check-server"
}

func evidence(f signature.Facts) []Proof {
	at := ""
	if f.Row > 0 {
		at = "?row=" + strconv.Itoa(f.Row)
	}
	files := []Proof{{signature.TextFile + at, "signature.case.text"}, {signature.SignFile + at, "signature.case.file"}}
	if f.Rooted {
		files = append(files, Proof{signature.RootFile + at, "signature.case.root"})
	}
	return files
}
