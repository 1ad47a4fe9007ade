package signature_test

import (
	"context"
	"crypto/x509"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/signature"
)

// press publishes the list of an authority, as long as it is not down.
type press struct {
	list    func() ([]byte, error)
	down    bool
	fetched int
	at      time.Time
}

func (p *press) fetch(context.Context, string) ([]byte, error) {
	p.fetched++
	if p.down {
		return nil, errors.New("down")
	}
	return p.list()
}

func (p *press) now() time.Time { return p.at }

func TestVerify_revocation(t *testing.T) {
	o := newOffice(t)
	p := &press{at: now, list: o.List}
	lists := signature.NewLists([]string{"http://list.test/"}, p.fetch, p.now)
	v := signature.NewVerifier([]*x509.Certificate{o.Root}, lists, p.now)
	token, lost := o.token(), o.token()
	verify := func(sig []byte) error {
		_, err := v.Verify(t.Context(), text, sig, "")
		return err
	}

	p.down = true
	require.True(t, problem.Is(verify(o.sign(token, text, p.at)), problem.Unavailable), "no list: neither good nor bad")
	require.True(t, problem.Is(verify(o.sign(token, text, p.at)), problem.Unavailable))
	require.Equal(t, 1, p.fetched, "a source that failed is left in peace for a moment")

	p.down, p.at = false, p.at.Add(time.Minute)
	good, err := v.Verify(t.Context(), text, o.sign(token, text, p.at), "")
	require.NoError(t, err)
	require.Equal(t, p.at, *good.UnrevokedAt)
	require.NoError(t, verify(o.sign(lost, text, p.at)))
	require.Equal(t, 2, p.fetched, "a fresh list serves everybody")

	o.Revoke(lost.Certificate)
	p.at = p.at.Add(2 * time.Hour)
	require.True(t, signature.RefusedFor(verify(o.sign(lost, text, p.at)), signature.Revoked))
	require.NoError(t, verify(o.sign(token, text, p.at)))

	p.down, p.at = true, p.at.Add(3*time.Hour)
	require.NoError(t, verify(o.sign(token, text, p.at)), "the source is down: the list at hand serves on")
	p.at = p.at.Add(25 * time.Hour)
	require.True(t, problem.Is(verify(o.sign(token, text, p.at)), problem.Unavailable), "until it is too old")

	p.down, p.at = false, p.at.Add(time.Minute)
	p.list = func() ([]byte, error) { return []byte("<html>"), nil }
	require.True(t, problem.Is(verify(o.sign(token, text, p.at)), problem.Unavailable), "no list at all")
	p.at = p.at.Add(time.Minute)
	p.list = newOffice(t).List
	require.True(t, problem.Is(verify(o.sign(token, text, p.at)), problem.Unavailable), "another authority's list says nothing of this one")
}
