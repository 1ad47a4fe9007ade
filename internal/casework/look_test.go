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

// TestCase_own: an official takes a copy of his own paper as everybody does, which nobody is told of, and by his office he does not
// reach it.
func TestCase_own(t *testing.T) {
	w := newWorld(t)
	a := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Grant, Note: "Asosli."})
	a = w.read(a.Number)
	require.Len(t, a.Documents, 1)
	paper := a.Documents[0].Number

	himself := w.clerk
	himself.ID = w.citizen.AccountID
	_, err := w.CaseDocument(himself.Within(t.Context()), himself, a.Number, paper)
	require.True(t, problem.Is(err, problem.NotFound), err)
	got, err := w.documents.Document(t.Context(), w.citizen, paper)
	require.NoError(t, err)
	require.Equal(t, paper, got.Number)
	looks := func() int {
		return w.count(`SELECT count(*) FROM audit_entries WHERE action = 'application.document' AND object = $1`, "application:"+a.Number)
	}
	require.Zero(t, looks())
	_, err = w.CaseDocument(w.clerk.Within(t.Context()), w.clerk, a.Number, paper)
	require.NoError(t, err)
	require.Equal(t, 1, looks(), "a colleague's copy is on record")
}
