package payment

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheckNote(t *testing.T) {
	require.Equal(t, "payment.note.empty", CheckNote(" \n")[0].ID)
	require.Empty(t, CheckNote(" "+strings.Repeat("ў", MaxNote)+" "))
	long := CheckNote(strings.Repeat("ў", MaxNote+1))
	require.Equal(t, "payment.note.long", long[0].ID)
	require.Equal(t, []any{"Max", MaxNote}, long[0].Args)
}
