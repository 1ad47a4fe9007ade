package taskforce_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/workday"
)

func newPortal(t *testing.T) *servertest.Portal {
	t.Helper()
	return servertest.New(t, func(p *servertest.Portal, d *server.Deps) {
		d.Catalogue = catalogue.NewStore(p.Pool, p.Clock.Now)
		_, err := d.Catalogue.Import(t.Context(), nil)
		require.NoError(t, err)
		require.NoError(t, d.Catalogue.Refresh(t.Context()))
		d.Report = report.NewStore(p.Pool, d.Catalogue, p.Clock.Now)
		d.Feedback = feedback.NewStore(p.Pool, keyringtest.Ring(), d.Catalogue, p.Clock.Now, workday.New())
	})
}

var reports = []string{"comparison", "funnel", "left", "corrections", "fixes", "lost-causes", "lost-services", "lost-authorities", "lost-months", "months", "levels", "durations", "causes", "reasons", "refusals", "services", "authorities", "regions", "overdue", "opinions", "worst", "voices", "replays", "disagreements"}

func TestBoard(t *testing.T) {
	p := newPortal(t)
	_, err := p.Pool.Exec(t.Context(), `
		INSERT INTO feedback_entries (token, receipt, kind, service_code, authority, region, quality, timeliness, lang, created_at)
		SELECT 't' || n, 'r' || n, 'rating', 'tax-debt-certificate', 'tax-committee', '1726', 2, 5, 'uz', now() FROM generate_series(1, 12) n`)
	require.NoError(t, err)
	b := p.SignIn("taskforce")
	for _, l := range locale.Langs {
		page := b.Get("/" + string(l) + "/taskforce")
		require.Equal(t, http.StatusOK, page.Status)
		require.NotContains(t, page.Body, "⟦")
		for _, section := range page.All("section") {
			if servertest.Attr(section, "class") != "app-scroll" { // a table that scrolls stands inside a figure
				require.NotEmpty(t, servertest.Attr(section, "aria-labelledby"), "each figure has its message as a heading")
			}
		}
	}
	board := b.Get("/uz/taskforce?months=3&authority=tax-committee&region=1726")
	require.Contains(t, board.Body, "app-chart--map")
	require.Len(t, board.All("a", "class", "moj-filter__tag"), 3, "period, authority and region as chips")
	require.Contains(t, strings.Join(board.Links(), " "), "/uz/taskforce/worst?authority=tax-committee&months=3&region=1726", "links keep the filter")

	for _, name := range reports {
		page := b.Get("/uz/taskforce/" + name + "?months=3")
		require.Equal(t, http.StatusOK, page.Status, name)
		file := b.Get("/uz/taskforce/" + name + ".csv?months=3")
		require.Equal(t, http.StatusOK, file.Status, name)
		require.Contains(t, file.Header.Get("Content-Type"), "text/csv")
		require.True(t, strings.HasPrefix(file.Body, "\ufeff"), name)
	}
	require.Contains(t, b.Get("/en/taskforce/worst").Text(), "3.5")
	require.Contains(t, b.Get("/en/taskforce/worst.csv").Body, ",12,3.5,12,0")
	require.Equal(t, http.StatusNotFound, b.Get("/uz/taskforce/nonsense").Status)
}

func TestBoard_onlyTaskForce(t *testing.T) {
	p := newPortal(t)
	for _, who := range []string{"aziz", "justice-head"} {
		b := p.SignIn(who)
		for _, path := range []string{"/uz/taskforce", "/uz/taskforce/months", "/uz/taskforce/months.csv"} {
			require.Equal(t, http.StatusForbidden, b.Get(path).Status, "%s at %s", who, path)
		}
	}
	out := p.Visitor().Stay().Get("/uz/taskforce")
	require.Equal(t, http.StatusSeeOther, out.Status)
}

func TestRegisters(t *testing.T) {
	at := time.Date(2026, 11, 27, 4, 0, 0, 0, time.UTC)
	p := servertest.New(t, func(p *servertest.Portal, d *server.Deps) {
		d.Catalogue = catalogue.NewStore(p.Pool, p.Clock.Now)
		d.Report = report.NewStore(p.Pool, d.Catalogue, p.Clock.Now)
		d.Registers = func() []register.Condition {
			return []register.Condition{
				{Register: "tax", Heard: at, Asked: 1200, Failed: 3, Mean: 42 * time.Millisecond, Slowest: 1500 * time.Millisecond},
				{Register: "civil", Heard: at, Out: at, Fault: "status 503"},
				{Register: "person"},
			}
		}
	})
	b := p.SignIn("taskforce")
	page := b.Get("/uz/taskforce/registers")
	require.Equal(t, http.StatusOK, page.Status)
	for _, says := range []string{"3 tadan 2 tasi", "27-noyabr 2026-yil, 09:00 dan beri: status 503", "1 200", "42", "1 500", "hali soʻralmagan"} {
		require.Contains(t, page.Text(), says)
	}
	require.Less(t, strings.Index(page.Text(), "status 503"), strings.Index(page.Text(), "1 200"), "what does not answer comes first")
	for _, l := range locale.Langs {
		require.NotContains(t, b.Get("/"+string(l)+"/taskforce/registers").Body, "⟦")
	}
	for _, who := range []string{"aziz", "justice-head"} {
		require.Equal(t, http.StatusForbidden, p.SignIn(who).Get("/uz/taskforce/registers").Status, who)
	}
}
