package demo

import (
	"crypto/rand"
	mrand "math/rand/v2"
	"sync"
	"time"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// slot is a time at an office that nobody else has.
type slot struct {
	office int64
	name   string
	at     time.Time
	place  int
}

// diary is the offices and what is booked there, for many goroutines.
type diary struct {
	calendar *workday.Calendar
	mu       sync.Mutex
	offices  map[[2]string]booking.Office // by authority and region
	taken    map[int64]map[int64]int      // places by office and time
}

func newDiary(offices []booking.Office, calendar *workday.Calendar) *diary {
	d := &diary{calendar: calendar, offices: map[[2]string]booking.Office{}, taken: map[int64]map[int64]int{}}
	for _, o := range offices {
		d.offices[[2]string{o.Authority, o.Region}] = o
	}
	return d
}

// placesAtOnce is less than any office has, so that living people find free times too.
const placesAtOnce = 1

// book finds a free half-hour on one of the working days that follow. An office that is not known has its doors open:
// tests have none.
func (d *diary) book(authority, region string, from register.Date, r *mrand.Rand) (slot, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	office, ok := d.offices[[2]string{authority, region}]
	if !ok && len(d.offices) > 0 {
		return slot{}, false
	}
	day := d.calendar.Add(from.Time, 1+r.IntN(8))
	for range 40 {
		at := time.Date(day.Year(), day.Month(), day.Day(), []int{9, 14}[r.IntN(2)], 30*r.IntN(6), 0, 0, workday.Zone)
		if d.taken[office.ID] == nil {
			d.taken[office.ID] = map[int64]int{}
		}
		if n := d.taken[office.ID][at.Unix()]; n < placesAtOnce {
			d.taken[office.ID][at.Unix()] = n + 1
			return slot{office: office.ID, name: office.Name.In(locale.Uz), at: at, place: n + 1}, true
		}
		day = d.calendar.Add(day, 1)
	}
	return slot{}, false
}

// token is 128 random bits.
func token() string { return rand.Text() }

// samplePDF is what every uploaded file of the demonstration holds: one empty page.
var samplePDF = []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n" +
	"0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n")
