// Package demo is the demonstration: the people whom a visitor may become, and a year of applications so that no list
// and no report is empty. Only `serve --demo` knows it.
package demo

import (
	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/integration/identity"
	"github.com/yagona/portal/internal/locale"
)

// Personas is everybody whom a visitor may sign in as, citizens first, in the order of the sign-in page. What the state
// knows of a citizen is in the synthetic registers under the same personal number.
func Personas() []identity.Persona {
	return append(citizens(), officials()...)
}

func citizens() []identity.Persona {
	return []identity.Persona{
		{Subject: "aziz", Name: "Karimov Aziz Baxtiyor oʻgʻli", PINFL: "31204862260015", Level: catalogue.Signature, Story: locale.Text{
			Uz: "Toshkentdagi muhandis: oʻz xonadoni, avtomobili va ikki farzandi bor, hech qanday qarzi yoʻq.",
			Ru: "Инженер из Ташкента: своя квартира, автомобиль, двое детей и ни одного долга.",
			En: "An engineer in Tashkent with a flat, a car and two children, who owes nothing to anyone.",
		}},
		{Subject: "malika", Name: "Yusupova Malika Rustam qizi", PINFL: "40309832260014", Level: catalogue.Signature, Story: locale.Text{
			Uz: "Ishlab turgan masʼuliyati cheklangan jamiyatning direktori; yana bir aksiyadorlik jamiyatini boshqaradi.",
			Ru: "Директор действующего общества с ограниченной ответственностью, руководит ещё и акционерным обществом.",
			En: "The director of a working limited company, who also runs a joint-stock company.",
		}},
		{Subject: "nodira", Name: "Rahimova Nodira Anvar qizi", PINFL: "42002922180013", Level: catalogue.Verified, Story: locale.Text{
			Uz: "Samarqandlik uch farzandning onasi: kenjasi bogʻcha navbatida, kattasi maktab oʻquvchisi.",
			Ru: "Мать троих детей из Самарканда: младший ждёт места в детском саду, старшая учится в школе.",
			En: "A mother of three in Samarkand: the youngest waits for a kindergarten place, the eldest is at school.",
		}},
		{Subject: "olim", Name: "Toshmatov Olim Xudoyberdiyevich", PINFL: "31506572300017", Level: catalogue.Verified, Story: locale.Text{
			Uz: "Fargʻonalik pensioner, 36 yil ishlagan; beva, uyi va yengil mashinasi bor.",
			Ru: "Пенсионер из Ферганы с 36 годами стажа; вдовец, есть дом и легковая машина.",
			En: "A pensioner in Fergana with 36 years of work; a widower with a house and a car.",
		}},
		{Subject: "jasur", Name: "Ergashev Jasur Ilhom oʻgʻli", PINFL: "30811902030012", Level: catalogue.Verified, Story: locale.Text{
			Uz: "Soliqdan qarzi, toʻlanmagan jarimalari va sud ijrochisidagi ishi bor andijonlik haydovchi.",
			Ru: "Водитель из Андижана с налоговым долгом, неоплаченными штрафами и делом у судебных исполнителей.",
			En: "A driver in Andijan with a tax debt, unpaid fines and a case at the bailiffs.",
		}},
		{Subject: "shahnoza", Name: "Abdullayeva Shahnoza Otabek qizi", PINFL: "61705062260016", Level: catalogue.Verified, Story: locale.Text{
			Uz: "Shartnoma asosida oʻqiyotgan uchinchi kurs talabasi, yotoqxona navbatida turibdi.",
			Ru: "Студентка третьего курса на контракте, ждёт места в общежитии.",
			En: "A third-year student on a paid contract, waiting for a place in the hall of residence.",
		}},
		{Subject: "bekzod", Name: "Qodirov Bekzod Sobirovich", PINFL: "32501792060010", Level: catalogue.Verified, Story: locale.Text{
			Uz: "Ikkinchi guruh nogironligi boʻlgan buxorolik, ijtimoiy reyestrda turadi.",
			Ru: "Житель Бухары с инвалидностью второй группы, состоит в социальном реестре.",
			En: "A man in Bukhara with a group II disability, listed in the social register.",
		}},
		{Subject: "gayrat", Name: "Mamatov Gʻayrat Norboyevich", PINFL: "33003722180010", Level: catalogue.Signature, Story: locale.Text{
			Uz: "Urgutlik fermer: yeri, chorvasi, texnikasi bor, fermer xoʻjaligi boshligʻi.",
			Ru: "Фермер из Ургута: земля, скот, техника; глава фермерского хозяйства.",
			En: "A farmer in Urgut with land, livestock and machines; the head of a farm enterprise.",
		}},
		{Subject: "andrey", Name: "Petrov Andrey Viktorovich", PINFL: "32107812260011", Level: catalogue.Verified, Story: locale.Text{
			Uz: "Yashash guvohnomasi bilan Toshkentda yashayotgan Rossiya fuqarosi, oilasi oʻzbekistonlik.",
			Ru: "Гражданин России с видом на жительство, живёт в Ташкенте с семьёй из Узбекистана.",
			En: "A Russian citizen with a residence permit, living in Tashkent with his Uzbek family.",
		}},
		{Subject: "gulnora", Name: "Saidova Gulnora Murod qizi", PINFL: "40512942140015", Level: catalogue.Verified, Story: locale.Text{
			Uz: "Yaqinda ajrashgan ona: ikki farzandi, aliment ishi va ijara uyi bor.",
			Ru: "Недавно разведённая мать двоих детей: дело об алиментах и съёмное жильё.",
			En: "A newly divorced mother of two with a maintenance case and a rented home.",
		}},
		{Subject: "sardor", Name: "Xolmatov Sardor Jamshid oʻgʻli", PINFL: "51408022100014", Level: catalogue.Verified, Story: locale.Text{
			Uz: "Ishsiz sifatida roʻyxatda turgan, yoshlar daftariga kiritilgan qarshilik yigit.",
			Ru: "Молодой человек из Карши, зарегистрированный безработным и внесённый в «молодёжную тетрадь».",
			En: "A young man in Qarshi, registered as unemployed and listed in the youth notebook.",
		}},
		{Subject: "zilola", Name: "Nazarova Zilola Ikrom qizi", PINFL: "41103992330010", Level: catalogue.Basic, Story: locale.Text{
			Uz: "Faqat parol va SMS bilan kirgan, shaxsini hali tasdiqlamagan xorazmlik.",
			Ru: "Жительница Хорезма, которая входит только по паролю и SMS и ещё не подтвердила личность.",
			En: "A woman in Khorezm who signs in with a password and SMS only and has not proved her identity yet.",
		}},
		{Subject: "otabek", Name: "Rasulov Otabek Shavkat oʻgʻli", PINFL: "30210882270018", Level: catalogue.Signature, Story: locale.Text{
			Uz: "Toshkent viloyatidagi yakka tartibdagi tadbirkor: avtobusi va yuk mashinasi bilan tashuvchilik qiladi.",
			Ru: "Индивидуальный предприниматель из Ташкентской области: перевозчик с автобусом и грузовиком.",
			En: "A sole trader in Tashkent Region: a carrier with a bus and a lorry.",
		}},
	}
}

