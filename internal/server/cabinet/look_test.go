package cabinet_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/server/servertest"
)

// pageWith is the path of a draft's page that asks a question of that kind, filled in up to there; empty when this
// persona reaches none.
func (x *town) pageWith(t *testing.T, b *servertest.Browser, name string, kind form.Kind) string {
	t.Helper()
	for _, svc := range x.catalogue.Snapshot().All() {
		at := slices.IndexFunc(svc.Form, func(f form.Field) bool { return f.Kind == kind })
		if at < 0 || at > 3 || svc.Assurance == catalogue.Signature {
			continue
		}
		w := &walker{t: t, town: x, svc: svc, who: x.Principal(name).PINFL}
		page := draftOf(b, svc.Code)
		for range 6 {
			if asks(page, svc.Form[at].Key) && (!kind.IsPicker() || len(enabled(page, "input", svc.Form[at].Key)) > 0) {
				return page.URL.RequestURI()
			}
			if strings.HasSuffix(page.URL.Path, "/check") {
				break
			}
			if page = w.answer(page); w.stuck != "" {
				break
			}
		}
		w.giveUp(b, page)
	}
	return ""
}

// stateOf drives services by that persona until one application is in the state.
func (x *town) stateOf(t *testing.T, b *servertest.Browser, name string, state casework.State, process catalogue.Process) string {
	t.Helper()
	for _, svc := range x.catalogue.Snapshot().All() {
		if svc.Process != process || svc.Assurance == catalogue.Signature || len(svc.Form) == 0 {
			continue
		}
		w := &walker{t: t, town: x, svc: svc, who: x.Principal(name).PINFL}
		page := w.apply(b)
		if w.stuck != "" {
			w.giveUp(b, page)
			continue
		}
		a, err := x.cases.Application(t.Context(), x.Principal(name), number(page))
		require.NoError(t, err)
		if a.State == state {
			return a.Number
		}
	}
	require.Failf(t, "no application", "%s %s", process, state)
	return ""
}

// window is a real browser of one size.
type window struct {
	*browsertest.Browser
	size string
}

// look requires that a page is sound; on a desk that it fits, because axe has seen the same page on the phone.
func (w window) look(name string) {
	if w.size == "phone" {
		w.Sound(w.size + "-" + name)
	} else {
		w.Seems(w.size + "-" + name)
	}
}

func windows(t *testing.T, x *town, who string) []window {
	t.Helper()
	list := []window{{browsertest.New(t, x.URL, 360, 800), "phone"}, {browsertest.New(t, x.URL, 1280, 900), "desk"}}
	for _, w := range list {
		w.Browser.SignIn(who)
	}
	return list
}

// TestLook_pages shows every kind of page of the cabinet to a real browser on a phone and on a desk.
func TestLook_pages(t *testing.T) {
	x := newTown(t)
	aziz, jasur := x.SignIn("aziz"), x.SignIn("jasur")
	process := "/uz/applications/" + x.stateOf(t, aziz, "aziz", casework.InProcess, catalogue.Inspection)
	done := x.stateOf(t, aziz, "aziz", casework.Done, catalogue.Extract)
	unpaid := "/uz/applications/" + x.stateOf(t, aziz, "aziz", casework.AwaitingPayment, catalogue.Decision)
	mend := "/uz/applications/" + x.stateOf(t, aziz, "aziz", casework.ToBeCorrected, catalogue.Registration)
	bill := aziz.Get(unpaid + "/pay").Follow("toʻlash").URL.Path
	byCard := aziz.Get(unpaid + "/pay").Follow("Karta bilan").Path()
	a, err := x.cases.Application(t.Context(), x.Principal("aziz"), done)
	require.NoError(t, err)
	svc, _ := x.catalogue.Snapshot().Service("tax-debt-certificate")
	check := draftOf(aziz, svc.Code)
	for w := (&walker{t: t, town: x, svc: svc}); !strings.HasSuffix(check.URL.Path, "/check"); {
		check = w.answer(check)
	}
	toSign := x.toSigning(t, aziz)
	token := toSign.Form("/apply/").Submit("ochish")
	signed := token.Form(demoSigner).Submit("Imzolash")
	other := x.toSigning(t, x.SignIn("malika")).Form("/apply/").Submit("ochish").Form(demoSigner).Submit("Imzolash")
	pages := []struct{ name, path string }{
		{"start", "/uz/services/tax-debt-certificate/apply"},
		{"start-to-sign", "/uz/services/" + signable + "/apply"},
		{"sign", toSign.URL.Path},
		{"sign-ru", strings.Replace(toSign.URL.Path, "/uz/", "/ru/", 1)},
		{"token", token.URL.Path},
		{"token-gone", demoSigner + "/sign/x"},
		{"signed", signed.Path()},
		{"signed-by-another", toSign.URL.Path + "?code=" + other.URL.Query().Get("code")},
		{"home", "/uz/cabinet"},
		{"applications", "/uz/applications"},
		{"documents", "/uz/documents"},
		{"inbox", "/uz/inbox"},
		{"data", "/uz/data/vehicle"},
		{"verify", "/uz/verify"},
		{"track", "/uz/track"},
		{"verified", "/uz/verify/" + a.Documents[0].Code},
		{"unknown", "/uz/verify/AAAA"},
		{"done", "/uz/applications/" + done},
		{"in-process", process},
		{"in-process-ru", strings.Replace(process, "/uz/", "/ru/", 1)},
		{"withdraw", process + "/withdraw"},
		{"unpaid", unpaid},
		{"pay", unpaid + "/pay"},
		{"provider", bill},
		{"card", byCard},
		{"to-correct", mend},
		{"correct", mend + "/correct"},
		{"check", check.URL.Path},
	}
	for _, b := range windows(t, x, "aziz") {
		for _, p := range pages {
			b.Goto(p.path)
			b.look(p.name)
		}
		b.Press(`main form[action$="/check"] button`)
		b.look("check-faults")
		b.Goto(byCard)
		b.Press(`main form button[name="decline"]`)
		b.look("card-declined")
	}
	refusal := refused(t, x, jasur, "jasur").URL.Path
	for _, b := range windows(t, x, "jasur") {
		b.Goto(refusal)
		b.look("refused")
	}
}

// TestLook_questions shows every kind of question, empty and sent back, to a real browser on a phone and on a desk.
func TestLook_questions(t *testing.T) {
	x := newTown(t)
	people := []string{"aziz", "gayrat"} // between them they own everything that can be picked
	looked, pages := map[form.Kind]bool{}, map[string]string{}
	for _, who := range people {
		b := x.SignIn(who)
		views := windows(t, x, who)
		for _, kind := range form.Kinds() {
			if looked[kind] || who != people[0] && !kind.IsPicker() {
				continue
			}
			path := x.pageWith(t, b, who, kind)
			if path == "" {
				continue
			}
			looked[kind] = true
			name := who + "-" + string(kind)
			pages[name] = b.Get(path).Body // of hundreds that are met on the way, these are of all kinds
			phone, desk := views[0], views[1]
			phone.Goto(path)
			phone.look(name)
			phone.Press(`main form button.govuk-button:not(.govuk-button--secondary)`)
			if phone.Has(".govuk-error-summary") {
				phone.look(name + "-faults")
			}
			phone.Goto(strings.Replace(path, "/uz/", "/uz-cyrl/", 1))
			phone.Fits()
			desk.Goto(path)
			desk.look(name)
			b.Post(strings.Join(strings.Split(path, "/")[:4], "/")+"/discard", nil)
		}
	}
	browsertest.Valid(t, pages)
}
