package world

import (
	"fmt"
	"strconv"

	"github.com/yagona/portal/internal/register"
)

// firm is what is settled of a legal entity when the world is made.
type firm struct {
	tin              string
	name             string
	form             string // llc|jsc|private|family|farm|unitary|ngo
	status           string
	trade            int // in trades
	registered       register.Date
	director         int
	region, district string
	address          string
	workers          []int
	taxDebt          int
	insolvent        bool
	vat              bool
	state            bool // has a share of the state
	disabled         bool // belongs to an association of people with disabilities
	itPark           bool
}

// found makes the firms and finds them directors among the adults.
func (w *World) found(count int) {
	d := w.dice(owner{firm: true}, "found")
	w.foundCast()
	for i := len(w.firms); i < count; i++ {
		director := d.IntN(len(w.people))
		for !w.mayDirect(director) {
			director = d.IntN(len(w.people))
		}
		w.addFirm(w.dealFirm(d, director))
	}
}

// mayDirect leaves the named people to their own stories.
func (w *World) mayDirect(i int) bool {
	c := &w.people[i]
	_, named := castAt[c.pinfl]
	age := yearsBetween(c.born, genesis)
	return !named && age >= 24 && age <= 66 && len(c.directs) < 2 && c.country == "UZB"
}

func (w *World) dealFirm(d dice, director int) firm {
	f := firm{director: director, form: []string{"llc", "private", "family", "farm", "jsc", "unitary", "ngo"}[weighted(d, 58, 9, 9, 14, 3, 3, 4)]}
	for f.trade = d.IntN(len(trades)); (trades[f.trade].section == "A") != (f.form == "farm"); {
		f.trade = d.IntN(len(trades))
	}
	f.name = d.firmName(f.form)
	f.status = []string{"active", "liquidating", "closed"}[weighted(d, 94, 2, 4)]
	f.registered = daysAfter(genesis, -d.between(120, 7500))
	if d.chance(9) {
		f.taxDebt = d.between(5, 400) * 100_000
	}
	f.insolvent = f.status != "closed" && d.chance(1.5)
	f.vat = f.form != "farm" && f.form != "ngo" && d.chance(45)
	f.state = (f.form == "jsc" || f.form == "unitary") && d.chance(50)
	f.disabled = f.form == "llc" && d.chance(2)
	f.itPark = trades[f.trade].section == "J" && d.chance(55)
	return f
}

func (w *World) addFirm(f firm) {
	i := len(w.firms)
	d := w.dice(ofFirm(i), "seat")
	f.tin = tinOfFirms.number(ofFirm(i), 0)
	p := w.placeOf(w.homes[w.people[f.director].home].district)
	f.region, f.district = p.region, p.district
	f.address = fmt.Sprintf("%s, %s, %s koʻchasi, %d-uy", p.regionName, p.name, pick(d, streetNames), d.between(1, 220))
	w.people[f.director].directs = append(w.people[f.director].directs, i)
	w.firms = append(w.firms, f)
}

func (d dice) firmName(form string) string {
	name := pick(d, firmFirst) + pick(d, firmSecond)
	if d.chance(30) {
		name = pick(d, firmFirst) + "-" + strconv.Itoa(d.between(2000, 2026))
	}
	return "“" + name + "” " + legalForms[form]
}

// legalForms is how a form of company stands after its name.
var legalForms = map[string]string{
	"llc": "MChJ", "jsc": "AJ", "private": "XK", "family": "OK", "farm": "fermer xoʻjaligi",
	"unitary": "DUK", "ngo": "NNT", "sole-trader": "YaTT",
}

var (
	firmFirst = []string{
		"Agro", "Baraka ", "Orzu ", "Yangi ", "Buyuk ", "Sharq ", "Registon ", "Humo ", "Nur ", "Oltin ",
		"Navroʻz ", "Zamin ", "Marvarid ", "Toʻmaris ", "Afrosiyob ", "Turon ", "Silk ", "Asia ", "Global ", "Premium ",
	}
	firmSecond = []string{
		"Servis", "Trans", "Qurilish", "Tekstil", "Savdo", "Invest", "Med", "Food", "Texno", "Logistik",
		"Build", "Fayz", "Zamin", "Plast", "Tur", "Tibbiyot", "Sanoat", "Dizayn", "Market", "Print",
	}
)

// trade is a kind of business with its code of the classifier of activities.
type trade struct{ section, code, name string }

var trades = []trade{
	{"A", "01110", "Don va dukkakli ekinlar yetishtirish"},
	{"A", "01160", "Paxta yetishtirish"},
	{"A", "01240", "Bogʻdorchilik va uzumchilik"},
	{"A", "01420", "Qoramolchilik"},
	{"A", "01130", "Sabzavotchilik"},
	{"C", "10710", "Non va qandolat mahsulotlari ishlab chiqarish"},
	{"C", "13200", "Gazlama ishlab chiqarish"},
	{"C", "14130", "Ustki kiyim tikish"},
	{"C", "23610", "Qurilish buyumlari ishlab chiqarish"},
	{"C", "31090", "Mebel ishlab chiqarish"},
	{"F", "41200", "Bino va inshootlar qurish"},
	{"F", "43210", "Elektr montaj ishlari"},
	{"F", "42210", "Tomchilatib sugʻorish tizimlarini qurish"},
	{"G", "46900", "Ixtisoslashmagan ulgurji savdo"},
	{"G", "47110", "Oziq-ovqat chakana savdosi"},
	{"G", "47730", "Dorixonalar"},
	{"G", "46710", "Neft mahsulotlari ulgurji savdosi"},
	{"H", "49410", "Avtomobilda yuk tashish"},
	{"H", "49310", "Yoʻlovchi tashish"},
	{"I", "55100", "Mehmonxonalar"},
	{"I", "56100", "Restoran va oshxonalar"},
	{"J", "62010", "Dasturiy taʼminot ishlab chiqish"},
	{"J", "63110", "Maʼlumotlarga ishlov berish"},
	{"K", "66190", "Moliyaviy vositachilik"},
	{"M", "69200", "Audit va buxgalteriya xizmatlari"},
	{"M", "71110", "Arxitektura va loyihalash"},
	{"N", "79110", "Turizm agentliklari"},
	{"P", "85590", "Oʻquv markazlari"},
	{"Q", "86210", "Umumiy tibbiy amaliyot"},
	{"S", "96020", "Goʻzallik salonlari"},
	{"G", "45200", "Avtomobillarga texnik xizmat koʻrsatish va qayta jihozlash"},
}
