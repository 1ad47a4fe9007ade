package casework

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
)

// place is where a case can be.
type place struct {
	State State
	Step  Step
}

// walk is every place that a case of a track can come to from its submission.
func walk(p catalogue.Process) map[place][]Transition {
	reached := map[place][]Transition{{New, Assessing}: nil}
	for again := true; again; {
		again = false
		for at := range reached {
			var out []Transition
			for _, t := range Table {
				if t.From != at.State || !slices.Contains(t.Steps, at.Step) || len(t.Processes) > 0 && !slices.Contains(t.Processes, p) {
					continue
				}
				out = append(out, t)
				to := place{t.To, t.Step}
				if t.Step == "" {
					to.Step = at.Step
				}
				if _, known := reached[to]; !known {
					reached[to] = nil
					again = true
				}
			}
			reached[at] = out
		}
	}
	return reached
}

func TestTable(t *testing.T) {
	states := map[State]bool{}
	for process := range Tracks {
		for at, out := range walk(process) {
			states[at.State] = true
			if at.State.Final() {
				for _, tr := range out {
					if slices.Contains(tr.Guards, Visiting) {
						require.Equal(t, Withdraw, tr.Action, "a booked visit can be given back until it begins")
						continue
					}
					require.Contains(t, []Action{RequestReview, FileAppeal}, tr.Action, "%s: only a review or an appeal leads out of %s", process, at.State)
					require.Subset(t, tr.Guards, []Guard{Appealable, InTime}, "once against each decision, and within its time")
				}
				continue
			}
			require.True(t, slices.ContainsFunc(out, func(tr Transition) bool {
				return tr.To != at.State || tr.Step != "" && tr.Step != at.Step
			}), "%s: %s/%s has no exit", process, at.State, at.Step)
		}
		require.Contains(t, walk(process), place{Done, Closed}, "%s can be granted", process)
		require.Contains(t, walk(process), place{Refused, Closed}, "%s can be refused", process)
		heard := walk(process)[place{Appealed, Hear}]
		for action := range outcomes {
			require.True(t, slices.ContainsFunc(heard, func(tr Transition) bool { return tr.Action == action }), "%s: an appeal can end with %s", process, action)
		}
	}
	for _, s := range States {
		require.True(t, states[s], "%s is reachable", s)
	}
}

func TestTable_rows(t *testing.T) {
	for _, tr := range Table {
		require.NotEmpty(t, tr.Who, "%s names who acts", tr.Action)
		require.NotEmpty(t, tr.To, "%s leads somewhere", tr.Action)
		for _, l := range locale.Langs {
			require.True(t, l.Has("casework.action."+string(tr.Action)), "%s has a button in %s", tr.Action, l)
			require.True(t, l.Has("casework.event."+string(tr.Action)), "%s has a line in the timeline in %s", tr.Action, l)
			for _, f := range tr.Input.Fields {
				require.True(t, l.Has("casework.field."+f.Name), "%s in %s", f.Name, l)
				require.True(t, l.Has("casework.field_needed."+f.Name), "%s in %s", f.Name, l)
				if f.Kind == "text" {
					require.True(t, l.Has("casework."+f.Name+"_too_long"), "%s in %s", f.Name, l)
				}
			}
		}
		if tr.Who == BySpecialist || tr.Who == ByHead || tr.Who == ByConsenter {
			require.NotNil(t, effects[tr.Action], "%s has an effect", tr.Action)
		}
		if tr.Who != ByMachine && (tr.To == Refused || tr.Action == ProposeRefuse) && tr.Action != ApproveProposal {
			grounded := slices.ContainsFunc(tr.Input.Fields, func(f Field) bool { return f.Kind == groundField && f.Required })
			require.True(t, grounded || tr.Input.Note == Required, "%s: a refusal has a reason", tr.Action)
		}
		if tr.Action == ApproveProposal || tr.Action == Return {
			require.Contains(t, tr.Guards, FourEyes, "preparer and approver differ")
		}
		if outcomes[tr.Action] != "" || tr.Action == Claim && tr.From == Appealed {
			require.Contains(t, tr.Guards, OtherDecider, "who refused does not hear the appeal")
		}
		if outcomes[tr.Action] != "" {
			require.Equal(t, Required, tr.Input.Note, "%s: an outcome has reasons", tr.Action)
		}
	}
	for action, event := range messages {
		require.True(t, locale.Uz.Has("notify."+event+".title") && locale.Uz.Has("notify."+event+".text"), "%s of %s", event, action)
	}
	lists := catalogue.Lists()
	for _, s := range States {
		require.True(t, lists.States.Has(string(s)), "%s has words", s)
	}
	for p := range Tracks {
		require.True(t, lists.Processes.Has(string(p)))
	}
	require.Len(t, Tracks, lists.Processes.Len())
	for _, q := range Queues {
		require.True(t, locale.Uz.Has("casework.queue."+string(q)))
		require.NotEmpty(t, queueSQL[q])
	}
}

