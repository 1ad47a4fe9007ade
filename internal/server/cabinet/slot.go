package cabinet

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
	"github.com/yagona/portal/web/ui"
)

// slot is the offices of the authority, the nearest first and chosen until another is, and the free days and times there.
func (b controls) slot(f form.Field) (*ui.SlotChoice, error) {
	offices, err := b.c.Bookings.Offices(b.ctx, b.svc.Authority, "")
	if err != nil || len(offices) == 0 {
		return &ui.SlotChoice{}, err
	}
	home := form.String(b.facts[register.PersonKey].Value["region"])
	slices.SortStableFunc(offices, func(x, y booking.Office) int { return rank(x, home) - rank(y, home) })
	asked := b.values.Get(f.Key + "-office")
	at := max(0, slices.IndexFunc(offices, func(o booking.Office) bool { return strconv.FormatInt(o.ID, 10) == asked }))
	choice := &ui.SlotChoice{Office: strconv.FormatInt(offices[at].ID, 10), Address: offices[at].Reach(b.lang), Hours: strings.Join(offices[at].Week.Words(b.lang), "; ")}
	for _, o := range offices {
		choice.Offices = append(choice.Offices, ui.Option{Value: strconv.FormatInt(o.ID, 10), Title: o.Name.In(b.lang)})
	}
	slots, err := b.c.Bookings.Slots(b.ctx, offices[at].ID, b.today.Time, booking.Horizon+1, b.mine)
	if err != nil {
		return nil, err
	}
	b.days(choice, slots, b.values.Get(f.Key+"-day"), b.values.Get(f.Key+"-at"))
	choice.Held, err = b.c.kept(b.ctx, b.mine, b.lang)
	return choice, err
}

// kept says until when the chosen time is kept for a form; empty when none is.
func (c *Cabinet) kept(ctx context.Context, mine booking.Holder, l locale.Lang) (string, error) {
	held, err := c.Bookings.Held(ctx, mine.Draft)
	if err != nil || held.Until.IsZero() {
		return "", err
	}
	return l.T("form.slot.kept", "Time", l.Clock(held.Until)), nil
}

func rank(o booking.Office, home string) int {
	if o.Region == home {
		return 0
	}
	return 1
}

// days is the weeks from this one to the last in which a time can be taken, and the times of the open day: the one that
// was asked for, that of the chosen time, or the first with a free place.
func (b controls) days(choice *ui.SlotChoice, slots []booking.Slot, asked, chosen string) {
	free := map[string][]booking.Slot{}
	for _, s := range slots {
		key := s.At.In(workday.Zone).Format(time.DateOnly)
		free[key] = append(free[key], s)
	}
	if len(slots) == 0 {
		return
	}
	if at, err := time.Parse(time.RFC3339, chosen); err == nil && asked == "" {
		asked = at.In(workday.Zone).Format(time.DateOnly)
	}
	if len(free[asked]) == 0 {
		asked = slots[0].At.In(workday.Zone).Format(time.DateOnly)
	}
	last := slots[len(slots)-1].At
	for monday := weekOf(b.today.Time); !monday.After(last); monday = monday.AddDate(0, 0, 7) {
		week := make([]ui.SlotDay, 0, 7)
		for i := range 7 {
			day := monday.AddDate(0, 0, i)
			key := day.Format(time.DateOnly)
			d := ui.SlotDay{Value: key, Number: strconv.Itoa(day.Day()), Title: b.lang.DayName(day), Free: places(free[key]), Open: key == asked}
			if d.Free > 0 {
				d.Note = b.lang.T("form.slot.free", "Count", d.Free)
			}
			week = append(week, d)
		}
		choice.Weeks = append(choice.Weeks, week)
	}
	first := free[asked][0].At
	choice.Day, choice.DayTitle = asked, b.lang.DayName(first)
	choice.Months = months(b.today.Time, last, b.lang)
	for _, s := range free[asked] {
		at := s.At.In(workday.Zone)
		choice.Times = append(choice.Times, ui.Option{Value: at.Format(time.RFC3339), Title: b.lang.Clock(at)})
	}
}

func places(slots []booking.Slot) (n int) {
	for _, s := range slots {
		n += s.Free
	}
	return n
}

// weekOf is the Monday of that day's week.
func weekOf(t time.Time) time.Time {
	y, m, d := t.In(workday.Zone).Date()
	day := time.Date(y, m, d, 0, 0, 0, 0, workday.Zone)
	return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
}

func months(from, to time.Time, l locale.Lang) string {
	a, z := l.MonthYear(from), l.MonthYear(to)
	if a == z {
		return a
	}
	return a + " – " + z
}
