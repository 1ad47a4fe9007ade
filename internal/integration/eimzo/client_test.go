package eimzo

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/guard"
	"github.com/yagona/portal/internal/integration/signer"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/signature"
)

const (
	pinfl = "31204862260015"
	site  = "my.example"
)

var (
	now  = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	text = []byte("yagona-summary/1 uz-Latn\n\nXizmat\n    Sinov\n")
)

// lab is a server that a test can have say something else, and a client of it.
type lab struct {
	*signer.Authority
	*Client
	t     *testing.T
	fake  *Fake
	say   http.HandlerFunc // nil: the fake
	asked atomic.Int32
}

func newLab(t *testing.T) *lab {
	t.Helper()
	clock := func() time.Time { return now }
	a, err := signer.NewAuthority("Test root", clock)
	require.NoError(t, err)
	l := &lab{Authority: a, t: t, fake: &Fake{Site: site, Verifier: signature.NewVerifier([]*x509.Certificate{a.Root}, nil, clock)}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.asked.Add(1)
		if l.say != nil {
			l.say(w, r)
			return
		}
		l.fake.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	l.Client = l.client(server.URL)
	return l
}

func (l *lab) client(address string) *Client {
	l.t.Helper()
	c, err := NewClient(Config{URL: address, Site: site, Now: func() time.Time { return now }, Limits: guard.Limits{Attempt: 300 * time.Millisecond, Concurrent: 4, OpenFor: time.Minute, Repeats: 1, Pause: time.Millisecond}})
	require.NoError(l.t, err)
	return c
}

func (l *lab) token(change ...func(*signer.Holder)) signer.Token {
	l.t.Helper()
	h := signer.Holder{Name: "Karimov Aziz", PINFL: pinfl, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0)}
	for _, f := range change {
		f(&h)
	}
	token, err := l.Issue(h)
	require.NoError(l.t, err)
	return token
}

func (l *lab) sign(token signer.Token, over []byte, at time.Time) []byte {
	l.t.Helper()
	sig, err := token.Sign(over, at)
	require.NoError(l.t, err)
	return sig
}

func (l *lab) verify(sig []byte) (signature.Signed, error) {
	return l.Verify(l.t.Context(), text, sig, "192.0.2.7")
}

func TestVerify(t *testing.T) {
	l := newLab(t)
	at := now.Add(-time.Minute)
	for name, tin := range map[string]string{"a person's": "", "a legal entity's": "301234567"} {
		token := l.token(func(h *signer.Holder) { h.TIN = tin })
		sig := l.sign(token, text, at)
		good, err := l.verify(sig)
		require.NoError(t, err, name)
		own, err := l.fake.Verifier.Verify(t.Context(), text, sig, "")
		require.NoError(t, err)
		require.Equal(t, signature.EImzo, good.By)
		require.WithinDuration(t, own.SignedAt, good.SignedAt, 0)
		require.WithinDuration(t, now.Add(-time.Second), *good.UnrevokedAt, 0, "what the server says of its asking")
		require.WithinDuration(t, own.NotBefore, good.NotBefore, 0)
		require.WithinDuration(t, own.NotAfter, good.NotAfter, 0)
		good.NotBefore, good.NotAfter = own.NotBefore, own.NotAfter
		require.Equal(t, own.Certificate, good.Certificate, "the same facts as our own verification")
		require.Equal(t, now, good.VerifiedAt)
		require.Equal(t, sig, good.Signature)
		require.Equal(t, text, good.Text)
		require.Empty(t, good.Root)
		require.NoError(t, good.Belongs(pinfl, tin))
		require.True(t, signature.RefusedFor(good.Belongs("40309832260014", ""), signature.OtherPerson))
		require.Equal(t, tin != "", signature.RefusedFor(good.Belongs(pinfl, "309999999"), signature.OtherCompany))
	}
}

// TestVerify_request is what goes over the wire, in the words of the protocol.
func TestVerify_request(t *testing.T) {
	l := newLab(t)
	var method, path, from, host string
	l.say = func(w http.ResponseWriter, r *http.Request) {
		method, path, from, host = r.Method, r.URL.Path, r.Header.Get("X-Real-IP"), r.Host
		l.fake.ServeHTTP(w, r)
	}
	_, err := l.verify(l.sign(l.token(), text, now))
	require.NoError(t, err)
	require.Equal(t, []string{"POST", "/backend/pkcs7/verify/detached", "192.0.2.7", site}, []string{method, path, from, host})
	l.say, l.fake.Site = nil, "other.example"
	_, err = l.verify(l.sign(l.token(), text, now))
	require.True(t, signature.RefusedFor(err, signature.NotAccepted), "no licence: %v", err)
}

