package notices_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/integration/mail"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
)

// TestBrowser opens every page and its errors in a real browser, narrow and wide, in every written form.
func TestBrowser(t *testing.T) {
	x := newTown(t)
	reader := x.enter("aziz")
	confirm(x, reader, "email", "aziz@example.uz")
	confirm(x, reader, "sms", "901230000")
	x.tell("aziz", "to-correct", "1")
	x.Clock.Pass(notify.CodesWindow)

	b := browsertest.New(t, x.URL, 360, 780)
	b.Goto("/uz/sign-in?next=%2Fuz%2Fcabinet%2Fnotices")
	b.Click("form[action$='/sign-in'] button")
	b.Click("form:has(input[value=aziz]) button")
	look := func(name string) {
		t.Helper()
		b.Axe()
		b.Fits()
		b.Screenshot(name)
	}
	b.See("#where")
	for _, l := range locale.Langs {
		at := "/" + string(l)
		b.Goto(at + notify.ChoicesPath)
		look("choices-" + string(l))
		b.Goto(at + "/inbox")
		look("inbox-" + string(l))
		b.Goto(at + notify.ChoicesPath + "/sms")
		look("sms-" + string(l))
		b.Goto(at + "/demo/outbox")
		look("outbox-" + string(l))
	}
	b.Goto("/ru" + notify.ChoicesPath + "/email")
	b.Fill("#address", "x@"+mail.Bounce)
	b.Click("main form button")
	b.See(".govuk-error-summary")
	look("email-error")
	b.Fill("#address", "neu@example.uz")
	b.Click("main form button")
	b.See("#code")
	look("code")
	b.Type("#code", "1")
	b.Click("main form button")
	b.See(".govuk-error-summary")
	look("code-error")
	b.Goto("/en" + strings.TrimPrefix(strings.Trim(x.demo.Mail.Letters()[1].Header.Get("List-Unsubscribe"), "<>"), x.URL+"/uz"))
	look("unsubscribe")

	b.Goto("/ru" + notify.ChoicesPath)
	b.Until(`!document.querySelector("[data-push]").hidden`)
	b.Until(`navigator.serviceWorker.ready.then((r) => r.active.state === "activated")`)
	shown := `navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((list) => list.map((n) => n.title + n.tag + n.data).sort().join())`
	const first = `{"title":"Пришёл ответ","body":"Откройте сообщения","lang":"ru","path":"/ru/inbox","tag":"copy-1"}`
	b.Pushed(first, shown+`.then((all) => all === "Пришёл ответcopy-1/ru/inbox")`)
	// The same once more and another: of those with the same tag one is shown.
	b.Pushed(first, shown+`.then((all) => all === "Пришёл ответcopy-1/ru/inbox")`)
	b.Pushed(`{"title":"Готово","body":"Откройте сообщения","lang":"ru","path":"/ru/inbox","tag":"copy-2"}`,
		shown+`.then((all) => all === "Готовоcopy-2/ru/inbox,Пришёл ответcopy-1/ru/inbox")`)

	seen := map[string]string{}
	for _, path := range []string{notify.ChoicesPath, "/inbox", notify.ChoicesPath + "/email", "/demo/outbox"} {
		for _, l := range locale.Langs {
			page := reader.Get("/" + string(l) + path)
			require.NotContains(t, page.Body, "⟦", path)
			seen[string(l)+path] = page.Body
		}
	}
	browsertest.Valid(t, seen)

	wide := browsertest.New(t, x.URL, 1280, 900)
	wide.Goto("/uz/sign-in?next=%2Fuz%2Fcabinet%2Fnotices")
	wide.Click("form[action$='/sign-in'] button")
	wide.Click("form:has(input[value=aziz]) button")
	wide.Axe()
	wide.Fits()
	wide.Screenshot("choices-wide")
}
