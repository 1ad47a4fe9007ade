package admin_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
)

// enter signs a persona in the way a person does it.
func enter(b *browsertest.Browser, who string) {
	b.Goto("/uz/sign-in")
	b.Click(`main form[action*="/sign-in"] button`)
	b.Click(`form:has(input[value="` + who + `"]) button`)
}

// look requires of a page that axe finds nothing and that nothing scrolls sideways.
func look(b *browsertest.Browser, name string) {
	b.Screenshot(name)
	b.Fits()
	b.Axe()
}

// TestBrowser_official is a decision by two people in a real browser, on a desk and on a phone.
func TestBrowser_official(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Approval, 12)
	o.apply("jasur", catalogue.Review, 12)
	_, err := o.feedback.Submit(t.Context(), nil, feedback.Submission{
		Kind: feedback.Concern, Service: "justice-review", Comment: "Ikki hafta javob yoʻq.", Lang: "uz", Token: "browser",
	})
	require.NoError(t, err)

	desk := browsertest.New(t, o.URL, 1280, 900)
	enter(desk, "justice-specialist")
	desk.Goto("/uz/admin?queue=office")
	look(desk, "worklist")
	desk.Goto("/uz/admin/cases/" + number)
	desk.Click(`form[action$="/actions/claim"] button`)
	look(desk, "case")
	desk.Goto("/uz/admin/cases/" + number + "/actions/ask-correction")
	look(desk, "correction")
	desk.Goto("/uz/admin/cases/" + number)
	desk.Click(`a[href*="/actions/propose-grant"]`)
	desk.Click(`main form button`)
	require.True(t, desk.Has(".govuk-error-summary"), "a proposal needs its reason")
	look(desk, "proposal")
	desk.Fill("#note", "Hujjatlar toʻliq.")
	desk.Click(`main form button`)
	desk.Goto("/uz/admin/feedback")
	look(desk, "feedback")
	desk.Click(`.app-work a`)
	look(desk, "feedback-case")

	phone := browsertest.New(t, o.URL, 360, 780)
	enter(phone, "justice-head")
	phone.Goto("/ru/admin?queue=office")
	look(phone, "worklist-phone")
	phone.Goto("/ru/admin/cases/" + number)
	look(phone, "case-phone")
	phone.Click(`a[href*="/actions/approve"]`)
	look(phone, "approve-phone")
	phone.Click(`main form button`)
	require.Equal(t, casework.Done, o.read("aziz", number).State)
	look(phone, "done-phone")
}
