package public

import (
	"math"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/report"
	view "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

// record is what people think of a service and what became of their applications. A mean of a few marks says more of
// those few than of the service, so that it waits for enough of them.
func (r reader) record(svc *catalogue.Service) (*view.Rating, []ui.Pair) {
	if r.used == nil {
		return nil, nil
	}
	rec, ok := r.used.of[svc.Code]
	if !ok {
		return nil, nil
	}
	var rating *view.Rating
	if rec.Raters > 0 {
		rating = &view.Rating{Raters: r.lang.T("public.figures.raters", "Count", rec.Raters, "N", r.lang.Number(int64(rec.Raters)))}
		if rec.Raters >= report.Floor {
			mean := math.Round(rec.Mean*10) / 10
			rating.Mean = r.lang.Decimal(mean)
			rating.Label = r.lang.T("public.figures.of-five", "Mean", rating.Mean)
			for i := range rating.Filled {
				rating.Filled[i] = float64(i)+0.5 <= mean
			}
		}
	}
	return rating, r.counters(rec)
}

func (r reader) counters(rec report.Record) []ui.Pair {
	if rec.Decided()+rec.Open+rec.Corrected == 0 {
		return nil
	}
	n := func(id string, v int) ui.Pair { return ui.Pair{Key: r.lang.T(id), Value: r.lang.Number(int64(v))} }
	out := []ui.Pair{
		n("public.figures.granted", rec.Granted), n("public.figures.refused", rec.Refused),
		n("public.figures.corrected", rec.Corrected), n("public.figures.open", rec.Open),
	}
	if rec.Decided() >= report.Floor {
		out = append(out, ui.Pair{Key: r.lang.T("public.figures.usual"), Value: r.days(rec.Days)})
	}
	return out
}

// usualTime is how long it really takes, once enough applications were decided; empty before.
func (r reader) usualTime(svc *catalogue.Service) string {
	if r.used == nil || atOnce(svc) {
		return ""
	}
	rec := r.used.of[svc.Code]
	if rec.Decided() < report.Floor {
		return ""
	}
	return r.lang.T("public.figures.usually", "Time", r.days(rec.Days))
}

// days is a duration in whole days, or less than one.
func (r reader) days(d float64) string {
	if d < 1 {
		return r.lang.T("public.figures.same-day")
	}
	n := int(math.Round(d))
	return r.lang.T("public.figures.days", "Count", n, "N", n)
}
