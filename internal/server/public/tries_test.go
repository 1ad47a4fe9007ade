package public

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
)

// TestProof_Track_tooOften: whoever has to wait is told for how long, and types nothing twice.
func TestProof_Track_tooOften(t *testing.T) {
	now := time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)
	p := NewProof(nil, nil, func() time.Time { return now })
	send := func() *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/uz/track", strings.NewReader("number=871600616&code="))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		require.NoError(t, p.Track(w, r))
		return w
	}
	for range triesBurst {
		require.Equal(t, http.StatusUnprocessableEntity, send().Code, "the code is missing")
	}
	late := send()
	require.Equal(t, http.StatusTooManyRequests, late.Code)
	require.Contains(t, late.Body.String(), `value="871600616"`)
	require.Contains(t, late.Body.String(), locale.Uz.T("proof.track.too-many"))
	now = now.Add(time.Minute)
	require.Equal(t, http.StatusUnprocessableEntity, send().Code, "it is over as soon as was said")
}
