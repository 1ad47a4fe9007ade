package world

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/register"
)

// point reads "41.31108,69.24056"; it must lie in the country, roughly.
func point(s string) (lat, lon float64, ok bool) {
	a, b, _ := strings.Cut(s, ",")
	lat, err1 := strconv.ParseFloat(strings.TrimSpace(a), 64)
	lon, err2 := strconv.ParseFloat(strings.TrimSpace(b), 64)
	return lat, lon, err1 == nil && err2 == nil && lat > 37 && lat < 46 && lon > 55.9 && lon < 73.3
}

// posts of the weather service, by place.
var weatherPosts = []struct {
	name     string
	lat, lon float64
}{
	{"Toshkent", 41.31, 69.24},
	{"Samarqand", 39.65, 66.96},
	{"Buxoro", 39.77, 64.43},
	{"Andijon", 40.78, 72.34},
	{"Fargʻona", 40.38, 71.78},
	{"Namangan", 41.0, 71.67},
	{"Qarshi", 38.86, 65.79},
	{"Termiz", 37.22, 67.28},
	{"Navoiy", 40.1, 65.37},
	{"Jizzax", 40.12, 67.83},
	{"Guliston", 40.49, 68.78},
	{"Urganch", 41.55, 60.63},
	{"Nukus", 42.46, 59.6},
	{"Chimyon", 41.56, 70.01},
}

// observations are of the nearest post: twelve months, the last thirty days, the hours of yesterday.
func (w *World) observations(spot string) (register.Observations, bool) {
	lat, lon, ok := point(spot)
	if !ok {
		return register.Observations{}, false
	}
	best, near := 0, math.MaxFloat64
	for n, p := range weatherPosts {
		if km := math.Hypot((p.lat-lat)*111, (p.lon-lon)*111*math.Cos(lat*math.Pi/180)); km < near {
			best, near = n, km
		}
	}
	post := weatherPosts[best]
	r := register.Observations{Station: post.name, DistanceKm: math.Round(near*10) / 10, DigitisedFrom: register.NewDate(1961, 1, 1)}
	d := w.anywhere("observations", post.name)
	today := w.Today()
	for _, e := range []struct {
		element, unit string
		low, high     int
	}{{"temperature", "°C", -4, 34}, {"rain", "mm", 0, 60}, {"wind", "m/s", 1, 9}, {"humidity", "%", 25, 85}, {"river", "m³/s", 20, 400}, {"snow", "cm", 0, 12}, {"soil", "°C", -2, 40}} {
		for n := 12; n >= 1; n-- {
			r.Values = append(r.Values, register.ObservationsValue{Date: d.day(n, 1), Step: "monthly", Element: e.element, Value: strconv.Itoa(d.between(e.low, e.high)), Unit: e.unit})
		}
		for n := 30; n >= 1; n-- {
			r.Values = append(r.Values, register.ObservationsValue{Date: daysAfter(today, -n), Step: "daily", Element: e.element, Value: strconv.Itoa(d.between(e.low, e.high)), Unit: e.unit})
		}
		for range 24 {
			r.Values = append(r.Values, register.ObservationsValue{Date: daysAfter(today, -1), Step: "hourly", Element: e.element, Value: strconv.Itoa(d.between(e.low, e.high)), Unit: e.unit})
		}
	}
	return r, true
}

// seasons are the usual lowest and highest temperatures by month.
var seasons = [12][2]float64{{-3, 6}, {-1, 9}, {5, 16}, {10, 23}, {15, 29}, {19, 34}, {21, 36}, {19, 34}, {13, 29}, {7, 21}, {3, 13}, {-1, 7}}

func (w *World) weather(district string) (register.Weather, bool) {
	p, ok := w.district(district)
	if !ok {
		return register.Weather{}, false
	}
	today := w.Today()
	d := w.anywhere("weather", district+today.String())
	r := register.Weather{District: p.name}
	for n := range 7 {
		on := daysAfter(today, n)
		usual := seasons[on.Month()-1]
		shift := float64(d.between(-30, 30)) / 10
		f := register.WeatherForecastItem{Date: on, TempMin: usual[0] + shift, TempMax: usual[1] + shift, WindMs: float64(d.between(1, 9))}
		if d.chance(25) {
			f.RainMm = float64(d.between(1, 18))
		}
		if f.WindMs > 8 {
			r.Warnings = append(r.Warnings, "kuchli shamol")
		}
		r.Forecast = append(r.Forecast, f)
	}
	return r, true
}

