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
	refusals = []refusal{
		{"missing", locale.Text{Uz: "Taqdim etilgan hujjatlar soʻralgan huquqni tasdiqlamaydi. Mulk huquqini tasdiqlovchi hujjatni olib, qayta murojaat qiling.", Ru: "Представленные документы не подтверждают право. Получите правоустанавливающий документ и подайте заявление снова.", En: "The papers do not prove the right. Obtain the title document and apply again."}},
		{"condition", locale.Text{Uz: "Obyekt belgilangan meʼyorlarga mos emas: masofa talabi buzilgan. Loyihani oʻzgartirib, qayta topshirishingiz mumkin.", Ru: "Объект не соответствует нормам: нарушено требование к расстоянию. Проект можно изменить и подать снова.", En: "The object breaks the rule on distances. You can change the design and apply again."}},
		{"condition", locale.Text{Uz: "Arizada koʻrsatilgan faoliyat turi uchun mutaxassislar soni yetarli emas.", Ru: "Для указанного вида деятельности не хватает специалистов.", En: "There are too few specialists for the activity that is named."}},
	}
	correctNotes = []locale.Text{
		{Uz: "Yuklangan fayl oʻqilmaydi, aniqroq nusxasini yuklang.", Ru: "Файл не читается, загрузите более чёткую копию.", En: "The file cannot be read: please upload a clearer copy."},
		{Uz: "Manzil hujjatdagiga mos emas, tekshirib tuzating.", Ru: "Адрес не совпадает с документом, проверьте и исправьте.", En: "The address differs from the paper: please check and correct it."},
		{Uz: "Maydonni kadastr pasportidagidek koʻrsating.", Ru: "Укажите площадь так, как в кадастровом паспорте.", En: "Give the area as it is in the cadastral passport."},
	}
	returnNotes = []locale.Text{
		{Uz: "Xulosani asoslab, qaytadan tayyorlang.", Ru: "Обоснуйте заключение и подготовьте заново.", En: "Give the grounds of the conclusion and prepare it again."},
	}
	passedNotes = []locale.Text{
		{Uz: "Joyida koʻrildi: holat hujjatlarga mos.", Ru: "Осмотрено на месте: всё соответствует документам.", En: "Seen on the spot: all is as in the documents."},
		{Uz: "Sinov oʻtkazildi, natija ijobiy.", Ru: "Испытание проведено, результат положительный.", En: "The test was made with a positive result."},
	}
	failedNotes = []locale.Text{
		{Uz: "Joyida koʻrildi: yongʻin xavfsizligi talablari bajarilmagan.", Ru: "Осмотрено на месте: требования пожарной безопасности не выполнены.", En: "Seen on the spot: the fire safety rules are not met."},
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
