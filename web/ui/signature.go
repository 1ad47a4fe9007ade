package ui

import (
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

// Proof is a file of a signature and the message that names it.
type Proof struct{ Name, Title string }

// Evidence is the files of a signature that there are.
func Evidence(f signature.Facts) []Proof {
	files := []Proof{{signature.TextFile, "signature.case.text"}, {signature.SignFile, "signature.case.file"}}
	if f.Rooted {
		files = append(files, Proof{signature.RootFile, "signature.case.root"})
	}
	return files
}
