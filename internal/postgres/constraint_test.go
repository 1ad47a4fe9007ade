package postgres

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/migrations"
)

// TestConstraints keeps the table honest: an entry that no step mentions would never be used.
func TestConstraints(t *testing.T) {
	names, err := fs.Glob(migrations.FS, "*.up.sql")
	require.NoError(t, err)
	var steps strings.Builder
	for _, name := range names {
		body, err := migrations.FS.ReadFile(name)
		require.NoError(t, err)
		steps.Write(body)
	}
	for name := range constraints {
		require.Contains(t, steps.String(), name)
	}
}
