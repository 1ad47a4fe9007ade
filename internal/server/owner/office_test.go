package owner_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/skip2/go-qrcode"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/owner"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/workday"
)

// offices is a portal with the pages of heads about their offices.
func offices(t *testing.T) (*servertest.Portal, *booking.Store) {
	t.Helper()
	var bookings *booking.Store
	p := servertest.New(t, func(p *servertest.Portal, d *server.Deps) {
		bookings = booking.NewStore(p.Pool, p.Clock.Now, workday.New())
		require.NoError(t, bookings.Seed(t.Context()))
		d.Offices = owner.NewOffices(bookings, p.Sessions, p.URL, p.Clock.Now)
	})
	return p, bookings
}

// officeOf is the path of the office of an authority in a region.
func officeOf(t *testing.T, bookings *booking.Store, authority, region string) (booking.Office, string) {
	t.Helper()
	list, err := bookings.Offices(t.Context(), authority, region)
	require.NoError(t, err)
	return list[0], "/admin/offices/" + strconv.FormatInt(list[0].ID, 10)
}

func TestJourney_office(t *testing.T) {
	p, bookings := offices(t)
	head := p.SignIn("justice-head")
	office, page := officeOf(t, bookings, "justice", "1726")
	list := head.Get("/uz/admin/offices")
	require.Contains(t, list.Text(), "14 ta qabul joyi.")
	require.Contains(t, list.Text(), "Manzil koʻrsatilmagan")
	require.Contains(t, list.Text(), "Du–Ju 9:00–17:00, tanaffus 13:00–14:00")

	empty := head.Get("/uz" + page).Form(page).Submit("Saqlash")
	require.Equal(t, http.StatusUnprocessableEntity, empty.Status, "a reason is asked for")
	wrong := head.Get("/uz"+page).Form(page).Set("reason", "Sinov").Set("day-1-closes", "08:00").Set("day-2-opens", "").Submit("Saqlash")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
	require.Contains(t, wrong.Text(), "Boshlanish oldinroq boʻlsin")
	ru := wrong.Form(page).In(locale.Ru)
	require.Equal(t, "08:00", ru.Form(page).Values.Get("day-1-closes"), "the language switch keeps what was typed")

	stale := head.Get("/uz"+page).Form(page).Set("reason", "yana").Set("length", "20")
	said := head.Get("/uz"+page).Form(page).Set("reason", "Koʻchdik").Set("address-uz", "Sayilgoh koʻchasi 5").Set("phone", "71 200 00 00").Set("places", "3").
		Set("day-6-opens", "09:00").Set("day-6-closes", "12:00").Submit("Saqlash")
	require.Equal(t, http.StatusOK, said.Status)
	require.Contains(t, said.Text(), "Saqlandi")
	require.Contains(t, said.Text(), "Sayilgoh koʻchasi 5 · +998712000000")
	require.Contains(t, said.Text(), "Sh 9:00–12:00")
	require.Contains(t, said.Text(), "Joylar: 2 → 3", "the history says what was changed")
	late := stale.Submit("Saqlash")
	require.Equal(t, http.StatusConflict, late.Status, "in a second tab")
	require.Contains(t, late.Text(), locale.Uz.T("booking.changed"))
	require.Contains(t, late.Text(), "Sayilgoh koʻchasi 5", "the page says how the office is now")
	stands := late.Form(page).Values
	require.Equal(t, "20", stands.Get("length"), "what was typed is kept")
	require.Equal(t, "3", stands.Get("places"), "and what was left alone is what the other made of it")
	require.Equal(t, "12:00", stands.Get("day-6-closes"))
	require.Equal(t, "Sayilgoh koʻchasi 5", stands.Get("address-uz"))
	again := late.Form(page).Set("reason", "").Submit("Saqlash")
	require.Equal(t, http.StatusUnprocessableEntity, again.Status, "and can be saved on top of that")

	other := booking.NewStore(p.Pool, time.Now, workday.New()) // another replica
	slots, err := other.Slots(t.Context(), office.ID, p.Clock.Now(), booking.Horizon, booking.Holder{})
	require.NoError(t, err)
	require.Equal(t, 3, slots[0].Free, "it holds at once everywhere")
	saturday := false
	for _, s := range slots {
		saturday = saturday || s.At.In(workday.Zone).Weekday() == time.Saturday
	}
	require.True(t, saturday)

	at := slots[len(slots)-1].At
	_, err = p.Pool.Exec(t.Context(), `WITH s AS (INSERT INTO services (code) VALUES ('a-service') RETURNING id)
		INSERT INTO service_versions (service_id, number, schema, definition, checksum, origin, author, note, created_at) SELECT id, 1, 1, '{}', '', 'seed', '', '', now() FROM s`)
	require.NoError(t, err)
	_, err = p.Pool.Exec(t.Context(), `WITH a AS (INSERT INTO applications (number, code, account_id, service_version_id, service, process, authority, lang, state, step, submitted_at, term_at, due_at, warn_at, closed_at)
			SELECT '123456789', 'CODE2345', $3, id, 'a-service', 'booking', 'justice', 'uz', 'done', 'closed', now(), now(), now(), now(), now() FROM service_versions RETURNING id)
		INSERT INTO bookings (office_id, at, place, application_id) SELECT $1, $2, 1, id FROM a`, office.ID, at, p.IDs["aziz"])
	require.NoError(t, err)
	day := at.In(workday.Zone)
	agree := head.Get("/uz"+page).Form(page).Set("reason", "Taʼmirlash").
		Set("closing-from-day", strconv.Itoa(day.Day())).Set("closing-from-month", strconv.Itoa(int(day.Month()))).Set("closing-from-year", strconv.Itoa(day.Year())).
		Set("closing-to-day", strconv.Itoa(day.Day())).Set("closing-to-month", strconv.Itoa(int(day.Month()))).Set("closing-to-year", strconv.Itoa(day.Year())).Submit("Saqlash")
	require.Equal(t, http.StatusOK, agree.Status)
	require.Contains(t, agree.Text(), "1 kishi yozilgan vaqtda qabul qilinmaydi")
	require.Contains(t, agree.Text(), "Hali hech narsa saqlanmadi")
	kept, err := bookings.Office(t.Context(), office.ID)
	require.NoError(t, err)
	require.Empty(t, kept.Closed)
	done := agree.Form(page).Submit("Saqlash va 1 kishiga")
	require.Contains(t, done.Text(), "Saqlandi")
	require.Contains(t, done.Text(), "1 ta yozilgan qabul ish vaqtidan tashqarida")
	kept, err = bookings.Office(t.Context(), office.ID)
	require.NoError(t, err)
	require.Len(t, kept.Closed, 1)

	back := done.Follow("Oldingi holatni koʻrish")
	require.Contains(t, back.Text(), "oldingi holat")
	back = back.Form(page).Set("reason", "Taʼmir tugadi").Submit("Saqlash")
	require.NotContains(t, back.Text(), "ish vaqtidan tashqarida. ")
	kept, err = bookings.Office(t.Context(), office.ID)
	require.NoError(t, err)
	require.Empty(t, kept.Closed)
	require.Equal(t, 3, kept.Places)

	for _, path := range []string{"/uz" + page, "/uz/admin/offices/999999999", "/uz/admin/offices/x"} {
		require.Equal(t, http.StatusNotFound, p.SignIn("cadastre-head").Get(path).Status, path)
	}
	require.Equal(t, http.StatusNotFound, p.SignIn("cadastre-head").Post("/uz"+page, nil).Status)
	_, far := officeOf(t, bookings, "cadastre", "1718")
	_, near := officeOf(t, bookings, "cadastre", "1726")
	require.Equal(t, http.StatusNotFound, p.SignIn("cadastre-head").Get("/uz"+far).Status, "another region's office")
	require.Equal(t, http.StatusOK, p.SignIn("cadastre-head").Get("/uz"+near).Status)
	require.Equal(t, http.StatusForbidden, p.SignIn("justice-specialist").Get("/uz"+page).Status)
}

