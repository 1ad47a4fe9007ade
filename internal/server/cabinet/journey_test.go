package cabinet_test

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/integration/payme"
	"github.com/yagona/portal/internal/integration/registers"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/server/servertest"
)

// service finds a published service that fits, the same at every run: definitions may change, journeys not.
func (x *town) service(t *testing.T, what string, fits func(*catalogue.Service) bool) *catalogue.Service {
	t.Helper()
	for _, svc := range x.catalogue.Snapshot().All() {
		if fits(svc) {
			return svc
		}
	}
	require.Failf(t, "no such service", "%s", what)
	return nil
}

// draftOf opens a draft of the service up to its first page.
func draftOf(b *servertest.Browser, code string) *servertest.Page {
	return b.Get("/uz/services/" + code + "/apply").Form("/apply").Submit("")
}

func kinds(svc *catalogue.Service) string {
	var b strings.Builder
	for _, f := range svc.Form {
		b.WriteString(string(f.Kind) + " ")
	}
	return b.String()
}

// number is the application that a page is about.
func number(p *servertest.Page) string {
	return strings.Split(strings.TrimPrefix(p.URL.Path, "/uz/applications/"), "/")[0]
}

func TestJourneys(t *testing.T) {
	x := newTown(t)
	aziz, malika := x.SignIn("aziz"), x.SignIn("malika")
	certificate, _ := x.catalogue.Snapshot().Service("tax-debt-certificate")
	require.NotNil(t, certificate)
	walk := func(b *servertest.Browser, name string, svc *catalogue.Service) *servertest.Page {
		t.Helper()
		w := &walker{t: t, town: x, svc: svc, who: x.Principal(name).PINFL}
		page := w.apply(b)
		require.Empty(t, w.stuck, svc.Code)
		return page
	}

	t.Run("answer at once, document, verification, tracking", func(t *testing.T) {
		page := walk(aziz, "aziz", certificate)
		require.Contains(t, page.Text(), "Bajarildi")
		require.Contains(t, page.Text(), "Karimov Aziz")
		require.Empty(t, page.Header.Get("Refresh"), "a page that is finished does not ask again")

		receipt := page.Follow("Tilxatni yuklab olish")
		require.Equal(t, "application/pdf", receipt.Header.Get("Content-Type"))
		require.True(t, strings.HasPrefix(receipt.Body, "%PDF-"))
		require.Equal(t, http.StatusNotFound, malika.Get(receipt.URL.Path).Status, "another's receipt")

		pdf := page.Follow("PDF yuklab olish")
		require.Equal(t, "application/pdf", pdf.Header.Get("Content-Type"))
		require.True(t, strings.HasPrefix(pdf.Body, "%PDF-"))
		stranger := malika.Get(pdf.URL.Path)
		require.Equal(t, http.StatusNotFound, stranger.Status)

		verified := x.Visitor().Get(page.Follow("Haqiqiyligini tekshirish").URL.Path)
		require.Equal(t, http.StatusOK, verified.Status)
		require.Contains(t, verified.Text(), "Haqiqiy va amalda")
		require.NotContains(t, verified.Text(), "Karimov", "the least data that the check needs")
		unknown := x.Visitor().Get("/ru/verify/AAAAAAAAAAAAAAAAAAAAAAAAAA")
		require.Equal(t, http.StatusNotFound, unknown.Status)
		require.Contains(t, unknown.Text(), "не выдавался")

		a, err := x.cases.Application(t.Context(), x.Principal("aziz"), number(page))
		require.NoError(t, err)
		track := x.Visitor().Get("/uz/track").Form("/track")
		found := track.Set("number", a.Number).Set("code", strings.ToLower(a.Code)).Submit("")
		require.Equal(t, http.StatusOK, found.Status)
		require.Contains(t, found.Text(), "Bajarildi")
		require.NotContains(t, found.Text(), "Karimov")
		wrong := track.Set("code", "WRONG123").Submit("")
		none := track.Set("number", "123456789").Set("code", a.Code).Submit("")
		require.Equal(t, http.StatusNotFound, wrong.Status)
		require.Equal(t, http.StatusNotFound, none.Status)
		clean := strings.NewReplacer(a.Number, "", a.Code, "", "123456789", "", "WRONG123", "")
		require.Equal(t, clean.Replace(wrong.Text()), clean.Replace(none.Text()), "nobody learns which of the two was wrong")

		list := aziz.Get("/en/documents")
		require.Contains(t, list.Text(), "Certificate of no tax debt")
		require.Contains(t, aziz.Get("/uz/applications").Text(), "Soliq qarzi")
		require.Contains(t, aziz.Get("/ru/inbox").Text(), "Сообщения")
		read := aziz.Get("/uz/inbox").Form("/inbox/read").Submit("")
		require.NotContains(t, read.Text(), "oʻqilmagan xabar")
	})

	t.Run("a double click makes one application", func(t *testing.T) {
		page := draftOf(aziz, certificate.Code)
		for !strings.HasSuffix(page.URL.Path, "/check") {
			w := &walker{t: t, town: x, svc: certificate}
			page = w.answer(page)
		}
		send := page.Form("/check").Set("declare", "yes")
		var wait sync.WaitGroup
		numbers := make([]string, 5)
		for i := range numbers {
			wait.Go(func() { numbers[i] = number(send.Submit("")) })
		}
		wait.Wait()
		for _, n := range numbers {
			require.Len(t, n, 9)
			require.Equal(t, numbers[0], n)
		}
	})

	t.Run("the declaration is needed", func(t *testing.T) {
		page := draftOf(malika, certificate.Code)
		for !strings.HasSuffix(page.URL.Path, "/check") {
			w := &walker{t: t, town: x, svc: certificate}
			page = w.answer(page)
		}
		require.Contains(t, page.Text(), "Yusupova Malika", "what the register knows is shown")
		require.Contains(t, page.Text(), "Manba: Aholi reyestri")
		back := page.Form("/check").Submit("")
		require.Equal(t, http.StatusUnprocessableEntity, back.Status)
		require.Contains(t, back.Text(), "Yozganlaringiz toʻgʻriligini tasdiqlang")
		require.Contains(t, malika.Get("/uz/cabinet").Text(), "Davom eting")
		gone := back.Form("/discard").Submit("")
		require.Contains(t, gone.Text(), "Qoralama oʻchirildi")
	})

	t.Run("bad input is said next to the field and kept", func(t *testing.T) {
		svc := x.service(t, "asks for money", func(s *catalogue.Service) bool {
			return first(s, form.KindMoney)
		})
		page := draftOf(aziz, svc.Code)
		key := keyOf(svc, form.KindMoney)
		bad := page.Form("/apply/").Set(key, "ming soʻm").Submit("")
		require.Equal(t, http.StatusUnprocessableEntity, bad.Status)
		require.Contains(t, bad.Text(), "Son yozing, masalan 1 250,50")
		require.Equal(t, []string{"ming soʻm"}, bad.Form("/apply/").Values[key], "what was typed stays")
		require.NotNil(t, bad.First("div", "class", "govuk-error-summary"))
		require.NotNil(t, bad.First("a", "href", "#"+key), "the summary leads to the field")
		require.True(t, strings.HasPrefix(servertest.Text(bad.First("title")), "Xato:"))
	})

	t.Run("two windows do not overwrite each other", func(t *testing.T) {
		svc := x.service(t, "asks for money", func(s *catalogue.Service) bool {
			return first(s, form.KindMoney)
		})
		key := keyOf(svc, form.KindMoney)
		page := draftOf(malika, svc.Code)
		first, second := page.Form("/apply/"), page.Form("/apply/")
		w := &walker{t: t, town: x, svc: svc}
		for _, q := range svc.Form {
			if asks(page, q.Key) {
				w.fill(page, first, q, q.Key)
				w.fill(page, second, q, q.Key)
			}
		}
		require.Equal(t, http.StatusOK, first.Set(key, "1000").Submit("").Status)
		clash := second.Set(key, "2000").Submit("")
		require.Equal(t, http.StatusConflict, clash.Status)
		require.Contains(t, clash.Text(), "Javoblar boshqa joyda oʻzgardi")
		require.Contains(t, clash.Text(), "2 000", "what was typed here is not lost")
		require.Contains(t, clash.Text(), "1 000", "nor what is saved")
		require.Equal(t, []string{"1000"}, malika.Get(page.URL.Path).Form("/apply/").Values[key])
		require.Equal(t, http.StatusOK, clash.Form("/apply/").Submit("Shu yerda yozganlarimni").Status)
		require.Equal(t, []string{"2000"}, malika.Get(page.URL.Path).Form("/apply/").Values[key])
		again := second.Set(key, "2000").Submit("")
		require.NotEqual(t, http.StatusConflict, again.Status, "the same answer overwrites nothing")
	})

	t.Run("nobody sees another person's", func(t *testing.T) {
		n := number(walk(aziz, "aziz", certificate))
		draft := draftOf(aziz, certificate.Code).URL.Path
		for _, path := range []string{
			"/uz/applications/" + n, "/uz/applications/" + n + "/pay", "/uz/applications/" + n + "/withdraw", "/uz/applications/" + n + "/correct", draft,
			draft[:strings.LastIndexByte(draft, '/')] + "/check",
		} {
			require.Equal(t, http.StatusNotFound, malika.Get(path).Status, path)
			require.Contains(t, x.Visitor().Get(path).URL.Path, "/sign-in", path)
		}
		require.Equal(t, http.StatusNotFound, malika.Post("/uz/applications/"+n+"/withdraw", url.Values{"row": {"1"}}).Status)
		require.Equal(t, http.StatusNotFound, malika.Post(draft, url.Values{"row": {"1"}}).Status)
		require.NotEqual(t, http.StatusOK, x.SignIn("taskforce").Get("/uz/cabinet").Status, "an official without a PINFL has no cabinet")
	})

	t.Run("what does not exist is not found", func(t *testing.T) {
		for _, path := range []string{"/uz/services/no-such-service/apply", "/uz/apply/999999", "/uz/apply/x", "/uz/applications/123456789", "/uz/documents/1-1/pdf", "/uz/files/x", "/uz/data/nothing"} {
			require.Equal(t, http.StatusNotFound, aziz.Get(path).Status, path)
		}
		require.Equal(t, http.StatusNotFound, aziz.Post("/uz/services/no-such-service/apply", nil).Status)
	})

	t.Run("a file that is too large is refused by name", func(t *testing.T) {
		page, key := x.toFile(t, aziz)
		big := page.Form("/apply/").Attach(key+"-file", "katta.pdf", append(bytes.Clone(pdf), make([]byte, 21<<20)...)).Submit("")
		require.Equal(t, http.StatusRequestEntityTooLarge, big.Status)
		require.Contains(t, big.Text(), "20")
		require.NotNil(t, big.First("div", "class", "govuk-error-summary"), "the form is there to be sent again")
		script := page.Form("/apply/").Attach(key+"-file", "x.html", []byte("<script>alert(1)</script>")).Submit("")
		require.Equal(t, http.StatusUnprocessableEntity, script.Status)
		good := page.Form("/apply/").Attach(key+"-file", "hujjat.pdf", pdf).Submit("")
		require.Equal(t, http.StatusOK, good.Status)
		again := aziz.Get(page.URL.Path)
		require.Contains(t, again.Text(), "hujjat.pdf")
		without := again.Form("/apply/").Submit("Olib tashlash")
		require.NotContains(t, without.Text(), "hujjat.pdf")
	})

	t.Run("a signature is asked for where it is needed", func(t *testing.T) {
		svc := x.service(t, "needs a signature", func(s *catalogue.Service) bool { return s.Assurance == catalogue.Signature })
		nodira := x.SignIn("nodira") // proven, without a signature
		page := nodira.Get("/uz/services/" + svc.Code + "/apply")
		require.Contains(t, page.Text(), "elektron imzo")
		require.False(t, hasForm(page, "/apply"))
		require.Equal(t, http.StatusForbidden, nodira.Post("/uz/services/"+svc.Code+"/apply", nil).Status)
		require.Contains(t, strings.Join(page.Links(), " "), "level=signature")
	})

	t.Run("an application can be taken back", func(t *testing.T) {
		svc := x.service(t, "decided by an official", func(s *catalogue.Service) bool { return s.Process == catalogue.Review && free(s) && len(s.Checks) == 0 })
		page := walk(aziz, "aziz", svc)
		require.Contains(t, page.Text(), "Koʻrib chiqilmoqda")
		require.Contains(t, page.Text(), "ish kuni", "by when, with what is left")
		gone := page.Follow("Qaytarib olish").Form("/withdraw").Submit("")
		require.Contains(t, gone.Text(), "Ariza qaytarib olindi")
	})

	t.Run("a fee is explained, paid once and has a receipt", func(t *testing.T) {
		svc := x.service(t, "costs something whatever is answered", func(s *catalogue.Service) bool {
			return len(s.Definition.Fee) == 1 && s.Definition.Fee[0].BHM != "0" && s.Process == catalogue.Review && s.Assurance != catalogue.Signature
		})
		page := walk(aziz, "aziz", svc)
		require.Contains(t, page.Text(), "Toʻlov kutilmoqda")
		bill := page.Follow("Toʻlash")
		require.Contains(t, bill.Text(), "BHM")
		provider := bill.Follow("toʻlash").Form(demoTill)
		require.Contains(t, provider.Submit("").Text(), "Toʻlov qabul qilindi")
		require.Equal(t, http.StatusOK, provider.Submit("").Status, "the second press pays nothing")
		require.Len(t, x.till.Receipts(), 1)
		require.Equal(t, payme.StatePerformed, x.till.Receipts()[0].State, "both ledgers say the same")
		receipt := aziz.Get("/uz/applications/" + number(page) + "/pay")
		require.Contains(t, receipt.Text(), "Kvitansiya")
		var paid int
		require.NoError(t, x.Pool.QueryRow(t.Context(), `SELECT count(*) FROM payments p JOIN invoices i ON i.id = p.invoice_id JOIN applications a ON a.id = i.application_id WHERE a.number = $1`, number(page)).Scan(&paid))
		require.Equal(t, 1, paid)
	})

	t.Run("a register that is down loses nothing", func(t *testing.T) {
		x.gateway.SetFaults(map[string]registers.Fault{"tax": {Down: true}})
		page := draftOf(malika, certificate.Code)
		require.Contains(t, page.Text(), "Hozir javob bermayapti")
		for !strings.HasSuffix(page.URL.Path, "/check") {
			w := &walker{t: t, town: x, svc: certificate}
			page = w.answer(page)
		}
		page = page.Form("/check").Set("declare", "yes").Submit("")
		require.Equal(t, http.StatusOK, page.Status)
		require.NotEmpty(t, page.Header.Get("Refresh"), "the page asks again by itself")
		x.gateway.SetFaults(nil)
		require.NoError(t, x.cases.WaitDecided(t.Context(), number(page), 30*time.Second))
		require.Contains(t, malika.Get(page.URL.Path).Text(), "Bajarildi")
	})

	t.Run("a refusal says why and can be reviewed by a person", func(t *testing.T) {
		jasur := x.SignIn("jasur")
		page := refused(t, x, jasur, "jasur")
		require.Contains(t, page.Text(), "Nega")
		require.Contains(t, page.Text(), "Manba:", "the fact behind it has a source and a time")
		require.Contains(t, page.Text(), "Qoida soʻz bilan")
		require.Contains(t, page.Text(), "bajarilmagan:", "what stood against it is marked")
		require.Contains(t, page.Text(), "Nima qarorni oʻzgartirardi")
		readsReasons(t, jasur, malika, page.URL.Path)
		x.onPaper(t, jasur, malika, number(page))
		stale := page.Form("/review").Set("row", "1").Set("note", "Qarzni toʻlaganman").Submit("") // of a page from before the decision
		require.Equal(t, http.StatusConflict, stale.Status)
		require.Contains(t, stale.Text(), "qayta yuboring")
		require.Equal(t, "Qarzni toʻlaganman", stale.Form("/review").Values.Get("note"), "nothing that was typed is lost")
		appealed := stale.Form("/review").Submit("")
		require.Contains(t, appealed.Text(), "Soʻrovingiz yuborildi")
		a, err := x.cases.Application(t.Context(), x.Principal("jasur"), number(page))
		require.NoError(t, err)
		require.Equal(t, casework.Appealed, a.State)
	})

	t.Run("what falls due comes from the registers that answer", func(t *testing.T) {
		policy := register.Title("vehicle", "insured_until").Uz
		x.Clock.Pass(11 * time.Minute) // what was answered before is no longer held
		x.gateway.SetFaults(map[string]registers.Fault{"driving": {LatencyMS: 60_000}, "person": {Down: true}})
		require.Contains(t, aziz.Get("/uz/cabinet").Text(), policy)
		x.gateway.SetFaults(map[string]registers.Fault{"vehicle": {LatencyMS: 60_000}})
		page := aziz.Get("/uz/cabinet")
		x.gateway.SetFaults(nil)
		require.Equal(t, http.StatusOK, page.Status)
		require.NotContains(t, page.Text(), policy)
		require.Contains(t, page.Text(), "Hozir javob bermayapti", "and says that something may be missing")
	})

	t.Run("documents by their state", func(t *testing.T) {
		require.NotNil(t, aziz.Get("/uz/documents").First("a", "href", "/uz/documents?state=expired"))
		all, valid := aziz.Get("/uz/documents"), aziz.Get("/uz/documents?state=valid")
		require.Contains(t, all.Text(), "PDF")
		require.Contains(t, valid.Text(), "PDF")
		none := locale.Uz.T("cabinet.documents.nothing")
		var title, kind, number string
		require.NoError(t, x.Pool.QueryRow(t.Context(), `SELECT title->>'uz', kind, number FROM documents WHERE account_id = $1 ORDER BY id DESC LIMIT 1`, x.IDs["aziz"]).Scan(&title, &kind, &number))
		for _, words := range []string{title, strings.ToUpper(title), locale.ToCyrillic(title), strings.Fields(title)[0]} {
			require.Contains(t, aziz.Get("/uz/documents?q="+url.QueryEscape(words)).Text(), title, words)
			require.Contains(t, aziz.Get("/uz/documents?state=valid&kind="+kind+"&q="+url.QueryEscape(words)).Text(), title, words)
		}
		found := all.Form("/documents").Set("q", "bunday hujjat yoʻq").Submit("")
		require.Equal(t, http.StatusOK, found.Status)
		require.Contains(t, found.Text(), none)
		require.NotContains(t, found.Text(), "PDF")
		require.Contains(t, aziz.Get("/uz/documents?state=expired").Text(), none, "a state without documents says so")
		require.Contains(t, aziz.Get("/uz/documents?kind=nonsense").Text(), title, "what is no kind narrows nothing")
		require.NotContains(t, x.SignIn("malika").Get("/uz/documents?q="+url.QueryEscape(number)).Text(), title, "another's")
		_, err := x.Pool.Exec(t.Context(), `UPDATE documents SET revoked_at = now(), revoked_why = 'xato' WHERE account_id = $1`, x.IDs["aziz"])
		require.NoError(t, err)
		require.NotContains(t, aziz.Get("/uz/documents?state=valid").Text(), "PDF")
		require.Contains(t, aziz.Get("/uz/documents?state=revoked").Text(), "Bekor qilingan: ")
	})

	t.Run("my data, register by register", func(t *testing.T) {
		page := aziz.Get("/ru/data/vehicle")
		require.Contains(t, page.Text(), "Источник")
		x.gateway.SetFaults(map[string]registers.Fault{"pension": {Down: true}})
		defer x.gateway.SetFaults(nil)
		require.Contains(t, aziz.Get("/uz/data/pension").Text(), "Reyestr hozir javob bermayapti")
	})

	t.Run("every page of the cabinet speaks every language", func(t *testing.T) {
		n := number(walk(aziz, "aziz", certificate))
		for _, lang := range []string{"uz", "uz-cyrl", "ru", "en"} {
			for _, path := range []string{"/cabinet", "/applications", "/applications/" + n, "/documents", "/documents?state=valid", "/documents?state=revoked", "/documents?state=nonsense", "/inbox", "/data", "/data/person", "/track", "/verify", "/services/" + certificate.Code + "/apply"} {
				page := aziz.Get("/" + lang + path)
				require.Equal(t, http.StatusOK, page.Status, lang+path)
				require.NotContains(t, page.Body, "⟦", lang+path)
				require.NotContains(t, page.Body, " else", lang+path)
			}
		}
	})
}

// first reports whether the first page asks a question of that kind, whatever the registers say.
func first(s *catalogue.Service, kind form.Kind) bool {
	pages := form.Pages(s.Form, form.Together)
	if len(pages) == 0 {
		return false
	}
	return slices.ContainsFunc(pages[0].Fields, func(f form.Field) bool { return f.Kind == kind && f.IsRequired() && f.When == "" })
}

func keyOf(s *catalogue.Service, kind form.Kind) string {
	return s.Form[slices.IndexFunc(s.Form, func(f form.Field) bool { return f.Kind == kind })].Key
}