// TestVerify_refused: signatures that the server does not take, each with the reason that says how to mend it.
func TestVerify_refused(t *testing.T) {
	l := newLab(t)
	stranger, err := signer.NewAuthority("Another root", func() time.Time { return now })
	require.NoError(t, err)
	foreign, err := stranger.Issue(signer.Holder{Name: "A", PINFL: pinfl, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour)})
	require.NoError(t, err)
	sig := l.sign(l.token(), text, now)
	broken := bytes.Clone(sig)
	broken[len(broken)-1] ^= 1
	attached, err := pkcs7.NewSignedData(text)
	require.NoError(t, err)
	inside, err := attached.Finish()
	require.NoError(t, err)
	for name, c := range map[string]struct {
		sig   []byte
		want  signature.Reason
		asked int32
	}{
		"nothing":       {nil, signature.Missing, 0},
		"junk":          {[]byte("junk"), signature.Unreadable, 0},
		"too large":     {make([]byte, 3*signature.Largest), signature.TooLarge, 0},
		"text inside":   {inside, signature.Attached, 0},
		"another text":  {l.sign(l.token(), []byte("other"), now), signature.OtherText, 1},
		"altered":       {broken, signature.Broken, 1},
		"another root":  {l.sign(foreign, text, now), signature.NotAccepted, 1},
		"ran out since": {l.sign(l.token(func(h *signer.Holder) { h.NotAfter = now.Add(-time.Minute) }), text, now.Add(-time.Hour)), signature.Expired, 1},
	} {
		l.asked.Store(0)
		_, err := l.verify(c.sig)
		require.True(t, signature.RefusedFor(err, c.want), "%s: %v", name, err)
		require.Equal(t, c.asked, l.asked.Load(), name)
	}
	_, err = l.verify(sig)
	require.NoError(t, err, "refusals are answers: the server is not left alone for them")
}

// good is the answer to a signature that is fine.
func (l *lab) good(sig []byte) answer {
	l.t.Helper()
	own, err := l.fake.Verifier.Verify(l.t.Context(), text, sig, "")
	require.NoError(l.t, err)
	return say(own, nil)
}

func (l *lab) answer(a answer) {
	l.say = func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(a) }
}

