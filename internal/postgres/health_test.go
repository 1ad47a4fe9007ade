package postgres

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDurable(t *testing.T) {
	sound := map[string]string{"fsync": "on", "full_page_writes": "on", "synchronous_commit": "remote_write", "data_checksums": "on"}
	require.NoError(t, durable(sound))
	for setting, value := range sound {
		sound[setting] = "off"
		require.ErrorContains(t, durable(sound), setting+" is off")
		sound[setting] = value
	}
	require.NoError(t, durable(sound))
}
