package public

import (
	"math"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/report"
	view "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

// record is what people think of a service. A mean of a few marks says more of those few than of the service, so that
// it waits for enough of them.
func (r reader) record(svc *catalogue.Service) *view.Rating {
	rec, ok := r.recordOf(svc)
	if !ok || rec.Raters == 0 {
		return nil
	}
	rating := &view.Rating{Raters: r.lang.T("public.figures.raters", "Count", rec.Raters, "N", r.lang.Number(int64(rec.Raters)))}
	if rec.Raters < report.Floor {
		rating.About = r.lang.T("passport.figures.few-marks", "N", report.Floor)
		return rating
	}
	mean := math.Round(rec.Mean*10) / 10
	rating.Mean = r.lang.Decimal(mean)
	rating.Label = r.lang.T("public.figures.of-five", "Mean", rating.Mean)
	for i := range rating.Filled {
		rating.Filled[i] = float64(i)+0.5 <= mean
	}
	rating.About = r.lang.T("passport.figures.about-marks")
	return rating
}

func (r reader) recordOf(svc *catalogue.Service) (report.Record, bool) {
	if r.used == nil {
		return report.Record{}, false
	}
	rec, ok := r.used.of[svc.Code]
	return rec, ok
}

// counters is what became of applications: those of each state, in the order of the list of states.
func (r reader) counters(svc *catalogue.Service) *view.Counters {
	rec, _ := r.recordOf(svc)
	if len(rec.States) == 0 {
		return nil
	}
	c := &view.Counters{About: []string{r.lang.T("passport.figures.about-states"), r.lang.T("passport.figures.about-corrected")}}
	pair := func(key string, n int) {
		if n > 0 {
			c.Pairs = append(c.Pairs, ui.Pair{Key: key, Value: r.lang.Number(int64(n))})
		}
	}
	for code, state := range r.list.States.All() {
		pair(state.Title.In(r.lang), rec.States[code])
	}
	pair(r.lang.T("public.figures.corrected"), rec.Corrected)
	if rec.Usual() {
		c.Usual = r.lang.T("passport.figures.usual", "Half", r.span(rec.P50), "Most", r.span(rec.P90))
		c.About = append(c.About, r.lang.T("passport.figures.about-usual", "Days", report.UsualDays, "N", r.lang.Number(int64(rec.Decided))))
	} else {
		c.About = append(c.About, r.lang.T("passport.figures.no-usual", "Days", report.UsualDays, "N", report.UsualFloor))
	}
	return c
}

// usualTime is how long it really takes, once enough applications were decided; empty before.
func (r reader) usualTime(svc *catalogue.Service) string {
	rec, _ := r.recordOf(svc)
	if !rec.Usual() {
		return ""
	}
	return r.lang.T("public.figures.usually", "Time", r.span(rec.P50))
}

// span is a duration given in days, in the unit in which people would say it: 5 seconds, 40 minutes, 3 hours, 11 days.
func (r reader) span(days float64) string {
	said := func(id string, n float64) string {
		whole := max(1, int(math.Round(n)))
		return r.lang.T("passport.span."+id, "Count", whole, "N", r.lang.Number(int64(whole)))
	}
	const hour, minute = 24.0, 24.0 * 60
	switch {
	case days*minute*60 < 59.5:
		return said("seconds", days*minute*60)
	case days*minute < 59.5:
		return said("minutes", days*minute)
	case days*hour < 23.5:
		return said("hours", days*hour)
	default:
		return said("days", days)
	}
}
