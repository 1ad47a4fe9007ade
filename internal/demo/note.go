package demo

import "github.com/yagona/portal/internal/locale"

// refusal is the ground of a refusal with what the official writes besides.
type refusal struct {
	ground string
	note   locale.Text
}

// What officials and applicants write. It is data of the demonstration, in the language of the application.
var (
	grantNotes = []locale.Text{
		{Uz: "Hujjatlar toʻliq, talablarga mos.", Ru: "Документы полные и соответствуют требованиям.", En: "The documents are complete and meet the requirements."},
		{Uz: "Maʼlumotlar reyestrlar bilan solishtirildi, farq topilmadi.", Ru: "Сведения сверены с реестрами, расхождений нет.", En: "The data were compared with the registers; nothing differs."},
		{Uz: "Ariza qanoatlantirildi.", Ru: "Заявление удовлетворено.", En: "The application is granted."},
	}
	refusals = []refusal{ // each says something that may happen to any service
		{"missing", locale.Text{Uz: "Soʻralgan hujjatning asl nusxasi koʻrsatilmadi. Uni yangi arizaga qoʻshing.", Ru: "Подлинник запрошенного документа не представлен. Приложите его к новому заявлению.", En: "The original of the paper that we asked for was not shown. Attach it to a new application."}},
		{"condition", locale.Text{Uz: "Arizadagi maʼlumot tekshiruvda tasdiqlanmadi. Uni tasdiqlovchi hujjat bilan qayta murojaat qiling.", Ru: "Сведения из заявления при проверке не подтвердились. Подайте заявление снова с документом, который их подтверждает.", En: "What the application says was not confirmed by the check. Apply again with a paper that proves it."}},
		{"condition", locale.Text{Uz: "Talablarning bir qismi hali bajarilmagan: roʻyxati idorada, telefon orqali ham aytiladi.", Ru: "Часть требований ещё не выполнена: их перечень есть в ведомстве, его назовут и по телефону.", En: "Some of the requirements are not met yet: the office has the list and tells it by phone, too."}},
	}
	correctNotes = []locale.Text{ // about one answer, whatever was asked
		{Uz: "Javob hujjatdagiga mos emas, tekshirib tuzating.", Ru: "Ответ не совпадает с документом, проверьте и исправьте.", En: "The answer differs from the paper: please check and correct it."},
		{Uz: "Javob toʻliq emas, batafsilroq yozing.", Ru: "Ответ неполный, напишите подробнее.", En: "The answer is not complete: please say more."},
		{Uz: "Javobni tushunmadik, aniqlashtiring.", Ru: "Ответ непонятен, уточните его.", En: "We did not understand the answer: please make it clearer."},
	}
	returnNotes = []locale.Text{
		{Uz: "Xulosani asoslab, qaytadan tayyorlang.", Ru: "Обоснуйте заключение и подготовьте заново.", En: "Give the grounds of the conclusion and prepare it again."},
	}
	passedNotes = []locale.Text{
		{Uz: "Joyida koʻrildi: holat hujjatlarga mos.", Ru: "Осмотрено на месте: всё соответствует документам.", En: "Seen on the spot: all is as in the documents."},
		{Uz: "Sinov oʻtkazildi, natija ijobiy.", Ru: "Испытание проведено, результат положительный.", En: "The test was made with a positive result."},
	}
	failedNotes = []locale.Text{
		{Uz: "Koʻrildi: talablarning bir qismi bajarilmagan.", Ru: "Проверено: часть требований не выполнена.", En: "It was examined: some of the requirements are not met."},
	}
	consentNotes = []locale.Text{
		{Uz: "Eʼtiroz yoʻq.", Ru: "Возражений нет.", En: "No objection."},
		{Uz: "Rozilik beriladi.", Ru: "Согласовано.", En: "Consent is given."},
	}
	appealNotes = []locale.Text{
		{Uz: "Rad etish sababi bilan rozi emasman: hujjat ilova qilingan edi. Qayta koʻrib chiqishingizni soʻrayman.", Ru: "Не согласен с причиной отказа: документ был приложен. Прошу пересмотреть.", En: "I do not agree with the reason: the document was attached. Please look at it again."},
		{Uz: "Reyestrdagi maʼlumot eskirgan, men uni oʻtgan hafta yangilaganman.", Ru: "Данные в реестре устарели, на прошлой неделе я их обновил.", En: "The register is out of date: I renewed the data last week."},
	}
	upheldNotes = []locale.Text{
		{Uz: "Qaror qonuniy: shart bajarilmagan. Shikoyat qanoatlantirilmadi.", Ru: "Решение законно: условие не выполнено. Жалоба отклонена.", En: "The decision is lawful: the condition is not met. The appeal is dismissed."},
	}
	obligedNotes = []locale.Text{
		{Uz: "Ilova qilingan hujjat koʻrib chiqilmagan. Idora uni baholab, yangidan qaror chiqarsin.", Ru: "Приложенный документ не рассмотрен. Ведомство должно оценить его и решить заново.", En: "The attached document was not considered. The authority must weigh it and decide again."},
	}
	overturnedNotes = []locale.Text{
		{Uz: "Murojaat asosli: maʼlumot oʻz vaqtida yangilanmagan. Qaror bekor qilindi.", Ru: "Обращение обоснованно: сведения не были вовремя обновлены. Решение отменено.", En: "The appeal is right: the data had not been renewed in time. The decision is set aside."},
	}
)
