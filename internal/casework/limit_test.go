package casework

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/problem"
)

// TestLimits: each limit of what people have of something takes just as many and not one more.
func TestLimits(t *testing.T) {
	w := newWorld(t)
	clerk := Officer(w.clerk)

	a := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	w.act(clerk, a.Number, ActionInput{Action: Claim})
	note := func(n int) error {
		return w.try(clerk, a.Number, ActionInput{Action: AskCorrection, Note: strings.Repeat("ў", n), Marks: []Mark{{Key: "why", Reason: "Aniqroq."}}})
	}
	require.ErrorContains(t, note(maxNote+1), "note_too_long")
	require.NoError(t, note(maxNote))

	study := w.study()
	w.act(clerk, study.Number, ActionInput{Action: Claim})
	require.ErrorContains(t, w.try(clerk, study.Number, asking("ecology", "", itoa(MaxOpinionDays+1))), "opinion_days")
	for i := range MaxOpenOpinions + 1 {
		authority := []string{"ecology", "water", "justice", "civil-registry"}[i]
		w.official("of "+authority, account.Official{Authority: authority, Role: account.Head})
		err := w.try(clerk, study.Number, asking(authority, "", itoa(MaxOpinionDays)))
		if i < MaxOpenOpinions {
			require.NoError(t, err, authority)
			continue
		}
		require.ErrorContains(t, err, "opinions_many")
	}

	// Drafts of other services, as the last one knows them.
	d := w.draft("tax-review", form.Answers{})
	_, err := w.pool.Exec(t.Context(), `INSERT INTO drafts (account_id, service, service_version_id, token, created_at, updated_at, expires_at)
		SELECT account_id, 'other-' || g, service_version_id, 'token-' || g, created_at, updated_at, expires_at FROM drafts, generate_series(1, $2) g WHERE id = $1`, d.ID, maxDrafts-2)
	require.NoError(t, err)
	w.draft("tax-paid", form.Answers{})
	require.Equal(t, maxDrafts, w.count(`SELECT count(*) FROM drafts WHERE account_id = $1 AND application_id IS NULL`, w.citizen.AccountID))
	_, err = w.StartDraft(t.Context(), w.citizen, "tax-inspection")
	require.True(t, problem.Is(err, problem.TooMany), "%v", err)
	_, err = w.StartDraft(t.Context(), w.citizen, "tax-paid")
	require.NoError(t, err, "one that is open is no further one")
}
