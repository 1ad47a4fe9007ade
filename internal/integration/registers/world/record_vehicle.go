package world

import (
	"fmt"
	"strconv"

	"github.com/yagona/portal/internal/register"
)

// vehiclesOf is the vehicles of a person; firms hold theirs under their own plates.
func (w *World) vehiclesOf(o owner) []register.VehicleRecord {
	var kinds []string
	var region string
	if o.firm {
		f := &w.firms[o.at]
		region = f.region
		for range w.dice(o, "fleet").IntN(4) {
			kinds = append(kinds, "car")
		}
		if trades[f.trade].section == "H" || f.form == "farm" {
			kinds = append(kinds, "truck")
		}
	} else {
		c := &w.people[o.at]
		region, kinds = w.homes[c.home].region, c.cars
	}
	list := make([]register.VehicleRecord, 0, len(kinds))
	for ord, kind := range kinds {
		list = append(list, w.vehicle(o, ord, kind, region))
	}
	return list
}

func (w *World) vehicle(o owner, ord int, kind, region string) register.VehicleRecord {
	d := w.dice(o, fmt.Sprint("vehicle", ord))
	models := otherModel[kind]
	switch kind {
	case "car":
		models = carModels
	case "bus":
		models = busModels
	case "truck":
		models = truckModel
	}
	v := register.VehicleRecord{
		Plate: plate(region, o, ord), Model: pick(d, models), Year: int64(d.between(2004, 2025)), Kind: kind,
		InsuredUntil: d.ahead(5, 340), InspectedUntil: d.ahead(10, 700),
	}
	if o.firm {
		return v
	}
	c := &w.people[o.at]
	if castAt[c.pinfl] != nil {
		v.Year = int64(2016 + (o.at+ord)%8)
	} else {
		if d.chance(12) {
			v.InsuredUntil = d.ago(3, 200)
		}
		if d.chance(15) {
			v.InspectedUntil = d.ago(3, 300)
		}
	}
	v.Arrested = ord == 0 && c.bailiffDebt > 5_000_000
	v.Pledged = ord == 0 && c.loans > 1 && c.overdue == 0
	return v
}

func (w *World) vehicleOf(i int) register.Vehicle {
	c, d := &w.people[i], w.dice(person(i), "vehicle")
	r := register.Vehicle{
		Vehicles: w.vehiclesOf(person(i)), Deregistered: d.chance(3), InspectionPassed: true,
		VesselTitle: c.has(sailor),
	}
	r.Count = int64(len(r.Vehicles))
	for n, v := range r.Vehicles {
		r.InspectionPassed = r.InspectionPassed && v.InspectedUntil.After(w.now())
		r.History = append(r.History, w.vehicleHistory(person(i), n, v)...)
		if n == 0 && (c.disability > 0 && castAt[c.pinfl] != nil || d.chance(2)) {
			for _, change := range []string{"body", "engine", "hoist", "seats", "disability"} {
				r.ConversionConclusions = append(r.ConversionConclusions, register.VehicleConversionConclusion{
					Plate: v.Plate, Change: change,
					Number: contractNumbers.number(person(i), 9), ValidUntil: d.ahead(20, 300),
				})
			}
		}
		if n == 0 && c.disability > 0 {
			for _, aid := range []string{"hand", "lift", "seat", "pedal"} {
				r.Adaptations = append(r.Adaptations, register.VehicleAdaptation{Plate: v.Plate, Aid: aid, Date: d.ago(40, 200), ActNumber: actNumbers.number(person(i), 14)})
			}
		}
	}
	if c.drives && (d.chance(6) || castAt[c.pinfl] != nil && d.chance(50)) {
		price := d.money(120_000_000, 260_000_000, 1_000_000)
		r.Orders = []register.VehicleOrder{{
			Contract: contractNumbers.number(person(i), 8), Model: pick(d, carModels[:7]), Place: strconv.Itoa(d.between(1, 9000)),
			Price: price, Paid: price / 2, Delivery: d.month(-d.between(1, 6)), Status: "in-production",
		}}
	}
	if d.chance(1) || c.has(carrier) {
		r.ReservedPlate = plate(w.homes[c.home].region, person(i), 12)
	}
	if c.has(sailor) {
		r.VesselInspectedUntil = d.ahead(30, 300)
	}
	if c.has(railway) {
		for n := range 2 {
			r.RollingStock = append(r.RollingStock, register.VehicleRollingStockItem{Number: fmt.Sprintf("%08d", 52_000_000+i*10+n), Kind: "hopper wagon", Built: 2009, ServiceUntil: d.ahead(300, 2000)})
		}
	}
	return r
}