func TestVerify_statuses(t *testing.T) {
	l := newLab(t)
	sig := l.sign(l.token(), text, now)
	const unknown signature.Reason = "" // neither yes nor no: try again
	past := moment{now.Add(-time.Hour)}
	for name, c := range map[string]struct {
		status int
		change func(*answer, *signed)
		want   signature.Reason
	}{
		"certificate's state unknown":   {-1, nil, unknown},
		"signature not good":            {-10, nil, signature.Broken},
		"certificate revoked":           {-11, func(_ *answer, s *signed) { s.Revoked = map[string]any{} }, signature.Revoked},
		"certificate ran out":           {-11, func(_ *answer, s *signed) { s.Certificates[0].ValidTo = past }, signature.Expired},
		"certificate of nobody we know": {-11, func(_ *answer, s *signed) { s.Trusted = false }, signature.Untrusted},
		"certificate, and not why":      {-11, func(a *answer, _ *signed) { a.Info = nil }, signature.NotAccepted},
		"certificate then":              {-12, nil, signature.Expired},
		"timestamp's state unknown":     {-20, nil, unknown},
		"timestamp of another":          {-21, nil, signature.Broken},
		"timestamp not trusted":         {-22, nil, signature.NotAccepted},
		"timestamp not trusted then":    {-23, nil, signature.NotAccepted},
		"a status nobody knows":         {-99, nil, signature.NotAccepted},
		"no status":                     {0, nil, unknown},

		"good, but not verified":       {1, func(_ *answer, s *signed) { s.Verified = false }, signature.Broken},
		"good, but not trusted":        {1, func(_ *answer, s *signed) { s.Trusted = false }, signature.Untrusted},
		"good, but not then":           {1, func(_ *answer, s *signed) { s.ValidThen = false }, signature.Expired},
		"good, but revoked":            {1, func(_ *answer, s *signed) { s.Revoked = "2026" }, signature.Revoked},
		"good, but ran out":            {1, func(_ *answer, s *signed) { s.Certificates[0].ValidTo = past }, signature.Expired},
		"good, without a signer":       {1, func(a *answer, _ *signed) { a.Info = nil }, unknown},
		"good, of two signers":         {1, func(a *answer, s *signed) { a.Info.Signers = append(a.Info.Signers, *s) }, unknown},
		"good, without a certificate":  {1, func(_ *answer, s *signed) { s.Certificates = nil }, unknown},
		"good, of another certificate": {1, func(_ *answer, s *signed) { s.Certificates[0].Serial = "1" }, unknown},
		"good, by another clock":       {1, func(_ *answer, s *signed) { s.SigningTime = moment{now.Add(-5 * time.Hour)} }, unknown},
		"good, with a bad timestamp":   {1, func(_ *answer, s *signed) { s.Stamp = &stamp{Time: moment{now}} }, signature.Broken},
		"good, with an old timestamp":  {1, func(_ *answer, s *signed) { s.Stamp = &stamp{moment{now.Add(-48 * time.Hour)}, true} }, signature.Untimely},
		"good, with half a timestamp":  {1, func(_ *answer, s *signed) { s.Stamp = &stamp{Verified: true} }, unknown},
	} {
		t.Run(name, func(t *testing.T) {
			a := l.good(sig)
			a.Status = c.status
			if c.change != nil {
				c.change(&a, &a.Info.Signers[0])
			}
			l.answer(a)
			_, err := l.client(l.config.URL).Verify(t.Context(), text, sig, "192.0.2.7")
			if c.want == unknown {
				require.True(t, problem.Is(err, problem.Unavailable), "%v", err)
				return
			}
			require.True(t, signature.RefusedFor(err, c.want), "%v", err)
		})
	}
}

// TestVerify_stamp: a timestamp says when, better than the signer's machine.
func TestVerify_stamp(t *testing.T) {
	l := newLab(t)
	sig := l.sign(l.token(), text, now)
	a := l.good(sig)
	a.Info.Signers[0].Stamp = &stamp{moment{now.Add(-3 * time.Minute)}, true}
	l.answer(a)
	good, err := l.verify(sig)
	require.NoError(t, err)
	require.WithinDuration(t, now.Add(-3*time.Minute), good.SignedAt, 0)
}

// TestVerify_old: a signature of last week, which the server takes and we don't.
func TestVerify_old(t *testing.T) {
	l := newLab(t)
	a := l.good(l.sign(l.token(), text, now))
	old := now.AddDate(0, 0, -7)
	token := l.token()
	a.Info.Signers[0].SigningTime, a.Info.Signers[0].Certificates[0].Serial = moment{old}, token.SerialNumber.Text(16)
	l.answer(a)
	_, err := l.verify(l.sign(token, text, old))
	require.True(t, signature.RefusedFor(err, signature.Untimely), "%v", err)
}

