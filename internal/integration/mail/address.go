package mail

import (
	"encoding/base64"
	"fmt"
	"io"
	"mime/quotedprintable"
	"strings"
)

// hostOf is what stands after the last @, as servers read it.
func hostOf(address string) string {
	return address[strings.LastIndexByte(address, '@')+1:]
}

// decoded undoes the encoding of a letter's body.
func decoded(encoding string, r io.Reader) (io.Reader, error) {
	switch strings.ToLower(encoding) {
	case "", "7bit", "8bit":
		return r, nil
	case "quoted-printable":
		return quotedprintable.NewReader(r), nil
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r), nil
	default:
		return nil, fmt.Errorf("unknown encoding %q", encoding)
	}
}
