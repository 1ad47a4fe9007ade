// Package casework is applications: drafts, submission, the one state machine with its nine tracks, automatic
// decisions, the work of officials, and the timeline. It is the heart of the portal.
package casework

import "github.com/yagona/portal/internal/catalogue"

// State is where an application stands, as its applicant knows it. Each state's words (what it means, who must act)
// are in the closed list catalogue.Lists().States under the same code.
type State string

// The states.
const (
	// New has a number and waits for the machine: the registers are being asked. Due: the term of the service.
	New State = "new"
	// InProcess is with the authority's people. Due: the term of the service.
	InProcess State = "in-process"
	// ToBeCorrected is with the applicant, who mends the marked answers; the authority's clock stands still. Due: five
	// working days, then it lapses.
	ToBeCorrected State = "to-be-corrected"
	// AwaitingPayment is with the applicant, who pays the invoice; the clock stands still. Due: three working days,
	// then it lapses.
	AwaitingPayment State = "awaiting-payment"
	// Appealed is a refusal under review by a person who did not decide it. Due: 15 days.
	Appealed State = "appealed"
	// Done is granted: the result is issued.
	Done State = "done"
	// Refused has a reason that the applicant reads, and one appeal.
	Refused State = "refused"
	// Withdrawn was taken back by the applicant.
	Withdrawn State = "withdrawn"
	// Lapsed was not paid or not corrected in time.
	Lapsed State = "lapsed"
)

// States is every state, in the order in which an application meets them.
var States = []State{New, InProcess, ToBeCorrected, AwaitingPayment, Appealed, Done, Refused, Withdrawn, Lapsed}

// Final reports whether nobody has to act any more. A refusal is final although it can be appealed.
func (s State) Final() bool {
	switch s {
	case Done, Refused, Withdrawn, Lapsed:
		return true
	default:
		return false
	}
}

// waits reports whether the applicant must act: the authority's clock stands still.
func (s State) waits() bool { return s == ToBeCorrected || s == AwaitingPayment }

// Step is where in its track an application is: finer than the state, and what the transition table is keyed by.
type Step string

// The steps.
const (
	Assessing Step = "assess"   // the machine asks the registers and evaluates the checks
	Correct   Step = "correct"  // the applicant mends marked answers
	Pay       Step = "pay"      // the applicant pays
	Study     Step = "study"    // a specialist studies the papers and decides, or schedules the visit
	Prepare   Step = "prepare"  // a specialist prepares a decision
	Approve   Step = "approve"  // a head of office, another person, approves it
	Visit     Step = "visit"    // the visit, expert examination or exam takes place and its result is recorded
	Consents  Step = "consents" // several authorities give their consent side by side
	Decide    Step = "decide"   // a specialist decides on the result of the visit or on the consents
	Hear      Step = "hear"     // an appeal is heard
	Closed    Step = "closed"   // nothing more happens
)

// Tracks are the ordered steps of each process when nothing goes wrong. A definition chooses a track and never draws
// one: only so can time in a step be compared across authorities. Pay is passed over when there is no fee; it stands
// after the checks, so that nobody pays for what the rules refuse at once, and before the people, whose work the fee is
// for. On an automatic track an application that the checks doubt goes through Study.
var Tracks = map[catalogue.Process][]Step{
	catalogue.Extract:      {Assessing, Pay, Closed},
	catalogue.Decision:     {Assessing, Pay, Closed},
	catalogue.Registration: {Assessing, Pay, Closed},
	catalogue.Booking:      {Assessing, Pay, Closed},
	catalogue.Payment:      {Assessing, Pay, Closed},
	catalogue.Review:       {Assessing, Pay, Study, Closed},
	catalogue.Approval:     {Assessing, Pay, Prepare, Approve, Closed},
	catalogue.Inspection:   {Assessing, Pay, Study, Visit, Decide, Closed},
	catalogue.Consent:      {Assessing, Pay, Consents, Decide, Closed},
}

// HumanStep is the first step of a track that an official takes; for an automatic track, where a doubt is decided.
func HumanStep(p catalogue.Process) Step {
	for _, s := range Tracks[p] {
		if s != Assessing && s != Pay && s != Closed {
			return s
		}
	}
	return Study
}
