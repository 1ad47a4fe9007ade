package casework

import (
	"slices"

	"github.com/yagona/portal/internal/catalogue"
)

var automatic = []catalogue.Process{catalogue.Extract, catalogue.Decision, catalogue.Registration, catalogue.Booking, catalogue.Payment}

// studied are the tracks that Study can decide; on the inspection track it can refuse, or schedule the visit.
var studied = append(slices.Clone(automatic), catalogue.Review)

// Table is every transition there is. Buttons, permissions, the state diagram and the tests are drawn from it.
//
// A grant of a case whose fee was uncertain before (a register was down) asks for the fee first: rows with FeeDue stand
// before those without, and none grants while the fee cannot be told (FeeKnown). A grant whose booked time is gone asks for
// another one before that: rows with PlaceGone stand first. What was granted so stands: with the new time it goes on to the
// fee or to the result. Against each decision there is one way: a person reviews what the rules refused, an appeal is heard
// against what an official refused, and after an appeal there is the court. Whoever hears either has neither made nor
// prepared the decision.
var Table = []Transition{
	{Action: Submit, To: New, Step: Assessing, Who: ByApplicant},

	{Action: Wait, From: New, Steps: []Step{Assessing}, To: New, Who: ByMachine},
	{Action: AutoGrant, From: New, Steps: []Step{Assessing}, To: ToBeCorrected, Step: Correct, Who: ByMachine, Processes: automatic, Guards: []Guard{PlaceGone}},
	{Action: AutoGrant, From: New, Steps: []Step{Assessing}, To: Done, Step: Closed, Who: ByMachine, Processes: automatic},
	{Action: AutoRefuse, From: New, Steps: []Step{Assessing}, To: Refused, Step: Closed, Who: ByMachine},
	{Action: AutoCorrect, From: New, Steps: []Step{Assessing}, To: ToBeCorrected, Step: Correct, Who: ByMachine},
	{Action: SendBill, From: New, Steps: []Step{Assessing}, To: ToBeCorrected, Step: Correct, Who: ByMachine, Guards: []Guard{PlaceGone}},
	{Action: SendBill, From: New, Steps: []Step{Assessing}, To: AwaitingPayment, Step: Pay, Who: ByMachine},
	{Action: SendOn, From: New, Steps: []Step{Assessing}, To: InProcess, Step: Study, Who: ByMachine, Processes: append(slices.Clone(studied), catalogue.Inspection)},
	{Action: SendOn, From: New, Steps: []Step{Assessing}, To: InProcess, Step: Prepare, Who: ByMachine, Processes: []catalogue.Process{catalogue.Approval}},
	{Action: SendOn, From: New, Steps: []Step{Assessing}, To: InProcess, Step: Consents, Who: ByMachine, Processes: []catalogue.Process{catalogue.Consent}},

	{Action: PayFee, From: AwaitingPayment, Steps: []Step{Pay}, To: ToBeCorrected, Step: Correct, Who: ByApplicant, Guards: []Guard{PlaceGone}},
	{Action: PayFee, From: AwaitingPayment, Steps: []Step{Pay}, To: Done, Step: Closed, Who: ByApplicant, Guards: []Guard{Resumes}},
	{Action: PayFee, From: AwaitingPayment, Steps: []Step{Pay}, To: InProcess, Step: Study, Who: ByApplicant, Guards: []Guard{Resumes}},
	{Action: PayFee, From: AwaitingPayment, Steps: []Step{Pay}, To: InProcess, Step: Prepare, Who: ByApplicant, Guards: []Guard{Resumes}},
	{Action: PayFee, From: AwaitingPayment, Steps: []Step{Pay}, To: InProcess, Step: Consents, Who: ByApplicant, Guards: []Guard{Resumes}},
	{Action: Resubmit, From: ToBeCorrected, Steps: []Step{Correct}, To: AwaitingPayment, Step: Pay, Who: ByApplicant, Guards: []Guard{Decided, FeeDue}},
	{Action: Resubmit, From: ToBeCorrected, Steps: []Step{Correct}, To: Done, Step: Closed, Who: ByApplicant, Guards: []Guard{Decided}},
	{Action: Resubmit, From: ToBeCorrected, Steps: []Step{Correct}, To: New, Step: Assessing, Who: ByApplicant},
	{Action: Lapse, From: AwaitingPayment, Steps: []Step{Pay}, To: Lapsed, Step: Closed, Who: ByMachine},
	{Action: Lapse, From: ToBeCorrected, Steps: []Step{Correct}, To: Lapsed, Step: Closed, Who: ByMachine},

	{Action: Withdraw, From: New, Steps: []Step{Assessing}, To: Withdrawn, Step: Closed, Who: ByApplicant},
	{Action: Withdraw, From: InProcess, Steps: people, To: Withdrawn, Step: Closed, Who: ByApplicant},
	{Action: Withdraw, From: ToBeCorrected, Steps: []Step{Correct}, To: Withdrawn, Step: Closed, Who: ByApplicant},
	{Action: Withdraw, From: AwaitingPayment, Steps: []Step{Pay}, To: Withdrawn, Step: Closed, Who: ByApplicant},
	{Action: Withdraw, From: Done, Steps: []Step{Closed}, To: Withdrawn, Step: Closed, Who: ByApplicant, Processes: []catalogue.Process{catalogue.Booking}, Guards: []Guard{Visiting}},

	{Action: Claim, From: InProcess, Steps: []Step{Study, Prepare, Visit, Decide}, To: InProcess, Who: BySpecialist, Guards: []Guard{Unassigned}},
	{Action: Claim, From: InProcess, Steps: []Step{Approve}, To: InProcess, Who: ByHead, Guards: []Guard{Unassigned}},
	{Action: Claim, From: Appealed, Steps: []Step{Hear}, To: Appealed, Who: BySpecialist, Guards: []Guard{Unassigned, OtherDecider}},
	{Action: Release, From: InProcess, Steps: people, To: InProcess, Who: BySpecialist, Guards: []Guard{Mine, Held}},
	{Action: Release, From: Appealed, Steps: []Step{Hear}, To: Appealed, Who: BySpecialist, Guards: []Guard{Mine, Held}},

	{Action: Grant, From: InProcess, Steps: []Step{Study}, To: ToBeCorrected, Step: Correct, Who: BySpecialist, Processes: studied, Guards: []Guard{Mine, PlaceGone, FeeKnown}, Input: Input{Note: Optional}},
	{Action: Grant, From: InProcess, Steps: []Step{Decide}, To: ToBeCorrected, Step: Correct, Who: BySpecialist, Guards: []Guard{Mine, PlaceGone, FeeKnown}, Input: Input{Note: Optional}},
	{Action: Grant, From: InProcess, Steps: []Step{Study}, To: AwaitingPayment, Step: Pay, Who: BySpecialist, Processes: studied, Guards: []Guard{Mine, FeeDue}, Input: Input{Note: Optional}},
	{Action: Grant, From: InProcess, Steps: []Step{Decide}, To: AwaitingPayment, Step: Pay, Who: BySpecialist, Guards: []Guard{Mine, FeeDue}, Input: Input{Note: Optional}},
	{Action: Grant, From: InProcess, Steps: []Step{Study}, To: Done, Step: Closed, Who: BySpecialist, Processes: studied, Guards: []Guard{Mine, FeeKnown}, Input: Input{Note: Optional}},
	{Action: Grant, From: InProcess, Steps: []Step{Decide}, To: Done, Step: Closed, Who: BySpecialist, Guards: []Guard{Mine, FeeKnown}, Input: Input{Note: Optional}},
	{Action: ProposeGrant, From: InProcess, Steps: []Step{Prepare}, To: InProcess, Step: Approve, Who: BySpecialist, Guards: []Guard{Mine}, Input: Input{Note: Required}},
	{Action: ScheduleVisit, From: InProcess, Steps: []Step{Study}, To: InProcess, Step: Visit, Who: BySpecialist, Processes: []catalogue.Process{catalogue.Inspection}, Guards: []Guard{Mine}, Input: visitInput},
	{
		Action: RecordResult, From: InProcess, Steps: []Step{Visit}, To: InProcess, Step: Decide, Who: BySpecialist, Guards: []Guard{Inspects},
		Input: Input{Note: Required, Fields: []Field{{Name: "passed", Kind: "yesno", Required: true}}},
	},
	{Action: RecordAbsence, From: InProcess, Steps: []Step{Visit}, To: InProcess, Step: Visit, Who: BySpecialist, Guards: []Guard{Inspects, FirstAbsence}, Input: visitInput},
	{Action: AskOtherTime, From: InProcess, Steps: []Step{Visit}, To: InProcess, Step: Visit, Who: ByApplicant, Guards: []Guard{NotAsked}, Input: Input{Note: Required}},
	{Action: ScheduleVisit, From: InProcess, Steps: []Step{Visit}, To: InProcess, Step: Visit, Who: BySpecialist, Guards: []Guard{Mine}, Input: visitInput},
	{Action: ApproveProposal, From: InProcess, Steps: []Step{Approve}, To: ToBeCorrected, Step: Correct, Who: ByHead, Guards: []Guard{FourEyes, ProposesGrant, PlaceGone, FeeKnown}, Input: Input{Note: Optional}},
	{Action: ApproveProposal, From: InProcess, Steps: []Step{Approve}, To: AwaitingPayment, Step: Pay, Who: ByHead, Guards: []Guard{FourEyes, ProposesGrant, FeeDue}, Input: Input{Note: Optional}},
	{Action: ApproveProposal, From: InProcess, Steps: []Step{Approve}, To: Done, Step: Closed, Who: ByHead, Guards: []Guard{FourEyes, ProposesGrant, FeeKnown}, Input: Input{Note: Optional}},
	{Action: ApproveProposal, From: InProcess, Steps: []Step{Approve}, To: Refused, Step: Closed, Who: ByHead, Guards: []Guard{FourEyes, ProposesRefuse}, Input: Input{Note: Optional}},
	{Action: Return, From: InProcess, Steps: []Step{Approve}, To: InProcess, Step: Prepare, Who: ByHead, Guards: []Guard{FourEyes}, Input: Input{Note: Required}},
	{Action: ClaimConsent, From: InProcess, Steps: []Step{Consents}, To: InProcess, Who: ByConsenter, Guards: []Guard{Asked, ConsentFree}},
	{Action: ReleaseConsent, From: InProcess, Steps: []Step{Consents}, To: InProcess, Who: ByConsenter, Guards: []Guard{Asked, ConsentTaken, ConsentMine}},
	{Action: GiveConsent, From: InProcess, Steps: []Step{Consents}, To: InProcess, Who: ByConsenter, Guards: []Guard{Asked, ConsentMine}, Input: Input{Note: Optional}},
	{Action: RefuseConsent, From: InProcess, Steps: []Step{Consents}, To: InProcess, Who: ByConsenter, Guards: []Guard{Asked, ConsentMine}, Input: refusalInput},
	{Action: CountSilence, From: InProcess, Steps: []Step{Consents}, To: InProcess, Who: ByMachine},
	{Action: AllConsented, From: InProcess, Steps: []Step{Consents}, To: InProcess, Step: Decide, Who: ByMachine},
	{Action: GrantBySilence, From: InProcess, Steps: silentSteps, To: Done, Step: Closed, Who: ByMachine, Processes: []catalogue.Process{catalogue.Review, catalogue.Approval}, Guards: []Guard{Unanswered}},
	{Action: AskCorrection, From: InProcess, Steps: []Step{Study, Prepare, Decide}, To: ToBeCorrected, Step: Correct, Who: BySpecialist, Guards: []Guard{Mine}, Input: Input{Note: Optional, Marks: true}},
	{Action: ProposeRefuse, From: InProcess, Steps: []Step{Prepare}, To: InProcess, Step: Approve, Who: BySpecialist, Guards: []Guard{Mine}, Input: refusalInput},
	{Action: Refuse, From: InProcess, Steps: []Step{Study, Decide}, To: Refused, Step: Closed, Who: BySpecialist, Guards: []Guard{Mine}, Input: refusalInput},
	{Action: Recheck, From: InProcess, Steps: []Step{Study, Prepare, Decide}, To: New, Step: Assessing, Who: BySpecialist, Guards: []Guard{Mine}},
	{Action: Reroute, From: InProcess, Steps: []Step{Visit}, To: InProcess, Step: Study, Who: BySpecialist, Input: rerouteInput},
	{Action: Reroute, From: InProcess, Steps: people, To: InProcess, Who: BySpecialist, Input: rerouteInput},
	{Action: Assign, From: InProcess, Steps: people, To: InProcess, Who: ByHead, Input: Input{Note: Optional, Fields: []Field{{Name: "official", Kind: "official", Required: true}}}},
	{Action: Assign, From: Appealed, Steps: []Step{Hear}, To: Appealed, Who: ByHead, Input: Input{Note: Optional, Fields: []Field{{Name: "official", Kind: "official", Required: true}}}},

	{Action: Remark, From: InProcess, Steps: people, To: InProcess, Who: BySpecialist, Input: Input{Note: Required}},
	{Action: Remark, From: Appealed, Steps: []Step{Hear}, To: Appealed, Who: BySpecialist, Input: Input{Note: Required}},
	{Action: Remark, From: ToBeCorrected, Steps: []Step{Correct}, To: ToBeCorrected, Who: BySpecialist, Input: Input{Note: Required}},
	{Action: Remark, From: AwaitingPayment, Steps: []Step{Pay}, To: AwaitingPayment, Who: BySpecialist, Input: Input{Note: Required}},

	{Action: AskOpinion, From: InProcess, Steps: takers, To: InProcess, Who: BySpecialist, Guards: []Guard{Mine}, Input: opinionInput},
	{Action: AskOpinion, From: Appealed, Steps: []Step{Hear}, To: Appealed, Who: BySpecialist, Guards: []Guard{Mine, OtherDecider}, Input: opinionInput},
	{Action: AnswerOpinion, From: InProcess, Steps: people, To: InProcess, Who: ByAdviser, Guards: []Guard{OpinionAsked}, Input: Input{Note: Required}},
	{Action: AnswerOpinion, From: Appealed, Steps: []Step{Hear}, To: Appealed, Who: ByAdviser, Guards: []Guard{OpinionAsked}, Input: Input{Note: Required}},
	{Action: AnswerOpinion, From: ToBeCorrected, Steps: []Step{Correct}, To: ToBeCorrected, Who: ByAdviser, Guards: []Guard{OpinionAsked}, Input: Input{Note: Required}},
	{Action: AnswerOpinion, From: AwaitingPayment, Steps: []Step{Pay}, To: AwaitingPayment, Who: ByAdviser, Guards: []Guard{OpinionAsked}, Input: Input{Note: Required}},
	{Action: WithdrawOpinion, From: InProcess, Steps: people, To: InProcess, Who: BySpecialist, Guards: []Guard{Mine, OpinionOpen}, Input: Input{Fields: []Field{{Name: opinionField, Kind: opinionField, Required: true}}}},
	{Action: WithdrawOpinion, From: Appealed, Steps: []Step{Hear}, To: Appealed, Who: BySpecialist, Guards: []Guard{Mine, OpinionOpen}, Input: Input{Fields: []Field{{Name: opinionField, Kind: opinionField, Required: true}}}},

	{Action: RequestReview, From: Refused, Steps: []Step{Closed}, To: Appealed, Step: Hear, Who: ByApplicant, Guards: []Guard{Appealable, ByRules, InTime}, Input: Input{Note: Optional}},
	{Action: FileAppeal, From: Refused, Steps: []Step{Closed}, To: Appealed, Step: Hear, Who: ByApplicant, Guards: []Guard{Appealable, ByPeople, InTime}, Input: Input{Note: Required}},
	{Action: Overturn, From: Appealed, Steps: []Step{Hear}, To: ToBeCorrected, Step: Correct, Who: BySpecialist, Guards: []Guard{OtherDecider, PlaceGone, FeeKnown}, Input: Input{Note: Required}},
	{Action: Overturn, From: Appealed, Steps: []Step{Hear}, To: AwaitingPayment, Step: Pay, Who: BySpecialist, Guards: []Guard{OtherDecider, FeeDue}, Input: Input{Note: Required}},
	{Action: Overturn, From: Appealed, Steps: []Step{Hear}, To: InProcess, Step: Study, Who: BySpecialist, Processes: []catalogue.Process{catalogue.Review, catalogue.Inspection}, Guards: []Guard{OtherDecider, NeverStudied}, Input: Input{Note: Required}},
	{Action: Overturn, From: Appealed, Steps: []Step{Hear}, To: InProcess, Step: Prepare, Who: BySpecialist, Processes: []catalogue.Process{catalogue.Approval}, Guards: []Guard{OtherDecider, NeverStudied}, Input: Input{Note: Required}},
	{Action: Overturn, From: Appealed, Steps: []Step{Hear}, To: InProcess, Step: Consents, Who: BySpecialist, Processes: []catalogue.Process{catalogue.Consent}, Guards: []Guard{OtherDecider, NeverStudied}, Input: Input{Note: Required}},
	{Action: Overturn, From: Appealed, Steps: []Step{Hear}, To: Done, Step: Closed, Who: BySpecialist, Guards: []Guard{OtherDecider, FeeKnown}, Input: Input{Note: Required}},
	{Action: Oblige, From: Appealed, Steps: []Step{Hear}, To: InProcess, Step: Study, Who: BySpecialist, Processes: append(slices.Clone(studied), catalogue.Inspection), Guards: []Guard{OtherDecider}, Input: Input{Note: Required}},
	{Action: Oblige, From: Appealed, Steps: []Step{Hear}, To: InProcess, Step: Prepare, Who: BySpecialist, Processes: []catalogue.Process{catalogue.Approval}, Guards: []Guard{OtherDecider}, Input: Input{Note: Required}},
	{Action: Oblige, From: Appealed, Steps: []Step{Hear}, To: InProcess, Step: Consents, Who: BySpecialist, Processes: []catalogue.Process{catalogue.Consent}, Guards: []Guard{OtherDecider}, Input: Input{Note: Required}},
	{Action: Uphold, From: Appealed, Steps: []Step{Hear}, To: Refused, Step: Closed, Who: BySpecialist, Guards: []Guard{OtherDecider}, Input: Input{Note: Required}},
}

// people are the steps of InProcess: an official's turn.
var people = []Step{Study, Prepare, Approve, Visit, Consents, Decide}

var rerouteInput = Input{Note: Required, Fields: []Field{{Name: "region", Kind: "region", Required: true}}}

// A question says which office is asked, and by when; the note is the question.
var opinionInput = Input{Note: Required, Fields: []Field{{Name: authorityField, Kind: authorityField, Required: true}, {Name: whereField, Kind: whereField}, {Name: daysField, Kind: daysField}}}

// A refusal names its ground; most grounds want words besides (see Ground).
var refusalInput = Input{Note: Optional, Fields: []Field{{Name: groundField, Kind: groundField, Required: true}}}

var visitInput = Input{Note: Optional, Fields: []Field{{Name: "at", Kind: "date-time", Required: true}, {Name: "place", Kind: "text", Required: true}, {Name: "inspector", Kind: "official"}}}
