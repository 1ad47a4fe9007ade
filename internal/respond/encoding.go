package respond

import (
	"net/http"
	"strconv"
	"strings"
)

// Content codings, as Accept-Encoding and Content-Encoding name them.
const (
	Identity = "identity"
	Gzip     = "gzip"
	Brotli   = "br"
)

// Encoding is the one of the offered content codings that the reader likes best; the earlier one, when several are as
// welcome. A reader that takes none of them gets the content as it is.
func Encoding(r *http.Request, offered ...string) string {
	lines := r.Header["Accept-Encoding"]
	if len(lines) == 0 {
		return Identity
	}
	best, most := Identity, quality(lines, Identity, 0.001) // without a word about it the plain form is the last resort
	for _, coding := range offered {
		if q := quality(lines, coding, 0); q > most || q > 0 && q == most && best == Identity {
			best, most = coding, q
		}
	}
	return best
}

// quality is how welcome a coding is, from 0 to 1: what the header says of it, else of *, else unsaid.
func quality(lines []string, coding string, unsaid float64) float64 {
	for _, line := range lines {
		for line != "" {
			var part string
			part, line, _ = strings.Cut(line, ",")
			name, parameter, _ := strings.Cut(part, ";")
			switch name = strings.TrimSpace(name); {
			case strings.EqualFold(name, coding):
				return weight(parameter)
			case name == "*":
				unsaid = weight(parameter)
			}
		}
	}
	return unsaid
}

// weight reads "q=0.5". What is no number refuses nothing.
func weight(parameter string) float64 {
	parameter = strings.TrimSpace(parameter)
	if len(parameter) < 2 || !strings.EqualFold(parameter[:2], "q=") {
		return 1
	}
	q, err := strconv.ParseFloat(parameter[2:], 64)
	if err != nil || !(q >= 0 && q <= 1) {
		return 1
	}
	return q
}
