package register

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/yagona/portal/internal/workday"
)

// Date is a calendar day as the registers write it ("2026-11-25"). The zero Date means that the register has none.
type Date struct{ time.Time }

// NewDate is midnight of that day in Tashkent.
func NewDate(year int, month time.Month, day int) Date {
	return Date{time.Date(year, month, day, 0, 0, 0, 0, workday.Zone)}
}

// DateOf is the calendar day of an instant in Tashkent.
func DateOf(t time.Time) Date {
	y, m, d := t.In(workday.Zone).Date()
	return NewDate(y, m, d)
}

// ParseDate reads "2006-01-02".
func ParseDate(s string) (Date, error) {
	t, err := time.ParseInLocation(time.DateOnly, s, workday.Zone)
	if err != nil {
		return Date{}, fmt.Errorf("date %q: %w", s, err)
	}
	return Date{t}, nil
}

// String is the day as "2006-01-02", or empty.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.DateOnly)
}

// MarshalJSON writes "2006-01-02", or null for the zero Date.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(d.String())
}

// UnmarshalJSON reads "2006-01-02" or null.
func (d *Date) UnmarshalJSON(b []byte) error {
	var s *string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("date: %w", err)
	}
	if s == nil || *s == "" {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(*s)
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
