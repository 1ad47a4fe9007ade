package layout

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestShortName(t *testing.T) {
	require.Equal(t, "Nodira R.", shortName("Rahimova Nodira Anvar qizi"))
	require.Equal(t, "Андрей П.", shortName("Петров Андрей Викторович"))
	require.Equal(t, "Madonna", shortName("Madonna"))
	require.Empty(t, shortName(""))
}
