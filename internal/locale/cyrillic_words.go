package locale

// keepLatin are words that stay Latin in a Cyrillic text: foreign names of things, formats, units of computing.
var keepLatin = set("qr", "pdf", "sms", "imei", "docx", "xlsx", "jpg", "jpeg", "png", "csv", "mb", "kb", "gb", "api", "usb", "vpn",
	"oneid", "payme", "uzcard", "humo", "visa", "mastercard", "telegram", "ielts", "toefl", "cefr", "gmp", "haccp", "iso",
	"email", "tir", "cmr", "gsm", "html", "json", "wto", "esim", "uztelecom", "uzdigital", "ucell", "mobiuz", "beeline", "wcag", "cookie",
	"isbn", "issn", "iptv", "gpon", "svg", "covid", "cisco", "phd", "dsc", "gmat", "pisa", "cites", "vin", "gtin", "gs1", "javascript",
	"uzimei", "ott", "hemis", "bluetooth", "gpa", "ems", "http", "gps", "rfid",
	"nvda", "voiceover", "talkback", "axe")

// keepExact are words that stay Latin only when written just so: IT, not the pronoun "it"; the letters of passports, number
// plates, licences and classes.
var keepExact = set("IT", "ID", "A", "B", "C", "D", "E", "X", "AD", "BC", "ABC", "BE", "CE", "DE", "II", "III", "IV", "VI", "SIM", "MAC", "AI", "TV",
	"FM", "UZB", "EAEU", "SAT", "GRE", "AA", "AAA", "GSP", "EX", "FL", "AT", "MOE", "CTD")

// keepNames are names of several words, or with a hyphen, that stay Latin as a whole.
var keepNames = []string{
	"E-IMZO", "Wi-Fi", "Face-ID", "Mobile-ID", "IT-Park", "IT Park", "ADS-M", "UzAuto Motors", "Work and Travel", "duty free", "e-mail", "online-mahalla", "EN 301 549",
}

