package catalogue

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
)

func TestService_Since(t *testing.T) {
	seed, findings := Seed()
	require.Empty(t, findings)
	i := slices.IndexFunc(seed, func(s *Service) bool {
		return len(s.Form) >= 2 && len(s.Checks) > 0 && len(s.Definition.Fee) > 0 && s.Assurance == Verified
	})
	was := seed[i]
	edit := func(change func(*Definition)) []Change {
		is := *was
		is.Form, is.Checks, is.Definition.Fee = slices.Clone(was.Form), slices.Clone(was.Checks), slices.Clone(was.Definition.Fee)
		change(&is.Definition)
		return is.Since(was)
	}
	aspects := func(changes []Change) (out []Aspect) {
		for _, c := range changes {
			out = append(out, c.Aspect)
		}
		return out
	}

	for _, s := range seed {
		require.Empty(t, s.Since(s), s.Code)
	}
	require.Empty(t, edit(func(d *Definition) {
		d.Keywords, d.Summary, d.Form[0].Hint = nil, locale.Text{Uz: "x"}, locale.Text{Uz: "x"}
		d.Checks[0].Reason = locale.Text{Uz: "x"}
	}), "better words are no change")

	added := form.Field{Key: "brand_new", Kind: form.KindText, Label: locale.Text{Uz: "Yangi"}}
	changes := edit(func(d *Definition) { d.Form = append(d.Form[1:], added) })
	require.Equal(t, []Aspect{Question, Question}, aspects(changes))
	require.Nil(t, changes[0].Was)
	require.Equal(t, "brand_new", changes[0].Is.Key)
	require.Nil(t, changes[1].Is)
	require.Equal(t, was.Form[0].Key, changes[1].Was.Key)

	optional := false
	changes = edit(func(d *Definition) { d.Form[1].Required = &optional })
	if was.Form[1].IsRequired() {
		require.Len(t, changes, 1)
		require.Equal(t, was.Form[1].Key, changes[0].Was.Key)
	}
	require.Equal(t, []Aspect{Terms}, aspects(edit(func(d *Definition) { d.Term.Value++ })))
	require.Equal(t, []Aspect{Fees}, aspects(edit(func(d *Definition) { d.Fee[0].BHM = "77" })))
	require.Equal(t, []Aspect{Rules}, aspects(edit(func(d *Definition) { d.Checks[0].Require = "true" })))
	require.Equal(t, []Aspect{Level}, aspects(edit(func(d *Definition) { d.Assurance = Signature })))
	changes = edit(func(d *Definition) {
		d.Registers = append(slices.Clone(d.Registers), "diplomas", "weapons", "military")
	})
	for _, c := range changes {
		require.Equal(t, Reads, c.Aspect)
		require.NotContains(t, was.Registers, c.Register)
	}
	require.NotEmpty(t, changes)
}
