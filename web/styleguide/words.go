package styleguide

import "github.com/yagona/portal/internal/locale"

// Words of the samples, in every language: short, usual, and longer than any design hopes for.
var (
	short = locale.Text{Uz: "Arizani yuborish", Ru: "Отправить заявление", En: "Send the application"}
	usual = locale.Text{
		Uz: "Qaroringizni 14-martgacha olasiz. Biror narsa yetmasa, oldin sizdan soʻraymiz.",
		Ru: "Решение вы получите до 14 марта. Если чего-то не хватит, мы сначала спросим вас.",
		En: "You get the decision by 14 March. If something is missing, we ask you first.",
	}
	long = locale.Text{
		Uz: "Ixtisoslashtirilgan tibbiy-ijtimoiy ekspertiza xulosasiga muvofiq nogironligi boʻlgan shaxslarni qoʻllab-quvvatlash markazlariga yoʻllanma berish",
		Ru: "Выдача направления в специализированные центры поддержки лиц с инвалидностью по заключению медико-социальной экспертизы",
		En: "Referral to specialised support centres for persons with disabilities on the conclusion of a medical and social expert examination",
	}
	title  = locale.Text{Uz: "Yashash joyi maʼlumotnomasi", Ru: "Справка о месте жительства", En: "Certificate of residence"}
	office = locale.Text{Uz: "Adliya vazirligi", Ru: "Министерство юстиции", En: "Ministry of Justice"}
	when   = locale.Text{Uz: "14-mart 2026-yil", Ru: "14 марта 2026 г.", En: "14 March 2026"}
	term   = locale.Text{Uz: "10 ish kuni", Ru: "10 рабочих дней", En: "10 working days"}
	count  = locale.Text{Uz: "1 284 ta ariza", Ru: "1 284 заявления", En: "1,284 applications"}
	share  = locale.Text{Uz: "67 %", Ru: "67 %", En: "67%"}
	state  = locale.Text{Uz: "Koʻrib chiqilmoqda", Ru: "На рассмотрении", En: "Being looked at"}
	turn   = locale.Text{Uz: "Navbat sizda", Ru: "Ваш ход", En: "Your turn"}
	late   = locale.Text{Uz: "Muddati oʻtgan", Ru: "Просрочено", En: "Overdue"}
	done   = locale.Text{Uz: "Berildi", Ru: "Выдано", En: "Granted"}
	paused = locale.Text{Uz: "Toʻxtatib turilgan", Ru: "Приостановлено", En: "Paused"}
	change = locale.Text{Uz: "Oʻzgartirish", Ru: "Изменить", En: "Change"}
	table  = locale.Text{Uz: "Jadval koʻrinishida", Ru: "В виде таблицы", En: "As a table"}
	few    = locale.Text{Uz: "oz", Ru: "мало", En: "few"}
	faults = locale.Text{Uz: "Shularni tuzating", Ru: "Исправьте это", En: "Mend this"}
	person = locale.Text{Uz: "Karimova Dilnoza Rustam qizi", Ru: "Каримова Дилноза Рустам кизи", En: "Karimova Dilnoza Rustam qizi"}
)

// months name the points of the sample line.
var months = []locale.Text{
	{Uz: "oktabr", Ru: "октябрь", En: "October"},
	{Uz: "noyabr", Ru: "ноябрь", En: "November"},
	{Uz: "dekabr", Ru: "декабрь", En: "December"},
	{Uz: "yanvar", Ru: "январь", En: "January"},
	{Uz: "fevral", Ru: "февраль", En: "February"},
	{Uz: "mart", Ru: "март", En: "March"},
}
