package mail

import (
	"encoding/base64"
	"fmt"
	"io"
	"mime/quotedprintable"
	"strings"
)

// cutLast takes an address apart at its last @, as servers do.
func cutLast(address string) (mailbox, host string) {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address, ""
	}
	return address[:at], address[at+1:]
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
