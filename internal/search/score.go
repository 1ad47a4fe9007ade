package search

import (
	"strings"

	"github.com/yagona/portal/internal/locale"
)

// stopWords are folded words of questions that say nothing of the thing looked for.
var stopWords = foldedSet(`
	men meni menga mening mendan sen siz sizga sizning biz bizga bizning bizni oʻzim oʻzimni uni unga uning ular bu shu mana ham va yoki bilan uchun
	haqida toʻgʻrisida boʻyicha kabi deb agar lekin endi hozir iltimos salom nima nimalar qanday qanaqa qaysi qayer qayerda qayerga qayerdan qachon qancha
	necha kim kimga nega kerak kerakmi lozim mumkin mumkinmi mumkun bormi yoʻqmi qil qilish qilib qilsam qilaman qilsa qilamiz qilmoqchiman qilmoqchimiz
	qildirish olish olib olsam olsak olaman olamiz olishim olmoqchiman olmoqchimiz oldim olsa boʻladi boʻladimi boʻlsa boʻlish bermoqchiman berish beriladi
	beriladimi beradi berasizlar xohlayman istayman bilmoqchiman bilsam bilish bilaman koʻrsam koʻrmoqchiman murojaat
	я мне меня мной мы нам нас наш наша мой моя мое мои моего моей мою моих моим свой свою своей своего своих ты вы вам он она они ему ей их его её это этот эта
	что чтобы как какой какая какие какое каким где куда откуда когда кто кому сколько зачем почему ли если или и а но же бы не нет есть был была быть для на
	в во из по о об обо с со у к ко за от до при под без через можно надо нужно нужна нужен нужны хочу хотим хотел хотела хотелось могу можем смогу сделать
	делать оформить оформлять получить получать узнать подать взять найти решили решил подскажите скажите помогите пожалуйста здравствуйте
	i me my mine we us our you your he she it its they them this that a an the and or but if of for to in on at by from with about as into is are am be
	was been do does did can could should would will may must want wants need needs like how what where when which who why there get getting have has
	please find make apply see`)

// stopShare is how much of its weight such a word keeps: it may still be part of a title.
const stopShare = 0.15

func foldedSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[locale.Fold(w)] = true
	}
	return set
}

// actionWords are folded words for what is to be done with the thing. They tell services of one thing apart, but each
// person puts another one, and many things are changed, opened or checked: the thing decides.
var actionWords = foldedSet(`
	almashtirish almashtirmoqchiman oʻzgartirish oʻzgartirmoqchiman yangilash uzaytirish tiklash ochish ochmoqchiman yopish yopmoqchiman roʻyxatdan oʻtkazish oʻtish roʻyxatga
	tekshirish tekshirmoqchiman tekshiruv haqiqiyligi haqiqiyligini topshirish toʻlash bekor yozilish ariza yoʻqotdim yoʻqolgan yoʻqoldi eski eskirgan yangi tugadi muddati
	chiqarish qayta dublikat takroriy koʻchirma maʼlumotnoma spravka guvohnoma guvohnomasi onlayn elektron
	поменять заменить сменить изменить обновить продлить восстановить открыть закрыть зарегистрировать зарегистрироваться регистрация проверить проверка подлинность
	сдать оплатить отменить записаться запись заявление потерял потеряла потерян утерян утеря новый новая старый старая срок истек дубликат повторный выписка справка
	свидетельство онлайн электронный
	change replace renew extend restore open close register registration check verify submit pay cancel book application lost expired new old duplicate copy extract
	certificate online electronic`)

// actionShare is how much of its weight such a word keeps.
const actionShare = 0.5

// sheet is what one search is reckoned on; searches reuse them.
type sheet struct {
	total   []float64 // best of the readings so far, by document
	found   []int32   // documents that have a total
	scores  []float64 // of the reading at hand, by document
	covered []float64 // weight of the words that a document answers
	answers []int32   // how many of the words that must be answered
	best    []float64 // of the word at hand
	touched []int32   // documents of the word at hand
	reached []int32   // documents of the reading at hand
	means   []means   // of the reading at hand, by term
}

// means says that a term answers a word of the query.
type means struct {
	word    int32 // from 1
	quality float32
}

