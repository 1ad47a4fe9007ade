package feedback

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
)

func TestTongue(t *testing.T) {
	for text, want := range map[string]locale.Lang{
		"Muddat oʻtib ketdi, hech kim javob bermadi.": locale.Uz,
		"Muddat o'tib ketdi":                          locale.Uz,
		"tolov otmadi, ariza uch kundan beri turibdi": locale.Uz,
		"Rahmat!":                        locale.Uz,
		"Xodim telefonda qo‘pol gapirdi": locale.Uz,
		"Муддат ўтиб кетди, ҳеч ким жавоб бермади":                 locale.UzCyrl,
		"Ариза хали хам куриб чикилмаган, уч кундан бери кутяпман": locale.UzCyrl,
		"Рахмат, жуда яхши":                        locale.UzCyrl,
		"Срок прошёл, никто не ответил.":           locale.Ru,
		"Один и тот же документ попросили дважды.": locale.Ru,
		"Спасибо": locale.Ru,
		"Очень долго, SMS пришло поздно":            locale.Ru,
		"The term is over and nobody has answered.": locale.En,
		"They asked for the same paper twice":       locale.En,
		"Very slow":                                 locale.En,
		"OK":                                        "", "123": "", "": "", "!!!": "", "Toshkent": "", "Ташкент": "",
	} {
		got, known := Tongue(text)
		require.Equal(t, want, got, text)
		require.Equal(t, want != "", known, text)
	}
}
