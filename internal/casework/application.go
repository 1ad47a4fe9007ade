package casework

import (
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/deadline"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/signature"
	"github.com/yagona/portal/internal/workday"
)

// Application is a case with all that its page shows. It lives and dies under the version of the service that it
// began with.
type Application struct {
	ID         int64
	Number     string // nine digits, as people know it
	Code       string // to follow it signed out, together with the number
	Service    *catalogue.Service
	Process    catalogue.Process
	AccountID  int64            // of who sent it
	Applicant  string           // for whom it is
	PINFL      string           // of the applicant; of who sent it, when a legal entity applies
	Company    string           // TIN, when a legal entity applies
	Mandate    *account.Mandate // by which right it was sent for the applicant; nil: the applicant sent it
	Sender     string           // name of who sent it
	Lang       locale.Lang
	State      State
	Step       Step
	Resume     Step        // where it goes on after a payment or a correction
	Authority  string      // that answers for it
	Region     string      // SOATO of the office; empty: any office of the authority
	Assignee   int64       // account of the official who claimed it; 0: nobody
	AssignedTo string      // name of that official
	PreparedBy int64       // account of who prepared the proposal
	DecidedBy  int64       // account of who decided; 0: the machine
	Proposal   Action      // ProposeGrant or ProposeRefuse, while it waits for approval
	Automatic  bool        // no official took part
	Reason     locale.Text // why refused, sent back or handed to an official, as the applicant is told
	Cause      Cause       // the same for machines: why it is with people
	Marks      []Mark      // questions to correct
	Row        int         // version of the row: an action names the one it saw

	SubmittedAt time.Time
	TermAt      time.Time  // the authority's due date; it moves while the clock stands still
	DueAt       time.Time  // by when whoever must act must act
	StoppedAt   *time.Time // since when the authority's clock stands still
	ClosedAt    *time.Time
	Pauses      []deadline.Pause // when the authority's clock stood still, oldest first; the reason is the state

	Answers     form.Answers
	Facts       register.Facts
	Assessments []Assessed // newest first
	Events      []Event    // oldest first
	Invoice     *payment.Invoice
	Refunds     []payment.Refund // oldest first
	Documents   []document.Document
	Consents    []consent.Consent
	Opinions    []consent.Opinion // oldest first
	Visits      []VisitRecord
	Uploads     []document.Upload
	Signatures  []signature.Facts // newest first: of corrections, then of the application; none where the service asks for none
	Correction  form.Answers      // answers of a correction that waits for its signature
	Appeals     []Appeal          // oldest first
	Appointment *Appointment
	Disputes    []dispute.Dispute // open ones over facts of the case
	ReadUntil   time.Time         // until when an official outside whose scope it is may read it, see BreakGlass

	from      time.Time // since when the time for who must act counts; known while the case is changed
	paper     int64     // id that was drawn for the next result
	warnAt    time.Time // when four fifths of the time for who must act have gone
	asker     string    // PINFL of who sent it
	reader    int64     // account that reached it by a right to act
	concerned []int64   // accounts of the person for whom it was sent
	deputies  []deputy  // of officials who have it and are away

	calendar *workday.Calendar // by which its terms count

	at        time.Time // when it was read
	feeDue    bool      // a fee is certain and not paid: a grant asks for it first
	feeUnsure bool      // it cannot be told yet whether there is one
	visiting  bool      // a visit is booked and has not begun
	placeGone bool      // the time that was chosen is past, or cannot be had again
	marked    bool      // reason or marks were set anew
}

// Assessment is the newest assessment, or nil.
func (a Application) Assessment() *Assessed {
	if len(a.Assessments) == 0 {
		return nil
	}
	return &a.Assessments[0]
}

// Overdue reports whether the day by which somebody had to act is past.
func (a Application) Overdue(now time.Time) bool { return !a.State.Final() && now.After(a.DueAt) }

// Cause says in a code why a case is with people or was ended; its words are the message casework.cause.<cause>.
type Cause string

