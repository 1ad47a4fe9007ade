package document_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/problem"
)

// TestStore_SaveUpload_room: an application has exactly as many bytes of files as may be, and not one more.
func TestStore_SaveUpload_room(t *testing.T) {
	a := open(t)
	for i := range 5 {
		_, err := a.save(t, fmt.Sprintf("big-%d.pdf", i), pdf(document.MaxFile-1000))
		require.NoError(t, err)
	}
	rest := document.MaxApplication - a.count(t, `SELECT sum(size)::bigint FROM uploads`)
	exact := func(size int) []byte {
		const head, end = "%PDF-1.7\n", "\n%%EOF\n"
		return []byte(head + strings.Repeat("x", size-len(head)-len(end)) + end)
	}
	_, err := a.save(t, "just.pdf", exact(rest+1))
	require.True(t, problem.Is(err, problem.TooLarge), "one byte too many: %v", err)
	_, err = a.save(t, "just.pdf", exact(rest))
	require.NoError(t, err)
	require.Equal(t, document.MaxApplication, a.count(t, `SELECT sum(size)::bigint FROM uploads`), "exactly as much as an application may have")
}
