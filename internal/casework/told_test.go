package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestApplication_PublicNote: who is refused by two officials reads the reason of the first, and not what they write to each other.
func TestApplication_PublicNote(t *testing.T) {
	first := Event{ID: 1, Action: ProposeRefuse, To: InProcess, Note: "Boshqa sabab."}
	back := Event{ID: 2, Action: Return, To: InProcess, Note: "Ichki gap."}
	again := Event{ID: 3, Action: ProposeRefuse, To: InProcess, Note: "Asos yoʻq."}
	approved := Event{ID: 4, Action: ApproveProposal, To: Refused, Note: "Ichki gap."}
	kept := Event{ID: 5, Action: Uphold, To: Refused, Note: "Shikoyat asossiz.", Public: true}
	later := Event{ID: 6, Action: ProposeRefuse, To: InProcess, Note: "Keyingi sabab."}
	a := Application{Events: []Event{first, back, again, approved, kept, later}}
	for i, want := range []string{"", "", "", "Asos yoʻq.", "Shikoyat asossiz.", ""} {
		require.Equal(t, want, a.PublicNote(a.Events[i]), i)
	}
	require.Equal(t, "casework.event.approve-refuse", approved.Title())
	require.Equal(t, "casework.event.approve", Event{Action: ApproveProposal, To: Done}.Title())
	require.Empty(t, a.PublicNote(Event{ID: 7, Action: ApproveProposal, To: Done, Note: "Ichki gap."}))
}
