package server_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/server"
)

// TestHeaders_tiles: pictures may come from the server of map tiles, and nothing else from anywhere.
func TestHeaders_tiles(t *testing.T) {
	none := func() *catalogue.Snapshot { return &catalogue.Snapshot{} }
	policy := func(tiles string) string {
		h := server.New(server.Deps{URL: "http://portal.test", Now: time.Now, Snapshot: none, Tiles: tiles})
		return get(h, "/healthz").Header().Get("Content-Security-Policy")
	}
	require.Contains(t, policy(""), "; img-src 'self' data:; ")
	require.Contains(t, policy("https://tiles.example"), "; img-src 'self' data: https://tiles.example; ")
	require.Equal(t, http.StatusNotFound, get(server.New(server.Deps{URL: "http://portal.test", Now: time.Now, Snapshot: none}), "/demo/tiles/1/0/0.png").Code, "none of ours outside of a demo")
}
