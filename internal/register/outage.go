package register

import "time"

// Outages is the registers that do not answer now. It never changes: another state is another value. Nil is none.
type Outages struct{ since map[string]time.Time }

// NewOutages is those registers, each with when it stopped answering.
func NewOutages(since map[string]time.Time) *Outages { return &Outages{since} }

// Since is when a register stopped answering; false while it answers.
func (o *Outages) Since(code string) (time.Time, bool) {
	if o == nil {
		return time.Time{}, false
	}
	at, out := o.since[code]
	return at, out
}
