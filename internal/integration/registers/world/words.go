package world

// Words that records are made of, as the registers write them.

// fields are the fields of study, as the picker of diplomas names them.
var fields = []string{
	"education", "education", "arts", "humanities", "social", "business", "business", "law", "sciences",
	"it", "engineering", "engineering", "agriculture", "health", "health", "services",
}

// posts are the jobs in firms by field of study.
var posts = map[string][]string{
	"":            {"sotuvchi", "ishchi", "haydovchi", "qorovul", "oshpaz", "yuk ortuvchi", "tikuvchi"},
	"education":   {"oʻqituvchi", "metodist", "kotib"},
	"arts":        {"dizayner", "rassom", "bezakchi"},
	"humanities":  {"tarjimon", "muharrir", "kotib"},
	"social":      {"kadrlar boʻlimi xodimi", "menejer", "kotib"},
	"business":    {"buxgalter", "bosh buxgalter", "iqtisodchi", "savdo menejeri"},
	"law":         {"yurist", "huquqshunos"},
	"sciences":    {"laborant", "texnolog", "tahlilchi"},
	"it":          {"dasturchi", "tizim administratori", "tahlilchi"},
	"engineering": {"muhandis", "yetakchi muhandis", "elektrik", "payvandchi", "prorab"},
	"agriculture": {"agronom", "zootexnik", "mexanizator"},
	"health":      {"hamshira", "farmatsevt", "shifokor"},
	"services":    {"maʼmur", "haydovchi", "usta", "oshpaz"},
}

// statePosts are the jobs at bodies of the state.
var statePosts = map[string][]string{
	"education": {"oʻqituvchi", "tarbiyachi", "maktab psixologi"}, "health": {"hamshira", "shifokor", "feldsher"},
	"arts": {"musiqa oʻqituvchisi", "toʻgarak rahbari"}, "humanities": {"oʻqituvchi", "kutubxonachi"},
	"social": {"ijtimoiy xodim", "mutaxassis"}, "business": {"iqtisodchi", "bosh mutaxassis"},
	"law": {"bosh mutaxassis", "yuriskonsult"}, "sciences": {"oʻqituvchi", "ilmiy xodim"},
	"it": {"axborot xizmati mutaxassisi", "oʻqituvchi"}, "engineering": {"muhandis", "bosh mutaxassis"},
	"agriculture": {"agronom", "veterinar"}, "services": {"mutaxassis", "haydovchi"},
}

var stateEmployers = map[string][]string{
	"education": {"%d-sonli umumtaʼlim maktabi", "%d-sonli davlat maktabgacha taʼlim tashkiloti"},
	"health":    {"%d-sonli oilaviy poliklinika", "tuman tibbiyot birlashmasi (%d-filial)"},
	"":          {"hokimlik (%d-boʻlim)", "%d-sonli davlat xizmatlari markazi", "davlat statistika boʻlimi (%d)"},
}

var specialities = map[string]string{
	"education": "Boshlangʻich taʼlim", "arts": "Dizayn", "humanities": "Filologiya", "social": "Psixologiya",
	"business": "Buxgalteriya hisobi va audit", "law": "Huquqshunoslik", "sciences": "Kimyo", "it": "Dasturiy injiniring",
	"engineering": "Qurilish muhandisligi", "agriculture": "Agronomiya", "health": "Davolash ishi", "services": "Turizm",
}

var institutions = map[string][]string{
	"education":   {"Nizomiy nomidagi Toshkent davlat pedagogika universiteti", "Navoiy davlat universiteti"},
	"arts":        {"Milliy rassomlik va dizayn instituti", "Oʻzbekiston davlat konservatoriyasi"},
	"humanities":  {"Samarqand davlat chet tillar instituti", "Oʻzbekiston davlat jahon tillari universiteti"},
	"social":      {"Oʻzbekiston Milliy universiteti", "Fargʻona davlat universiteti"},
	"business":    {"Toshkent davlat iqtisodiyot universiteti", "Samarqand iqtisodiyot va servis instituti"},
	"law":         {"Toshkent davlat yuridik universiteti"},
	"sciences":    {"Oʻzbekiston Milliy universiteti", "Andijon davlat universiteti"},
	"it":          {"Toshkent axborot texnologiyalari universiteti", "Inha universiteti"},
	"engineering": {"Toshkent davlat texnika universiteti", "Toshkent arxitektura-qurilish universiteti"},
	"agriculture": {"Toshkent davlat agrar universiteti", "Samarqand agroinnovatsiyalar instituti"},
	"health":      {"Toshkent tibbiyot akademiyasi", "Samarqand davlat tibbiyot universiteti"},
	"services":    {"Ipak yoʻli turizm universiteti", "Buxoro davlat universiteti"},
}

