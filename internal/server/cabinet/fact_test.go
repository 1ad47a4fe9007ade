package cabinet

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
)

// TestFactValue_office: an authority that a record names by its code is called by its name, also where the code is a word
// that means something else.
func TestFactValue_office(t *testing.T) {
	text := register.FieldType{Name: "authority", Kind: register.KindText}
	require.Equal(t, "Минтранс", factValue(locale.Ru, text, "transport"))
	require.Equal(t, "Адлия вазирлиги", factValue(locale.UzCyrl, text, "justice"))
	text.Name = "kind"
	require.Equal(t, "транспорт", factValue(locale.Ru, text, "transport"))
}
