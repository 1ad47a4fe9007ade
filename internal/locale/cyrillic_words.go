package locale

// keepLatin are words that stay Latin in a Cyrillic text: foreign names of things, formats, units of computing.
var keepLatin = set("qr", "pdf", "sms", "imei", "docx", "xlsx", "jpg", "jpeg", "png", "csv", "mb", "kb", "gb", "api", "usb", "vpn",
	"oneid", "payme", "click", "uzcard", "humo", "visa", "mastercard", "telegram", "ielts", "toefl", "cefr", "gmp", "haccp", "iso",
	"online-mahalla", "e-mail", "email", "smart", "open", "data", "startup", "casco", "tir", "cmr", "ata", "gsm", "html", "json", "unesco", "wto",
	"esim", "uztelecom", "uzdigital", "ucell", "mobiuz", "beeline", "wcag", "cookie", "isbn", "iptv", "gpon", "svg", "covid", "cisco", "phd", "gmat", "pisa", "cites",
	"vin", "gtin", "gs1", "work", "travel", "face", "javascript", "mobile", "duty", "free", "uzauto", "wi-fi", "ads", "ott")

// keepExact are words that stay Latin only when written just so: "IT Park", "ID karta", not the pronoun "it".
var keepExact = set("IT", "ID", "Park", "A", "B", "C", "D", "E", "BC", "BE", "CE", "DE", "II", "III", "IV", "VI", "X", "SIM", "MAC", "AI", "HTTP", "GPS", "AQSH", "TV", "FM", "UZB", "RFID", "EAEU",
	"SAT", "GRE", "AA", "AAA", "GSP", "and")

// exceptions are stems whose Cyrillic the letters alone do not give: ц, э, ь and ъ of loan words. The longest stem at the
// start of a word applies; endings follow the letters.
var exceptions = map[string]string{
	"yanvar": "январь", "fevral": "февраль", "aprel": "апрель", "iyun": "июнь", "iyul": "июль", "sentabr": "сентябрь", "oktabr": "октябрь",
	"noyabr": "ноябрь", "dekabr": "декабрь", "sentyabr": "сентябрь", "oktyabr": "октябрь",
	"obyekt": "объект", "subyekt": "субъект", "obyektiv": "объектив", "konyunktur": "конъюнктур", "adyutant": "адъютант", "syezd": "съезд",
	"aksiya": "акция", "aksiyador": "акциядор", "aksiz": "акциз", "auksion": "аукцион", "vaksina": "вакцина",
	"inspeksiya": "инспекция", "inspektor": "инспектор", "seksiya": "секция", "leksiya": "лекция", "reaksiya": "реакция",
	"dezinfeksiya": "дезинфекция", "infeksiya": "инфекция", "konstruksiya": "конструкция", "rekonstruksiya": "реконструкция",
	"instruksiya": "инструкция", "funksiya": "функция", "sanksiya": "санкция", "direksiya": "дирекция", "kolleksiya": "коллекция",
	"seleksiya": "селекция", "produksiya": "продукция", "tranzaksiya": "транзакция", "redaksiya": "редакция", "obligatsiya": "облигация",
	"konferensiya": "конференция", "kvitansiya": "квитанция", "stansiya": "станция", "podstansiya": "подстанция", "subvensiya": "субвенция",
	"distansion": "дистанцион", "konsepsiya": "концепция", "konsessiya": "концессия", "stipendiya": "стипендия",
	"litsenziya": "лицензия", "litsenziyalash": "лицензиялаш", "litsey": "лицей", "protsess": "процесс", "protsent": "процент", "protsedura": "процедура",
	"ofitser": "офицер", "dotsent": "доцент", "farmatsevt": "фармацевт", "farmatsevtika": "фармацевтика", "sement": "цемент", "sex": "цех",
	"sirk": "цирк", "sikl": "цикл", "silindr": "цилиндр", "sitrus": "цитрус", "senzura": "цензура", "sinkografiya": "цинкография",
	"medal": "медаль", "mebel": "мебель", "model": "модель", "albom": "альбом", "film": "фильм", "filtr": "фильтр", "kalkulyator": "калькулятор",
	"avtomobil": "автомобиль", "asfalt": "асфальт", "nikel": "никель", "detal": "деталь", "artel": "артель", "profil": "профиль", "panel": "панель",
	"motel": "мотель", "kultura": "культура", "rezultat": "результат", "konsultatsiya": "консультация", "konsul": "консул",
	"alternativ": "альтернатив", "multimediya": "мультимедиа", "ultratovush": "ультратовуш", "palto": "пальто", "kontrol": "контроль",
	"pedagog": "педагог", "rentgen": "рентген", "kompyuter": "компьютер", "intervyu": "интервью", "premyer": "премьер", "pyesa": "пьеса",
	"batalyon": "батальон", "medalyon": "медальон", "pavilyon": "павильон", "karyer": "карьер", "karyera": "карьера",
	"elektr": "электр", "elektron": "электрон", "element": "элемент", "ekspert": "эксперт", "ekologiya": "экология", "eksport": "экспорт",
	"poema": "поэма", "poeziya": "поэзия", "duel": "дуэль", "aeroport": "аэропорт", "aero": "аэро", "biogaz": "биогаз", "alpinizm": "альпинизм",
	"oliygoh": "олийгоҳ", "festival": "фестиваль", "kabel": "кабель", "modul": "модуль", "parol": "пароль", "patrul": "патруль", "gospital": "госпиталь",
	"xolesterin": "холестерин", "budjet": "бюджет", "byudjet": "бюджет", "byuro": "бюро", "pensiya": "пенсия", "sessiya": "сессия",
	"sertifikat": "сертификат", "gips": "гипс", "yurist": "юрист", "shtrix": "штрих", "patsient": "пациент", "konsert": "концерт",
	"konsern": "концерн", "konsentrat": "концентрат", "litsenz": "лиценз", "ratsion": "рацион", "aksept": "акцепт",
	"retsept": "рецепт", "fakultet": "факультет", "alkogol": "алкоголь", "insult": "инсульт", "pult": "пульт", "rekultivatsiya": "рекультивация",
	"volyer": "вольер", "kuryer": "курьер", "inyeksiya": "инъекция", "avtostansiya": "автостанция", "radiostansiya": "радиостанция",
	"paratsetamol": "парацетамол", "platskart": "плацкарт", "shprits": "шприц", "ofitserlik": "офицерлик",
	"septik": "септик", "galstuk": "галстук", "multfilm": "мультфильм", "seriya": "серия", "sentner": "центнер", "markaz": "марказ", "sianid": "цианид",
	"sisterna": "цистерна", "avtosisterna": "автоцистерна", "bilyard": "бильярд", "fransuz": "француз", "rieltor": "риэлтор", "superelita": "суперэлита",
	"vimpel": "вимпел", "volfram": "вольфрам", "volʼyer": "вольер", "alpinist": "альпинист", "distribyutor": "дистрибьютор", "feldsher": "фельдшер",
	"konyak": "коньяк", "pavilon": "павильон", "dvigatel": "двигатель", "spetsifikatsiya": "спецификация",
}

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}
