package casework

import (
	"context"
	"time"

	"github.com/yagona/portal/internal/workday"
)

// leftBehind is how many forms of a hundred that were begun in a demonstration's past were never sent, for each hundred that were.
const leftBehind = 45

// starts writes how far forms came: those of the lives, which were sent, and beside them some that were left, by the position
// of the life so that the same year comes out again. Their drafts are gone.
func (w *PastWriter) starts(ctx context.Context, lives []*Life) error {
	var rows [][]any
	var services []string
	var days []time.Time
	begun := func(l *Life, day time.Time, questions, reached int, sent bool) {
		rows = append(rows, []any{l.Service.Code, l.Service.VersionID, "self", day, questions, reached, sent})
		services, days = append(services, l.Service.Code), append(days, day)
	}
	for _, l := range lives {
		questions := len(l.Service.Form)
		day := l.SubmittedAt.In(workday.Zone)
		begun(l, day, questions, questions, true)
		if dice := l.position * 2_654_435_761 >> 7 & 0x7fffffff; dice%100 < leftBehind {
			reached := int(dice/100) % (questions + 1)
			begun(l, day.AddDate(0, 0, -int(dice%5)), questions, min(reached, int(dice/7)%(questions+1)), false)
		}
	}
	err := w.note(ctx, `INSERT INTO report_stale_months
		SELECT DISTINCT service, date_trunc('month', day)::date FROM unnest($1::text[], $2::date[]) AS begun(service, day)`, services, days)
	if err != nil {
		return err
	}
	return w.copy(ctx, "form_starts", []string{"service", "service_version_id", "via", "day", "questions", "reached", "sent"}, rows)
}