// TestApplication_ActionsFor holds for every place and every kind of actor: nobody without a right is offered anything.
func TestApplication_ActionsFor(t *testing.T) {
	actors := map[string]Actor{
		"stranger citizen": Citizen(account.Principal{AccountID: 99}),
		"other authority":  Officer(account.Official{ID: 50, Authority: "ecology", Role: account.Head}),
		"other region":     Officer(account.Official{ID: 51, Authority: taxes, Region: samarkand, Role: account.Specialist}),
		"task force":       Officer(account.Official{ID: 52, Role: account.TaskForce}),
		"own case":         Officer(account.Official{ID: 1, Authority: taxes, Role: account.Head}),
	}
	for process := range Tracks {
		for at := range walk(process) {
			a := Application{AccountID: 1, Authority: taxes, Region: tashkentCity, Process: process, State: at.State, Step: at.Step, Resume: Closed}
			for name, actor := range actors {
				require.Empty(t, a.ActionsFor(actor), "%s in %s/%s of %s", name, at.State, at.Step, process)
			}
		}
	}
}

// TestPublic: an applicant reads the notes whose form says so, and no other one, whatever happened to his case.
func TestPublic(t *testing.T) {
	w := newWorld(t)
	a := w.apply("tax-approval", form.Answers{})
	require.NoError(t, w.settle(t.Context(), a, "paid"))
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Remark, Note: "Hamkasblarga soʻz."})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: ProposeGrant, Note: "Hammasi joyida."})
	w.act(Officer(w.head), a.Number, ActionInput{Action: Return, Note: "Yana qarang."})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: ProposeGrant, Note: "Hammasi joyida."})
	w.act(Officer(w.head), a.Number, ActionInput{Action: ApproveProposal, Note: "Ichki gap."})
	b := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	w.act(Officer(w.clerk), b.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), b.Number, ActionInput{Action: Refuse, Note: "Asos yoʻq.", Fields: onGround})
	w.act(Citizen(w.citizen), b.Number, ActionInput{Action: FileAppeal, Note: "Asos bor."})
	w.act(Officer(w.second), b.Number, ActionInput{Action: Uphold, Note: "Asos yoʻq, qarang."})
	for _, n := range []string{a.Number, b.Number} {
		seen, err := w.Case(w.head.Within(t.Context()), w.head, n)
		require.NoError(t, err)
		read := w.read(n)
		for i, e := range seen.Events {
			if e.Note != "" {
				require.Equal(t, Public(e.Action), e.Public, e.Action)
				require.Equal(t, Public(e.Action), read.Events[i].Note != "", e.Action)
			}
		}
	}
	require.Equal(t, words("Hammasi joyida."), w.read(a.Number).Reason, "of a proposal it is the reason that is read")
	require.Equal(t, 1, w.count(`SELECT count(*) FROM application_events WHERE action = 'approve' AND note = 'Ichki gap.' AND NOT public`))
}
