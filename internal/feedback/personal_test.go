package feedback

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFindPersonal reads the cases that the script of the form is held to as well.
func TestFindPersonal(t *testing.T) {
	text, err := os.ReadFile("testdata/personal.json")
	require.NoError(t, err)
	var cases []struct {
		Name, Text string
		Found      []PersonalKind
	}
	require.NoError(t, json.Unmarshal(text, &cases))
	require.NotEmpty(t, cases)
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			got := []PersonalKind{}
			for _, p := range FindPersonal(c.Text) {
				got = append(got, p.Kind)
			}
			require.Equal(t, c.Found, got)
		})
	}
}

func TestFindPersonal_masks(t *testing.T) {
	require.Equal(t, []Personal{{Passport, "AA…67"}}, FindPersonal("AA1234567"))
}

func TestMarks_Low(t *testing.T) {
	require.False(t, Marks{}.Low(), "a skipped mark is not a low one")
	require.False(t, Marks{Legality: 4, Quality: 5}.Low())
	require.True(t, Marks{Legality: 5, Accessibility: LowMark}.Low())
}
