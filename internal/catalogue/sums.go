package catalogue

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
)

// writtenSums is what Sums wrote: `make generate` does it.
//
//go:embed definitions/sums.txt
var writtenSums string

// sum is a built-in definition by its checksum.
type sum struct{ code, checksum string }

// Sums is the checksums of the built-in definitions in their order, under one of the files that they stand in: by them a
// program sees that its database has all of them without reading three megabytes of YAML.
func Sums() ([]byte, error) {
	services, findings := Seed()
	if len(findings) > 0 {
		return nil, fmt.Errorf("%w: %s", ErrFindings, findings[0])
	}
	files, err := filesSum()
	if err != nil {
		return nil, err
	}
	out := bytes.NewBufferString(files + "\n")
	for _, svc := range services {
		_, checksum, err := encode(svc.Definition)
		if err != nil {
			return nil, err
		}
		fmt.Fprintln(out, svc.Code, checksum)
	}
	return out.Bytes(), nil
}

// sums reads what was written down. There is none when a file has changed since.
func sums() ([]sum, error) {
	files, err := filesSum()
	if err != nil {
		return nil, err
	}
	first, rest, _ := strings.Cut(writtenSums, "\n")
	if first != files {
		return nil, nil
	}
	var out []sum
	for line := range strings.Lines(rest) {
		code, checksum, _ := strings.Cut(strings.TrimSpace(line), " ")
		out = append(out, sum{code, checksum})
	}
	return out, nil
}

// filesSum is the checksum of the files of definitions.
func filesSum() (string, error) {
	names, err := fs.Glob(definitionFiles, "definitions/*.yaml")
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, name := range names {
		body, err := definitionFiles.ReadFile(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(h, name, len(body))
		h.Write(body)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// settled is what an import of the built-in definitions does where it has nothing to write; false where it has, or may have.
func (s *Store) settled(ctx context.Context) (did Imported, ok bool, err error) {
	built, err := sums()
	if err != nil || built == nil {
		return Imported{}, false, err
	}
	known, err := s.known(ctx, s.pool)
	if err != nil {
		return Imported{}, false, err
	}
	for _, b := range built {
		k := known[b.code]
		if k == nil {
			return Imported{}, false, nil
		}
		switch k.fate(b.checksum) {
		case stands:
			did.Unchanged++
		case waits:
			did.Proposed = append(did.Proposed, k.waiting(b.code, b.checksum))
		default:
			return Imported{}, false, nil
		}
	}
	return did, true, nil
}