// TestJourney_poster prints the sheet for the wall of an office.
func TestJourney_poster(t *testing.T) {
	p, bookings := offices(t)
	head := p.SignIn("justice-head")
	office, page := officeOf(t, bookings, "justice", "1726")
	sheet := head.Get("/ru" + page).Follow("Лист на стену")
	require.Equal(t, "/ru"+page+"/poster", sheet.Path())
	link := p.URL + "/ru/feedback?office=" + strconv.FormatInt(office.ID, 10)
	require.Contains(t, sheet.Text(), office.Name.Ru)
	require.Contains(t, sheet.Text(), link, "who has no camera types it")
	require.Equal(t, link, scan(t, sheet))
	require.Equal(t, http.StatusNotFound, p.SignIn("cadastre-head").Get("/uz"+page+"/poster").Status)
	require.Equal(t, http.StatusForbidden, p.SignIn("justice-specialist").Get("/uz"+page+"/poster").Status)
}

// scan reads the code of a sheet as it is drawn, and compares it with the code of the address in the text under it.
func scan(t *testing.T, sheet *servertest.Page) string {
	t.Helper()
	path := ""
	for _, a := range sheet.First("path", "fill", "#000").Attr {
		if a.Key == "d" {
			path = a.Val
		}
	}
	text := sheet.First("code", "translate", "no").FirstChild.Data
	code, err := qrcode.New(text, qrcode.Medium)
	require.NoError(t, err)
	rows := code.Bitmap()
	drawn := make([][]bool, len(rows))
	for y := range drawn {
		drawn[y] = make([]bool, len(rows))
	}
	for run := range strings.SplitSeq(strings.TrimSuffix(path, "z"), "z") {
		var x, y, n, back int
		_, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &n, &back)
		require.NoError(t, err, run)
		require.Equal(t, n, back)
		for i := range n {
			drawn[y][x+i] = true
		}
	}
	require.Equal(t, rows, drawn)
	return text
}

// TestBrowser_office looks at the pages in a real browser, on a phone and on a desk.
func TestBrowser_office(t *testing.T) {
	p, bookings := offices(t)
	_, page := officeOf(t, bookings, "cadastre", "1726")
	for _, width := range []int64{360, 1280} {
		b := browsertest.New(t, p.URL, width, 800)
		b.SignIn("cadastre-head")
		for _, path := range []string{"/uz/admin/offices", "/ru" + page, "/uz-cyrl" + page, "/uz-cyrl" + page + "/poster"} {
			b.Goto(path)
			b.Axe()
			b.Fits()
		}
	}
}
