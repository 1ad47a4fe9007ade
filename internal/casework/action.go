package casework

import (
	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
)

// Action is something that moves an application. Its words are messages: casework.action.<action> on the button,
// casework.event.<action> in the timeline.
type Action string

// Actions of applicants.
const (
	Submit        Action = "submit"
	PayFee        Action = "pay"
	Resubmit      Action = "resubmit"
	Withdraw      Action = "withdraw"
	RequestReview Action = "request-review" // of what the rules refused, by a person
	FileAppeal    Action = "appeal"         // against what an official refused
	AskOtherTime  Action = "ask-other-time" // for a visit of the authority
)

// Actions of officials.
const (
	Claim           Action = "claim"
	Release         Action = "release"
	Assign          Action = "assign"
	Reroute         Action = "reroute"
	Recheck         Action = "recheck"
	Remark          Action = "remark" // for colleagues: neither the applicant nor another authority reads it
	AskCorrection   Action = "ask-correction"
	Grant           Action = "grant"
	Refuse          Action = "refuse"
	ProposeGrant    Action = "propose-grant"
	ProposeRefuse   Action = "propose-refuse"
	ApproveProposal Action = "approve"
	Return          Action = "return"
	ScheduleVisit   Action = "schedule-visit"
	RecordResult    Action = "record-result"
	RecordAbsence   Action = "record-absence" // nobody was there; the visit has a second date
	ClaimConsent    Action = "claim-consent"
	ReleaseConsent  Action = "release-consent"
	GiveConsent     Action = "give-consent"
	RefuseConsent   Action = "refuse-consent"
	AskOpinion      Action = "ask-opinion" // of another office, about a case that one has
	AnswerOpinion   Action = "answer-opinion"
	WithdrawOpinion Action = "withdraw-opinion"
	Uphold          Action = "uphold"   // the refusal is kept
	Oblige          Action = "oblige"   // it must be decided anew
	Overturn        Action = "overturn" // it is annulled
)

// Actions of the machine.
const (
	AutoGrant    Action = "auto-grant"
	AutoRefuse   Action = "auto-refuse"
	AutoCorrect  Action = "auto-correct"
	SendOn       Action = "send-on"   // to the people of the authority
	SendBill     Action = "send-bill" // an invoice is issued
	Wait         Action = "wait"      // a register does not answer
	CountSilence Action = "silence"   // an authority did not answer in time
	AllConsented Action = "all-consented"

	// GrantBySilence grants what the authority itself did not answer in its term; CountSilence is about those that it asks.
	GrantBySilence Action = "grant-by-silence"

	Lapse       Action = "lapse"
	Route       Action = "route"        // to an office and perhaps an official, by a rule of the authority
	MoveDate    Action = "move-date"    // a working day became a day off: the dates of the case follow
	Escalate80  Action = "escalate-80"  // who has the case is told that its term runs out
	Escalate100 Action = "escalate-100" // the head of office, that it is over
	Escalate150 Action = "escalate-150" // the authority above, that it is long over
)

// Who may act. An official's scope (authority and region) is checked besides.
type Who string

// Those who may act.
const (
	ByApplicant  Who = "applicant"
	ByMachine    Who = "machine"
	BySpecialist Who = "specialist" // a specialist or a head of the responsible authority
	ByHead       Who = "head"
	ByConsenter  Who = "consenter" // an official of an authority whose consent is asked
	ByAdviser    Who = "adviser"   // an official of an office whose opinion is asked
)

// Public reports whether the applicant reads the note of an action. The form of the action says so beside it, and the event
// keeps it; the note of a proposal is read once it is approved, as the reason of the decision.
func Public(action Action) bool {
	switch action {
	case Grant, Refuse, AskCorrection, ScheduleVisit, RecordResult, RecordAbsence, AskOtherTime, GiveConsent, RefuseConsent, RequestReview, FileAppeal, Uphold, Oblige, Overturn:
		return true
	default:
		return false
	}
}

