package signature_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/signer"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/signature"
)

const pinfl = "31204862260015"

// now is a morning; nothing here looks at the machine's clock.
var (
	now  = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	text = []byte("yagona-summary/1 uz-Latn\n\nXizmat\n    Sinov\n")
)

// office is an authority with a verifier that trusts it.
type office struct {
	*signer.Authority
	*signature.Verifier
	t testing.TB
}

func newOffice(tb testing.TB) *office {
	tb.Helper()
	a, err := signer.NewAuthority("Test root", clock)
	require.NoError(tb, err)
	return &office{Authority: a, Verifier: signature.NewVerifier([]*x509.Certificate{a.Root}, nil, clock), t: tb}
}

func clock() time.Time { return now }

func (o *office) token(change ...func(*signer.Holder)) signer.Token {
	o.t.Helper()
	h := signer.Holder{Name: "Karimov Aziz", PINFL: pinfl, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0)}
	for _, f := range change {
		f(&h)
	}
	token, err := o.Issue(h)
	require.NoError(o.t, err)
	return token
}

func (o *office) sign(t signer.Token, over []byte, at time.Time) []byte {
	o.t.Helper()
	sig, err := t.Sign(over, at)
	require.NoError(o.t, err)
	return sig
}

func rsaKey(tb testing.TB, bits int) func(*signer.Holder) {
	tb.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	require.NoError(tb, err)
	return func(h *signer.Holder) { h.Key = key }
}

func TestVerify(t *testing.T) {
	o := newOffice(t)
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	for name, token := range map[string]signer.Token{
		"ECDSA P-256": o.token(), "ECDSA P-384": o.token(func(h *signer.Holder) { h.Key = p384 }), "RSA": o.token(rsaKey(t, 2048)),
		"of a legal entity": o.token(func(h *signer.Holder) { h.TIN = "301234567" }),
	} {
		t.Run(name, func(t *testing.T) {
			sig := o.sign(token, text, now.Add(-time.Minute))
			for form, raw := range map[string][]byte{
				"DER": sig, "PEM": pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: sig}), "Base64": []byte(base64.StdEncoding.EncodeToString(sig) + "\n"),
			} {
				good, err := o.Verify(t.Context(), text, raw, "")
				require.NoError(t, err, form)
				require.Equal(t, sig, good.Signature, form)
				require.Equal(t, o.Root.Raw, good.Root)
				require.Equal(t, "Karimov Aziz", good.Name)
				require.Equal(t, pinfl, good.PINFL)
				require.Equal(t, now, good.VerifiedAt)
				require.True(t, now.Add(-time.Minute).Equal(good.SignedAt))
				require.NoError(t, good.Belongs(pinfl, ""))
				require.True(t, signature.RefusedFor(good.Belongs("40309832260014", ""), signature.OtherPerson))
				require.True(t, signature.RefusedFor(signature.Certificate{}.Belongs("", ""), signature.OtherPerson), "a certificate that names nobody is nobody's")
				require.Equal(t, good.TIN != "", signature.RefusedFor(good.Belongs(pinfl, "309999999"), signature.OtherCompany))
			}
			openssl(t, o.Root, text, sig)
		})
	}
}

