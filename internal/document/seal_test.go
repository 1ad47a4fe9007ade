package document_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/locale"
)

// authority is who issues certificates in a test.
type authority struct {
	*x509.Certificate
	key crypto.Signer
}

func newAuthority(tb testing.TB) authority {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(tb, err)
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Root"}, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(9, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	return authority{issueCertificate(tb, root, root, key.Public(), key), key}
}

func (a authority) certify(tb testing.TB, key crypto.Signer, usage x509.KeyUsage, from, to time.Time) *x509.Certificate {
	tb.Helper()
	c := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Portal · қўқон"}, NotBefore: from, NotAfter: to, KeyUsage: usage, BasicConstraintsValid: true,
	}
	return issueCertificate(tb, c, a.Certificate, key.Public(), a.key)
}

func issueCertificate(tb testing.TB, c, parent *x509.Certificate, public any, key crypto.Signer) *x509.Certificate {
	tb.Helper()
	der, err := x509.CreateCertificate(rand.Reader, c, parent, public, key)
	require.NoError(tb, err)
	out, err := x509.ParseCertificate(der)
	require.NoError(tb, err)
	return out
}

func (a authority) seal(tb testing.TB, key crypto.Signer) *document.Seal {
	tb.Helper()
	c := a.certify(tb, key, x509.KeyUsageContentCommitment, now.AddDate(0, -1, 0), now.AddDate(1, 0, 0))
	s, err := document.NewSeal(key, []*x509.Certificate{c, a.Certificate}, now)
	require.NoError(tb, err)
	return s
}

func newKey(tb testing.TB) *ecdsa.PrivateKey {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(tb, err)
	return key
}

var byteRange = regexp.MustCompile(`/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]`)

// verify reads a sealed PDF as a reader does that was told of an authority: the range has to be all of the file but the
// signature, and the signature over it by a certificate of the authority.
func verify(file []byte, root *x509.Certificate) error {
	m := byteRange.FindSubmatch(file)
	if m == nil {
		return errors.New("there is no signature")
	}
	var r [4]int
	for i := range r {
		r[i], _ = strconv.Atoi(string(m[i+1]))
	}
	if r[0] != 0 || r[1] > r[2] || r[2]+r[3] != len(file) || file[r[1]] != '<' || file[r[2]-1] != '>' {
		return errors.New("bytes are not signed")
	}
	raw := make([]byte, (r[2]-r[1]-2)/2)
	if _, err := hex.Decode(raw, file[r[1]+1:r[2]-1]); err != nil {
		return err
	}
	var outer asn1.RawValue
	rest, err := asn1.Unmarshal(raw, &outer)
	if err != nil || len(bytes.Trim(rest, "\x00")) > 0 {
		return fmt.Errorf("behind the signature: %w", err)
	}
	p, err := pkcs7.Parse(outer.FullBytes)
	if err != nil {
		return err
	}
	p.Content = append(bytes.Clone(file[:r[1]]), file[r[2]:]...)
	pool := x509.NewCertPool()
	pool.AddCert(root)
	return p.VerifyWithChainAtTime(pool, now)
}

func (a archive) pdf(t *testing.T, d document.Document, l locale.Lang) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, a.PDF(t.Context(), d, l, &b))
	return b.Bytes()
}