var (
	banks = []string{"Xalq banki", "Agrobank", "Ipoteka-bank", "Asakabank", "Hamkorbank", "Kapitalbank", "Oʻzmilliybank", "Ipak Yoʻli banki"}
	mfos  = []string{"00442", "00394", "00423", "00873", "00083", "00974", "00450", "00444"}

	insurers   = []string{"Oʻzbekinvest", "Oʻzagrosugʻurta", "Gross Insurance", "Kafolat", "Alskom", "Apex Insurance", "Kapital Sugʻurta"}
	carModels  = []string{"Chevrolet Cobalt", "Chevrolet Gentra", "Chevrolet Spark", "Chevrolet Nexia 3", "Chevrolet Malibu", "Chevrolet Onix", "Chevrolet Tracker", "Daewoo Matiz", "Kia K5", "BYD Song Plus"}
	busModels  = []string{"Isuzu NP37", "Isuzu Grand City", "Yutong ZK6122", "Mercedes-Benz Sprinter"}
	truckModel = []string{"MAN CLA 16.280", "Isuzu NPR 75", "Howo Sinotruk", "Chevrolet Labo", "KamAZ 5320"}
	otherModel = map[string][]string{"motorcycle": {"Lifan 200", "Honda CB150"}, "trailer": {"MAZ-8926", "Krone SD"}, "tractor": {"MTZ-80.1", "TTZ-811", "New Holland T7060"}}

	clinics    = []string{"1-sonli oilaviy poliklinika", "2-sonli oilaviy poliklinika", "5-sonli oilaviy poliklinika", "12-sonli oilaviy poliklinika", "21-sonli oilaviy shifokorlik punkti"}
	hospitals  = []string{"Respublika ixtisoslashtirilgan kardiologiya markazi", "Respublika shoshilinch tibbiy yordam markazi", "Viloyat koʻp tarmoqli tibbiyot markazi", "Respublika ixtisoslashtirilgan onkologiya markazi"}
	doctors    = []string{"Qodirova M. A.", "Yoʻldoshev B. T.", "Saidova N. R.", "Ibragimov S. O.", "Xasanova G. K.", "Alimov J. F."}
	medicinesP = []string{"Amlodipin", "Metformin", "Enalapril", "Amoksitsillin", "Paratsetamol", "Omeprazol"}

	courtNames  = []string{"fuqarolik ishlari boʻyicha tumanlararo sud", "maʼmuriy sud", "iqtisodiy sud", "jinoyat ishlari boʻyicha tuman sudi"}
	borderGates = []string{"“Toshkent” xalqaro aeroporti", "“Samarqand” xalqaro aeroporti", "“Yallama” chegara posti", "“Doʻstlik” chegara posti", "“Gʻishtkoʻprik” chegara posti"}
	lenders     = []string{"Xalq banki", "Ipoteka-bank", "Anorbank", "TBC Bank", "Hamkorbank"}
	languages   = []string{"en", "de", "fr"}
	tutored     = []string{"english", "german", "korean", "japanese", "arabic", "russian"}
	sports      = []string{"wrestling", "judo", "boxing", "taekwondo", "football", "athletics", "weightlifting", "swimming", "gymnastics", "chess"}
	ranks       = []string{"third", "second", "first", "candidate", "master", "international"}
	crafts      = []string{"sewing", "wood", "repair", "it", "beauty", "food"}
	crops       = []string{"paxta", "bugʻdoy", "uzum", "olma", "pomidor", "kartoshka", "sholi"}
)

// authorityNames are the bodies that stand in records as words.
const (
	bailiffs   = "Majburiy ijro byurosi"
	taxOffice  = "Davlat soliq inspeksiyasi"
	notaryWord = "davlat notarial idorasi"
	registryZ  = "FHDYo boʻlimi"
)
