package feedback

import (
	"slices"
	"strings"
	"unicode"

	"github.com/yagona/portal/internal/locale"
)

// Tongue is the written form in which a text is: by its alphabet, by the letters that only one language has, and by small
// words. A text that shows neither says nothing, and neither does this. People write in another language than that of the
// page, so the page's says little.
func Tongue(text string) (locale.Lang, bool) {
	var latin, cyrillic int
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		}
	}
	words := strings.FieldsFunc(apostrophes.Replace(strings.ToLower(text)), func(r rune) bool { return !unicode.IsLetter(r) && r != 'ʻ' })
	switch {
	case cyrillic > latin:
		return likelier(words, uzbekCyrillic, locale.UzCyrl, russian, locale.Ru)
	case latin > 0:
		return likelier(words, uzbekLatin, locale.Uz, english, locale.En)
	default:
		return "", false
	}
}

// apostrophes makes one of all that people write after o and g, and at a stop of the voice.
var apostrophes = strings.NewReplacer("'", "ʻ", "‘", "ʻ", "’", "ʻ", "`", "ʻ", "´", "ʻ", "ʼ", "ʻ")

// traits are how a language shows itself in a word.
type traits struct {
	parts   []string // letters that the other language of this alphabet does not have, or not together
	endings []string
	words   []string
}

var (
	uzbekLatin = traits{
		parts:   []string{"oʻ", "gʻ"},
		endings: []string{"lar", "lari", "ning", "dan", "imiz", "ingiz", "yapti", "yapman", "moqda", "gan", "gani", "magan", "madi", "siz", "miz", "chi"},
		words:   strings.Fields("va bu men meni menga uchun bilan juda kerak edi ham yoʻq bir emas lekin ammo rahmat javob nima qachon kim qanday hali hech ariza xizmat yaxshi yomon sizga bor kun oy pul"),
	}
	english = traits{
		parts:   []string{"w", "th", "ck", "tion", "ee", "oo"},
		endings: []string{"ing", "ed", "ly"},
		words:   strings.Fields("the and is are was were to of not it its for my me they have has had with very this that i a in on but you your no yes good bad please thank thanks"),
	}
	uzbekCyrillic = traits{
		parts:   []string{"ў", "қ", "ғ", "ҳ"},
		endings: []string{"лар", "лари", "нинг", "дан", "имиз", "ингиз", "япти", "япман", "моқда", "ган", "гани", "маган", "мади", "сиз", "миз"},
		words:   strings.Fields("ва бу мен мени менга учун билан жуда керак эди бир эмас лекин аммо рахмат жавоб нима качон ким кандай хали хеч ариза хизмат яхши ёмон сизга бор кун ой пул"),
	}
	russian = traits{
		parts:   []string{"ы", "щ"},
		endings: []string{"ость", "ение", "ться", "ого", "его", "ать", "ить", "ный", "ная", "ное", "ные", "лся", "лась", "ил", "али"},
		words:   strings.Fields("и в во не на что я мы вы он она они с со это этот по за мне меня нет да был была было были очень но к из у от до для как так же уже ещё еще всё все спасибо когда почему никто хорошо плохо"),
	}
)

// signs is how much of a language shows itself in words: what only that language has counts twice.
func (t traits) signs(words []string) (n int) {
	for _, w := range words {
		if slices.ContainsFunc(t.parts, func(p string) bool { return strings.Contains(w, p) }) {
			n += 2
		}
		if slices.Contains(t.words, w) {
			n += 2
		} else if slices.ContainsFunc(t.endings, func(e string) bool { return len(w) > len(e)+2 && strings.HasSuffix(w, e) }) {
			n++
		}
	}
	return n
}

// likelier is the language of which more shows itself; a tie is neither.
func likelier(words []string, a traits, is locale.Lang, b traits, or locale.Lang) (locale.Lang, bool) {
	switch one, other := a.signs(words), b.signs(words); {
	case one > other:
		return is, true
	case other > one:
		return or, true
	default:
		return "", false
	}
}
