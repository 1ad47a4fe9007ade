package locale

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/yagona/portal/internal/workday"
)

const nbsp = "\u00a0"

// Date is the day as people write it: 14-mart 2026-yil, 14 марта 2026 г., 14 March 2026.
func (l Lang) Date(t time.Time) string {
	t = t.In(workday.Zone)
	return l.T("common.date", "Day", t.Day(), "Month", l.month(t), "Year", t.Year())
}

// DayMonth is the day without its year: 14-mart, 14 марта, 14 March.
func (l Lang) DayMonth(t time.Time) string {
	t = t.In(workday.Zone)
	return l.T("common.day-month", "Day", t.Day(), "Month", l.month(t))
}

// DateTime is the day and the time of the day: 14-mart 2026-yil, 15:03.
func (l Lang) DateTime(t time.Time) string {
	return l.Date(t) + ", " + l.Clock(t)
}

// DayName is the day of these weeks as people say it: 14 March, Saturday.
func (l Lang) DayName(t time.Time) string { return l.DayMonth(t) + ", " + l.Weekday(t) }

// Due is a due date: its day, and the time of the day where that is an hour. Applicant and official read it of the same
// case, so no page writes the day alone.
func (l Lang) Due(t time.Time) string { return l.due(l.Date(t), t) }

// DueName is a due date of these weeks: 14 March, Saturday, or with its hour.
func (l Lang) DueName(t time.Time) string { return l.due(l.DayName(t), t) }

// DueShort is a due date in a row of a list: 14 March, or with its hour.
func (l Lang) DueShort(t time.Time) string { return l.due(l.DayMonth(t), t) }

func (l Lang) due(day string, t time.Time) string {
	if workday.Whole(t) {
		return day
	}
	return day + ", " + l.Clock(t)
}

// Clock is the time of the day: 15:03.
func (l Lang) Clock(t time.Time) string { return t.In(workday.Zone).Format("15:04") }

// Weekday is the name of the day: payshanba, четверг, Thursday.
func (l Lang) Weekday(t time.Time) string {
	return l.T("common.weekday." + strconv.Itoa(int(t.In(workday.Zone).Weekday())))
}

// MonthYear names a month of a year: mart 2026, март 2026, March 2026.
func (l Lang) MonthYear(t time.Time) string {
	t = t.In(workday.Zone)
	return l.T("common.month-name."+strconv.Itoa(int(t.Month()))) + nbsp + strconv.Itoa(t.Year())
}

func (l Lang) month(t time.Time) string { return l.T("common.month." + strconv.Itoa(int(t.Month()))) }

// ByThrees writes the nine digits of an application or case in groups of three that stay on one line.
func ByThrees(number string) string {
	if len(number) != 9 {
		return number
	}
	return number[:3] + nbsp + number[3:6] + nbsp + number[6:]
}

// ByFours writes a long code in groups of four: people read it aloud, compare it and type it, and it breaks where a
// screen ends.
func ByFours(code, between string) string {
	var b strings.Builder
	for i, r := range code {
		if i > 0 && i%4 == 0 {
			b.WriteString(between)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Number groups the digits by threes with a no-break space: 12 345.
func (l Lang) Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "−", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + nbsp + s[i:]
	}
	return sign + s
}

// Decimal writes at most two places, with the language's decimal mark: 12,5 or 12.5.
func (l Lang) Decimal(f float64) string {
	s := strconv.FormatFloat(f, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	whole, fraction, has := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return s
	}
	out := l.Number(n)
	if n == 0 && f < 0 && has {
		out = "−0"
	}
	if !has {
		return out
	}
	if l == En {
		return out + "." + fraction
	}
	return out + "," + fraction
}

// Money is an amount in soʻm: 41 200 soʻm.
func (l Lang) Money(som int64) string {
	return l.Number(som) + nbsp + l.T("common.som", "Count", som)
}

// Percent is a share of one, rounded to whole percents: 67 %.
func (l Lang) Percent(share float64) string {
	return l.Decimal(math.Round(share*1000)/10) + nbsp + "%"
}
