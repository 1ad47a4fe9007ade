// Package objectstest is an object store in a test: it speaks the S3 protocol on a listener, checks the signature of
// every request (version 4), and can be down.
package objectstest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/objects"
)

const bucket, key, secret, region = "portal", "AKIDPORTAL", "a secret", "uz-tashkent"

// Fake is the store.
type Fake struct {
	tb      testing.TB
	backend *s3mem.Backend
	server  *httptest.Server
	down    atomic.Bool
	refused atomic.Int64
}

// New is an empty store.
func New(tb testing.TB) *Fake {
	tb.Helper()
	f := &Fake{tb: tb, backend: s3mem.New()}
	require.NoError(tb, f.backend.CreateBucket(bucket))
	store := gofakes3.New(f.backend).Server()
	f.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case f.down.Load():
			http.Error(w, "down", http.StatusServiceUnavailable)
		case !signed(r):
			f.refused.Add(1)
			http.Error(w, `<Error><Code>SignatureDoesNotMatch</Code></Error>`, http.StatusForbidden)
		default:
			store.ServeHTTP(w, r)
		}
	}))
	tb.Cleanup(f.server.Close)
	return f
}

// Config is how the portal is told of it.
func (f *Fake) Config() objects.Config {
	return objects.Config{URL: f.server.URL + "/" + bucket, Key: key, Secret: secret, Region: region}
}

// Down switches it off, or on again.
func (f *Fake) Down(down bool) { f.down.Store(down) }

// Refused is how many requests had no good signature.
func (f *Fake) Refused() int { return int(f.refused.Load()) }

// Names is the objects that it holds, in order.
func (f *Fake) Names() []string {
	f.tb.Helper()
	list, err := f.backend.ListBucket(bucket, nil, gofakes3.ListBucketPage{})
	require.NoError(f.tb, err)
	var names []string
	for _, o := range list.Contents {
		names = append(names, o.Key)
	}
	return names
}

// Lose takes an object away behind the portal's back.
func (f *Fake) Lose(name string) {
	f.tb.Helper()
	_, err := f.backend.DeleteObject(bucket, name)
	require.NoError(f.tb, err)
}

// signed checks the signature of a request as the protocol describes it (AWS Signature Version 4, in the header).
func signed(r *http.Request) bool {
	rest, ok := strings.CutPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ")
	fields := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		fields[name] = value
	}
	credential := strings.Split(fields["Credential"], "/")
	if !ok || len(credential) != 5 || credential[0] != key || credential[2] != region {
		return false
	}
	names := strings.Split(fields["SignedHeaders"], ";")
	if !slices.Contains(names, "host") || !slices.Contains(names, "x-amz-date") || !slices.Contains(names, "x-amz-content-sha256") {
		return false
	}
	var headers strings.Builder
	for _, name := range names {
		value := strings.Join(r.Header.Values(name), ",")
		if name == "host" {
			value = r.Host
		}
		headers.WriteString(name + ":" + strings.TrimSpace(value) + "\n")
	}
	request := strings.Join([]string{
		r.Method, r.URL.EscapedPath(), strings.ReplaceAll(r.URL.Query().Encode(), "+", "%20"), headers.String(), fields["SignedHeaders"], r.Header.Get("X-Amz-Content-Sha256"),
	}, "\n")
	sum := sha256.Sum256([]byte(request))
	text := strings.Join([]string{"AWS4-HMAC-SHA256", r.Header.Get("X-Amz-Date"), strings.Join(credential[1:], "/"), hex.EncodeToString(sum[:])}, "\n")
	k := []byte("AWS4" + secret)
	for _, part := range append(credential[1:], text) {
		k = mac(k, part)
	}
	return hmac.Equal([]byte(hex.EncodeToString(k)), []byte(fields["Signature"]))
}

func mac(k []byte, text string) []byte {
	h := hmac.New(sha256.New, k)
	h.Write([]byte(text))
	return h.Sum(nil)
}
