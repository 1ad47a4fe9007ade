package world

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/yagona/portal/internal/number"
	"github.com/yagona/portal/internal/register"
)

var roadRoutes = map[string]register.RoadRoutes{
	"m39":  {Name: "M39 Toshkent – Termiz", MaxLengthM: 24, MaxWidthM: 3.5, MaxHeightM: 4.5, MaxWeightT: 80, MaxAxleT: 13},
	"m37":  {Name: "M37 Samarqand – Buxoro", MaxLengthM: 24, MaxWidthM: 3.5, MaxHeightM: 4.5, MaxWeightT: 80, MaxAxleT: 13},
	"a373": {Name: "A373 Toshkent – Oʻsh", MaxLengthM: 20, MaxWidthM: 3.2, MaxHeightM: 4, MaxWeightT: 60, MaxAxleT: 11.5},
	"a380": {Name: "A380 Gʻuzor – Beynov", MaxLengthM: 26, MaxWidthM: 3.8, MaxHeightM: 4.7, MaxWeightT: 90, MaxAxleT: 13},
}

func (w *World) roadRoute(code string) (register.RoadRoutes, bool) {
	r, ok := roadRoutes[strings.ToLower(code)]
	r.Code = strings.ToLower(code)
	return r, ok
}

var railStations = []register.RailStations{
	{Code: "722400", Name: "Toshkent-Tovarniy", Open: true, WagonsLeft: 40},
	{Code: "722600", Name: "Chuqursoy", Open: true, WagonsLeft: 65},
	{Code: "725000", Name: "Samarqand", Open: true, WagonsLeft: 28},
	{Code: "730000", Name: "Buxoro-1", Open: true, WagonsLeft: 30},
	{Code: "736300", Name: "Nukus", Open: true, WagonsLeft: 22},
	{Code: "740200", Name: "Andijon-1", Open: true, WagonsLeft: 18},
	{Code: "741500", Name: "Margʻilon", Open: true, WagonsLeft: 20},
	{Code: "733800", Name: "Termiz", Open: true, WagonsLeft: 12},
	{Code: "728900", Name: "Navoiy", Open: false},
}

func (w *World) railStation(key string) (register.RailStations, bool) {
	for _, s := range railStations {
		if s.Code == key || folded(s.Name) == folded(key) {
			if s.Code == "733800" {
				s.BanUntil = w.anywhere("rail", s.Code).ahead(3, 20)
			}
			return s, true
		}
	}
	return register.RailStations{}, false
}

// weighedSum is a check digit's sum; the weights start anew when they end.
func weighedSum(digits string, weights ...int) int {
	sum := 0
	for i, c := range digits {
		sum += int(c-'0') * weights[i%len(weights)]
	}
	return sum
}

// postalNumber is a number of the Universal Postal Union (S10) with its check digit.
func postalNumber(service string, serial int) string {
	digits := fmt.Sprintf("%08d", serial%100_000_000)
	check := 11 - weighedSum(digits, 8, 6, 4, 2, 3, 5, 9, 7)%11
	switch check {
	case 10:
		check = 0
	case 11:
		check = 5
	}
	return fmt.Sprintf("%s%s%dUZ", service, digits, check)
}

var s10 = regexp.MustCompile(`^([A-Z]{2})(\d{8})\d[A-Z]{2}$`)

// postalItem is any number with a right check digit; its way is dealt from the number.
func (w *World) postalItem(number string) (register.PostalItems, bool) {
	number = strings.ToUpper(strings.Join(strings.Fields(number), ""))
	m := s10.FindStringSubmatch(number)
	if m == nil {
		return register.PostalItems{}, false
	}
	var serial int
	if _, err := fmt.Sscanf(m[2], "%d", &serial); err != nil || postalNumber(m[1], serial)[:11] != number[:11] {
		return register.PostalItems{}, false
	}
	d := w.anywhere("post", number)
	p := w.anyPlace(d)
	r := register.PostalItems{Number: number, AcceptedOn: d.ago(4, 25), Office: "Toshkent, 100000", Status: "delivered"}
	r.Events = []register.PostalItemsEvent{{Date: r.AcceptedOn, Office: r.Office, Event: "accepted"}, {Date: daysAfter(r.AcceptedOn, 1), Office: "Toshkent saralash markazi", Event: "in-transit"}}
	if d.chance(30) {
		r.Status = "in-transit"
		return r, true
	}
	r.DeliveredOn = daysAfter(r.AcceptedOn, 3)
	r.Events = append(r.Events, register.PostalItemsEvent{Date: r.DeliveredOn, Office: p.name, Event: "delivered"})
	return r, true
}

// luhn is the check digit of wagons and of devices.
var luhn = number.Luhn

var wagon = regexp.MustCompile(`^\d{8}$`)

// cargo is found by a wagon number with a right check digit, a customs declaration or the plate of a lorry of the world.
func (w *World) cargo(number string) (register.Cargo, bool) {
	number = strings.ToUpper(number)
	known := wagon.MatchString(number) && luhn(number)
	if p, ok := w.plateEntry(number); ok {
		o, ord, _ := readPlate(number)
		known, number = w.vehiclesOf(o)[ord].Kind == "truck", p.Plate
	}
	if o, _, ok := declarations.read(number); w.holder(o, ok) && !o.firm {
		known = known || len(w.customsOf(o.at).Declarations) > 0
	}
	if !known {
		return register.Cargo{}, false
	}
	d := w.anywhere("cargo", number)
	return register.Cargo{
		Number: number, CrossedOn: d.ago(1, 12), Post: pick(d, []string{"“Yallama”", "“Oybek”", "“Olot”", "“Xoʻjadavlat”", "“Keles”"}),
		Location: pick(d, []string{"Chuqursoy stansiyasi", "Sergeli bojxona terminali", "yoʻlda"}), Destination: w.anyPlace(d).name, CustomsStatus: pick(d, []string{"in-transit", "released", "inspection"}),
	}, true
}

var imei = regexp.MustCompile(`^\d{15}$`)

// device is any IMEI with a right check digit; four of five are registered.
func (w *World) device(number string) (register.DeviceEntry, bool) {
	if !imei.MatchString(number) || !luhn(number) {
		return register.DeviceEntry{}, false
	}
	d := w.anywhere("device", number)
	r := register.DeviceEntry{IMEI: number, Registered: d.chance(80)}
	if r.Registered {
		r.OwnerMasked = masked(&w.people[d.IntN(len(w.people))])
	}
	return r, true
}

var dataMatrix = regexp.MustCompile(`^01(\d{14})21\S{6,20}$`)

// markedGood is any code of a data matrix whose article number has a right check digit; the letters' case matters.
func (w *World) markedGood(code string) (register.MarkedGoods, bool) {
	m := dataMatrix.FindStringSubmatch(code)
	if m == nil || (10-weighedSum(m[1][:13], 3, 1)%10)%10 != int(m[1][13]-'0') {
		return register.MarkedGoods{}, false
	}
	d := w.anywhere("marked", code)
	p := products[1+d.IntN(4)]
	r := register.MarkedGoods{Code: code, Product: p.Name, Maker: w.firms[d.IntN(len(w.firms))].name, MadeOn: d.ago(20, 300), Status: pick(d, []string{"in-circulation", "in-circulation", "sold", "withdrawn"})}
	if r.Status == "sold" {
		r.SoldOn = daysAfter(r.MadeOn, 15)
	}
	return r, true
}
