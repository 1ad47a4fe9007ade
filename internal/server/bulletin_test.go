package server_test

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/bulletin"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/server/taskforce"
	"github.com/yagona/portal/internal/workday"
)

// bulletinWorld is a portal in which people have said something in each of the last nine months.
func bulletinWorld(t *testing.T) *servertest.Portal {
	t.Helper()
	p := servertest.New(t, func(p *servertest.Portal, d *server.Deps) {
		d.Catalogue = catalogue.NewStore(p.Pool, p.Clock.Now)
		_, err := d.Catalogue.Import(t.Context(), nil)
		require.NoError(t, err)
		require.NoError(t, d.Catalogue.Refresh(t.Context()))
		d.Report = report.NewStore(p.Pool, d.Catalogue, p.Clock.Now)
		d.Bulletins = bulletin.NewStore(p.Pool, d.Report, p.Clock.Now)
		d.Monthly = taskforce.NewMonthly(d.Bulletins, p.Sessions)
		say(t, p, "tax-committee", "1726", 5, 30)
		say(t, p, "justice", "1727", 2, 30)
		say(t, p, "cadastre", "1703", 4, 1)
		say(t, p, "tourism", "1706", 3, 12)
		require.NoError(t, d.Bulletins.Take(t.Context()))
	})
	return p
}

// say has n people give an authority that mark in each of the last nine months.
func say(t *testing.T, p *servertest.Portal, authority, region string, mark, n int) {
	t.Helper()
	_, err := p.Pool.Exec(t.Context(), `
		INSERT INTO feedback_entries (token, receipt, kind, service_code, authority, region, legality, quality, lang, created_at)
		SELECT concat_ws('-', $1::text, m, n), concat_ws('-', $1::text, m, n), 'rating', 'service-of-' || $1, $1, $2, $3, 1 + n % 5, 'uz',
			date_trunc('month', $5::timestamptz AT TIME ZONE 'Asia/Tashkent') AT TIME ZONE 'Asia/Tashkent' - make_interval(months => m) + interval '9 days'
		FROM generate_series(1, 9) m, generate_series(1, $4) n`, authority, region, mark, n, p.Clock.Now())
	require.NoError(t, err)
}