// TestSeal draws a paper in each language, sealed: every copy verifies, the same copy has the same bytes, and no byte of
// what a reader sees can be changed, and none added.
func TestSeal(t *testing.T) {
	a, root := open(t), newAuthority(t)
	key := newKey(t)
	a.WithSeal(root.seal(t, key))
	d := a.issue(t, locale.Ru, nil)
	for _, l := range locale.Langs {
		file := a.pdf(t, d, l)
		require.NoError(t, verify(file, root.Certificate), l)
		require.Equal(t, file, a.pdf(t, d, l), "drawn again")
		require.Contains(t, string(file), "/Lang ("+l.Tag()+")")
		require.Contains(t, string(file), "/SubFilter /ETSI.CAdES.detached")
		require.Contains(t, string(file), "/M (D:20261125060000Z)", "when the paper was issued")
		if dir := os.Getenv("PORTAL_TEST_PAPERS"); dir != "" { // for other readers: pdfsig, openssl
			require.NoError(t, os.WriteFile(filepath.Join(dir, string(l)+".pdf"), file, 0o600))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "root.pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Raw}), 0o600))
		}
	}
	file := a.pdf(t, d, locale.Uz)
	m := byteRange.FindSubmatch(file)
	from, _ := strconv.Atoi(string(m[2]))
	till, _ := strconv.Atoi(string(m[3]))
	for at := 0; at < len(file); at += 1 + len(file)/200 {
		if at > from && at < till-1 { // the signature itself, with certificates that nobody has to look at
			continue
		}
		forged := bytes.Clone(file)
		forged[at] ^= 1
		require.Error(t, verify(forged, root.Certificate), "byte %d of %d", at, len(file))
	}
	forged := bytes.Clone(file)
	copy(forged[from+1:till-1], bytes.Repeat([]byte("0"), till-from-2))
	require.Error(t, verify(forged, root.Certificate), "the signature taken out")
	require.Error(t, verify(append(bytes.Clone(file), '\n'), root.Certificate), "something was added")
	require.Error(t, verify(file, newAuthority(t).Certificate), "an authority that is none of ours")

	t.Run("rotation", func(t *testing.T) {
		require.NoError(t, a.PublishSeal(t.Context()))
		long, err := rsa.GenerateKey(rand.Reader, 2048)
		require.NoError(t, err)
		a.WithSeal(root.seal(t, long))
		require.NoError(t, a.PublishSeal(t.Context()))
		require.NoError(t, a.PublishSeal(t.Context()), "another replica")
		require.NoError(t, verify(file, root.Certificate), "what the former seal signed stays genuine")
		renewed := a.pdf(t, d, locale.Uz)
		require.NoError(t, verify(renewed, root.Certificate))
		require.NotEqual(t, file, renewed)
		seals, err := a.Seals(t.Context())
		require.NoError(t, err)
		require.Len(t, seals, 2)
		require.Equal(t, long.Public(), seals[0][0].PublicKey)
		require.Equal(t, key.Public(), seals[1][0].PublicKey, "its certificate stays published")
		require.Equal(t, root.Raw, seals[1][1].Raw)
		require.Equal(t, 2, a.count(t, `SELECT count(*) FROM audit_entries WHERE action = 'document.seal'`))
	})

	t.Run("a changed state is another copy", func(t *testing.T) {
		since := now.Add(-time.Hour)
		d.RevokedAt = &since
		d.IssuedAt = now.Add(-2 * time.Hour)
		require.Contains(t, string(a.pdf(t, d, locale.En)), "/M (D:20261125050000Z)")
	})
}

// TestSeal_attributes holds what PAdES-B-B wants signed: the certificate is bound, and no time is.
func TestSeal_attributes(t *testing.T) {
	a, root := open(t), newAuthority(t)
	a.WithSeal(root.seal(t, newKey(t)))
	file := a.pdf(t, a.issue(t, locale.Uz, nil), locale.Uz)
	m := byteRange.FindSubmatch(file)
	from, _ := strconv.Atoi(string(m[2]))
	till, _ := strconv.Atoi(string(m[3]))
	raw, err := hex.DecodeString(string(file[from+1 : till-1]))
	require.NoError(t, err)
	var outer asn1.RawValue
	_, err = asn1.Unmarshal(raw, &outer)
	require.NoError(t, err)
	p, err := pkcs7.Parse(outer.FullBytes)
	require.NoError(t, err)
	var bound []byte
	for _, x := range p.Signers[0].AuthenticatedAttributes {
		require.NotEqual(t, pkcs7.OIDAttributeSigningTime.String(), x.Type.String())
		if x.Type.String() == "1.2.840.113549.1.9.16.2.47" {
			bound = x.Value.Bytes
		}
	}
	sum := sha256.Sum256(p.GetOnlySigner().Raw)
	require.True(t, bytes.HasSuffix(bound, sum[:]), "signing-certificate-v2")
}

