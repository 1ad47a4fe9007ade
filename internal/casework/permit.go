package casework

import (
	"slices"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/problem"
)

// find is the transition that the action is here and now for the actor: the first row of the table that fits. The
// error says what is in the way.
func (a Application) find(action Action, actor Actor) (Transition, error) {
	why := problem.New(problem.Conflict, "casework.not_now")
	for _, t := range Table {
		if t.Action != action || t.From != a.State || !slices.Contains(t.Steps, a.Step) {
			continue
		}
		if len(t.Processes) > 0 && !slices.Contains(t.Processes, a.Process) {
			continue
		}
		if !a.may(actor, t.Who) {
			why = problem.New(problem.Forbidden, "casework.not_yours")
			continue
		}
		stopped := a.guarded(t, actor)
		if a.taken(t, actor) {
			stopped = problem.New(problem.Conflict, "casework.claimed")
		}
		if stopped != nil {
			if why.ID == "casework.not_now" || why.ID == "casework.not_yours" {
				why = stopped
			}
			continue
		}
		if t.Step == "" {
			t.Step = a.Step
		}
		return t, nil
	}
	return Transition{}, why
}

// ActionsFor is what the actor can do with the case now, in the order of the table: the page draws its buttons from it,
// and Act checks the same.
func (a Application) ActionsFor(actor Actor) []Action {
	var list []Action
	for _, t := range Table {
		if slices.Contains(list, t.Action) {
			continue
		}
		if _, err := a.find(t.Action, actor); err == nil {
			list = append(list, t.Action)
		}
	}
	return list
}

// InputFor is what the form of an action asks for here.
func (a Application) InputFor(action Action, actor Actor) Input {
	t, err := a.find(action, actor)
	if err != nil {
		return Input{}
	}
	return t.Input
}

// may reports whether the actor is who the row names, with the authority and the territory of the case in scope.
// Nobody acts as an official in a case of his own.
func (a Application) may(actor Actor, who Who) bool {
	o := actor.Official
	switch who {
	case ByMachine:
		return actor.machine
	case ByApplicant:
		return o == nil && !actor.machine && a.heldBy(actor.Principal)
	case BySpecialist:
		return o != nil && (o.Role == account.Specialist || o.Role == account.Head) && a.inScope(*o) && !a.concerns(o.ID)
	case ByHead:
		return o != nil && o.Role == account.Head && a.inScope(*o) && !a.concerns(o.ID)
	case ByConsenter:
		return o != nil && !a.concerns(o.ID) && (o.Role == account.Specialist || o.Role == account.Head) && a.consulted(*o)
	case ByAdviser:
		return o != nil && !a.concerns(o.ID) && (o.Role == account.Specialist || o.Role == account.Head) && !a.State.Final() && a.advised(*o) != nil
	default:
		return false
	}
}

// inScope is the same rule as the SQL of the worklist: a case without a region is any office's.
func (a Application) inScope(o account.Official) bool {
	return o.Authority == a.Authority && a.near(o)
}

// near reports whether the case lies in the official's territory, or belongs to none.
func (a Application) near(o account.Official) bool {
	return o.Region == "" || a.Region == "" || o.Region == a.Region
}

// consulted reports whether an official of another authority may see the case because that was asked for its consent:
// in his territory, and no longer than some days after the answer or the end of the case.
func (a Application) consulted(o account.Official) bool {
	c := consent.Of(a.Consents, o.Authority)
	return c != nil && !a.State.Final() && c.Sees(a.at) && a.near(o)
}

// taken reports whether another official has claimed the case: it is then his alone, whoever may act besides. A head may
// take it from him, in sight of all, and decides nothing before.
func (a Application) taken(t Transition, actor Actor) bool {
	o := actor.Official
	if o == nil || t.Who == ByConsenter || t.Who == ByAdviser || t.Action == Remark || a.Assignee == 0 || a.has(o.ID, a.Assignee) {
		return false
	}
	if slices.Contains(t.Guards, Inspects) && a.inspects(o.ID) {
		return false
	}
	return o.Role != account.Head || !slices.Contains(beside, t.Action)
}

// inspects reports whether the official makes the visit that is to come, or is the deputy of who does.
func (a Application) inspects(me int64) bool {
	v := a.OpenVisit()
	return v != nil && a.has(me, v.Inspector)
}

// deputy is who acts for an official that is away.
type deputy struct{ For, ID int64 }

// has reports whether the official is who has a case or a request, or his deputy while he is away.
func (a Application) has(me, assignee int64) bool {
	return me != 0 && assignee != 0 && (assignee == me || slices.Contains(a.deputies, deputy{For: assignee, ID: me}))
}

