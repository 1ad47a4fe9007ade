package locale_test

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
)

func TestPlain(t *testing.T) {
	for typed, want := range map[string]string{
		"":                         "",
		"Ariza, 2-son.\r\n\tIlova": "Ariza, 2-son.\r\n\tIlova",
		"Gʻayrat oʻgʻli, мен ўқғҳ ©😀": "Gʻayrat oʻgʻli, мен ўқғҳ ©😀",
		"a\x00b\x07\x1b[31mc\x7f":     "ab[31mc",
		"a\xff\xfeb\xed\xa0\x80":      "ab",
		"gnp.\u202efdp":               "gnp.fdp",
		"\ufeffa\u200bb\u2066c\u0085": "abc",
	} {
		got := locale.Plain(typed)
		require.Equal(t, want, got, "%q", typed)
		require.True(t, utf8.ValidString(got))
		require.Equal(t, got, locale.Plain(got), "once is enough")
	}
}
