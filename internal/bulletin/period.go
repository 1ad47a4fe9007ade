package bulletin

import (
	"fmt"
	"strconv"
	"time"

	"github.com/yagona/portal/internal/locale"
)

// Period is a part of a calendar year: so many months from its first.
type Period struct {
	Year   int
	From   int // first month, 1 to 12
	Months int // 1, 3, 6 or 12
}

// lengths are the periods for which something is published, the shortest first: of months the work, of longer ones the ratings.
var lengths = []int{1, 3, 6, 12}

// String is how a period is written in addresses and files: 2026-10, 2026-q3, 2026-h1, 2026.
func (p Period) String() string {
	switch p.Months {
	case 1:
		return fmt.Sprintf("%d-%02d", p.Year, p.From)
	case 3:
		return fmt.Sprintf("%d-q%d", p.Year, (p.From+2)/3)
	case 6:
		return fmt.Sprintf("%d-h%d", p.Year, (p.From+5)/6)
	default:
		return strconv.Itoa(p.Year)
	}
}

// In is the period as people say it.
func (p Period) In(l locale.Lang) string {
	switch p.Months {
	case 1:
		return l.MonthYear(time.Date(p.Year, time.Month(p.From), 1, 0, 0, 0, 0, time.UTC))
	case 3:
		return l.T("rating.period.quarter", "N", roman[(p.From-1)/3], "Year", p.Year)
	case 6:
		return l.T("rating.period.half", "N", roman[(p.From-1)/6], "Year", p.Year)
	default:
		return l.T("rating.period.year", "Year", p.Year)
	}
}

// Short is a quarter where there is little room: III 2026.
func (p Period) Short() string { return fmt.Sprintf("%s %d", roman[(p.From-1)/3], p.Year) }

// roman is how quarters and halves are counted in the languages of the portal.
var roman = [4]string{"I", "II", "III", "IV"}

// last is its last month.
func (p Period) last() Period { return Period{p.Year, p.From + p.Months - 1, 1} }

// parts is the next shorter periods that make it up; none of a month.
func (p Period) parts() []Period {
	for i, n := range lengths {
		if n == p.Months && i > 0 {
			var out []Period
			for from := p.From; from < p.From+p.Months; from += lengths[i-1] {
				out = append(out, Period{p.Year, from, lengths[i-1]})
			}
			return out
		}
	}
	return nil
}

// around is the period of that many months in which a month lies.
func around(month time.Time, months int) Period {
	return Period{month.Year(), (int(month.Month())-1)/months*months + 1, months}
}