func TestMonthly(t *testing.T) {
	p := bulletinWorld(t)
	now := p.Clock.Now().In(workday.Zone)
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, -2, 0).Format("2006-01")
	b := p.SignIn("taskforce")

	list := b.Get("/en/taskforce/monthly")
	require.Equal(t, http.StatusOK, list.Status)
	list = list.Form("/follow").Submit("Tell me")
	require.Contains(t, list.Text(), "You will be told")
	list = list.Form("/follow").Submit("Tell me no more")
	require.Contains(t, list.Text(), "You will not be told")

	path := "/taskforce/monthly/" + month
	for _, l := range locale.Langs {
		for _, at := range []string{"/taskforce/monthly", path, path + "/correct"} {
			page := b.Get("/" + string(l) + at)
			require.Equal(t, http.StatusOK, page.Status, at)
			require.NotContains(t, page.Body, "⟦", at)
			require.NotContains(t, page.Body, "<no value>", at)
		}
		for ending, kind := range map[string]string{"csv": "text/csv", "xlsx": "spreadsheetml", "pdf": "application/pdf", "json": "application/json"} {
			first, again := b.Get("/"+string(l)+path+"."+ending), b.Get("/"+string(l)+path+"."+ending+"?edition=1")
			require.Equal(t, http.StatusOK, first.Status, ending)
			require.Contains(t, first.Header.Get("Content-Type"), kind)
			require.Contains(t, first.Header.Get("Content-Disposition"), "bulletin-"+month+"-1."+ending)
			require.Contains(t, first.Header.Get("Cache-Control"), "no-store")
			require.Equal(t, first.Body, again.Body, ending)
		}
	}
	page := b.Get("/en" + path)
	sum := sha256.Sum256([]byte(b.Get("/en" + path + ".json").Body))
	require.Contains(t, strings.ReplaceAll(page.Text(), " ", ""), hex.EncodeToString(sum[:]), "the page names the snapshot, and the file is it")
	require.Contains(t, page.Text(), "73", "people who gave marks")

	// A correction: refused without a reason and without a difference, then made once, with the words kept.
	form := page.Follow("Correct this month").Form("/correct")
	require.Equal(t, http.StatusUnprocessableEntity, form.Submit("").Status)
	same := form.Set("reason", "Late papers <b>").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, same.Status)
	require.Contains(t, same.Text(), "nothing to correct")
	require.Contains(t, same.Body, "Late papers &lt;b&gt;", "what was typed is kept")
	require.Contains(t, same.Form("/correct").In(locale.Ru).Body, "Late papers &lt;b&gt;", "in another language too")
	say(t, p, "customs-committee", "1706", 3, 12)
	made := same.Form("/correct").Submit("")
	require.Equal(t, http.StatusOK, made.Status)
	require.Contains(t, made.Text(), "Late papers <b>")
	require.Contains(t, made.Text(), "What changed from the edition before")
	require.Contains(t, made.Text(), "85")
	late := same.Form("/correct").Submit("")
	require.Equal(t, http.StatusConflict, late.Status)
	require.Contains(t, late.Text(), locale.En.T("bulletin.changed"))
	require.Equal(t, "Late papers <b>", late.Form("/correct").Values.Get("reason"), "what was typed is kept")
	require.Equal(t, http.StatusUnprocessableEntity, late.Form("/correct").Submit("").Status, "on top of that edition nothing is to be corrected")
	old := b.Get("/en" + path + "?edition=1")
	require.Contains(t, old.Text(), "There is a newer edition")
	require.NotContains(t, old.Body, path+"/correct")
	require.Equal(t, http.StatusNotFound, b.Get("/en"+path+"?edition=3").Status)
	require.Equal(t, http.StatusNotFound, b.Get("/en/taskforce/monthly/2026-13").Status)
	require.Equal(t, http.StatusNotFound, b.Get("/en"+path+".exe").Status)

	for _, who := range []string{"aziz", "justice-head"} {
		for _, at := range []string{"/uz/taskforce/monthly", "/uz" + path, "/uz" + path + ".csv", "/uz" + path + "/correct"} {
			require.Equal(t, http.StatusForbidden, p.SignIn(who).Get(at).Status, "%s at %s", who, at)
		}
	}
}

// quarter is the newest that is over, and its first day.
func quarter(now time.Time) (name string, from time.Time) {
	now = now.In(workday.Zone)
	from = time.Date(now.Year(), now.Month()-(now.Month()-1)%3, 1, 0, 0, 0, 0, workday.Zone).AddDate(0, -3, 0)
	return fmt.Sprintf("%d-q%d", from.Year(), (int(from.Month())+2)/3), from
}

func TestRatings(t *testing.T) {
	p := bulletinWorld(t)
	name, from := quarter(p.Clock.Now())
	visitor := p.Visitor()
	for _, l := range locale.Langs {
		for _, path := range []string{"/ratings", "/ratings/" + name, "/ratings/tax-committee", "/ratings/cadastre", "/ratings/tourism", "/open-data", "/authorities/tax-committee"} {
			page := visitor.Get("/" + string(l) + path)
			require.Equal(t, http.StatusOK, page.Status, path)
			require.NotContains(t, page.Body, "⟦", path)
			require.NotContains(t, page.Body, "<no value>", path)
		}
	}
	page := visitor.Get("/en/ratings/" + name)
	group := func(id string) string { return servertest.Text(page.First("h3", "id", id).Parent) }
	tax, justice, cadastre := catalogue.Lists().Office("tax-committee", locale.En), catalogue.Lists().Office("justice", locale.En), catalogue.Lists().Office("cadastre", locale.En)
	require.Contains(t, group("above"), tax)
	require.Contains(t, group("below"), justice)
	require.Contains(t, group("scarce"), cadastre)

	// The same from the rows themselves.
	var people int
	var mean float64
	require.NoError(t, p.Pool.QueryRow(t.Context(), `SELECT count(*), avg((legality + quality) / 2.0)::float8 FROM feedback_entries
		WHERE authority = 'tax-committee' AND created_at >= $1 AND created_at < $2`, from, from.AddDate(0, 3, 0)).Scan(&people, &mean))
	require.Equal(t, 90, people)
	require.Contains(t, group("above"), strconv.Itoa(people))
	require.Contains(t, group("above"), fmt.Sprintf("%.2f", mean))

	require.Equal(t, http.StatusNotFound, visitor.Get("/uz/ratings/nonsense").Status)
	require.Equal(t, http.StatusNotFound, visitor.Get("/uz/ratings/2019-q1").Status)
	require.Contains(t, strings.Join(visitor.Get("/uz/authorities/tax-committee").Links(), " "), "/uz/ratings/tax-committee")
	require.Contains(t, strings.Join(visitor.Get("/uz/").Links(), " "), "/uz/ratings")
}

