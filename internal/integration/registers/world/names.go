package world

// Given names and stems of family names, common ones, in Uzbek Latin.
var (
	maleNames = []string{
		"Aziz", "Bekzod", "Jasur", "Sardor", "Otabek", "Sherzod", "Ulugʻbek", "Farrux", "Rustam", "Anvar",
		"Baxtiyor", "Ravshan", "Shavkat", "Dilshod", "Jamshid", "Alisher", "Botir", "Davron", "Eldor", "Gʻayrat", "Hamid",
		"Ibrohim", "Ilhom", "Islom", "Jahongir", "Kamol", "Laziz", "Mansur", "Murod", "Nodir", "Odil", "Oybek", "Qahramon",
		"Rahmatilla", "Sanjar", "Sobir", "Temur", "Toʻlqin", "Umid", "Valijon", "Xurshid", "Yusuf", "Zafar", "Ziyod", "Asad",
		"Bobur", "Doniyor", "Elyor", "Firdavs", "Gʻulom", "Husan", "Ikrom", "Javohir", "Komil", "Muhammadali", "Nurali",
		"Orif", "Parviz", "Ramazon", "Samandar", "Tohir", "Abdulla", "Behruz", "Diyorbek", "Maʼruf", "Saʼdulla",
	}
	femaleNames = []string{
		"Dilnoza", "Malika", "Nodira", "Shahnoza", "Gulnora", "Zilola", "Nigora", "Dilfuza", "Lola",
		"Feruza", "Barno", "Charos", "Dilorom", "Ozoda", "Gavhar", "Hilola", "Iroda", "Kamola", "Lobar", "Madina", "Mohira",
		"Munisa", "Nargiza", "Nilufar", "Oygul", "Parizod", "Rayhon", "Robiya", "Saodat", "Sevara", "Shoira", "Surayyo",
		"Umida", "Xurshida", "Yulduz", "Zarina", "Zebo", "Zuhra", "Aziza", "Bahora", "Diyora", "Fotima", "Goʻzal", "Jamila",
		"Laylo", "Maftuna", "Mashhura", "Muxlisa", "Nafisa", "Oydin", "Sabina", "Soliha", "Tursunoy", "Visola", "Ziyoda",
		"Anora", "Maʼmura", "Saʼdiya",
	}
	familyStems = []string{
		"Karimov", "Yusupov", "Rahimov", "Toshmatov", "Ergashev", "Abdullayev", "Qodirov", "Mamatov",
		"Saidov", "Xolmatov", "Nazarov", "Rasulov", "Ismoilov", "Tursunov", "Alimov", "Boboyev", "Norqulov", "Ahmedov",
		"Umarov", "Sobirov", "Usmonov", "Mirzayev", "Joʻrayev", "Xasanov", "Xusanov", "Hakimov", "Ibragimov", "Sultonov",
		"Qosimov", "Toʻrayev", "Oʻrinov", "Gʻaniyev", "Gʻofurov", "Murodov", "Nematov", "Olimov", "Pulatov", "Raximov",
		"Safarov", "Sharipov", "Shodiyev", "Tojiyev", "Valiyev", "Vohidov", "Yoʻldoshev", "Zokirov", "Zoirov", "Ashurov",
		"Bozorov", "Choriyev", "Davlatov", "Eshonqulov", "Fayziyev", "Haydarov", "Inoyatov", "Jabborov", "Kamolov",
		"Latipov", "Meliyev", "Nurmatov", "Ortiqov", "Parpiyev", "Qurbonov", "Roʻziyev", "Samadov", "Tillayev", "Uzoqov",
		"Xidirov", "Yangiboyev", "Ziyayev", "Amonov", "Beknazarov", "Daminov", "Egamberdiyev",
	}
)

// Foreign citizens of the population: what passports they hold and what they are called.
var (
	foreignCountries = []string{"KAZ", "KGZ", "TJK", "RUS", "TKM", "TUR", "KOR", "CHN", "IND"}
	foreignMale      = []string{"Andrey", "Sergey", "Dmitriy", "Erlan", "Nurlan", "Aleksandr", "Mehmet", "Viktor"}
	foreignFemale    = []string{"Yelena", "Svetlana", "Aygul", "Irina", "Natalya", "Ayse", "Dinara", "Mariya"}
	foreignFamilies  = []string{"Petrov", "Ivanov", "Abenov", "Sadykov", "Smirnov", "Kim", "Lee", "Yilmaz", "Asanov"}
)

// feminine is a family name as a woman bears it; foreign names without the ending stay.
func feminine(family string) string {
	if n := len(family); n > 2 && (family[n-2:] == "ov" || family[n-2:] == "ev") {
		return family + "a"
	}
	return family
}

// patronymic follows the father's given name: the Uzbek form for those born since independence, the older one before.
func patronymic(father string, female bool, year int) string {
	switch {
	case year >= 1985 && female:
		return father + " qizi"
	case year >= 1985:
		return father + " oʻgʻli"
	}
	stem, ending := father, "ov"
	switch father[len(father)-1] {
	case 'a', 'i', 'o':
		stem, ending = father+"y", "ev"
	case 'y':
		ending = "ev"
	}
	if female {
		return stem + ending + "na"
	}
	return stem + ending + "ich"
}

// What streets and neighbourhoods are called.
var (
	streetNames = []string{
		"Amir Temur", "Alisher Navoiy", "Mustaqillik", "Bobur", "Ibn Sino", "Bunyodkor", "Bogʻishamol",
		"Oqqoʻrgʻon", "Shota Rustaveli", "Furqat", "Muqimiy", "Zulfiya", "Beruniy", "Al-Xorazmiy", "Mirzo Ulugʻbek",
		"Tinchlik", "Doʻstlik", "Yangi hayot", "Navbahor", "Guliston", "Istiqlol", "Yoshlik", "Paxtakor", "Chilonzor",
	}
	mahallas = []string{
		"Tinchlik", "Navbahor", "Guliston", "Istiqbol", "Yangi hayot", "Obod", "Bogʻishamol", "Doʻstlik",
		"Paxtaobod", "Chorsu", "Kattabogʻ", "Mevazor", "Nurafshon", "Oltin vodiy", "Sharq yulduzi", "Yangiobod",
	}
)
