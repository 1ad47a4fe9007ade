package demo

import (
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/locale"
)

// opinions is what the applicant said about an application that has ended.
func (t *teller) opinions(l *casework.Life, who *applicant) []feedback.Past {
	if l.ClosedAt == nil {
		return nil
	}
	var said []feedback.Past
	if t.IntN(100) < 30 {
		mood := t.mood(l)
		in := feedback.Submission{Kind: feedback.Rating, Service: l.Service.Code, Application: l.Number, Marks: t.rate(mood), Lang: l.Lang}
		if t.IntN(100) < 40 {
			in.Comment = t.words(l, comments[mood])
		}
		said = append(said, t.say(l, in, 3*time.Minute, 60*time.Hour))
	}
	switch n := t.IntN(1000); {
	case n < 14:
		said = append(said, t.say(l, feedback.Submission{Kind: feedback.Concern, Comment: t.words(l, concerns), Lang: l.Lang}, time.Hour, 100*time.Hour))
	case n < 30:
		said = append(said, t.say(l, feedback.Submission{Kind: feedback.Suggestion, Comment: t.words(l, suggestions), Lang: l.Lang}, time.Hour, 100*time.Hour))
	case n < 31:
		said = append(said, t.say(l, feedback.Submission{Kind: feedback.Corruption, Comment: t.words(l, bribes), Lang: l.Lang, Unnamed: true}, time.Hour, 100*time.Hour))
	}
	if more, ok := t.complaint(l); ok {
		said = append(said, more)
	}
	if l.Held != nil && t.IntN(100) < 15 { // by the code on the wall of the office, without a name
		said = append(said, t.atOffice(l))
	}
	if who.named && len(said) > 0 { // a persona's page shows how it looks
		said[0].Unnamed = false
	}
	var past []feedback.Past
	for _, s := range said {
		if !t.over(s.At) {
			past = append(past, s)
		}
	}
	return past
}

// atOffice is what somebody said of the office where he was received.
func (t *teller) atOffice(l *casework.Life) feedback.Past {
	mood := t.mood(l)
	in := feedback.Submission{Kind: feedback.Rating, Marks: t.rate(mood), Lang: l.Lang}
	if t.IntN(100) < 40 {
		in.Comment = t.words(l, comments[mood])
	}
	p := t.say(l, in, time.Hour, 30*time.Hour)
	p.AccountID, p.Target = 0, feedback.Target{Authority: l.Authority, Region: l.Region, Office: l.Held.Office}
	return p
}

const (
	glad = iota
	content
	upset
)

// mood depends on how it ended and whether it was in time.
func (t *teller) mood(l *casework.Life) int {
	bad := 8
	cause, met := causeOf(l.Service.Code)
	switch {
	case met && cause.lasts(t.now, l.SubmittedAt):
		bad = 50
	case l.State == casework.Refused:
		bad = 58
	case l.State != casework.Done:
		bad = 40
	case l.ClosedAt.After(l.TermAt) && !l.Automatic:
		bad = 45
	case corrections(l) > 0:
		bad = 25
	}
	switch n := t.IntN(100); {
	case n < bad:
		return upset
	case n < bad+22:
		return content
	default:
		return glad
	}
}

func (t *teller) rate(mood int) feedback.Marks {
	one := func() int {
		switch mood {
		case glad:
			return 5 - min(1, t.IntN(6)/5)
		case content:
			return 4 + t.IntN(2)
		default:
			return 1 + t.IntN(4)
		}
	}
	m := feedback.Marks{Legality: one(), Quality: one(), Timeliness: one(), Accessibility: one()}
	if mood == upset {
		m.Timeliness = 1 + t.IntN(3)
	}
	if t.IntN(4) == 0 {
		m.Accessibility = 0
	}
	return m
}

// say is the entry with the answer of the authority, if one has come.
func (t *teller) say(l *casework.Life, in feedback.Submission, low, high time.Duration) feedback.Past {
	at := t.between(l, low, high)
	p := feedback.Past{
		Submission: in, AccountID: l.AccountID, At: at,
		Target: feedback.Target{ApplicationID: l.ID, Service: l.Service.Code, VersionID: l.Service.VersionID, Authority: l.Authority, Region: l.Region},
	}
	p.Answer = t.answered(l, p)
	return p
}

func (t *teller) answered(l *casework.Life, p feedback.Past) *feedback.PastAnswer {
	if t.IntN(100) < 25 && p.At.After(t.now.AddDate(0, 0, -45)) { // nobody has looked yet
		return nil
	}
	days := 1 + t.IntN(14)
	if t.IntN(100) < 9 {
		days += 14
	}
	at := t.hours(p.At.AddDate(0, 0, days))
	who, ok := t.staff.pick(t.Rand, l.Authority, l.Region, account.Specialist)
	if !ok || p.Kind == feedback.Corruption || t.over(at) {
		return nil
	}
	a := &feedback.PastAnswer{At: at, Official: who.ID, Authority: who.Authority, Body: t.words(l, answers)}
	marked := at.Add(time.Duration(1+t.IntN(80)) * time.Hour)
	if t.over(marked) {
		return a
	}
	switch n := t.IntN(100); {
	case n < 30:
		a.Mark, a.MarkedAt = 4+t.IntN(2), marked
	case n < 36:
		a.Mark, a.MarkedAt = 1+t.IntN(3), marked
	case n < 44:
		a.MarkedAt, a.Reopened = marked, t.words(l, reopened)
	default: // nothing more was said
	}
	t.settle(a)
	return a
}