func (x *Index) borrow() *sheet {
	if s, ok := x.sheets.Get().(*sheet); ok {
		return s
	}
	n := len(x.ids)
	return &sheet{
		total: make([]float64, n), scores: make([]float64, n), covered: make([]float64, n), answers: make([]int32, n),
		best: make([]float64, n), means: make([]means, len(x.terms)),
	}
}

// giveBack wipes what was written.
func (x *Index) giveBack(s *sheet) {
	for _, d := range s.found {
		s.total[d] = 0
	}
	s.found = s.found[:0]
	x.sheets.Put(s)
}

// keep remembers the better score of a document.
func (s *sheet) keep(doc int32, score float64) {
	if s.total[doc] == 0 {
		s.found = append(s.found, doc)
	}
	s.total[doc] = max(s.total[doc], score)
}

// closely is how many documents of a reading have their texts looked at.
const closely = 64

// score weighs each document by how well, and how much of, the reading it answers. Those that do best by their words
// alone are looked at closely.
func (x *Index) score(s *sheet, r reading, all bool) {
	total, must := 0.0, int32(0)
	for i := range r.words {
		x.scoreWord(s, &r.words[i])
		total += r.words[i].weight
		must += r.words[i].answered
	}
	ranked := make([]scored, 0, len(s.reached))
	for _, d := range s.reached {
		share := s.covered[d] / total
		if !all || s.answers[d] == must {
			ranked = append(ranked, scored{d, s.scores[d] / total * share * share * r.quality})
		}
		s.scores[d], s.covered[d], s.answers[d] = 0, 0, 0
	}
	s.reached = s.reached[:0]
	best(ranked, closely)
	s.mean(r, true)
	for i, h := range ranked {
		if i < closely {
			h.score *= 1 + closeGain*x.closeness(s, r, h.doc, total)
		}
		s.keep(h.doc, h.score)
	}
	s.mean(r, false)
}

// What closeness is worth: a document of which one text is just what was asked has a score closeGain times as high again.
// closeBase is what of it remains for a text that says much else.
const (
	closeGain = 4
	closeBase = 0.2
)

// mean writes down, or wipes, which terms answer which word.
func (s *sheet) mean(r reading, on bool) {
	for i, w := range r.words {
		for _, m := range w.matches {
			switch has := &s.means[m.term]; {
			case !on:
				*has = means{}
			case has.quality < float32(m.quality):
				*has = means{int32(i) + 1, float32(m.quality)}
			}
		}
	}
}

// closeness is how near the nearest text of a document comes to being what was asked, of 1: how much of the words it
// answers, and how much else it says.
func (x *Index) closeness(s *sheet, r reading, doc int32, total float64) float64 {
	nearest := 0.0
	for _, f := range x.fields[x.firstOf[doc]:x.firstOf[doc+1]] {
		var qualities [maxWords]float32
		said := 0.0
		for _, t := range x.tokens[f.from:f.to] {
			if m := s.means[t]; m.word > 0 && int(m.word) <= maxWords {
				qualities[m.word-1] = max(qualities[m.word-1], m.quality)
				said += x.idf(t) * float64(m.quality)
			}
		}
		if said == 0 {
			continue
		}
		answered := 0.0
		for i, w := range r.words[:min(len(r.words), maxWords)] {
			answered += w.weight * float64(qualities[i])
		}
		share := answered / total
		nearest = max(nearest, float64(f.weight/x.heaviest)*share*share*(closeBase+(1-closeBase)*said/float64(f.mass)))
	}
	return nearest
}

// scoreWord adds what one word finds.
func (x *Index) scoreWord(s *sheet, w *asked) {
	for _, m := range w.matches {
		t := &x.terms[m.term]
		idf := x.idf(m.term) * m.quality
		for _, p := range t.postings {
			if s.best[p.doc] == 0 {
				s.touched = append(s.touched, p.doc)
			}
			s.best[p.doc] = max(s.best[p.doc], float64(p.weight)*idf)
		}
	}
	damp := 1.0
	switch {
	case w.stop:
		damp = stopShare
	case w.action:
		damp = actionShare
	}
	for _, d := range s.touched {
		if s.covered[d] == 0 {
			s.reached = append(s.reached, d)
		}
		s.scores[d] += s.best[d] * damp
		s.covered[d] += w.weight
		s.answers[d] += w.answered
		s.best[d] = 0
	}
	s.touched = s.touched[:0]
}
