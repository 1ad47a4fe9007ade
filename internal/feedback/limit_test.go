package feedback

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSubmission_Check_limits: as much as fits is taken as it was typed, and one more is refused with the number in the message. What nobody
// typed, where the form was opened, is cut.
func TestSubmission_Check_limits(t *testing.T) {
	full := Submission{Kind: Concern, Comment: strings.Repeat("ў", MaxComment), Contact: strings.Repeat("ў", maxContact)}
	require.Empty(t, full.Check())
	require.Equal(t, full.Comment, full.tidy().Comment)
	require.Equal(t, full.Contact, full.tidy().Contact)
	around := full
	around.Comment, around.Contact = " "+full.Comment+"\r\n", " "+full.Contact+" "
	require.Empty(t, around.Check(), "spaces around do not count")

	long := full
	long.Comment += "ў"
	require.Equal(t, []Flaw{{Field: "comment", ID: "feedback.flaw.long", Args: []any{"Max", MaxComment, "Have", MaxComment + 1}}}, long.Check())
	long = full
	long.Contact += "ў"
	require.Equal(t, []Flaw{{Field: "contact", ID: "feedback.flaw.long-contact", Args: []any{"Max", maxContact}}}, long.Check())

	step := strings.Repeat("x", maxPlace)
	require.Equal(t, step, Submission{Step: step}.tidy().Step)
	require.Equal(t, step, Submission{Step: step + "y"}.tidy().Step)
	page := "/services/" + strings.Repeat("x", maxPlace-len("/services/"))
	require.Equal(t, page, Submission{Page: page}.tidy().Page)
	require.Equal(t, page, Submission{Page: page + "y"}.tidy().Page)
}
