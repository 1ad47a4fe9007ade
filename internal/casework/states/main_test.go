package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
)

// TestDiagrams_current fails while the document says something else than the table.
func TestDiagrams_current(t *testing.T) {
	kept, err := os.ReadFile("../STATES.md")
	require.NoError(t, err)
	require.Equal(t, diagrams(), string(kept), "run 'make generate' and commit")
}

// TestDiagrams_whole: every action of the table and every state stands in a diagram.
func TestDiagrams_whole(t *testing.T) {
	all := diagrams()
	require.Equal(t, len(casework.Tracks), strings.Count(all, "stateDiagram-v2"))
	for _, tr := range casework.Table {
		require.Contains(t, all, label(tr))
	}
	for _, s := range casework.States {
		require.Contains(t, all, "state \""+string(s)+" / ")
	}
}
