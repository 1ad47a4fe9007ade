package registers

import "time"

// hour is the calls to one register in the last sixty minutes, a part for each.
type hour [60]minute

type minute struct {
	at            int64 // minutes since 1970; another number is an hour or more ago
	asked, failed int
	took, slowest time.Duration
}

func minuteOf(at time.Time) int64 { return at.Unix() / 60 }

// add counts a call that ended then.
func (h *hour) add(at time.Time, took time.Duration, failed bool) {
	n := minuteOf(at)
	m := &h[n%int64(len(h))]
	if m.at != n {
		*m = minute{at: n}
	}
	m.asked++
	if failed {
		m.failed++
	}
	m.took += took
	m.slowest = max(m.slowest, took)
}

// sum is the last hour as one.
func (h *hour) sum(now time.Time) (all minute) {
	for _, m := range h {
		if age := minuteOf(now) - m.at; age < 0 || age >= int64(len(h)) {
			continue
		}
		all.asked, all.failed, all.took, all.slowest = all.asked+m.asked, all.failed+m.failed, all.took+m.took, max(all.slowest, m.slowest)
	}
	return all
}
