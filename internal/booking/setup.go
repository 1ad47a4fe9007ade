package booking

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// Setup is what the head of an office decides about it.
type Setup struct {
	Address locale.Text `json:"address"` // zero until somebody has given it
	Phone   string      `json:"phone"`
	Email   string      `json:"email"`
	Week    Week        `json:"week"`
	Length  int         `json:"length"` // minutes of one appointment
	Places  int         `json:"places"` // people served at once
	Closed  []Span      `json:"closed"` // days on which the office is closed besides
}

// Week is the hours from Monday to Sunday.
type Week [7]Hours

// Hours are those of a day in minutes after midnight; the zero value is a day on which nobody is received.
type Hours struct {
	Opens     int `json:"opens"`
	Closes    int `json:"closes"`
	BreakFrom int `json:"break_from"` // nobody is received from here to BreakTo; equal for no break
	BreakTo   int `json:"break_to"`
}

// Open reports whether people are received on such a day.
func (h Hours) Open() bool { return h.Opens < h.Closes }

// times is when appointments of that length begin, in minutes after midnight.
func (h Hours) times(length int) (all []int) {
	for minute := h.Opens; minute+length <= h.Closes; minute += length {
		if minute >= h.BreakTo || minute+length <= h.BreakFrom {
			all = append(all, minute)
		}
	}
	return all
}

// Span is days in a row, with the first and the last.
type Span struct {
	From  register.Date `json:"from"`
	Until register.Date `json:"until"`
}

// Words are the days of a span.
func (s Span) Words(l locale.Lang) string {
	if s.From == s.Until {
		return l.Date(s.From.Time)
	}
	return l.Date(s.From.Time) + " – " + l.Date(s.Until.Time)
}

// on is the hours of that day. Holidays close every office. A day off that the government has moved into the working
// days is worked by the hours of the last working day of its week.
func (s Setup) on(calendar *workday.Calendar, day time.Time) Hours {
	day = day.In(workday.Zone)
	date := register.DateOf(day)
	for _, c := range s.Closed {
		if !date.Before(c.From.Time) && !date.After(c.Until.Time) {
			return Hours{}
		}
	}
	at := (int(day.Weekday()) + 6) % 7
	switch works := calendar.Works(day); {
	case calendar.Holiday(day):
		return Hours{}
	case works && at >= friday && !s.Week[at].Open():
		for at > friday {
			if at--; s.Week[at].Open() {
				break
			}
		}
	}
	return s.Week[at]
}

// friday is its place in a Week.
const friday = 4

// begins reports whether an appointment can begin at that time, whenever that is.
func (s Setup) begins(calendar *workday.Calendar, at time.Time) bool {
	at = at.In(workday.Zone)
	if at.Second() != 0 || at.Nanosecond() != 0 {
		return false
	}
	minute := at.Hour()*60 + at.Minute()
	return slices.Contains(s.on(calendar, at).times(s.Length), minute)
}

// Reach is where the office is and how to ask it, or that nobody has said so yet.
func (s Setup) Reach(l locale.Lang) string {
	parts := []string{s.Where(l)}
	for _, p := range []string{s.Phone, s.Email} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " · ")
}

// Where is the address. Who gave it in one language only has given it.
func (s Setup) Where(l locale.Lang) string {
	for _, w := range []string{s.Address.In(l), s.Address.In(locale.Uz)} {
		if w != "" {
			return w
		}
	}
	return l.T("booking.no_address")
}

// Words are the hours of the week, days with the same hours together.
func (w Week) Words(l locale.Lang) []string {
	var out []string
	for i := 0; i < len(w); {
		j := i
		for j+1 < len(w) && w[j+1] == w[i] {
			j++
		}
		if w[i].Open() {
			days := l.T("form.slot.day-short." + strconv.Itoa(i+1))
			if j > i {
				days += "–" + l.T("form.slot.day-short."+strconv.Itoa(j+1))
			}
			out = append(out, days+" "+w[i].Words(l))
		}
		i = j + 1
	}
	if len(out) == 0 {
		return []string{l.T("booking.never")}
	}
	return out
}

// Words are the hours of a day: "9:00–17:00, break 13:00–14:00".
func (h Hours) Words(l locale.Lang) string {
	switch {
	case !h.Open():
		return l.T("booking.shut")
	case h.BreakFrom == h.BreakTo:
		return l.T("form.slot.hours", "From", Clock(h.Opens), "To", Clock(h.Closes))
	default:
		return l.T("form.slot.hours-break", "From", Clock(h.Opens), "To", Clock(h.Closes), "Break", Clock(h.BreakFrom)+"–"+Clock(h.BreakTo))
	}
}

// Clock writes minutes after midnight as a time of day.
func Clock(minute int) string {
	return strconv.Itoa(minute/60) + ":" + strconv.Itoa(minute%60 + 100)[1:]
}
