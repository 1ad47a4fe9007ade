package rule_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/rule"
)

// FuzzEval takes whatever compiles for a rule, and requires that it ends soon: a rule set is written by people, and one
// that never ends would stop every application of its service.
func FuzzEval(f *testing.F) {
	for _, s := range []string{
		`reg.tax.debt == 0.0`, `person.age >= 18 && form.agreed`, `reg.civil.acts.exists(a, a.kind == "death")`,
		`form.rows.all(r, form.rows.all(s, form.rows.all(t, r.name == s.name || s.name != t.name)))`,
		`[1,2,3,4,5,6,7,8,9].all(a, [1,2,3,4,5,6,7,8,9].all(b, [1,2,3,4,5,6,7,8,9].all(c, [1,2,3,4,5,6,7,8,9].all(d, [1,2,3,4,5,6,7,8,9].all(e, [1,2,3,4,5,6,7,8,9].all(g, a+b+c+d+e+g > 0))))))`,
		`"aaaaaaaaaaaaaaaaaaaaaaaa!".matches("(a+)+$")`, `9223372036854775807 + 1 > 0`, `1 / 0 == 1`, `((((((((((form.agreed))))))))))`,
	} {
		f.Add(s)
	}
	env, err := rule.NewEnv(questions, "")
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, expr string) {
		p, err := env.Compile(expr, rule.WantBool)
		if err != nil {
			return
		}
		v, err := rule.NewValues(given(t))
		require.NoError(t, err)
		began := time.Now()
		_, _ = p.Eval(v) // what it says does not matter
		require.Less(t, time.Since(began), 2*time.Second, expr)
	})
}
