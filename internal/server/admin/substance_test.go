package admin

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
)

// TestValue_office: an authority that a record names by its code is called by its name, in a list of things too.
func TestValue_office(t *testing.T) {
	text := register.FieldType{Name: "authority", Kind: register.KindText}
	require.Equal(t, "Минюст", value(locale.Ru, text, "justice"))
	list := register.FieldType{Name: "licences", Kind: register.KindList, Elem: register.KindObject, Object: "Licence", Fields: []register.FieldType{text}}
	require.Contains(t, value(locale.Uz, list, []any{map[string]any{"authority": "mining-geology"}}), "geologiya")
}