// exceptions are stems whose Cyrillic the letters alone do not give: ц, э, ь and ъ of loan words. The longest stem at the
// start of a word applies; endings follow the letters.
var exceptions = map[string]string{
	// Months.
	"yanvar": "январь", "fevral": "февраль", "aprel": "апрель", "iyun": "июнь", "iyul": "июль", "sentabr": "сентябрь", "oktabr": "октябрь",
	"noyabr": "ноябрь", "dekabr": "декабрь", "sentyabr": "сентябрь", "oktyabr": "октябрь",
	// The soft sign at the end: it falls before every ending.
	"aerozol": "аэрозоль", "akvarel": "акварель", "alkogol": "алкоголь", "ansambl": "ансамбль", "apostil": "апостиль", "artel": "артель",
	"avtomobil": "автомобиль", "brayl": "брайль", "chernobil": "чернобиль", "detal": "деталь", "dirijabl": "дирижабль", "dizel": "дизель",
	"duel": "дуэль", "dvigatel": "двигатель", "festival": "фестиваль", "gazel": "газель", "gospital": "госпиталь", "inventar": "инвентарь",
	"kabel": "кабель", "kafel": "кафель", "kalendar": "календарь", "karamel": "карамель", "karusel": "карусель", "kontrol": "контроль",
	"lager": "лагерь", "magistral": "магистраль", "mebel": "мебель", "medal": "медаль", "mmol": "ммоль", "model": "модель", "modul": "модуль",
	"motel": "мотель", "neft": "нефть", "nikel": "никель", "nol": "ноль", "otel": "отель", "panel": "панель", "parol": "пароль", "patrul": "патруль",
	"pedal": "педаль", "profil": "профиль", "rol": "роль", "rubl": "рубль", "rul": "руль", "shampun": "шампунь", "shtempel": "штемпель",
	"sirkul": "циркуль", "slesar": "слесарь", "spektakl": "спектакль", "stil": "стиль", "tabel": "табель", "tekstil": "текстиль", "tetrad": "тетрадь",
	"tokar": "токарь", "tunnel": "туннель", "ventil": "вентиль", "vermishel": "вермишель",
	// The soft sign and the hard sign inside.
	"adyutant": "адъютант", "albom": "альбом", "almanax": "альманах", "alpinist": "альпинист", "alpinizm": "альпинизм", "alternativ": "альтернатив",
	"alyans": "альянс", "asfalt": "асфальт", "atelye": "ателье", "balzam": "бальзам", "baryer": "барьер", "batalyon": "батальон", "bilyard": "бильярд",
	"bulyon": "бульон", "distribyutor": "дистрибьютор", "dosye": "досье", "emuls": "эмульс", "fakult": "факульт", "feldsher": "фельдшер",
	"film": "фильм", "filtr": "фильтр", "fortepyano": "фортепьяно", "gelmint": "гельминт", "insult": "инсульт", "intervyu": "интервью",
	"kalkulyator": "калькулятор", "kanyon": "каньон", "karyer": "карьер", "kompanyon": "компаньон", "kompyuter": "компьютер", "konsultat": "консультат",
	"konyak": "коньяк", "konyunktur": "конъюнктур", "kulminat": "кульминат", "kultiv": "культив", "kultura": "культура", "kuryer": "курьер",
	"medalyon": "медальон", "multfilm": "мультфильм", "multi": "мульти", "multimediya": "мультимедиа", "nyu": "нью", "obyekt": "объект",
	"palto": "пальто", "pasyans": "пасьянс", "pavilyon": "павильон", "pochtalyon": "почтальон", "polsha": "польша",
	"portyera": "портьера", "premyer": "премьер", "puls": "пульс", "pult": "пульт", "pyesa": "пьеса", "relyef": "рельеф", "rezult": "результ",
	"salto": "сальто", "selderey": "сельдерей", "shampinyon": "шампиньон", "subyekt": "субъект", "sudya": "судья", "syezd": "съезд", "ultra": "ультра",
	"vals": "вальс", "volfram": "вольфрам", "volt": "вольт", "volyer": "вольер", "volʼyer": "вольер",
	// ц, which Latin writes as s, or as ts before other letters.
	"aksent": "акцент", "aksept": "акцепт", "aksiz": "акциз", "apellatsiya": "апелляция", "assistensiya": "ассистенция", "audiensiya": "аудиенция",
	"avtosisterna": "автоцистерна", "avtostansiya": "автостанция", "distansion": "дистанцион", "ensikloped": "энциклопед", "fransiya": "франция",
	"fransuz": "француз", "instansiya": "инстанция", "intelligensiya": "интеллигенция", "inyeksiya": "инъекция", "kanselyar": "канцеляр",
	"kanserogen": "канцероген", "koeffitsient": "коэффициент", "kompetensiya": "компетенция", "konferensiya": "конференция", "konsentr": "концентр",
	"konsepsiya": "концепция", "konsern": "концерн", "konsert": "концерт", "konsessiya": "концессия", "konsultatsiya": "консультация",
	"kvitansiya": "квитанция", "lanset": "ланцет", "meditsin": "медицин", "patsient": "пациент", "platskart": "плацкарт", "podstansiya": "подстанция",
	"potensial": "потенциал", "prinsip": "принцип", "provinsiya": "провинция", "radiostansiya": "радиостанция", "rekultivatsiya": "рекультивация",
	"rezidensiya": "резиденция", "sellofan": "целлофан", "selluloz": "целлюлоз", "sement": "цемент", "sentner": "центнер", "sentr": "центр",
	"senzura": "цензура", "sex": "цех", "sianid": "цианид", "sikl": "цикл", "silindr": "цилиндр", "sink": "цинк", "sirk": "цирк", "sirroz": "цирроз",
	"sisterna": "цистерна", "sistit": "цистит", "sitata": "цитата", "sitolog": "цитолог", "sitrus": "цитрус", "sivilizatsiya": "цивилизация",
	"stansiya": "станция", "substansiya": "субстанция", "subvensiya": "субвенция", "tendensiya": "тенденция", "vaksina": "вакцина",
	// Whatever else the letters alone would miss, and native words that begin like one of these.
	"abiturient": "абитуриент", "budjet": "бюджет", "gradient": "градиент", "ingredient": "ингредиент", "klient": "клиент", "mayonez": "майонез",
	"mayor": "майор", "orientir": "ориентир", "rayon": "район", "rejissor": "режиссёр", "sirka": "сирка", "superelita": "суперэлита",
	"yogurt": "йогурт", "york": "йорк",
}

// exact are short forms that are read by their own words, written just so.
var exact = map[string]string{
	"MHz": "МГц", "MGs": "МГц", "GHz": "ГГц", "GGs": "ГГц", "kHz": "кГц", "kGs": "кГц", "GES": "ГЭС", "TES": "ТЭС", "AES": "АЭС", "VTEK": "ВТЭК",
}

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}
