package feedback

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFindPersonal(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []PersonalKind
	}{
		"pinfl":                    {"mening JSHSHIR 31210632040244 edi", []PersonalKind{PINFL}},
		"pinfl in groups":          {"3121 0932 0402 47", []PersonalKind{PINFL}},
		"pinfl wrong check digit":  {"31210632040245", nil},
		"card":                     {"karta 8600 1234 5678 9012 dan pul yechildi", []PersonalKind{Card}},
		"card by hyphens":          {"4111-1111-1111-1111", []PersonalKind{Card}},
		"sixteen digits, no card":  {"4111 1111 1111 1112", nil},
		"phone":                    {"qoʻngʻiroq qiling: +998 (90) 123-45-67", []PersonalKind{Phone}},
		"phone without plus":       {"998901234567", []PersonalKind{Phone}},
		"passport":                 {"pasportim AA1234567, tekshiring", []PersonalKind{Passport}},
		"passport, small letters":  {"ad 7654321", []PersonalKind{Passport}},
		"passport, Cyrillic":       {"паспорт АВ 1234567", []PersonalKind{Passport}},
		"two":                      {"AA1234567 va 31210632040244", []PersonalKind{PINFL, Passport}},
		"two side by side":         {"31210632040244 8600123456789012", []PersonalKind{PINFL, Card}},
		"application number":       {"arizam 204 817 356 ikki hafta turdi", nil},
		"sum and date":             {"2026-11-25 kuni 1 250 000 soʻm toʻladim", nil},
		"letter number":            {"xat No 1234567", nil},
		"word before seven digits": {"kvitansiya 1234567", nil},
		"nothing":                  {"hammasi yaxshi", nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []PersonalKind
			for _, p := range FindPersonal(c.text) {
				got = append(got, p.Kind)
			}
			require.Equal(t, c.want, got)
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
