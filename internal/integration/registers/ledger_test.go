package registers

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestHour(t *testing.T) {
	var h hour
	at := time.Date(2026, 11, 27, 9, 30, 0, 0, time.UTC)
	require.Equal(t, minute{}, h.sum(at))
	h.add(at, time.Second, false)
	h.add(at.Add(59*time.Minute), 3*time.Second, true)
	require.Equal(t, minute{asked: 2, failed: 1, took: 4 * time.Second, slowest: 3 * time.Second}, h.sum(at.Add(59*time.Minute)))
	require.Equal(t, minute{asked: 1, failed: 1, took: 3 * time.Second, slowest: 3 * time.Second}, h.sum(at.Add(60*time.Minute)), "an hour and no more")
	h.add(at.Add(60*time.Minute), time.Second, false)
	require.Equal(t, 2, h.sum(at.Add(60*time.Minute)).asked, "a minute takes the place of the one an hour before")
	require.Equal(t, minute{}, h.sum(at.Add(5*time.Hour)))
}

// What readers met stands in the condition of a register, without what was asked.
func TestClient_Conditions(t *testing.T) {
	g := open(t)
	c := g.client(quick)
	_, err := c.Read(t.Context(), ask("tax", aziz, "debt"))
	require.NoError(t, err)
	g.SetFaults(map[string]Fault{"tax": {Down: true}})
	_, err = c.Read(t.Context(), ask("tax", aziz, "debt"))
	require.Error(t, err)
	for _, x := range c.Conditions() {
		if x.Register != "tax" {
			require.Zero(t, x.Asked, x.Register)
			continue
		}
		require.Equal(t, 2, x.Asked, "repeats are one call")
		require.Equal(t, 1, x.Failed)
		require.Equal(t, day, x.Out)
		require.NotEmpty(t, x.Fault)
		require.NotContains(t, x.Fault, aziz)
	}
}
