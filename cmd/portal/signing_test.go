package main

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
)

// TestOpenSigning: what is configured chooses who verifies, and what can't work is said at the start.
func TestOpenSigning(t *testing.T) {
	open := func(s settings) (possible bool, err error) {
		p := &portal{settings: s, origin: "https://my.example", log: slog.New(slog.DiscardHandler), casework: &casework.Store{}}
		_, err = p.openSigning(t.Context())
		_, possible = p.casework.Signs(&catalogue.Service{})
		return possible, err
	}
	possible, err := open(settings{})
	require.NoError(t, err)
	require.False(t, possible)
	possible, err = open(settings{EImzoURL: "http://127.0.0.1:8080", SignatureRoots: "/nowhere"})
	require.NoError(t, err, "E-IMZO verifies: the roots are not read")
	require.True(t, possible)
	_, err = open(settings{EImzoURL: "imzo:8080"})
	require.ErrorContains(t, err, "PORTAL_EIMZO_URL")
	_, err = open(settings{SignatureRoots: "/nowhere"})
	require.ErrorContains(t, err, "PORTAL_SIGNATURE_ROOTS")
}
