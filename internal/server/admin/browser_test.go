package admin_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
)

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
	desk.SignIn("justice-specialist")
	desk.Goto("/uz/admin?queue=office")
	desk.Sound("worklist")
	slash := func(alt bool) string { // pressed on a keyboard with Russian letters
		return browsertest.Value[string](desk, fmt.Sprintf(`document.body.dispatchEvent(new KeyboardEvent("keydown", {key: ".", code: "Slash", altKey: %t, bubbles: true, cancelable: true})), document.activeElement.id`, alt))
	}
	require.Empty(t, slash(false), "a key alone does nothing")
	require.Equal(t, "text", slash(true), "with Alt it leads to the search")
	desk.Goto("/uz/admin/cases/" + number)
	desk.Click(`form[action$="/actions/claim"] button`)
	desk.Sound("case")
	desk.Goto("/uz/admin/cases/" + number + "/actions/ask-correction")
	desk.Sound("correction")
	desk.Goto("/uz/admin/cases/" + number)
	desk.Click(`a[href*="/actions/propose-grant"]`)
	desk.Click(`main form button`)
	require.True(t, desk.Has(".govuk-error-summary"), "a proposal needs its reason")
	desk.Sound("proposal")
	desk.Fill("#note", "Hujjatlar toʻliq.")
	desk.Click(`main form button`)
	desk.Goto("/uz/admin/feedback")
	desk.Sound("feedback")
	desk.Click(`.app-work a`)
	desk.Sound("feedback-case")

	phone := browsertest.New(t, o.URL, 360, 780)
	phone.SignIn("justice-head")
	phone.Goto("/ru/admin?queue=office")
	phone.Sound("worklist-phone")
	phone.Goto("/ru/admin/cases/" + number)
	phone.Sound("case-phone")
	phone.Click(`a[href*="/actions/approve"]`)
	phone.Sound("approve-phone")
	phone.Click(`main form button`)
	require.Equal(t, casework.Done, o.read("aziz", number).State)
	phone.Sound("done-phone")
}
