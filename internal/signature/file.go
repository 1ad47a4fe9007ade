package signature

import (
	"encoding/pem"

	"github.com/yagona/portal/internal/problem"
)

// The files of a signature, by the names that the command in the package's comment gives them.
const (
	TextFile = "summary.txt"
	SignFile = "signature.p7s"
	RootFile = "root.pem"
)

// Evidence is a file that is handed out.
type Evidence struct {
	Name, Type string
	Bytes      []byte
}

// File is one of the files of a signature.
func (s Signed) File(name string) (Evidence, error) {
	switch {
	case name == TextFile:
		return Evidence{name, "text/plain; charset=utf-8", s.Text}, nil
	case name == SignFile:
		return Evidence{name, "application/pkcs7-signature", s.Signature}, nil
	case name == RootFile && len(s.Root) > 0:
		return Evidence{name, "application/x-pem-file", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Root})}, nil
	default:
		return Evidence{}, problem.New(problem.NotFound, "signature.none")
	}
}
