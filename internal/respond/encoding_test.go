package respond

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEncoding(t *testing.T) {
	for header, want := range map[string]string{
		"":                                   Identity,
		"gzip, deflate, br, zstd":            Brotli,
		"gzip":                               Gzip,
		"GZip":                               Gzip,
		"deflate, zstd":                      Identity,
		"gzip;q=1.0, br;q=0.5":               Gzip,
		"br;q=0, gzip":                       Gzip,
		"br; q=0 , gzip ; q=0.0":             Identity,
		"gzip;q=0":                           Identity,
		"*":                                  Brotli,
		"*;q=0":                              Identity,
		"*;q=0, gzip":                        Gzip,
		"br;q=0, *;q=0.3":                    Gzip,
		"identity":                           Identity,
		"identity;q=0, gzip;q=0.1":           Gzip,
		"identity, gzip;q=0.5":               Identity,
		"identity;q=0.5, gzip;q=0.5":         Gzip,
		"gzip;q=0.0001":                      Identity,
		"gzip;q=oops":                        Gzip,
		"gzip;q=NaN":                         Gzip,
		"xgzip, brr":                         Identity,
		"gzip;q=0.8, br;q=0.8, identity;q=1": Identity,
	} {
		r := &http.Request{Header: http.Header{}}
		if header != "" {
			r.Header.Set("Accept-Encoding", header)
		}
		require.Equal(t, want, Encoding(r, Brotli, Gzip), "%q", header)
	}
	r := &http.Request{Header: http.Header{"Accept-Encoding": {"deflate", "gzip;q=0.5", "br"}}}
	require.Equal(t, Brotli, Encoding(r, Brotli, Gzip), "several lines are one list")
	require.Equal(t, Gzip, Encoding(r, Gzip))
	require.Zero(t, testing.AllocsPerRun(100, func() { Encoding(r, Brotli, Gzip) }), "it is asked for every page")
}
