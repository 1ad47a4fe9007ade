package catalogue_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/workday"
)

// Silence grants only what its law means, and nothing that could endanger people.
func TestCompile_silence(t *testing.T) {
	services, _ := catalogue.Seed()
	i := slices.IndexFunc(services, func(s *catalogue.Service) bool { return s.Code == "facade-change-approval" })
	require.NotEmpty(t, services[i].Term.Silence)
	for name, change := range map[string]func(*catalogue.Definition){
		"another law":      func(d *catalogue.Definition) { d.Term.Silence = "lru-1" },
		"another result":   func(d *catalogue.Definition) { d.Result.Kind = "licence" },
		"people look":      func(d *catalogue.Definition) { d.Process = catalogue.Inspection },
		"police":           func(d *catalogue.Definition) { d.Authority = "interior" },
		"medicine":         func(d *catalogue.Definition) { d.Category = "health" },
		"a term in hours":  func(d *catalogue.Definition) { d.Term.Unit = workday.Hours },
		"decided by rules": func(d *catalogue.Definition) { d.Process = catalogue.Decision },
	} {
		d := services[i].Definition
		change(&d)
		_, findings := catalogue.Compile(d)
		require.True(t, slices.ContainsFunc(findings, func(f catalogue.Finding) bool { return f.Path == "term.granted_by_silence" }), "%s: %v", name, findings)
	}
	lists := catalogue.Lists()
	for code, law := range lists.Laws.All() {
		require.False(t, law.Title.IsZero(), code)
		require.Contains(t, []string{"known", "estimated"}, law.Basis)
		for _, c := range law.Never.Categories {
			require.True(t, lists.Categories.Has(c), c)
		}
		for _, a := range law.Never.Authorities {
			require.True(t, lists.Authorities.Has(a), a)
		}
		for _, k := range law.Kinds {
			require.True(t, lists.ResultKinds.Has(k), k)
		}
	}
	// A definition that is copied keeps it: what is exported is read again.
	older := services[i].Definition
	older.Term.Silence = ""
	was, findings := catalogue.Compile(older)
	require.Empty(t, findings)
	require.Empty(t, services[i].Since(was), "who applies has nothing to do because of it")
}
