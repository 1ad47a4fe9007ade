package main

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/signer"
)

// TestSeal: what is configured seals, what can't work is said at the start, and a demo has the same seal at every start.
func TestSeal(t *testing.T) {
	open := func(s settings) error {
		p := &portal{settings: s, secret: func(purpose string) string { return purpose + " of a test" }}
		seal, err := p.seal()
		if err == nil && (s.Demo || s.SealKey != "") {
			require.NotNil(t, seal)
		}
		return err
	}
	require.NoError(t, open(settings{}))
	require.NoError(t, open(settings{Demo: true}))
	require.ErrorContains(t, open(settings{SealCertificate: "/nowhere"}), "PORTAL_SEAL_CERTIFICATE")

	key, chain, err := signer.Seal("a secret")
	require.NoError(t, err)
	_, again, err := signer.Seal("a secret")
	require.NoError(t, err)
	require.Equal(t, chain[0].Raw, again[0].Raw)
	_, other, err := signer.Seal("another secret")
	require.NoError(t, err)
	require.NotEqual(t, chain[0].SerialNumber, other[0].SerialNumber)

	write := func(name, kind string, parts ...[]byte) string {
		var text []byte
		for _, der := range parts {
			text = append(text, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})...)
		}
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(path, text, 0o600))
		return path
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	certificate := write("seal.pem", "CERTIFICATE", chain[0].Raw, chain[1].Raw)
	require.NoError(t, open(settings{SealCertificate: certificate, SealKey: write("key.pem", "PRIVATE KEY", der)}))
	require.ErrorContains(t, open(settings{SealCertificate: certificate}), "PORTAL_SEAL_KEY")
	require.ErrorContains(t, open(settings{SealCertificate: write("other.pem", "CERTIFICATE", other[0].Raw), SealKey: write("key.pem", "PRIVATE KEY", der)}), "not of this key")
}
