package form

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
)

func TestFileSize(t *testing.T) {
	for _, c := range []struct {
		lang  locale.Lang
		bytes int64
		want  string
	}{
		{locale.Uz, 1, "1\u00a0KB"},
		{locale.Ru, 84 << 10, "84\u00a0КБ"},
		{locale.Ru, 3_250_585, "3,1\u00a0МБ"},
		{locale.En, 3_250_585, "3.1\u00a0MB"},
	} {
		require.Equal(t, c.want, FileSize(c.lang, c.bytes))
	}
}