func TestNewSeal(t *testing.T) {
	root, key := newAuthority(t), newKey(t)
	day := func(n int) time.Time { return now.AddDate(0, 0, n) }
	sign := x509.KeyUsageDigitalSignature
	good := root.certify(t, key, sign, day(-1), day(1))
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	for want, c := range map[string]struct {
		key   crypto.Signer
		chain []*x509.Certificate
	}{
		"no certificate":     {key, nil},
		"not of this key":    {newKey(t), []*x509.Certificate{good}},
		"not for signing":    {key, []*x509.Certificate{root.certify(t, key, x509.KeyUsageKeyAgreement, day(-1), day(1))}},
		"holds from":         {key, []*x509.Certificate{root.certify(t, key, sign, day(-2), day(-1))}},
		"not by the next":    {key, []*x509.Certificate{good, newAuthority(t).Certificate}},
		"less than 2048 bit": {short, []*x509.Certificate{root.certify(t, short, sign, day(-1), day(1))}},
	} {
		_, err := document.NewSeal(c.key, c.chain, now)
		require.ErrorContains(t, err, want)
	}
	text := func(kind string, der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}) }
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	sec1, err := x509.MarshalECPrivateKey(key)
	require.NoError(t, err)
	chain := append(text("CERTIFICATE", good.Raw), text("CERTIFICATE", root.Raw)...)
	for _, file := range [][]byte{text("PRIVATE KEY", pkcs8), append(text("EC PARAMETERS", []byte{6, 0}), text("EC PRIVATE KEY", sec1)...)} {
		_, err := document.ReadSeal(chain, file, now)
		require.NoError(t, err)
	}
	_, err = document.ReadSeal(chain, nil, now)
	require.ErrorContains(t, err, "no key")
}

func BenchmarkPDF(b *testing.B) {
	root := newAuthority(b)
	c := document.Receipt{
		Lang: locale.Uz, Number: "123 456 789", Code: "CODE2345", Service: locale.Text{Uz: "Maʼlumotnoma"}, Applicant: "Karimov Anvar", SentAt: now, DueAt: now,
		Lines: []document.Line{{Label: "Manzil", Value: "Toshkent shahri"}},
	}
	long, err := rsa.GenerateKey(rand.Reader, 3072)
	require.NoError(b, err)
	for _, x := range []struct {
		name string
		seal *document.Seal
	}{{"plain", nil}, {"P-256", root.seal(b, newKey(b))}, {"RSA-3072", root.seal(b, long)}} {
		s := document.NewStore(nil, nil, func() time.Time { return now }, "").WithSeal(x.seal)
		b.Run(x.name, func(b *testing.B) {
			for b.Loop() {
				var out bytes.Buffer
				require.NoError(b, s.Receipt(c, &out))
			}
		})
	}
}

// TestStore_Decision draws the paper of a refusal: sealed like a result, under its number, which its QR code proves.
func TestStore_Decision(t *testing.T) {
	a, root := open(t), newAuthority(t)
	a.WithSeal(root.seal(t, newKey(t)))
	d := document.Decision{
		Document: document.Document{
			Number: "123456789-E1", Kind: "notice", Application: "123456789", Title: locale.Text{Uz: "Savdo litsenziyasi", Ru: "Лицензия на торговлю", En: "Trade licence"},
			Authority: locale.Text{Uz: "Soliq qoʻmitasi", Ru: "Налоговый комитет", En: "Tax Committee"}, Holder: "Karimov Anvar Akmalovich", IssuedAt: now,
		},
		Decided: "Rad etildi", Sent: "25-noyabr",
		Sections: []document.Section{
			{Title: "Sababi", Text: []string{"Soliq qarzi bor.", "Qaror qoidalar boʻyicha chiqdi."}, Lines: []document.Line{{Label: "Soliq qarzi", Value: "1 234 567 soʻm\nManba: Soliq qoʻmitasi"}}},
			{Title: "Qanday shikoyat qilinadi", Text: []string{"25-dekabrgacha soʻrash mumkin."}},
		},
	}
	for _, l := range locale.Langs {
		var first, second bytes.Buffer
		require.NoError(t, a.Decision(t.Context(), d, l, &first))
		require.NoError(t, a.Decision(t.Context(), d, l, &second))
		require.Equal(t, first.Bytes(), second.Bytes())
		require.NoError(t, verify(first.Bytes(), root.Certificate))
		if dir := os.Getenv("PORTAL_TEST_PAPERS"); dir != "" {
			require.NoError(t, os.WriteFile(filepath.Join(dir, "decision-"+string(l)+".pdf"), first.Bytes(), 0o600))
		}
	}
	address, err := a.Address(t.Context(), d.Document, locale.Uz)
	require.NoError(t, err)
	keys, err := a.PublicKeys(t.Context())
	require.NoError(t, err)
	require.Equal(t, document.Genuine, document.Check(keys, address))
}