// Input says what an action needs besides the button. The page draws its fields from it; Act checks the same.
type Input struct {
	Note   Need    // free text; for decisions the applicant reads it
	Marks  bool    // questions to correct, each with a reason
	Fields []Field // named values
}

// Need says whether something has to be given.
type Need int

// Needs.
const (
	No Need = iota
	Optional
	Required
)

// Field is a named value of an action's form. Its label is the message casework.field.<name>.
type Field struct {
	Name     string
	Kind     string // date-time | text | yesno | official | region | ground | authority | where | days | opinion
	Required bool
}

// Transition is one row of the one table.
type Transition struct {
	Action    Action
	From      State
	Steps     []Step // the steps from which it starts
	To        State
	Step      Step // where it leads; empty: the step stays
	Who       Who
	Processes []catalogue.Process // only on these tracks; empty: all
	Guards    []Guard             // all must hold; the first row whose guards hold is taken
	Input     Input
}

// Guard is a condition on the case and the actor, by name so that the table reads as a whole and can be printed.
type Guard string

// Guards.
const (
	Unassigned     Guard = "unassigned"      // nobody has claimed it
	Mine           Guard = "mine"            // the actor has claimed it; a head of office may also take what nobody has claimed
	Held           Guard = "held"            // somebody has claimed it
	FourEyes       Guard = "four-eyes"       // the actor is not who prepared it
	ProposesGrant  Guard = "proposes-grant"  // the proposal is to grant
	ProposesRefuse Guard = "proposes-refuse" // the proposal is to refuse
	OtherDecider   Guard = "other-decider"   // the actor neither made the decision nor prepared it
	ByRules        Guard = "by-rules"        // the rules refused it
	ByPeople       Guard = "by-people"       // an official refused it, or kept what the rules refused
	Appealable     Guard = "appealable"      // no appeal against the decision was heard
	InTime         Guard = "in-time"         // it can still be appealed
	Asked          Guard = "asked"           // the actor's authority was asked for consent and has not answered
	ConsentFree    Guard = "consent-free"    // nobody of the actor's authority has claimed the request
	ConsentTaken   Guard = "consent-taken"   // somebody of the actor's authority has claimed the request
	ConsentMine    Guard = "consent-mine"    // the actor has claimed the request, or is a head of the asked authority
	OpinionAsked   Guard = "opinion-asked"   // the actor's office was asked for its opinion by somebody else and has not answered
	OpinionOpen    Guard = "opinion-open"    // an office has still to answer
	Resumes        Guard = "resumes"         // the row leads to the step at which the case was to go on
	FeeDue         Guard = "fee-due"         // a fee is certain and not paid yet
	FeeKnown       Guard = "fee-known"       // it can be told what is due
	PlaceGone      Guard = "place-gone"      // the time that was chosen is past, or was given back and somebody else has it
	Decided        Guard = "decided"         // it was granted, and waits for another time only
	NeverStudied   Guard = "never-studied"   // the rules refused it before anyone of the authority saw it
	Visiting       Guard = "visiting"        // a visit is booked and has not begun
	NotAsked       Guard = "not-asked"       // a visit of the authority is to come, and no other time was asked for in the case
	Inspects       Guard = "inspects"        // the actor makes the visit of the authority, or has the case
	Unanswered     Guard = "unanswered"      // the term is over, and silence grants the case
	FirstAbsence   Guard = "first-absence"   // the time of a visit of the authority has come, and the applicant has not missed one before
)

// Actor is who acts: a citizen, an official or the machine.
type Actor struct {
	Principal account.Principal // of a citizen
	Official  *account.Official // of an official
	machine   bool
}

// Citizen is an applicant as an actor.
func Citizen(p account.Principal) Actor { return Actor{Principal: p} }

// Officer is an official as an actor.
func Officer(o account.Official) Actor { return Actor{Official: &o} }

// machine is the portal itself as an actor.
var theMachine = Actor{machine: true}