// settle is what the author says when asked, four weeks later, whether it is solved; many say nothing.
func (t *teller) settle(a *feedback.PastAnswer) {
	asked := a.At.AddDate(0, 0, 28)
	at := asked.Add(time.Duration(1+t.IntN(200)) * time.Hour)
	n := t.IntN(100)
	if t.over(at) || a.Reopened != "" {
		return
	}
	switch {
	case n < 40:
		a.Settled, a.SettledAt = feedback.EventSolved, at
	case n < 50:
		a.Settled, a.SettledAt = feedback.EventUnsolved, at
	default: // no answer
	}
}

// comments by mood.
var comments = map[int][]locale.Text{
	glad: {
		{Uz: "Besh daqiqada tayyor boʻldi, rahmat!", Ru: "Готово за пять минут, спасибо!", En: "Ready in five minutes, thank you!"},
		{Uz: "Hech qayerga bormasdan hujjatni oldim. Juda qulay.", Ru: "Получил документ, никуда не ходя. Очень удобно.", En: "I got the paper without going anywhere. Very convenient."},
		{Uz: "Xodim yoʻl-yoʻriq koʻrsatdi, muddatidan oldin hal boʻldi.", Ru: "Сотрудник всё подсказал, решили раньше срока.", En: "The official explained everything, and it was settled early."},
	},
	content: {
		{Uz: "Yaxshi, faqat forma biroz uzun.", Ru: "Хорошо, только форма длинновата.", En: "Good, only the form is a little long."},
		{Uz: "Ishladi, lekin SMS kechroq keldi.", Ru: "Сработало, но СМС пришло поздно.", En: "It worked, but the SMS came late."},
	},
	upset: {
		{Uz: "Muddat oʻtib ketdi, hech kim javob bermadi.", Ru: "Срок прошёл, никто не ответил.", En: "The term is over and nobody has answered."},
		{Uz: "Rad javobining sababi tushunarsiz, nima qilish kerakligi aytilmagan.", Ru: "Причина отказа непонятна, не сказано, что делать.", En: "The reason for the refusal is unclear, and it does not say what to do."},
		{Uz: "Reyestrdagi maʼlumotim xato, uni qayerda tuzatishni topolmadim.", Ru: "В реестре обо мне ошибка, не нашёл, где её исправить.", En: "The register has me wrong, and I could not find where to put it right."},
		{Uz: "Onlayn xizmat deyilgan, baribir idoraga chaqirishdi.", Ru: "Услуга онлайн, а всё равно вызвали в учреждение.", En: "It is called an online service, and still I was called to the office."},
		{Uz: "Bir xil hujjatni ikki marta soʻrashdi.", Ru: "Один и тот же документ попросили дважды.", En: "They asked for the same paper twice."},
	},
}

var (
	concerns = []locale.Text{
		{Uz: "Arizam uch kundan beri hech kimga biriktirilmagan.", Ru: "Моё заявление третий день никому не назначено.", En: "Nobody has taken my application for three days."},
		{Uz: "Toʻlov oʻtdi, lekin ariza oldinga siljimayapti.", Ru: "Оплата прошла, но заявление не движется.", En: "The payment went through, but the application does not move."},
		{Uz: "Xodim telefonda qoʻpol gapirdi.", Ru: "Сотрудник грубо говорил по телефону.", En: "The official was rude on the telephone."},
	}
	suggestions = []locale.Text{
		{Uz: "Holat oʻzgarganda Telegram orqali ham xabar bering.", Ru: "Сообщайте об изменении статуса и в Telegram.", En: "Please also tell us in Telegram when the state changes."},
		{Uz: "Bolalar uchun bir nechta arizani birdaniga topshirish imkonini qoʻshing.", Ru: "Дайте возможность подать сразу на нескольких детей.", En: "Let parents apply for several children at once."},
		{Uz: "Formada oldin yozgan manzilim oʻzi chiqsa yaxshi boʻlardi.", Ru: "Хорошо бы, чтобы прежний адрес подставлялся сам.", En: "It would be good if my earlier address were filled in."},
	}
	bribes = []locale.Text{
		{Uz: "Ishni tezlashtirish uchun pul soʻrashdi.", Ru: "Просили деньги, чтобы ускорить дело.", En: "Money was asked for to speed the case up."},
	}
	answers = []locale.Text{
		{Uz: "Murojaatingiz uchun rahmat. Kechikish sababi aniqlandi, masʼul xodimga eʼtirozimiz bildirildi, jarayon tuzatildi.", Ru: "Спасибо за обращение. Причина задержки установлена, ответственному сделано замечание, процесс исправлен.", En: "Thank you. The cause of the delay was found, the official was reminded, and the process was put right."},
		{Uz: "Maʼlumotingiz reyestrda tuzatildi. Arizani qayta yuborishingiz mumkin, toʻlov takroran olinmaydi.", Ru: "Ваши данные в реестре исправлены. Можно подать заявление снова, повторная оплата не взимается.", En: "Your data in the register were put right. You can apply again without paying again."},
		{Uz: "Qarorning sababi va keyingi qadamlar sahifada aniqroq yozildi.", Ru: "Причина решения и дальнейшие шаги теперь описаны яснее.", En: "The reason and the next steps are now written more clearly."},
	}
	reopened = []locale.Text{
		{Uz: "Javob umumiy, mening ishim hal boʻlmadi.", Ru: "Ответ общий, мой вопрос не решён.", En: "The answer is a general one; my case is not settled."},
	}
)
