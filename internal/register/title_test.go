package register

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTitle_everyField(t *testing.T) {
	var walk func(register string, fields []FieldType)
	walk = func(register string, fields []FieldType) {
		for _, f := range fields {
			title := Title(register, f.Name)
			require.NotEmpty(t, title.Uz, "%s.%s", register, f.Name)
			require.NotEmpty(t, title.Ru, "%s.%s", register, f.Name)
			require.NotEmpty(t, title.En, "%s.%s", register, f.Name)
			walk(register, f.Fields)
		}
	}
	for code, fields := range recordFields {
		walk(code, fields)
	}
	for kind, fields := range pickedFields {
		walk(kind, fields)
	}
}

func TestTitle_everyListedValue(t *testing.T) {
	for code, fields := range recordFields {
		for _, f := range fields {
			for _, v := range f.Values {
				_, ok := ValueTitle(v)
				require.True(t, ok, "%s.%s: %s has no title", code, f.Name, v)
			}
		}
	}
}
