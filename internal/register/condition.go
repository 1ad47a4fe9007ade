package register

import "time"

// Condition is how a register has answered in the last hour, as heard by this replica of the portal.
type Condition struct {
	Register string
	Heard    time.Time // last, of a reader or of a probe; zero: not yet
	Out      time.Time // since when it does not answer; zero while it does
	Asked    int       // calls of readers, repeats counted as one
	Failed   int       // of them
	Mean     time.Duration
	Slowest  time.Duration
	Fault    string // why the last that failed did, in technical words without anything personal
}
