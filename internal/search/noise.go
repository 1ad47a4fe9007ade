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
	beriladimi beradi berasizlar xohlayman istayman menda sizda uchun ekan edi degan shunaqa endi iltimos bilmoqchiman bilsam bilish bilaman koʻrsam koʻrmoqchiman murojaat
	я мне меня мной мы нам нас наш наша мой моя мое мои моего моей мою моих моим свой свою своей своего своих ты вы вам он она они ему ей их его её это этот эта
	что чтобы как какой какая какие какое каким где куда откуда когда кто кому сколько зачем почему ли если или и а но же бы не нет есть был была быть для на
	в во из по о об обо с со у к ко за от до при под без через можно надо нужно нужна нужен нужны хочу хотим хотел хотела хотелось могу можем смогу сделать
	делать обратиться обращаться вообще сегодня вчера бумагу бумага дают дали положено положен положена оформить оформлять получить получать узнать подать взять найти решили решил подскажите скажите помогите пожалуйста здравствуйте
	i me my mine we us our you your he she it its they them this that a an the and or but if of for to in on at by from with about as into is are am be
	was been do does did can could should would will may must want wants need needs like how what where when which who why there get getting have has
	please find make apply see`)

// stopShare is how much of its weight such a word keeps: it may still be part of a title.
const stopShare = 0.15

// auxiliaries are roots of Uzbek verbs that say how another verb is meant ("yopib yubormoqchiman"), and little by themselves.
var auxiliaries = foldedSet("qil ber kel ket qol qoʻy yubor boʻl tur bil koʻr yur chiq")

// verbEndings are folded endings of what people say that they do, did or want; the infinitive is none of them, as titles
// have it.
var verbEndings = foldedEndings(`moqchi moqchiman moqchimiz moqchiydim di dim dik dingiz ddi gan ganman ganmiz sam sa sak samiz aman amiz adi adimi ayapman yapman
	yapti ayapti ib ib ibman ibdi mayapti maydi madi masin sin may moq yotgan`)

func foldedEndings(list string) []string {
	out := strings.Fields(list)
	for i := range out {
		out[i] = locale.Fold(out[i])
	}
	return out
}

// saysNothing tells the words that say nothing of the thing looked for.
func saysNothing(w string) bool {
	if stopWords[w] {
		return true
	}
	for _, e := range verbEndings {
		if root, ok := strings.CutSuffix(w, e); ok && auxiliaries[root] {
			return true
		}
	}
	return false
}

func foldedSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[locale.Fold(w)] = true
	}
	return set
}

// actionWords are folded words for what is to be done with the thing. They tell services of one thing apart, but each
// person puts another one, and many things are changed, opened or checked: the thing decides. Neither does it say much
// for which relative it is.
var actionWords = foldedSet(`
	almashtirish almashtirmoqchiman oʻzgartirish oʻzgartirmoqchiman yangilash uzaytirish tiklash ochish ochmoqchiman yopish yopmoqchiman roʻyxatdan oʻtkazish oʻtish roʻyxatga
	tekshirish tekshirmoqchiman tekshiruv haqiqiyligi haqiqiyligini topshirish toʻlash bekor yozilish ariza yoʻqotdim yoʻqolgan yoʻqoldi eski eskirgan yangi tugadi muddati
	chiqarish qayta dublikat takroriy koʻchirma maʼlumotnoma spravka guvohnoma guvohnomasi onlayn elektron
	поменять заменить сменить изменить обновить продлить восстановить открыть закрыть зарегистрировать зарегистрироваться регистрация проверить проверка подлинность
	сдать оплатить отменить записаться запись заявление потерял потеряла потерян утерян утеря новый новая старый старая срок истек дубликат повторный выписка справка
	свидетельство онлайн электронный
	dada dadam dadamga dadamning ota otam otamga otamning ona onam onamga onamning buvim buvimga bobom bobomga ukam ukamga akam akamga opam opamga singlim
	мама маме маму мамы папа папе папы отец отца отцу дед деда деду дедушка дедушке дедушки бабушка бабушке бабушки бабушку муж мужа мужу жена жене жену жены
	сын сына сыну дочка дочке дочку дочь дочери брат брата брату сестра сестре сестры father mother husband wife brother sister grandmother grandfather
	change replace renew extend restore open close register registration check verify submit pay cancel book application lost expired new old duplicate copy extract
	certificate online electronic`)

// actionShare is how much of its weight such a word keeps.
const actionShare = 0.5
