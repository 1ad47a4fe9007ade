package takeout

import (
	"archive/zip"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestArchive_limit: a copy may have exactly so many bytes.
func TestArchive_limit(t *testing.T) {
	a := &archive{}
	a.zip = zip.NewWriter(&a.into)
	a.into.Write(make([]byte, MostBytes))
	require.NoError(t, a.fits())
	a.into.WriteByte(0)
	require.ErrorIs(t, a.fits(), errTooLarge)
	require.ErrorIs(t, a.add("x.json", func(io.Writer) error { return nil }), errTooLarge)
}
