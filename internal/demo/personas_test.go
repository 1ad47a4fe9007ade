package demo

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/registers/world"
)

func TestPersonas(t *testing.T) {
	subjects := map[string]bool{}
	for _, p := range Personas() {
		require.False(t, subjects[p.Subject], p.Subject)
		subjects[p.Subject] = true
		require.NotEmpty(t, p.Name)
		for _, story := range []string{p.Story.Uz, p.Story.Ru, p.Story.En} {
			require.NotEmpty(t, story, p.Subject)
		}
		if p.Official == nil {
			require.True(t, world.ValidPINFL(p.PINFL), p.Subject)
		} else {
			require.Equal(t, p.Name, p.Official.Name)
		}
	}
}
