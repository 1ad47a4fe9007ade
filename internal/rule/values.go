package rule

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/interpreter"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/register"
)

// Values is what expressions read in one evaluation.
type Values struct{ activation cel.Activation }

// registers is the value of `reg`: a type of its own, so that a record is never taken for the whole.
type registers register.Facts

// Given is what NewValues takes.
type Given struct {
	Facts register.Facts
	Form  form.Answers
	Today register.Date
	// NotApplied names facts that are not known because the questions which lead to them were not asked: `company`
	// when none was picked, `found` when there was nothing to look up by.
	NotApplied []string
	// Unknown is the paths of facts and answers that are left open: what depends on them is an UnknownError, whatever
	// the facts and answers hold.
	Unknown []string
}

// NewValues prepares an evaluation.
func NewValues(g Given) (*Values, error) {
	top := func(key string) any {
		if fact, ok := g.Facts[key]; ok {
			return record(fact)
		}
		if slices.Contains(g.NotApplied, key) {
			return absent{path: key, question: true}
		}
		return absent{path: key}
	}
	answers := g.Form
	if answers == nil {
		answers = form.Answers{}
	}
	activation, err := interpreter.NewActivation(map[string]any{
		personVar: top(register.PersonKey), companyVar: top(register.CompanyKey), foundVar: top(register.FoundKey),
		regVar: registers(g.Facts), formVar: map[string]any(answers), todayVar: g.Today.Time,
	})
	if err != nil {
		return nil, fmt.Errorf("rule: %w", err)
	}
	if len(g.Unknown) == 0 {
		return &Values{activation}, nil
	}
	partial, err := cel.PartialVars(activation, patterns(g.Unknown)...)
	if err != nil {
		return nil, fmt.Errorf("rule: %w", err)
	}
	return &Values{partial}, nil
}

func patterns(paths []string) []*cel.AttributePatternType {
	out := make([]*cel.AttributePatternType, len(paths))
	for i, path := range paths {
		steps := strings.Split(path, ".")
		out[i] = cel.AttributePattern(steps[0])
		for _, step := range steps[1:] {
			out[i] = out[i].QualString(step)
		}
	}
	return out
}

// record is a fact's record; one that was not found is empty, not absent.
func record(f register.Fact) map[string]any {
	if f.Value == nil {
		return map[string]any{}
	}
	return f.Value
}

// native is a value of CEL in Go.
func native(v ref.Val) (any, error) {
	switch v := v.(type) {
	case *types.Err:
		return nil, v
	case types.Bool:
		return bool(v), nil
	case types.Int:
		return int64(v), nil
	case types.Uint:
		return int64(v), nil //nolint:gosec // no register counts beyond int64
	case types.Double:
		return float64(v), nil
	case types.String:
		return string(v), nil
	case types.Null:
		return nil, nil
	case types.Timestamp:
		if v.Time.IsZero() {
			return register.Date{}, nil
		}
		return register.DateOf(v.Time), nil
	case types.Duration:
		return v.Duration.String(), nil
	case traits.Lister:
		return nativeList(v)
	}
	switch v := v.Value().(type) {
	case map[string]any:
		return v, nil
	case time.Time:
		return register.DateOf(v), nil
	default:
		return nil, fmt.Errorf("a value of type %T has no form outside expressions", v)
	}
}

func nativeList(l traits.Lister) (any, error) {
	list := make([]any, 0, int(l.Size().(types.Int)))
	for it := l.Iterator(); it.HasNext() == types.True; {
		item, err := native(it.Next())
		if err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	return list, nil
}
