package casework

import (
	"strconv"
	"time"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/workday"
)

func words(s string) locale.Text { return locale.Text{Uz: s, Ru: s, En: s} }

// service is a definition with sane defaults.
func service(code string, process catalogue.Process, change func(*catalogue.Definition)) catalogue.Definition {
	d := catalogue.Definition{
		Code: code, Title: words("Xizmat " + code), Summary: words("Sinov xizmati."), Keywords: []string{"sinov", "test", "проверка"},
		Category: "taxes", LifeEvents: []string{}, Groups: []string{}, Authority: taxes, Audience: []string{"citizen"}, Status: catalogue.Live, Process: process,
		Assurance: catalogue.Verified, Term: catalogue.Term{Value: 5, Unit: workday.WorkingDays}, Fee: []catalogue.Tariff{{BHM: "0"}}, Basis: "estimated",
		Registers: []string{"tax"},
		Checks:    []catalogue.Check{{Require: "reg.tax.debt == 0.0", Otherwise: catalogue.Refuse, Reason: words("Soliq qarzi bor.")}},
		Result:    catalogue.Result{Kind: "certificate", Shows: []string{"person.full_name", "reg.tax.debt"}, ValidDays: 30},
	}
	if process.Automatic() {
		d.Term = catalogue.Term{Value: 5, Unit: workday.Minutes}
	}
	change(&d)
	return d
}

func plain(*catalogue.Definition) {}

func costs(bhm string) func(*catalogue.Definition) {
	return func(d *catalogue.Definition) { d.Fee = []catalogue.Tariff{{BHM: bhm}} }
}

func question(key string, kind form.Kind) form.Field {
	return form.Field{Key: key, Kind: kind, Label: words("Savol " + key)}
}

// definitions is services of every track.
func definitions() []catalogue.Definition {
	return []catalogue.Definition{
		service("tax-debt", catalogue.Extract, plain),
		service("tax-paid", catalogue.Extract, costs("1")),
		service("tax-decision", catalogue.Decision, func(d *catalogue.Definition) {
			d.Form = []form.Field{question("sum", form.KindMoney), question("why", form.KindText)}
			d.Checks = append(d.Checks,
				catalogue.Check{Require: "form.sum > 0.0", Otherwise: catalogue.Correct, Reason: words("Summa noldan katta boʻlsin.")},
				catalogue.Check{Require: "form.sum < 1000000.0", Otherwise: catalogue.ToReview, Reason: words("Katta summani xodim koʻradi.")},
			)
			d.Result.Shows = append(d.Result.Shows, "form.sum")
		}),
		service("tax-signed", catalogue.Decision, func(d *catalogue.Definition) {
			d.Assurance = catalogue.Signature
			optional := false
			plan := question("plan", form.KindFile)
			plan.Required = &optional
			d.Form = []form.Field{question("purpose", form.KindTextarea), plan}
			d.Checks = append(d.Checks, catalogue.Check{Require: "size(form.purpose) > 100", Otherwise: catalogue.ToReview, Reason: words("Qisqasini xodim koʻradi.")})
		}),
		service("vehicle-note", catalogue.Registration, func(d *catalogue.Definition) {
			d.Registers = []string{"vehicle"}
			d.Form = []form.Field{question("vehicle", form.KindMyVehicle)}
			d.Checks = []catalogue.Check{{Require: "!form.vehicle.arrested", Otherwise: catalogue.Refuse, Reason: words("Avtomobil taqiqda.")}}
			d.Result = catalogue.Result{Kind: "record", Shows: []string{"person.full_name", "form.vehicle.plate"}}
		}),
		service("visit-office", catalogue.Booking, func(d *catalogue.Definition) {
			d.Registers, d.Checks = []string{}, nil
			d.Form = []form.Field{question("visit", form.KindSlot)}
			d.Result = catalogue.Result{Kind: "booking", Shows: []string{"person.full_name", "form.visit"}}
		}),
		service("pay-bill", catalogue.Payment, func(d *catalogue.Definition) {
			d.Registers = []string{"utilities"}
			d.Form = []form.Field{question("account", form.KindMyUtilityAccount)}
			d.Checks = []catalogue.Check{{Require: "form.account.debt > 0.0", Otherwise: catalogue.Refuse, Reason: words("Qarz yoʻq.")}}
			d.Compute = []catalogue.Computation{{Key: "bill", Label: words("Toʻlov"), Value: "form.account.debt", Unit: "som"}}
			d.Result = catalogue.Result{Kind: "receipt", Shows: []string{"form.account.number", "compute.bill"}}
		}),
		service("tax-review", catalogue.Review, func(d *catalogue.Definition) {
			d.Form = []form.Field{question("why", form.KindText), question("more", form.KindText)}
			d.Result.Shows = append(d.Result.Shows, "form.why")
		}),
		service("tax-approval", catalogue.Approval, costs("0.5")),
		service("sign-permit", catalogue.Review, func(d *catalogue.Definition) {
			d.Form, d.Result.Kind, d.Term.Silence = []form.Field{question("why", form.KindText)}, "permit", "lru-701"
			d.Checks = append(d.Checks, catalogue.Check{Require: `form.why != "shubha"`, Otherwise: catalogue.ToReview, Reason: words("Koʻrib chiqiladi.")})
		}),
		service("sign-approval", catalogue.Approval, func(d *catalogue.Definition) {
			d.Fee, d.Result.Kind, d.Term.Silence = []catalogue.Tariff{{BHM: "0.5"}}, "permit", "lru-701"
		}),
		service("tax-inspection", catalogue.Inspection, func(d *catalogue.Definition) {
			d.Visit = []form.Field{question("hall", form.KindYesNo)}
		}),
		service("tax-consent", catalogue.Consent, func(d *catalogue.Definition) {
			optional := false
			why := question("why", form.KindText)
			why.Required = &optional
			d.Form, d.Consents = []form.Field{why}, []string{"ecology", "water"}
		}),
	}
}

// looked is what an inspector answers.
var looked = form.Answers{"hall": true}

func slot(office int64, at time.Time) map[string]any {
	return map[string]any{"office": strconv.FormatInt(office, 10), "name": "Idora", "at": at.Format(time.RFC3339)}
}
