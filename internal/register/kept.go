package register

import "time"

// KeptUsually is how long a fact serves the pages of a draft before its register is asked again.
const KeptUsually = 10 * time.Minute

// keptFor is the registers whose records change by an act of the person or of an office, and not from one hour to the
// next: an application that is filled in over a day does not ask them each time. The limits are estimates, to be confirmed
// by the owners of the registers. They are about what pages show and prefill: a decision takes only what was asked for
// after its application was sent, so that nobody is refused, or granted anything, by what was true before. What is kept is
// the person's own record: with the draft, and goes with it; and in package record for other applications of the same
// person, where a job deletes it when its time is over.
var keptFor = map[string]time.Duration{
	PersonKey:   24 * time.Hour,
	"civil":     24 * time.Hour,
	"identity":  24 * time.Hour,
	"residence": 24 * time.Hour,
	"education": 24 * time.Hour,
	"archive":   24 * time.Hour,
	"property":  time.Hour,
	"land":      time.Hour,
	"vehicle":   time.Hour,
	"business":  time.Hour,
}

// KeptFor is how long the record of a register serves the pages of a draft: of registers with debts, balances, queues
// and bans, and of a company or a record that was looked up, KeptUsually.
func KeptFor(code string) time.Duration {
	if limit, ok := keptFor[code]; ok {
		return limit
	}
	return KeptUsually
}