func TestOpenData(t *testing.T) {
	p := bulletinWorld(t)
	name, _ := quarter(p.Clock.Now())
	visitor := p.Visitor()
	var file struct {
		Licence, Snapshot string
		Columns           []struct{ Name, Type, Unit, Meaning string }
		Rows              []map[string]any
	}
	get := visitor.Get("/en/open-data/ratings.json")
	require.Equal(t, http.StatusOK, get.Status)
	require.NoError(t, json.Unmarshal([]byte(get.Body), &file))
	require.Equal(t, "CC BY 4.0", file.Licence)
	of := func(level, code string) map[string]any {
		for _, r := range file.Rows {
			if r["period"] == name && r["level"] == level && r["code"] == code {
				return r
			}
		}
		return nil
	}
	require.InDelta(t, 90, of("authority", "tax-committee")["people"], 0)
	few := of("authority", "cadastre")
	require.Nil(t, few["people"], "three people are not published")
	require.Nil(t, few["overall"])
	require.Equal(t, "people", few["hidden"])
	hidden := 0
	for _, a := range []string{"tax-committee", "justice", "cadastre", "tourism"} {
		if of("authority", a)["hidden"] == "people" {
			hidden++
		}
	}
	require.Equal(t, 2, hidden, "nor can they be worked out from the country")

	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(visitor.Get("/en/open-data/ratings.csv").Body, "\ufeff"))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, len(file.Rows)+1, "both files have the same rows")
	page := visitor.Get("/en/open-data")
	for _, set := range bulletin.Sets {
		for _, column := range set.Columns {
			require.Contains(t, page.Text(), column, "the dictionary has every column")
		}
		require.Equal(t, http.StatusOK, visitor.Get("/uz-cyrl/open-data/"+set.Name+".csv").Status)
	}
	require.Contains(t, strings.ReplaceAll(page.Text(), " ", ""), file.Snapshot)
	require.Contains(t, page.Body, "https://creativecommons.org/licenses/by/4.0/")
	require.Contains(t, page.Body, `"@type":"DataCatalog"`)

	for name, value := range map[string]string{"If-None-Match": get.Header.Get("ETag"), "If-Modified-Since": get.Header.Get("Last-Modified")} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.URL+"/en/open-data/ratings.json", http.NoBody)
		require.NoError(t, err)
		require.NotEmpty(t, value)
		r.Header.Set(name, value)
		require.Equal(t, http.StatusNotModified, visitor.Do(r).Status, name)
	}
	require.Contains(t, get.Header.Get("Cache-Control"), "public")
	for _, lost := range []string{"nonsense.csv", "ratings.exe", "ratings"} {
		require.Equal(t, http.StatusNotFound, visitor.Get("/en/open-data/"+lost).Status, lost)
	}
}

// TestBulletins_none: a portal of which no month is over has its pages, and says so.
func TestBulletins_none(t *testing.T) {
	p := servertest.New(t, func(p *servertest.Portal, d *server.Deps) {
		d.Catalogue = catalogue.NewStore(p.Pool, p.Clock.Now)
		d.Report = report.NewStore(p.Pool, d.Catalogue, p.Clock.Now)
		d.Bulletins = bulletin.NewStore(p.Pool, d.Report, p.Clock.Now)
		d.Monthly = taskforce.NewMonthly(d.Bulletins, p.Sessions)
		require.NoError(t, d.Bulletins.Take(t.Context()))
	})
	require.Contains(t, p.SignIn("taskforce").Get("/en/taskforce/monthly").Text(), "No month is over yet")
	require.Contains(t, p.Visitor().Get("/en/ratings").Text(), "Too few people")
	require.Contains(t, p.Visitor().Get("/en/open-data").Text(), "No month is over yet")
	require.Equal(t, http.StatusNotFound, p.Visitor().Get("/en/open-data/ratings.csv").Status)
}
