package register

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// eachField goes through every field of every record and of what pickers return, with the place that titles it.
func eachField(visit func(place string, f FieldType)) {
	var walk func(place string, fields []FieldType)
	walk = func(place string, fields []FieldType) {
		for _, f := range fields {
			visit(place, f)
			if f.Object != "" {
				walk(Place(f.Object), f.Fields)
			}
		}
	}
	for _, code := range Codes() {
		walk(code, recordFields[code])
	}
	for _, kind := range PickKinds() {
		walk(string(kind), Picked(kind))
	}
}

func TestTitle_everyField(t *testing.T) {
	eachField(func(place string, f FieldType) {
		title := Title(place, f.Name)
		require.NotEmpty(t, title.Uz, "%s.%s", place, f.Name)
		require.NotEmpty(t, title.Ru, "%s.%s", place, f.Name)
		require.NotEmpty(t, title.En, "%s.%s", place, f.Name)
	})
}

func TestTitle_everyListedValue(t *testing.T) {
	eachField(func(place string, f FieldType) {
		for _, v := range f.Values {
			_, ok := ValueTitleOf(place, f.Name, v)
			require.True(t, ok, "%s.%s: %s has no title", place, f.Name, v)
		}
	})
}

// A title that names nothing is of a field that was renamed.
func TestTitle_allAreUsed(t *testing.T) {
	names, used := map[string]bool{"today": true}, map[string]bool{}
	eachField(func(place string, f FieldType) {
		names[f.Name], used[place+"."+f.Name] = true, true
	})
	for name := range titles().Fields {
		require.True(t, names[name], name)
	}
	for key := range titles().Overrides {
		require.True(t, used[key], key)
	}
	for key := range titles().ValueOverrides {
		require.True(t, used[key[:strings.LastIndex(key, ".")]], key)
	}
}

func TestTitle(t *testing.T) {
	require.Equal(t, "Tax debt", Title("tax", "debt").En)
	require.Equal(t, "Certification body", Title(Place("CompanyCertificate"), "body").En)
	require.Equal(t, "Inspecting body", Title("company.inspections", "body").En)
}
