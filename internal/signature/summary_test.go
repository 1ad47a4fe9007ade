package signature_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/signature"
)

func TestSummary_form(t *testing.T) {
	s := signature.Summary{
		Lang: locale.En, Service: "Medical licence", Code: "licence-medical", Version: 3, Applicant: "Karimov Aziz", PINFL: pinfl, For: "for myself",
		Answers: []signature.Answer{{Question: "Address", Lines: []string{"Tashkent", "Chilonzor"}}, {Question: "Comment"}},
		Files:   []signature.File{{Name: "plan.pdf", Size: 12, SHA256: bytes.Repeat([]byte{0xab}, 32)}},
		Fee:     "412 000 soʻm", Declaration: "It is true.", Draft: 17, Row: 4,
	}
	require.Equal(t, `yagona-summary/1 en

Service
    Medical licence
    licence-medical, version 3 of the rules

Applicant
    Karimov Aziz
    31204862260015

For whom
    for myself

Questions and answers
    1. Address
        Tashkent
        Chilonzor
    2. Comment
        —

Files
    plan.pdf
        12 B, SHA-256 `+strings.Repeat("ab", 32)+`

Fee
    412 000 soʻm

I declare
    It is true.

Draft
    No. 17, version 4
`, string(s.Text()))
}

// TestSummary_injective: what people type can't look like a part of the form, and another answer is another text.
func TestSummary_injective(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		hostile := rapid.StringOfN(rapid.RuneFrom([]rune("a \n\r\t\u2028\u202e\u0085xФ:1.—")), 0, 30, -1)
		a := signature.Summary{Lang: locale.Ru, Answers: []signature.Answer{{Question: "Q", Lines: []string{hostile.Draw(r, "answer")}}}, Applicant: hostile.Draw(r, "name")}
		text := string(a.Text())
		require.Equal(r, text, string(a.Text()))
		want := strings.Count(string(signature.Summary{Lang: locale.Ru, Answers: []signature.Answer{{Question: "Q", Lines: []string{"x"}}}}.Text()), "\n")
		require.Equal(r, want, strings.Count(text, "\n"), "no answer begins a line of its own")
		b := a
		b.Answers = []signature.Answer{{Question: "Q", Lines: []string{a.Answers[0].Lines[0] + "!"}}}
		require.NotEqual(r, text, string(b.Text()))
	})
}
