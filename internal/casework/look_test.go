package casework

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/problem"
)

// TestCase_nothing: a paper that there is not was looked at by nobody.
func TestCase_nothing(t *testing.T) {
	w := newWorld(t)
	ctx := w.clerk.Within(t.Context())
	a := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	looks := func() int {
		return w.count(`SELECT count(*) FROM audit_entries WHERE action = 'application.document' AND object = $1`, "application:"+a.Number)
	}
	_, err := w.CaseDecision(ctx, w.clerk, a.Number)
	require.True(t, problem.Is(err, problem.NotFound), err)
	_, err = w.CaseDocument(ctx, w.clerk, a.Number, "none")
	require.True(t, problem.Is(err, problem.NotFound), err)
	require.Zero(t, looks())
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Refuse, Note: "Asos yoʻq.", Fields: onGround})
	_, err = w.CaseDecision(ctx, w.clerk, a.Number)
	require.NoError(t, err)
	require.Equal(t, 1, looks())
}
