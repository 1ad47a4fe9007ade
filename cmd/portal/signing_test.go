package main

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
)

// openHere says whether signatures can be checked with those settings, and how many systems are played for it.
func openHere(t *testing.T, s settings) (possible bool, plays int, err error) {
	t.Helper()
	p := &portal{
		settings: s, origin: "https://my.example", log: slog.New(slog.DiscardHandler), casework: &casework.Store{},
		secret: func(purpose string) string { return purpose + " of a test, long enough for a key" },
	}
	t.Cleanup(p.close)
	_, err = p.openSigning(t.Context())
	_, possible = p.casework.Signs(&catalogue.Service{})
	return possible, len(p.closers), err
}

// TestOpenSigning: what is configured chooses who verifies, and what can't work is said at the start.
func TestOpenSigning(t *testing.T) {
	open := func(s settings) (bool, error) {
		possible, _, err := openHere(t, s)
		return possible, err
	}
	possible, err := open(settings{})
	require.NoError(t, err)
	require.False(t, possible)
	possible, err = open(settings{EImzoURL: "http://127.0.0.1:8080", SignatureRoots: "/nowhere"})
	require.NoError(t, err, "E-IMZO verifies: the roots are not read")
	require.True(t, possible)
	_, plays, err := openHere(t, settings{Demo: true})
	require.NoError(t, err)
	require.Zero(t, plays, "the demo's token is verified here")
	possible, plays, err = openHere(t, settings{Demo: true, DemoEImzo: true})
	require.NoError(t, err)
	require.True(t, possible)
	require.Equal(t, 1, plays, "a server of E-IMZO's protocol stands beside the demo")
	_, plays, err = openHere(t, settings{DemoEImzo: true})
	require.NoError(t, err)
	require.Zero(t, plays, "never without a demo")
	_, err = open(settings{EImzoURL: "imzo:8080"})
	require.ErrorContains(t, err, "PORTAL_EIMZO_URL")
	_, err = open(settings{SignatureRoots: "/nowhere"})
	require.ErrorContains(t, err, "PORTAL_SIGNATURE_ROOTS")
}