// beside is the actions that move a case between people and decide nothing.
var beside = []Action{Release, Assign, Reroute}

// guarded is the first guard of the row that stops the actor, or nil.
func (a Application) guarded(t Transition, actor Actor) *problem.Error {
	for _, g := range t.Guards {
		if !a.holds(g, t, actor) {
			switch g {
			case Mine, Inspects, ConsentMine:
				return problem.New(problem.Forbidden, "casework.claim_first")
			case FourEyes:
				return problem.New(problem.Forbidden, "casework.four_eyes")
			case OtherDecider:
				return problem.New(problem.Forbidden, "casework.other_decider")
			case Appealable:
				return problem.New(problem.Conflict, "casework.appealed_once")
			case ByRules:
				return problem.New(problem.Conflict, "casework.appeal_instead")
			case ByPeople:
				return problem.New(problem.Conflict, "casework.review_instead")
			case InTime:
				return problem.New(problem.Conflict, "casework.appeal_late")
			case FeeKnown:
				return problem.New(problem.Conflict, a.FeeUnknown())
			case Unassigned, ConsentFree:
				return problem.New(problem.Conflict, "casework.claimed")
			case Asked, OpinionAsked:
				return problem.New(problem.Conflict, "casework.answered")
			default:
				return problem.New(problem.Conflict, "casework.not_now")
			}
		}
	}
	return nil
}

func (a Application) holds(g Guard, t Transition, actor Actor) bool {
	var me int64
	head := false
	if actor.Official != nil {
		me, head = actor.Official.ID, actor.Official.Role == account.Head
	}
	switch g {
	case Unassigned:
		return a.Assignee == 0
	case Mine:
		return a.has(me, a.Assignee) || head // what nobody has claimed: see taken
	case Held:
		return a.Assignee != 0
	case FourEyes:
		return a.PreparedBy != me
	case ProposesGrant:
		return a.Proposal == ProposeGrant
	case ProposesRefuse:
		return a.Proposal == ProposeRefuse
	case OtherDecider:
		return !a.madeBy(me)
	case ByRules:
		return a.Remedy() == ReviewByPerson
	case ByPeople:
		return a.Remedy() == Appealing
	case Appealable:
		return a.Remedy() != NoRemedy
	case InTime:
		return !a.at.After(a.AppealBy())
	case Asked:
		return a.request(actor).Waits()
	case ConsentFree:
		return a.request(actor).Assignee == 0
	case ConsentTaken:
		return a.request(actor).Assignee != 0
	case ConsentMine:
		return a.has(me, a.request(actor).Assignee) || head
	case OpinionAsked:
		return actor.Official != nil && a.AskedOf(*actor.Official) != nil
	case OpinionOpen:
		return len(a.OpenOpinions()) > 0
	case Resumes:
		return a.Resume == t.Step
	case FeeDue:
		return a.feeDue
	case FeeKnown:
		return !a.feeUnsure
	case Inspects:
		return a.has(me, a.Assignee) || head || a.inspects(me)
	case NotAsked:
		v := a.OpenVisit()
		return v != nil && v.At.After(a.at) && !a.asked()
	case FirstAbsence:
		v := a.OpenVisit()
		return v != nil && !v.At.After(a.at) && !a.absent()
	case Visiting:
		return a.visiting
	case PlaceGone:
		return a.placeGone
	case Decided:
		return a.decided()
	case Unanswered:
		at, ok := a.SilenceGrantsAt()
		return ok && a.at.After(at)
	case NeverStudied:
		return a.Unstudied()
	default:
		return false
	}
}

// Unstudied reports whether the rules refused it before anyone of the authority saw it: a refusal that is annulled then leads to its study.
func (a Application) Unstudied() bool { return a.DecidedBy == 0 && !a.Process.Automatic() }

// decided reports whether the case was granted and went back for another time only: what was decided stands.
func (a Application) decided() bool {
	return a.State == ToBeCorrected && a.Cause == NoSlot && a.Resume == Closed
}

// Suits reports whether an official of the office can be given the case: not one whom it concerns, nor what is said against
// a decision to who made it, nor a proposal to who prepared it.
func (a Application) Suits(official int64) bool {
	return !a.concerns(official) && (a.State != Appealed || !a.madeBy(official)) && (a.Step != Approve || a.PreparedBy != official)
}

// request is what the actor's authority was asked; an empty one waits for nothing.
func (a Application) request(actor Actor) consent.Consent {
	if actor.Official == nil {
		return consent.Consent{}
	}
	if c := consent.Of(a.Consents, actor.Official.Authority); c != nil {
		return *c
	}
	return consent.Consent{}
}
