package register

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestKeptFor(t *testing.T) {
	for code, limit := range keptFor {
		require.True(t, OfApplicant(code), "%s is kept by person: what is kept is his own", code)
		require.Greater(t, limit, KeptUsually, code)
		require.LessOrEqual(t, limit, 24*time.Hour, code)
	}
	for _, code := range []string{"tax", "driving", "court", "border", "credit", "utilities", "social", CompanyKey, FoundKey} {
		require.Equal(t, KeptUsually, KeptFor(code), "%s may change within the hour", code)
	}
}
