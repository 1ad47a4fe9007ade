package personal

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFind reads the cases that the script of the form is held to as well.
func TestFind(t *testing.T) {
	text, err := os.ReadFile("testdata/personal.json")
	require.NoError(t, err)
	var cases []struct {
		Name, Text string
		Found      []Kind
	}
	require.NoError(t, json.Unmarshal(text, &cases))
	require.NotEmpty(t, cases)
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			got := []Kind{}
			for _, p := range Find(c.Text) {
				got = append(got, p.Kind)
			}
			require.Equal(t, c.Found, got)
		})
	}
}

func TestFind_masks(t *testing.T) {
	require.Equal(t, []Number{{Passport, "AA…67"}}, Find("AA1234567"))
}

func TestMask(t *testing.T) {
	for text, want := range map[string]string{
		"31204862260015": "•••0015",
		"JSHSHIR 31204862260015, telefon +998901234567.":   "JSHSHIR •••0015, telefon •••4567.",
		"+998\u00a090\u00a0123\u00a045\u00a067":            "•••4567",
		"+998 (90) 123-45-67 va 90 123 45 67":              "•••4567 va •••4567", // nine digits may be any number
		"12345678901234":                                   "•••1234",            // of a register: its check digit need not be right
		"pasport AA1234567":                                "pasport •••567",
		"AA 1234567, ab7654321":                            "•••567, •••321",
		"aziz.karimov@pochta.example, http://example.uz/a": "•••@pochta.example, http://example.uz/a",
		"8600 0609 0000 0020":                              "8600 0609 0000 0020",
		"4111 1111 1111 1111":                              "•••1111",
		"31204862260015 40309832260014":                    "•••0015 •••0014",
		"123 456 789 · 12.10.2026 · 1 250 000 soʻm":        "123 456 789 · 12.10.2026 · 1 250 000 soʻm",
		"No 1234567, 20208000900100001001, 200123456":      "No 1234567, 20208000900100001001, 200123456",
		"+998 90 123 45 67 12:00":                          "•••4567 12:00",
		"3121 0932 0402 47 12":                             "•••0247 12",
		"5 3120 4862 2600 15 7":                            "5 •••0015 7", // a check digit that is wrong
		"AA1234567 AB7654321":                              "•••567 •••321",
		"AA1234567,AB7654321\nAC1234567":                   "•••567,•••321\n•••567",
		"AA 123 45 67, va 123 45 67":                       "•••567, va 123 45 67",
		"31204862260015 40309832260014 31204862260015":     "•••0015 •••0014 •••0015",
		"90 123 45 67\n91 234 56 78":                       "•••4567\n•••5678",
		"12 345 678 12 345 678":                            "12 345 678 12 345 678",
		"":                                                 "",
	} {
		got, hidden := Mask(text)
		require.Equal(t, want, got)
		require.Equal(t, want != text, hidden > 0)
		again, _ := Mask(got)
		require.Equal(t, got, again, "what is masked stays as it is")
	}
}

func TestHide(t *testing.T) {
	require.Equal(t, "•••_tg1", Hide("@aziz_tg1"))
	require.Equal(t, "•••", Hide("1234"))
}
