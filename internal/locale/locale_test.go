package locale

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestToCyrillic(t *testing.T) {
	for latin, want := range map[string]string{
		"Oʻzbekiston":                        "Ўзбекистон",
		"yoʻl va yoʻq":                       "йўл ва йўқ",
		"maʼlumotnoma":                       "маълумотнома",
		"elektron hujjat":                    "электрон ҳужжат",
		"Ariza ketsa":                        "Ариза кетса",
		"kompensatsiya":                      "компенсация",
		"Litsenziya va ruxsatnomalar":        "Лицензия ва рухсатномалар",
		"Isʼhoq":                             "Исҳоқ",
		"Yevropa, yer, eʼlon, poema":         "Европа, ер, эълон, поэма",
		"14-oktabr 2026-yil":                 "14-октябрь 2026-йил",
		"PDF va QR-kod":                      "PDF ва QR-код",
		"my.gov.uz saytida":                  "my.gov.uz сайтида",
		"AB1234567 raqami":                   "AB1234567 рақами",
		"I–II guruh":                         "I–II гуруҳ",
		"JSHSHIR":                            "ЖШШИР",
		"FHDYo boʻlimi":                      "ФҲДЁ бўлими",
		"IT Park":                            "IT Park",
		"obyektlar, avtomobilni":             "объектлар, автомобилни",
		"Shahar chegarasi, SHAHAR, Choyxona": "Шаҳар чегараси, ШАҲАР, Чойхона",
		"sanʼat":                             "санъат",
		"baxtsiz, ketsin, navbatsiz":         "бахтсиз, кетсин, навбатсиз",
		"mototsikl, attraksion":              "мотоцикл, аттракцион",
		"va/yoki":                            "ва/ёки",
		"avtomobilim, modeli, modelni":       "автомобилим, модели, моделни",
		"SMSda, eSIMʼga, UZTELECOM, IDʼdan":  "SMSда, eSIMʼга, UZTELECOM, IDʼдан",
		"avtosisterna, feldsher, rieltor":    "автоцистерна, фельдшер, риэлтор",
		"FHDYoga, YaTT, spetsifikatsiya":     "ФҲДЁга, ЯТТ, спецификация",
		"WCAG 2.2 AA, Face-ID, JavaScript":   "WCAG 2.2 AA, Face-ID, JavaScript",
		"EN 301 549, axe, NVDA, TalkBack":    "EN 301 549, axe, NVDA, TalkBack",
		"o'zbek g'isht ma'lumot":             "ўзбек ғишт маълумот",
	} {
		require.Equal(t, want, ToCyrillic(latin), latin)
	}
}

func TestFold(t *testing.T) {
	for _, same := range [][]string{
		{"Oʻzbekiston", "o'zbekiston", "Ўзбекистон", "uzbekiston"[:0] + "ozbekiston", "O`ZBEKISTON"},
		{"xizmat", "hizmat", "хизмат"},
		{"yoʻqolgan", "йўқолган", "yo'qolgan"},
		{"ребёнок", "ребенок"},
		{"maʼlumotnoma", "маълумотнома", "ma’lumotnoma"},
		{"guvohnoma", "гувоҳнома"},
		{"litsenziya", "лицензия"},
		{"dunyo", "дунё"},
	} {
		for _, s := range same {
			require.Equal(t, Fold(same[0]), Fold(s), s)
		}
	}
	require.Equal(t, "a b", Fold("  A —  b! "))
}

func TestDatesMoneyPlurals(t *testing.T) {
	day := time.Date(2026, 3, 14, 10, 3, 0, 0, time.UTC)
	require.Equal(t, "14-mart 2026-yil", Uz.Date(day))
	require.Equal(t, "14-март 2026-йил", UzCyrl.Date(day))
	require.Equal(t, "14 марта 2026\u00a0г.", Ru.Date(day))
	require.Equal(t, "14 March 2026, 15:03", En.DateTime(day))
	require.Equal(t, "шанба", UzCyrl.Weekday(day))
	require.Equal(t, "март\u00a02026", Ru.MonthYear(day))
	require.Equal(t, "41\u00a0200\u00a0soʻm", Uz.Money(41200))
	require.Equal(t, "41\u00a0200\u00a0сумов", Ru.Money(41200))
	require.Equal(t, "1\u00a0сум", Ru.Money(1))
	require.Equal(t, "12,5", Uz.Decimal(12.5))
	require.Equal(t, "−1\u00a0234.25", En.Decimal(-1234.25))
	require.Equal(t, "66,9\u00a0%", Ru.Percent(0.669))
}

// TestToCyrillic_bounded writes more texts than are kept: the rest still come out right.
func TestToCyrillic_bounded(t *testing.T) {
	t.Cleanup(func() {
		cyrillicCache.Clear()
		cached.Store(0)
	})
	cached.Store(maxCached - 2)
	for i := range 10 {
		text := "bogʻcha " + strconv.Itoa(i)
		require.Equal(t, "боғча "+strconv.Itoa(i), ToCyrillic(text))
		require.Equal(t, "боғча "+strconv.Itoa(i), ToCyrillic(text))
	}
	require.EqualValues(t, maxCached, cached.Load())
}

// TestDatesMoney_everyLanguage is the table of how people write days and sums.
func TestDatesMoney_everyLanguage(t *testing.T) {
	day := time.Date(2026, 10, 1, 19, 30, 0, 0, time.UTC) // already the second in Tashkent
	for l, want := range map[Lang][6]string{
		Uz:     {"2-oktabr 2026-yil", "2-oktabr", "2-oktabr 2026-yil, 00:30", "juma", "1\u00a0234\u00a0567\u00a0soʻm", "0,5"},
		UzCyrl: {"2-октябрь 2026-йил", "2-октябрь", "2-октябрь 2026-йил, 00:30", "жума", "1\u00a0234\u00a0567\u00a0сўм", "0,5"},
		Ru:     {"2 октября 2026\u00a0г.", "2 октября", "2 октября 2026\u00a0г., 00:30", "пятница", "1\u00a0234\u00a0567\u00a0сумов", "0,5"},
		En:     {"2 October 2026", "2 October", "2 October 2026, 00:30", "Friday", "1\u00a0234\u00a0567\u00a0soʻm", "0.5"},
	} {
		got := [6]string{l.Date(day), l.DayMonth(day), l.DateTime(day), l.Weekday(day), l.Money(1_234_567), l.Decimal(0.5)}
		require.Equal(t, want, got, l)
	}
	for n, want := range map[int64]string{1: "сум", 2: "сума", 5: "сумов", 11: "сумов", 21: "сум", 22: "сума", 25: "сумов", 111: "сумов"} {
		require.Equal(t, Ru.Number(n)+"\u00a0"+want, Ru.Money(n))
	}
}