// TestVerify_published is an answer to the letter of the published documentation, with the fields that we don't read.
func TestVerify_published(t *testing.T) {
	l := newLab(t)
	token := l.token()
	sig := l.sign(token, text, now)
	l.say = func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(strings.ReplaceAll(`{"pkcs7Info": {"signers": [{
			"signerId": {"issuer": "CN=TestCA,O=test.e-imzo.uz", "subjectSerialNumber": "SERIAL"},
			"signingTime": "2026-11-25 14:00:00", "signature": "02", "digest": "a1",
			"timeStampInfo": {"certificate": [], "OCSPResponse": "MIIG", "statusUpdatedAt": "2026-11-25 13:59:30", "digestVerified": true,
				"certificateVerified": true, "certificateValidAtSigningTime": true, "tsaPolicy": "1.2.860.3.2.11.1", "time": "2026-11-25 14:00:00",
				"serialNumber": "13219ec520231519", "tsa": "6: http://test.e-imzo.uz/cams/tst", "verified": true},
			"certificate": [{"subjectInfo": {"1.2.860.3.16.1.2": "31204862260015", "CN": "KARIMOV AZIZ", "UID": "123456789"},
				"issuerInfo": {"CN": "TestCA", "O": "test.e-imzo.uz"}, "serialNumber": "SERIAL", "subjectName": "CN=KARIMOV AZIZ",
				"validFrom": "2026-09-24 17:29:21", "validTo": "2027-10-24 17:29:21", "issuerName": "CN=TestCA,O=test.e-imzo.uz",
				"publicKey": {"keyAlgName": "OZDST-1092-2009-2", "publicKey": "MGAw"}, "signature": {"signAlgName": "OZDST", "signature": "a3"}}],
			"OCSPResponse": "MIIG", "statusUpdatedAt": "2026-11-25 13:59:59", "statusNextUpdateAt": "2026-11-25 14:00:59",
			"verified": true, "certificateVerified": true, "policyIdentifiers": ["1.3.6.1.4.1.46709.1.2.2"], "certificateValidAtSigningTime": true
		}]}, "status": 1, "message": ""}`, "SERIAL", token.SerialNumber.Text(16))))
	}
	good, err := l.verify(sig)
	require.NoError(t, err)
	require.Equal(t, pinfl, good.PINFL)
	require.Equal(t, "TestCA", good.Issuer)
	require.True(t, now.Equal(good.SignedAt), "two in the afternoon in Tashkent is nine by Greenwich")
	require.True(t, now.Add(-time.Second).Equal(*good.UnrevokedAt))
	require.True(t, time.Date(2026, 9, 24, 12, 29, 21, 0, time.UTC).Equal(good.NotBefore))
}

// TestVerify_silent: a server that does not say yes or no. Nothing is taken, nothing is refused for good.
func TestVerify_silent(t *testing.T) {
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	write := func(s string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(s)) }
	}
	for name, c := range map[string]struct {
		say   http.HandlerFunc
		asked int32
	}{
		"503":       {status(503), 2},
		"500":       {status(500), 2},
		"404":       {status(404), 2},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusTemporaryRedirect) }, 2},
		"hangs up":  {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 2},
		"empty":     {write(""), 2},
		"a page":    {write("<html>it works</html>"), 2},
		"a list":    {write("[]"), 2},
		"a time":    {write(`{"status": 1, "pkcs7Info": {"signers": [{"signingTime": "yesterday"}]}}`), 2},
		"huge":      {write(`{"status": 1, "message": "` + strings.Repeat("x", answerMost) + `"}`), 2},
		"slow":      {func(http.ResponseWriter, *http.Request) { time.Sleep(time.Second) }, 2},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			sig := l.sign(l.token(), text, now)
			l.say = c.say
			began := time.Now()
			_, err := l.verify(sig)
			require.True(t, problem.Is(err, problem.Unavailable), "%v", err)
			require.Less(t, time.Since(began), 5*time.Second)
			require.Equal(t, c.asked, l.asked.Load())
		})
	}
}

// TestVerify_mends: one bad moment of the server is not a person's; a bad hour leaves it alone.
func TestVerify_mends(t *testing.T) {
	l := newLab(t)
	sig := l.sign(l.token(), text, now)
	l.say = func(w http.ResponseWriter, r *http.Request) {
		if l.asked.Load() == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		l.fake.ServeHTTP(w, r)
	}
	_, err := l.verify(sig)
	require.NoError(t, err)

	l.say = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }
	for range 20 {
		_, err = l.verify(sig)
		require.True(t, problem.Is(err, problem.Unavailable), "%v", err)
	}
	require.Less(t, l.asked.Load(), int32(20))
	l.Client = l.client("http://127.0.0.1:1")
	_, err = l.verify(sig)
	require.True(t, problem.Is(err, problem.Unavailable), "nobody is there: %v", err)
	require.NotContains(t, err.Error(), pinfl)
}

func TestNewClient(t *testing.T) {
	for _, bad := range []string{"", "127.0.0.1:8080", "localhost:8080", "ftp://x", "http://", "http://u:p@host", "http://host?x=1", "http://host#x", ":"} {
		_, err := NewClient(Config{URL: bad})
		require.Error(t, err, bad)
	}
	for _, good := range []string{"http://127.0.0.1:8080", "https://imzo.example/", "http://host/below"} {
		_, err := NewClient(Config{URL: good})
		require.NoError(t, err, good)
	}
}