func (w *World) vehicleHistory(o owner, ord int, v register.VehicleRecord) []register.VehicleHistoryItem {
	d := w.dice(o, fmt.Sprint("history", ord))
	first := register.NewDate(int(v.Year), 6, d.between(1, 28))
	list := []register.VehicleHistoryItem{{Date: first, Event: "davlat roʻyxatidan oʻtkazildi (" + v.Plate + ")"}}
	if d.chance(45) {
		list = append(list, register.VehicleHistoryItem{Date: daysAfter(first, d.between(100, 400)), Event: "egasi almashdi (" + v.Plate + ")"})
	}
	return list
}

// finesOf is the fines of the last year: unpaid ones first.
func (w *World) finesOf(i int) []register.Fine {
	c := &w.people[i]
	if !c.drives {
		return nil
	}
	d := w.dice(person(i), "fines")
	number := ""
	if own := w.vehiclesOf(person(i)); len(own) > 0 {
		number = own[0].Plate
	}
	var list []register.Fine
	for n := range c.fines + weighted(d, 60, 30, 10) {
		list = append(list, register.Fine{
			Number: fineNumbers.number(person(i), n), Amount: pick(d, []float64{206_000, 412_000, 1_236_000, 2_060_000}),
			Date: d.ago(2+n*20, 20+n*20), Plate: number, Article: pick(d, []string{"128-3-modda", "128-6-modda", "125-modda", "131-modda"}), Paid: n >= c.fines,
		})
	}
	return list
}

func (w *World) drivingOf(i int) register.Driving {
	c, d := &w.people[i], w.dice(person(i), "driving")
	_, named := castAt[c.pinfl]
	r := register.Driving{Fines: w.finesOf(i), MedicalValidUntil: d.ahead(30, 700), SchoolCertificate: c.drives || d.chance(10), ExamPassed: c.drives}
	for _, f := range r.Fines {
		if !f.Paid {
			r.UnpaidFines += f.Amount
			r.PenaltyPoints++
		}
	}
	if w.age(c.born) < 18 {
		return register.Driving{}
	}
	if !c.drives {
		return r
	}
	r.Licence, r.ValidUntil = passport("AG", i), d.ahead(60, 3300)
	r.Categories = []string{"B"}
	for _, kind := range c.cars {
		if extra := map[string]string{"truck": "C", "bus": "D", "motorcycle": "A", "trailer": "BE", "tractor": "F"}[kind]; extra != "" {
			r.Categories = append(r.Categories, extra)
		}
	}
	if d.chance(30) && len(r.Categories) == 1 {
		r.Categories = append(r.Categories, "C")
	}
	if !named && d.chance(1.5) {
		r.Suspended, r.DeprivedUntil = true, d.ahead(60, 500)
	}
	return r
}

func (w *World) carriageOf(i int) register.Carriage {
	c, d := &w.people[i], w.dice(person(i), "carriage")
	if !c.has(carrier) {
		return register.Carriage{}
	}
	planned := int64(d.between(300, 600))
	cost := d.money(90_000_000, 160_000_000, 100_000)
	return register.Carriage{
		Route: fmt.Sprintf("%d-sonli yoʻnalish", d.between(10, 140)), RouteContract: true, ReportingPeriod: d.month(1),
		TripsPlanned: planned, TripsMade: planned - int64(d.between(0, 20)), Revenue: cost * 0.8, NormCost: cost, Compensated: castAt[c.pinfl] == nil && d.chance(30),
	}
}

func (w *World) insuranceOf(i int) register.Insurance {
	c, d := &w.people[i], w.dice(person(i), "insurance")
	r := register.Insurance{HealthInsured: d.chance(55) || castAt[c.pinfl] != nil}
	for n, v := range w.vehiclesOf(person(i)) {
		r.Policies++
		if n == 0 {
			r.VehicleInsured, r.VehiclePolicyUntil = v.InsuredUntil.After(w.now()), v.InsuredUntil
		}
		if n == 0 && c.has(claimant) {
			event := d.ago(20, 120)
			insurer := pick(d, insurers)
			r.AccidentNotices = []register.InsuranceAccidentNotice{{Number: policyNumbers.number(person(i), 4), Date: event, Plate: v.Plate, Insurer: insurer, Status: "accepted"}}
			r.ClaimList = []register.InsuranceClaimListItem{{
				Number: policyNumbers.number(person(i), 5), Insurer: insurer, EventDate: event,
				Assessed: d.money(1_000_000, 20_000_000, 50_000), Status: "paid", PaidOn: daysAfter(event, 18),
			}}
			r.Claims = 1
		}
	}
	if d.chance(8) || c.work == abroad {
		r.Policies++
		r.TouristContractUntil = d.ahead(10, 200)
	}
	if c.female && c.work != homemaker && c.earns() && len(c.children) > 0 {
		youngest := w.people[c.children[len(c.children)-1]]
		if months := w.now().Sub(youngest.born.Time).Hours() / 24 / 30; months < 26 {
			r.MaternityFrom = daysAfter(youngest.born, -70)
			r.MaternityUntil = daysAfter(youngest.born, 56)
			r.MaternityBenefit, r.MaternityStatus = float64(c.wage*4), "paid"
		}
	}
	return r
}