// openssl proves that another program takes what we take.
func openssl(t *testing.T, root *x509.Certificate, text, sig []byte) {
	t.Helper()
	path, err := exec.LookPath("openssl")
	if err != nil {
		t.Log("openssl is not on this machine: the library alone has verified")
		return
	}
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), b, 0o600))
		return filepath.Join(dir, name)
	}
	args := []string{
		"cms", "-verify", "-binary", "-inform", "DER", "-in", write("signature.p7s", sig), "-content", write("summary.txt", text),
		"-CAfile", write("root.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Raw})), "-purpose", "any", "-out", os.DevNull,
	}
	out, err := exec.CommandContext(t.Context(), path, args...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	write("summary.txt", append(bytes.Clone(text), ' '))
	require.Error(t, exec.CommandContext(t.Context(), path, args...).Run(), "one byte more is another text")
}

// forge signs with the library and lets a test change what is signed, or how.
func (o *office) forge(t *testing.T, token signer.Token, key crypto.Signer, change func(*pkcs7.SignedData)) []byte {
	t.Helper()
	sd, err := pkcs7.NewSignedData(text)
	require.NoError(t, err)
	sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	require.NoError(t, sd.AddSignerChain(token.Certificate, key, []*x509.Certificate{o.Root}, pkcs7.SignerInfoConfig{}))
	change(sd)
	sd.Detach()
	sig, err := sd.Finish()
	require.NoError(t, err)
	return sig
}

func TestVerify_hostile(t *testing.T) {
	o, stranger := newOffice(t), newOffice(t)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	token := o.token(func(h *signer.Holder) { h.Key = key })
	good := o.sign(token, text, now)

	// attributes signs the attributes anew after the test has changed them.
	attributes := func(keep func(asn1.ObjectIdentifier) int) []byte {
		return o.forge(t, token, key, func(sd *pkcs7.SignedData) {
			s := &sd.GetSignedData().SignerInfos[0]
			old := s.AuthenticatedAttributes
			s.AuthenticatedAttributes = old[:0:0]
			for _, a := range old {
				if a.Type.Equal(pkcs7.OIDAttributeSigningTime) {
					value, err := asn1.Marshal(now)
					require.NoError(t, err)
					a.Value = asn1.RawValue{Tag: asn1.TagSet, IsCompound: true, Bytes: value}
				}
				for range keep(a.Type) {
					s.AuthenticatedAttributes = append(s.AuthenticatedAttributes, a)
				}
			}
			raw, err := asn1.MarshalWithParams(s.AuthenticatedAttributes, "set")
			require.NoError(t, err)
			h := crypto.SHA256.New()
			h.Write(raw)
			s.EncryptedDigest, err = key.Sign(rand.Reader, h.Sum(nil), crypto.SHA256)
			require.NoError(t, err)
		})
	}
	without := func(oid asn1.ObjectIdentifier) []byte {
		return attributes(func(have asn1.ObjectIdentifier) int {
			if have.Equal(oid) {
				return 0
			}
			return 1
		})
	}
	_, err = o.Verify(t.Context(), text, attributes(func(asn1.ObjectIdentifier) int { return 1 }), "")
	require.NoError(t, err, "the forge itself makes good signatures")

	with := func(digest asn1.ObjectIdentifier) []byte {
		sd, err := pkcs7.NewSignedData(text)
		require.NoError(t, err)
		sd.SetDigestAlgorithm(digest)
		require.NoError(t, sd.AddSignerChain(token.Certificate, key, []*x509.Certificate{o.Root}, pkcs7.SignerInfoConfig{}))
		sd.Detach()
		sig, err := sd.Finish()
		require.NoError(t, err)
		return sig
	}
	named := func(oid asn1.ObjectIdentifier) []byte { // says another algorithm than was used
		return o.forge(t, token, key, func(sd *pkcs7.SignedData) { sd.GetSignedData().SignerInfos[0].DigestAlgorithm.Algorithm = oid })
	}
	bare := func() []byte {
		sd, err := pkcs7.NewSignedData(text)
		require.NoError(t, err)
		sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
		require.NoError(t, sd.SignWithoutAttr(token.Certificate, key, pkcs7.SignerInfoConfig{}))
		sd.Detach()
		sig, err := sd.Finish()
		require.NoError(t, err)
		return sig
	}
	attached, err := func() ([]byte, error) {
		sd, err := pkcs7.NewSignedData(text)
		require.NoError(t, err)
		sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
		require.NoError(t, sd.AddSigner(token.Certificate, key, pkcs7.SignerInfoConfig{}))
		return sd.Finish()
	}()
	require.NoError(t, err)
	two := o.forge(t, token, key, func(sd *pkcs7.SignedData) {
		require.NoError(t, sd.AddSignerChain(token.Certificate, key, []*x509.Certificate{o.Root}, pkcs7.SignerInfoConfig{}))
	})
	none := o.forge(t, token, key, func(sd *pkcs7.SignedData) { sd.GetSignedData().SignerInfos = nil })
	flipped := bytes.Clone(good)
	flipped[len(flipped)-3] ^= 1
	self := selfSigned(t)
	md5 := asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 5}

	for name, c := range map[string]struct {
		sig  []byte
		over []byte
		want signature.Reason
	}{
		"nothing":                         {nil, text, signature.Missing},
		"spaces":                          {[]byte(" \n "), text, signature.Missing},
		"junk":                            {[]byte("this is no signature"), text, signature.Unreadable},
		"a megabyte of junk":              {bytes.Repeat([]byte{0x30, 0x82}, 512<<10), text, signature.TooLarge},
		"64 KB of nesting":                {bytes.Repeat([]byte{0x30, 0x80}, signature.Largest/2), text, signature.Unreadable},
		"parts that overlap":              {overlapping(), text, signature.Unreadable},
		"cut in the middle":               {good[:len(good)/2], text, signature.Unreadable},
		"cut at the end":                  {good[:len(good)-1], text, signature.Unreadable},
		"another text":                    {good, append(bytes.Clone(text), '\n'), signature.OtherText},
		"a changed byte":                  {flipped, text, signature.Broken},
		"the text inside":                 {attached, text, signature.Attached},
		"two signers":                     {two, text, signature.Several},
		"no signer":                       {none, text, signature.NoSigner},
		"no signed attributes":            {bare(), text, signature.Unbound},
		"no content type":                 {without(pkcs7.OIDAttributeContentType), text, signature.Unbound},
		"no digest":                       {without(pkcs7.OIDAttributeMessageDigest), text, signature.Unbound},
		"no time":                         {without(pkcs7.OIDAttributeSigningTime), text, signature.Unbound},
		"everything twice":                {attributes(func(asn1.ObjectIdentifier) int { return 2 }), text, signature.Unbound},
		"SHA-1":                           {with(pkcs7.OIDDigestAlgorithmSHA1), text, signature.Weak},
		"called MD5":                      {named(md5), text, signature.Weak},
		"called SHA-1":                    {named(pkcs7.OIDDigestAlgorithmSHA1), text, signature.Weak},
		"a short RSA key":                 {o.sign(o.token(shortKey(t)), text, now), text, signature.Weak},
		"another root":                    {stranger.sign(stranger.token(), text, now), text, signature.Untrusted},
		"self-signed":                     {self, text, signature.Untrusted},
		"expired":                         {o.sign(o.token(func(h *signer.Holder) { h.NotAfter = now.Add(-time.Second) }), text, now), text, signature.Expired},
		"expired, with a clock set back":  {o.sign(o.token(func(h *signer.Holder) { h.NotAfter = now.Add(-time.Minute) }), text, now.Add(-time.Hour)), text, signature.Expired},
		"not yet valid":                   {o.sign(o.token(func(h *signer.Holder) { h.NotBefore = now.Add(time.Hour) }), text, now), text, signature.Expired},
		"made yesterday":                  {o.sign(token, text, now.Add(-25*time.Hour)), text, signature.Untimely},
		"made tomorrow":                   {o.sign(token, text, now.Add(time.Hour)), text, signature.Untimely},
		"a certificate for encryption":    {o.sign(o.token(func(h *signer.Holder) { h.Usage = x509.KeyUsageKeyEncipherment }), text, now), text, signature.NotForThis},
		"a certificate for anything else": {o.sign(o.token(func(h *signer.Holder) { h.Usage = x509.KeyUsageCRLSign }), text, now), text, signature.NotForThis},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := o.Verify(t.Context(), c.over, c.sig, "")
			require.Error(t, err)
			require.True(t, signature.RefusedFor(err, c.want), "%v, want %s", err, c.want)
			require.True(t, problem.Is(err, problem.Invalid))
		})
	}
}

