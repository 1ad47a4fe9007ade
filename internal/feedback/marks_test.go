package feedback

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMarks_Low(t *testing.T) {
	require.False(t, Marks{}.Low(), "a skipped mark is not a low one")
	require.False(t, Marks{Legality: 4, Quality: 5}.Low())
	require.True(t, Marks{Legality: 5, Accessibility: LowMark}.Low())
}