func officials() []identity.Persona {
	return []identity.Persona{
		official("cadastre-specialist", "Ismoilov Sherzod Anvarovich", "cadastre", "1726", account.Specialist, locale.Text{
			Uz: "Kadastr agentligining Toshkent shahridagi mutaxassisi: arizalarni koʻrib chiqadi.",
			Ru: "Специалист Кадастрового агентства по городу Ташкенту: рассматривает заявления.",
			En: "A specialist of the Cadastre Agency in Tashkent City, who examines applications.",
		}),
		official("cadastre-head", "Saidova Nigora Botirovna", "cadastre", "1726", account.Head, locale.Text{
			Uz: "Kadastr agentligi Toshkent shahar boshqarmasining rahbari: qarorlarni tasdiqlaydi.",
			Ru: "Руководитель ташкентского управления Кадастрового агентства: утверждает решения.",
			En: "The head of the Tashkent City office of the Cadastre Agency, who approves decisions.",
		}),
		official("justice-specialist", "Tursunov Farrux Ravshanovich", "justice", "", account.Specialist, locale.Text{
			Uz: "Adliya vazirligi mutaxassisi: butun mamlakat boʻyicha arizalar bilan ishlaydi.",
			Ru: "Специалист Министерства юстиции: работает с заявлениями всей страны.",
			En: "A specialist of the Ministry of Justice, who handles applications from the whole country.",
		}),
		official("justice-head", "Alimova Dilfuza Karimovna", "justice", "", account.Head, locale.Text{
			Uz: "Adliya vazirligi boshqarmasining boshligʻi: ishlarni taqsimlaydi va tasdiqlaydi.",
			Ru: "Начальник управления Министерства юстиции: распределяет дела и утверждает решения.",
			En: "The head of a department of the Ministry of Justice, who assigns cases and approves decisions.",
		}),
		official("justice-second", "Ergashev Sherzod Anvarovich", "justice", "", account.Head, locale.Text{
			Uz: "Oʻsha boshqarmaning ikkinchi rahbari: boshqa kishi taklif qilgan qoidalarni eʼlon qiladi.",
			Ru: "Второй руководитель того же управления: публикует правила, которые предложил другой.",
			En: "The second head of that department, who publishes rules that somebody else proposed.",
		}),
		official("agriculture-specialist", "Boboyev Jahongir Toʻlqinovich", "agriculture", "1718", account.Specialist, locale.Text{
			Uz: "Qishloq xoʻjaligi vazirligining Samarqand viloyatidagi mutaxassisi: joyiga chiqib koʻradi.",
			Ru: "Специалист Министерства сельского хозяйства по Самаркандской области: выезжает на место.",
			En: "A specialist of the Ministry of Agriculture in Samarkand Region, who makes the visits.",
		}),
		official("agriculture-head", "Norqulov Ulugʻbek Eshmatovich", "agriculture", "", account.Head, locale.Text{
			Uz: "Qishloq xoʻjaligi vazirligi boshqarmasining boshligʻi.",
			Ru: "Начальник управления Министерства сельского хозяйства.",
			En: "The head of a department of the Ministry of Agriculture.",
		}),
		official("taskforce", "Ahmedova Lola Shuhratovna", "", "", account.TaskForce, locale.Text{
			Uz: "Davlat xizmatlarini takomillashtirish boʻyicha ishchi guruh aʼzosi: barcha idoralar koʻrsatkichlarini koʻradi.",
			Ru: "Член рабочей группы по улучшению государственных услуг: видит показатели всех ведомств.",
			En: "A member of the task force that improves public services, who sees the figures of every authority.",
		}),
		official("editor", "Sultonova Zarina Akmalovna", "", "", account.Editor, locale.Text{
			Uz: "Portal muharriri: odamlar xizmatni qanday soʻzlar bilan qidirishini kuzatadi va qidiruvga sinonim qoʻshadi.",
			Ru: "Редактор портала: смотрит, какими словами люди ищут услуги, и добавляет в поиск синонимы.",
			En: "An editor of the portal, who watches in which words people look for services and teaches the search synonyms.",
		}),
		official("finance", "Mirzayev Otabek Rustamovich", "", "", account.Finance, locale.Text{
			Uz: "Portal moliyachisi: BHMni yuritadi, pulni qaytaradi va toʻlov xizmatlari bilan solishtiradi.",
			Ru: "Финансист портала: ведёт БРВ, возвращает деньги и сверяется с платёжными сервисами.",
			En: "A finance officer of the portal, who keeps the base amount, gives money back and compares with the payment providers.",
		}),
		official("finance-second", "Hamidova Saida Olimovna", "", "", account.Finance, locale.Text{
			Uz: "Portalning ikkinchi moliyachisi: hamkasbi taklif qilgan BHMni tasdiqlaydi.",
			Ru: "Второй финансист портала: подтверждает БРВ, предложенную коллегой.",
			En: "The second finance officer of the portal, who confirms the base amount that a colleague proposed.",
		}),
		official("administrator", "Yoʻldoshev Bahrom Tohirovich", "", "", account.Administrator, locale.Text{
			Uz: "Portal administratori: kim qaysi idorada ishlashini taklif qiladi.",
			Ru: "Администратор портала: предлагает, кто в каком ведомстве работает.",
			En: "An administrator of the portal, who proposes who holds which office.",
		}),
		official("administrator-second", "Qosimova Feruza Abrorovna", "", "", account.Administrator, locale.Text{
			Uz: "Portalning ikkinchi administratori: hamkasbi taklif qilgan tayinlashni tasdiqlaydi.",
			Ru: "Второй администратор портала: подтверждает назначения, предложенные коллегой.",
			En: "The second administrator of the portal, who confirms the offices that a colleague proposed.",
		}),
	}
}

func official(subject, name, authority, region string, role account.Role, story locale.Text) identity.Persona {
	return identity.Persona{
		Subject: subject, Name: name, Level: catalogue.Signature, Story: story,
		Official: &account.Official{Name: name, Authority: authority, Region: region, Role: role},
	}
}
