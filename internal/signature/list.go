package signature

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Limits of revocation lists.
const (
	listFresh = time.Hour        // how long a list is not fetched again
	listAge   = 24 * time.Hour   // after that a list says nothing, whatever it claims
	listRetry = 10 * time.Second // how long a source that failed is left in peace
)

// Lists are the revocation lists of the authorities that issue certificates. They are fetched when they are needed and
// kept for a while; when none young enough can be had, the answer is Unknown and never a guess.
type Lists struct {
	fetch   func(ctx context.Context, url string) ([]byte, error)
	now     func() time.Time
	sources []*source
}

// source is one list where it is published.
type source struct {
	url     string
	mu      sync.Mutex
	list    *x509.RevocationList
	fetched time.Time
	tried   time.Time
	fault   error
}

// NewLists fetches from those addresses.
func NewLists(urls []string, fetch func(ctx context.Context, url string) ([]byte, error), now func() time.Time) *Lists {
	l := &Lists{fetch: fetch, now: now}
	for _, url := range urls {
		l.sources = append(l.sources, &source{url: url})
	}
	return l
}

// revoked is nil when no certificate of the chain was revoked, with the time as of which that is known. The issuer of
// the signer's certificate must have a list; of those above, each that has one is looked at.
func (l *Lists) revoked(ctx context.Context, chain []*x509.Certificate) (as time.Time, err error) {
	for i := range len(chain) - 1 {
		list, fetched, err := l.of(ctx, chain[i+1])
		if err != nil && (i == 0 || !errors.Is(err, errNoList)) {
			return as, Unknown(err)
		}
		if err != nil {
			continue
		}
		for _, entry := range list.RevokedCertificateEntries {
			if entry.SerialNumber.Cmp(chain[i].SerialNumber) == 0 {
				return as, refuse(Revoked)
			}
		}
		if as.IsZero() || fetched.Before(as) {
			as = fetched
		}
	}
	return as, nil
}

var errNoList = errors.New("no revocation list of this issuer")

// of is the list of an issuer, young enough to believe.
func (l *Lists) of(ctx context.Context, issuer *x509.Certificate) (*x509.RevocationList, time.Time, error) {
	var faults []error
	for _, s := range l.sources {
		list, fetched, err := l.current(ctx, s)
		switch {
		case err != nil:
			faults = append(faults, err)
		case bytes.Equal(list.RawIssuer, issuer.RawSubject):
			if err := list.CheckSignatureFrom(issuer); err != nil {
				return nil, time.Time{}, fmt.Errorf("revocation list %s: %w", s.url, err)
			}
			return list, fetched, nil
		}
	}
	if len(faults) > 0 {
		return nil, time.Time{}, errors.Join(faults...)
	}
	return nil, time.Time{}, errNoList
}

// current is the list of a source: the one at hand while it is fresh, else a new one, else the one at hand until it is
// too old.
func (l *Lists) current(ctx context.Context, s *source) (*x509.RevocationList, time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := l.now()
	stale := s.list == nil || now.Sub(s.fetched) > listFresh || !s.list.NextUpdate.IsZero() && now.After(s.list.NextUpdate)
	if stale && now.Sub(s.tried) > listRetry {
		s.tried = now
		var list *x509.RevocationList
		if list, s.fault = l.load(ctx, s.url); s.fault == nil {
			s.list, s.fetched = list, now
		}
	}
	if s.list == nil {
		return nil, now, fmt.Errorf("revocation list %s: %w", s.url, s.fault)
	}
	if now.Sub(s.fetched) > listAge || !s.list.NextUpdate.IsZero() && now.After(s.list.NextUpdate) {
		return nil, now, fmt.Errorf("revocation list %s is too old: %w", s.url, errors.Join(s.fault, errStale))
	}
	return s.list, s.fetched, nil
}

var errStale = errors.New("its next update is due")

func (l *Lists) load(ctx context.Context, url string) (*x509.RevocationList, error) {
	raw, err := l.fetch(ctx, url)
	if err != nil {
		return nil, err
	}
	if block, _ := pem.Decode(raw); block != nil {
		raw = block.Bytes
	}
	return x509.ParseRevocationList(raw)
}
