package world

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/register"
)

// code is a word for machines. The registers write Uzbek words too, and numbers of things: fields with those are left
// out by name.
var (
	code      = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	asTheyAre = []string{"position", "serial", "inn", "unit", "authority", "crops", "profiles", "code", "subject", "ban_ground", "ban_imposed_by", "premises.kind", "academic_title"}
)

// A word for machines has words for people, and one of a closed list is of the list: any other would be shown as it is,
// in no language.
func TestEveryField_words_have_titles(t *testing.T) {
	w := small(t, 5000)
	strange := map[string]bool{}
	look := func(code, key string) {
		record, ok := w.Fields(code, key, "", nil)
		if !ok {
			return
		}
		check(code, register.Fields(code), record, strange)
	}
	for i := range w.people {
		for code := range records {
			look(code, w.people[i].pinfl)
		}
		for code := range ownKeys {
			for _, key := range w.Own(code, w.people[i].pinfl) {
				look(code, key)
			}
		}
	}
	for f := range w.firms {
		look("company", w.firms[f].tin)
		for code := range entries {
			look(code, w.firms[f].tin)
		}
	}
	for code := range entries {
		for _, key := range w.Samples(code) {
			look(code, key)
		}
	}
	require.Empty(t, strange)
}

func check(path string, fields []register.FieldType, record map[string]any, strange map[string]bool) {
	for _, f := range fields {
		at := path + "." + f.Name
		switch v := record[f.Name].(type) {
		case string:
			word(path, f, v, strange)
		case map[string]any:
			check(at, f.Fields, v, strange)
		case []any:
			for _, item := range v {
				switch item := item.(type) {
				case map[string]any:
					check(at, f.Fields, item, strange)
				case string:
					word(path, f, item, strange)
				}
			}
		}
	}
}

func word(place string, f register.FieldType, v string, strange map[string]bool) {
	at := place + "." + f.Name
	if v != "" && len(f.Values) > 0 && !slices.Contains(f.Values, v) {
		strange[at+" "+v] = true
	}
	if _, titled := register.ValueTitleOf(place, f.Name, v); !titled && code.MatchString(v) && !slices.ContainsFunc(asTheyAre, func(end string) bool { return strings.HasSuffix(at, end) }) {
		strange[at+" "+v] = true
	}
}