// subsoil is blocks of a quarter of a degree: most are free, some have a holder or lie in a nature reserve.
func (w *World) subsoil(spot string) (register.SubsoilMap, bool) {
	lat, lon, ok := point(spot)
	if !ok {
		return register.SubsoilMap{}, false
	}
	block := fmt.Sprintf("%02d-%02d-%d%d", int(lat), int(lon), int(lat*4)%4, int(lon*4)%4)
	d := w.anywhere("subsoil", block)
	r := register.SubsoilMap{Block: block, Free: true}
	switch {
	case d.chance(10):
		r.Free, r.ProtectedArea = false, pick(d, []string{"Zomin milliy bogʻi", "Chotqol biosfera qoʻriqxonasi", "Hisor qoʻriqxonasi"})
	case d.chance(15):
		r.Free, r.PermitHolder = false, w.firms[d.IntN(len(w.firms))].name
	}
	return r, true
}

// landFund is by a point of the map or by the cadastre number of a plot.
func (w *World) landFund(key string) (register.LandFund, bool) {
	name, seed := key, key
	if t, _, ok := w.objectBy(key); ok {
		name = t.Address
	} else if lat, lon, ok := point(key); ok {
		seed = fmt.Sprintf("%.1f,%.1f", lat, lon)
	} else {
		return register.LandFund{}, false
	}
	d := w.anywhere("land fund", seed)
	r := register.LandFund{Place: name, Category: pick(d, []string{"agricultural", "agricultural", "settlement", "reserve"})}
	if d.chance(12) {
		r.Category, r.ForestFund, r.Forestry = "forest", true, "Davlat oʻrmon xoʻjaligi"
	}
	return r, true
}

// forestLimit is by district and use; half of the districts have a forestry.
func (w *World) forestLimit(key string) (register.ForestLimits, bool) {
	code, use, _ := strings.Cut(key, "/")
	p, ok := w.district(code)
	if !ok || p.district[4] == '4' || p.region == "1726" {
		return register.ForestLimits{}, false
	}
	d := w.anywhere("forest", key)
	r := register.ForestLimits{
		District: key, Use: use, Enterprise: p.name + " davlat oʻrmon xoʻjaligi", Plot: fmt.Sprintf("%d-kvartal", d.between(1, 60)),
		SeasonFrom: register.NewDate(w.base.Year(), 3, 1), SeasonUntil: register.NewDate(w.base.Year()+1, 11, 30),
	}
	switch use {
	case "bees":
		r.HivesLeft = int64(d.between(20, 300))
	case "herbs", "fruit", "hay", "technical":
		r.LeftKg = float64(d.between(2, 90) * 100)
	default:
		return register.ForestLimits{}, false
	}
	return r, true
}

// tariff is the prices by code: of districts, of languages, of livestock, of compensations.
func (w *World) tariff(code string) (register.Tariffs, bool) {
	r := register.Tariffs{Code: code, Unit: "som"}
	if district, ok := strings.CutPrefix(code, "state-rent-"); ok {
		p, known := w.district(district)
		r.Name, r.Price, r.Unit = "Davlat mulki ijarasi, 1 m² bir oyga: "+p.name, w.anywhere("rent", district).money(8_000, 60_000, 500), "som/m²"
		return r, known
	}
	if district, ok := strings.CutPrefix(code, "land-buyout-"); ok {
		p, known := w.district(district)
		r.Name, r.Price, r.Unit = "Yerni xususiylashtirish narxi, 1 m²: "+p.name, w.anywhere("buyout", district).money(3_000, 220_000, 1_000), "som/m²"
		return r, known
	}
	fixed := map[string]register.Tariffs{
		"language-certificate-english":  {Name: "Oʻquvchining ingliz tili sertifikati uchun", Price: 1_236_000},
		"language-certificate-german":   {Name: "Oʻquvchining nemis tili sertifikati uchun", Price: 1_236_000},
		"language-certificate-korean":   {Name: "Oʻquvchining koreys tili sertifikati uchun", Price: 1_030_000},
		"language-certificate-japanese": {Name: "Oʻquvchining yapon tili sertifikati uchun", Price: 1_030_000},
		"language-certificate-arabic":   {Name: "Oʻquvchining arab tili sertifikati uchun", Price: 824_000},
		"language-certificate-russian":  {Name: "Oʻquvchining rus tili sertifikati uchun", Price: 618_000},
		"import-livestock-cattle":       {Name: "Import qilingan naslli qoramol, bir boshiga", Price: 4_000_000},
		"import-livestock-sheep":        {Name: "Import qilingan naslli qoʻy, bir boshiga", Price: 500_000},
		"import-livestock-goat":         {Name: "Import qilingan naslli echki, bir boshiga", Price: 700_000},
		"pool-compensation-percent":     {Name: "Suzish havzasi qurilishi xarajatlarining qoplanadigan qismi", Price: 30, Unit: "percent"},
	}
	f, ok := fixed[code]
	r.Name, r.Price = f.Name, f.Price
	if f.Unit != "" {
		r.Unit = f.Unit
	}
	return r, ok
}

