package report

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/feedback"
)

func TestStore_feedback(t *testing.T) {
	h := newHistory(t)
	for i := range Floor {
		marks := feedback.Marks{Legality: 5, Quality: 4}
		if i == 0 {
			marks = feedback.Marks{Legality: 1, Quality: 4}
		}
		h.say(t, feedback.Submission{Kind: feedback.Rating, Marks: marks})
	}
	h.say(t, feedback.Submission{Kind: feedback.Concern, Comment: "muammo"})
	h.say(t, feedback.Submission{Kind: feedback.Suggestion, Comment: "taklif"})

	opinions, err := h.Opinions(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, []Opinion{
		{feedback.Legality, 10, 1, 4.6}, {feedback.Quality, 10, 0, 4}, {Criterion: feedback.Timeliness}, {Criterion: feedback.Accessibility},
	}, opinions)

	voices, err := h.Voices(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, []Voice{
		{Kind: feedback.Rating, N: 10, Cases: 1},
		{Kind: feedback.Suggestion, N: 1},
		{Kind: feedback.Concern, N: 1, Cases: 1},
		{Kind: feedback.Corruption},
	}, voices)

	// What was sent back waits again; a report of a bribe is about one body and answered by the one above.
	late := now.AddDate(0, 0, -1)
	_, err = h.pool.Exec(t.Context(), `UPDATE feedback_cases SET state = 'reopened', answered_at = $1, due_at = $1 WHERE reason = 'concern'`, late)
	require.NoError(t, err)
	h.say(t, feedback.Submission{Kind: feedback.Corruption, Comment: "pora"})
	voices, err = h.Voices(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, Voice{Kind: feedback.Concern, N: 1, Cases: 1, Late: 1}, voices[2])
	require.Equal(t, Voice{Kind: feedback.Corruption, N: 1, Cases: 1}, voices[3])
	var hears string
	require.NoError(t, h.pool.QueryRow(t.Context(), `SELECT owner FROM feedback_cases WHERE reason = 'corruption'`).Scan(&hears))
	require.NotEqual(t, feedback.PortalOwner, hears)
	for authority, want := range map[string]Voice{feedback.PortalOwner: {Kind: feedback.Corruption, N: 1}, hears: {Kind: feedback.Corruption, Cases: 1}} {
		voices, err = h.Voices(t.Context(), Filter{Authority: authority})
		require.NoError(t, err)
		require.Equal(t, want, voices[3], authority)
	}
	_, err = h.pool.Exec(t.Context(), `UPDATE feedback_cases SET state = 'answered' WHERE reason = 'concern'`)
	require.NoError(t, err)
	voices, err = h.Voices(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, Voice{Kind: feedback.Concern, N: 1, Cases: 1, Answered: 1}, voices[2])

	moods, err := h.Moods(t.Context(), Filter{})
	require.NoError(t, err)
	require.Len(t, moods, 1)
	require.Equal(t, 20, moods[0].N)
	require.InDelta(t, 4.3, moods[0].Mean, 1e-9)

	worst, err := h.WorstServices(t.Context(), Filter{})
	require.NoError(t, err)
	require.Empty(t, worst, "feedback on the portal is about no service")
	_, err = h.pool.Exec(t.Context(), `INSERT INTO feedback_entries (token, receipt, kind, service_code, authority, quality, lang, created_at)
		SELECT 'n' || n, 'n' || n, 'rating', CASE WHEN n <= 10 THEN 'enough' ELSE 'few' END, 'interior', 2, 'uz', $1 FROM generate_series(1, 19) n`, now)
	require.NoError(t, err)
	worst, err = h.WorstServices(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, []Worst{{Service: "enough", N: 10, Mean: 2, Low: 10}}, worst)
}