// shortKey is an RSA key that was long enough twenty years ago.
func shortKey(t *testing.T) func(*signer.Holder) {
	t.Helper()
	t.Setenv("GODEBUG", "rsa1024min=0")
	return rsaKey(t, 1024)
}

// selfSigned is a signature by a certificate that only its holder vouches for.
func selfSigned(t *testing.T) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: newOffice(t).Root.SerialNumber, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	sd, err := pkcs7.NewSignedData(text)
	require.NoError(t, err)
	sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	require.NoError(t, sd.AddSigner(cert, key, pkcs7.SignerInfoConfig{}))
	signed := &sd.GetSignedData().SignerInfos[0]
	for i := range signed.AuthenticatedAttributes {
		if a := &signed.AuthenticatedAttributes[i]; a.Type.Equal(pkcs7.OIDAttributeSigningTime) {
			value, err := asn1.Marshal(now)
			require.NoError(t, err)
			a.Value = asn1.RawValue{Tag: asn1.TagSet, IsCompound: true, Bytes: value}
		}
	}
	raw, err := asn1.MarshalWithParams(signed.AuthenticatedAttributes, "set")
	require.NoError(t, err)
	h := crypto.SHA256.New()
	h.Write(raw)
	signed.EncryptedDigest, err = key.Sign(rand.Reader, h.Sum(nil), crypto.SHA256)
	require.NoError(t, err)
	sd.Detach()
	sig, err := sd.Finish()
	require.NoError(t, err)
	return sig
}

// overlapping is parts of which each claims bytes that the next one claims too: read by recursion, they take for ever.
func overlapping() []byte {
	var out []byte
	for range 60 {
		out = append(out, 0x30, 0x06, 0x30, 0x02)
	}
	return append(out, bytes.Repeat([]byte{0x05, 0x00}, 60)...)
}

// FuzzVerify throws bytes at the entry: whatever comes, an answer and never a panic, and only the one good signature
// is taken.
func FuzzVerify(f *testing.F) {
	o := newOffice(f)
	good := o.sign(o.token(), text, now)
	f.Add(good)
	f.Add([]byte{0x30, 0x80, 0x00, 0x00})
	f.Add([]byte(base64.StdEncoding.EncodeToString(good)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := o.Verify(t.Context(), []byte("another text"), raw, ""); err == nil {
			t.Fatalf("a signature over a text that nobody signed: %x", raw)
		}
	})
}