func (w *World) statePremises(district string) (register.StatePremises, bool) {
	p, ok := w.district(district)
	if !ok {
		return register.StatePremises{}, false
	}
	d := w.anywhere("premises", district)
	r := register.StatePremises{District: p.name}
	for range d.between(0, 5) {
		r.Premises = append(r.Premises, register.StatePremisesPremise{
			Kind: pick(d, []string{"maʼmuriy bino", "ombor", "savdo xonasi", "sobiq maktab"}), Area: float64(d.between(30, 900)),
			Address: fmt.Sprintf("%s, %s koʻchasi, %d", p.name, pick(d, streetNames), d.between(1, 120)), Lot: "L-" + district,
		})
	}
	r.Count = int64(len(r.Premises))
	return r, true
}

func (w *World) surveySchedule(district string) (register.SurveySchedules, bool) {
	p, ok := w.district(district)
	if !ok {
		return register.SurveySchedules{}, false
	}
	d := w.anywhere("survey", district)
	r := register.SurveySchedules{District: p.name, Office: p.name + " kadastr boʻlimi", Phone: d.phone()}
	from := d.ahead(3, 15)
	for _, m := range mahallas[:6] {
		r.Visits = append(r.Visits, register.SurveySchedulesVisit{Mahalla: m, From: from, Until: daysAfter(from, 4), Responsible: pick(d, familyStems) + " " + pick(d, maleNames)})
		from = daysAfter(from, 7)
	}
	return r, true
}

func (w *World) treasury(district string) (register.Treasury, bool) {
	p, ok := w.district(district)
	if !ok {
		return register.Treasury{}, false
	}
	r := register.Treasury{District: p.name, TaxOffice: p.name + " " + strings.ToLower(taxOffice), Account: "23402000300100001010", MFO: "00014", RecipientTIN: "201122919"}
	for n, tax := range []string{"property", "income", "vat", "turnover", "social", "duty"} {
		for m, payer := range []string{"person", "trader", "company"} {
			r.PaymentCodes = append(r.PaymentCodes, register.TreasuryPaymentCode{Payment: tax, Payer: payer, Code: fmt.Sprintf("%s%02d%02d%s", "0821", n+10, m+1, district)})
		}
	}
	return r, true
}

func (w *World) inspectionLabs(region string) (register.InspectionLabs, bool) {
	name, ok := w.regionName(region)
	if !ok {
		return register.InspectionLabs{}, false
	}
	d := w.anywhere("labs", region)
	r := register.InspectionLabs{Region: name}
	for n := range d.between(2, 5) {
		r.Labs = append(r.Labs, register.InspectionLabsLab{Name: fmt.Sprintf("“Texkoʻrik-%d” MChJ", n+1), Address: fmt.Sprintf("%s, %s koʻchasi, %d", name, pick(d, streetNames), d.between(1, 150)), Phone: d.phone(), AccreditedUntil: d.ahead(60, 900)})
	}
	return r, true
}

func (w *World) customsBrokers(region string) (register.CustomsBrokers, bool) {
	name, ok := w.regionName(region)
	if !ok {
		return register.CustomsBrokers{}, false
	}
	d := w.anywhere("brokers", region)
	r := register.CustomsBrokers{Region: name}
	for range d.between(3, 7) {
		r.Brokers = append(r.Brokers, register.CustomsBrokersBroker{Name: pick(d, familyStems) + " " + pick(d, maleNames), Certificate: fmt.Sprintf("BD-%05d", d.between(1, 99_999)), Phone: d.phone(), ValidUntil: d.ahead(60, 900), Status: "active"})
	}
	return r, true
}

func (w *World) customsSites(region string) (register.CustomsSites, bool) {
	name, ok := w.regionName(region)
	if !ok {
		return register.CustomsSites{}, false
	}
	d := w.anywhere("sites", region)
	r := register.CustomsSites{Region: name}
	for n := range d.between(1, 4) {
		r.Sites = append(r.Sites, register.CustomsSitesSite{
			Kind: pick(d, []string{"customs-warehouse", "free-warehouse", "temporary-storage"}), Name: fmt.Sprintf("“%s terminali-%d”", name, n+1),
			Address: fmt.Sprintf("%s, %s koʻchasi, %d", name, pick(d, streetNames), d.between(1, 150)), Licence: fmt.Sprintf("BO-%05d", d.between(1, 99_999)), ValidUntil: d.ahead(60, 900),
		})
	}
	return r, true
}

// station is the polling station of a dwelling.
func (w *World) station(number string) (register.Stations, bool) {
	code, n, _ := strings.Cut(number, "-")
	p, ok := w.district(code)
	at, err := strconv.Atoi(n)
	if !ok || err != nil || at < 1 || at > 120 {
		return register.Stations{}, false
	}
	return register.Stations{Number: number, Address: fmt.Sprintf("%s, %d-sonli maktab", p.name, at), Phone: w.anywhere("station", number).phone(), Opens: "08:00–20:00"}, true
}