// Causes.
const (
	NoCause      Cause = ""
	ByTrack      Cause = "track"         // the service is decided by people
	ByCheck      Cause = "check"         // a check says that a person must look
	CantEvaluate Cause = "cant-evaluate" // a fact was missing or a rule failed: nobody is refused by an error
	RegisterDown Cause = "register-down" // a register did not answer in time
	NoRight      Cause = "no-right"      // the right to act for the applicant could not be confirmed at the submission, and is not there
	Contested    Cause = "contested"     // it would be refused by a fact that the applicant says is wrong
	AfterAppeal  Cause = "after-appeal"  // it would be refused again, after a person did not keep a refusal
	FeeUncertain Cause = "fee-uncertain" // the fee could not be worked out
	ByHand       Cause = "manual"        // the authority lets people decide for a while
	NoSlot       Cause = "no-slot"       // the chosen time is past, or somebody else has it
	BySilence    Cause = "silence"       // nobody answered in the term, and the law takes that for consent
	NotPaid      Cause = "not-paid"
	NotCorrected Cause = "not-corrected"
)

// Mark is a question that has to be corrected, and why.
type Mark struct {
	Key    string `json:"key"` // of the question
	Reason string `json:"reason,omitempty"`
}

// Event is one thing that happened to an application. The row is never changed.
type Event struct {
	ID      int64
	At      time.Time
	Action  Action
	From    State
	To      State
	Step    Step
	Kind    string // citizen | official | machine
	ActorID int64
	Actor   string // name of the official; empty for others
	Note    string // as it was written; for the applicant when Public
	Public  bool
	Detail  map[string]any
}

// Assessed is one evaluation with all that went into it: evaluating it again gives the same.
type Assessed struct {
	ID        int64
	At        time.Time
	VersionID int64
	Today     register.Date
	Answers   form.Answers
	Facts     register.Facts
	Outcome   catalogue.Assessment
}

// VisitRecord is a visit, expert examination or exam and its result.
type VisitRecord struct {
	ID         int64
	At         time.Time
	Place      string
	Note       string
	Passed     *bool // nil until recorded
	Result     string
	RecordedAt *time.Time

	Inspector     int64 // account of the official who makes it; 0 for visits of before
	InspectorName string
	AskedAt       *time.Time // when the applicant asked for another time
	AskedWhy      string
	Missed        bool // the applicant was not there

	Record form.Answers // what was written down, see catalogue.Definition.Noted; a draft of the inspector until RecordedAt

	Moves bool `db:"-"` // it is to come, and its day became a day off: it has to be moved
}

// Appointment is an office and a time that are kept for the applicant.
type Appointment struct {
	Office      locale.Text
	Address     locale.Text // empty until the office has given it
	Phone       string
	Email       string
	At          time.Time
	DisplacedAt *time.Time // since when the office does not receive people at that time any more
	Came        *bool      // whether the applicant came; nil until the office has noted it
}

// Reach is where the office is and how to ask it.
func (a Appointment) Reach(l locale.Lang) string {
	return booking.Setup{Address: a.Address, Phone: a.Phone, Email: a.Email}.Reach(l)
}

// Summary is an application in a list.
type Summary struct {
	ID          int64
	Number      string
	Service     string // code
	Title       locale.Text
	Applicant   string
	State       State
	Step        Step
	Process     catalogue.Process
	Authority   string
	Region      string
	Assignee    int64
	AssignedTo  string
	Cause       Cause
	Rung        deadline.Rung // who was told last that the term runs out; 0 nobody
	Silent      bool          // of a service whose law takes silence for consent: unless something stands against it, DueAt grants it
	Row         int           // version of the case, for an action on it
	SubmittedAt time.Time
	DueAt       time.Time
	ClosedAt    *time.Time
}

// PublicStatus is what anyone who knows the number and the code sees: no personal data.
type PublicStatus struct {
	Number      string
	Title       locale.Text
	Authority   string
	State       State
	Step        Step
	SubmittedAt time.Time
	DueAt       time.Time
	ClosedAt    *time.Time
	Events      []Event // actions and times only
}
