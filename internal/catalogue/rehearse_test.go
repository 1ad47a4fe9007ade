package catalogue_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/register"
)

// Nothing typed is nothing known: no service promises anything on a fact that it would read, and none breaks.
func TestRehearse_nothing_typed(t *testing.T) {
	services, _ := catalogue.Seed()
	verdicts := map[catalogue.Verdict]int{}
	for _, svc := range services {
		r := svc.Rehearse(nil, register.NewDate(2026, 11, 26))
		verdicts[r.Verdict]++
		require.Len(t, r.Assessment.Trace, len(svc.Checks), svc.Code)
		for _, trace := range r.Assessment.Trace {
			require.True(t, trace.Held != nil || trace.Apart || len(trace.Open) > 0, "%s: %s: %s", svc.Code, trace.Expr, trace.Error)
			if r.Verdict == catalogue.Likely {
				require.Empty(t, trace.Values, "%s: nothing was told, and so nothing is known: %s", svc.Code, trace.Expr)
			}
		}
		keys := map[string]bool{}
		for _, p := range svc.Probes() {
			require.False(t, keys[p.Field.Key], "%s: %s is asked twice", svc.Code, p.Field.Key)
			keys[p.Field.Key] = true
			require.False(t, p.Field.IsRequired())
			require.False(t, p.Field.Label.IsZero(), "%s: %s", svc.Code, p.Path)
			line, ok := svc.Line(p.Path, nil)
			require.True(t, ok, "%s: %s", svc.Code, p.Path)
			require.False(t, line.Label.IsZero(), "%s: %s", svc.Code, p.Path)
		}
	}
	t.Log(verdicts)
	require.Greater(t, verdicts[catalogue.Depends], 550)
}

// Somebody who types what the registers and the form really say gets the verdict of the real assessment; where a thing
// cannot be typed, it stays open, and never turns into its opposite.
func TestRehearse_agrees_with_assessments(t *testing.T) {
	services, _ := catalogue.Seed()
	x := newTrial(t, 2000)
	told, open := 0, 0
	for _, svc := range services {
		probes := svc.Probes()
		for i := range 12 {
			in := x.apply(x.world.Resident(i), svc)
			if len(svc.Checks) == 0 || !x.complete(svc, in) {
				continue
			}
			decided, tried := svc.Assess(in), svc.Rehearse(typedAnswers(probes, in), in.Today)
			for j, trace := range tried.Assessment.Trace {
				if len(trace.Open) > 0 {
					continue
				}
				require.Equal(t, decided.Trace[j].Held, trace.Held, "%s, %s: %s\n%v\n%v", svc.Code, trace.Expr, trace.Error, trace.Values, decided.Trace[j].Values)
				require.Equal(t, decided.Trace[j].Apart, trace.Apart, "%s, %s", svc.Code, trace.Expr)
			}
			if tried.Verdict == catalogue.Depends {
				open++
				continue
			}
			told++
			require.Equal(t, verdict(svc, decided), tried.Verdict, "%s: %+v", svc.Code, tried.Assessment)
			if tried.Fee != nil {
				fee, err := svc.Fee(in)
				require.NoError(t, err)
				require.Equal(t, fee, *tried.Fee, svc.Code)
			}
		}
	}
	t.Logf("%d verdicts, %d still open", told, open)
	require.Greater(t, told, 6*open, "most can be told")
}

func verdict(svc *catalogue.Service, a catalogue.Assessment) catalogue.Verdict {
	switch {
	case a.Outcome == catalogue.Refuse || a.Outcome == catalogue.Correct:
		return catalogue.No
	case a.Outcome == catalogue.ToReview || !svc.Process.Automatic():
		return catalogue.Official
	default:
		return catalogue.Likely
	}
}

// typedAnswers is what a person who knows those facts would type.
func typedAnswers(probes []catalogue.Probe, in catalogue.Input) form.Answers {
	out := form.Answers{}
	for _, p := range probes {
		v, ok := valueAt(in, p.Path)
		switch {
		case !ok:
		case strings.HasPrefix(p.Path, "form.") && p.Field.Key == p.Question:
			out[p.Field.Key] = v
		default:
			if typed := typedValue(p, v); typed != nil {
				out[p.Field.Key] = typed
			}
		}
	}
	return out
}

func typedValue(p catalogue.Probe, v any) any {
	list, isList := v.([]any)
	text, isText := v.(string)
	switch {
	case isList && p.Field.Kind == form.KindInteger:
		return int64(len(list))
	case isList:
		return len(list) > 0
	case isText && p.Field.Kind == form.KindYesNo:
		return text != ""
	case isText && p.Field.Kind == form.KindChoice:
		for _, o := range p.Field.Options {
			if o.Value == text {
				return text
			}
		}
		if text == "" {
			return "-none"
		}
		return "-other"
	}
	return v
}

func valueAt(in catalogue.Input, path string) (any, bool) {
	steps := strings.Split(strings.TrimPrefix(path, "reg."), ".")
	var at any = map[string]any(in.Form)
	if steps[0] != "form" {
		at = in.Facts[steps[0]].Value
	}
	for _, step := range steps[1:] {
		m, _ := at.(map[string]any)
		v, ok := m[step]
		if !ok || v == nil {
			return nil, false
		}
		at = v
	}
	return at, true
}

// A question whose condition is open is not asked yet; one that does not apply leaves its rule aside.
func TestRehearse_conditions(t *testing.T) {
	services, _ := catalogue.Seed()
	svc := services[slices.IndexFunc(services, func(s *catalogue.Service) bool { return s.Code == "travel-passport" })]
	try := func(answers form.Answers) (catalogue.Rehearsal, []string) {
		r := svc.Rehearse(answers, register.NewDate(2026, 11, 26))
		var asked []string
		for _, p := range r.Probes {
			asked = append(asked, p.Path)
		}
		return r, asked
	}
	r, asked := try(nil)
	require.Equal(t, []string{"form.holder", "reg.border.travel_ban", "person.citizenship"}, asked)
	require.Equal(t, catalogue.Depends, r.Verdict)
	require.Equal(t, []string{"reg.border.travel_ban"}, r.Assessment.Trace[0].Open)

	r, asked = try(form.Answers{"holder": "child"})
	require.Contains(t, asked, "form.child.age")
	require.Equal(t, []string{"form.child.age"}, r.Assessment.Trace[2].Open)

	mine := form.Answers{"holder": "me", "fact-reg-border-travel_ban": false, "fact-person-citizenship": "UZB"}
	r, _ = try(mine)
	require.Equal(t, catalogue.Likely, r.Verdict, "%+v", r.Assessment)
	mine["fact-person-citizenship"] = "-other"
	r, _ = try(mine)
	require.Equal(t, catalogue.No, r.Verdict)
	require.Equal(t, 1, r.Assessment.Check)
}
