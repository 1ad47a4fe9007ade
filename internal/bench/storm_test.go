package bench

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/server/servertest"
)

// measureStorm is P18: 256 connections storm the catalogue, as at an announcement, while eight people send applications
// and an official takes cases.
func measureStorm(r *rig, p *paper) {
	const each = 120
	rounds := (r.rounds + 1) / 2
	forms, desk := r.forms(2*each*rounds), r.desk()
	defer r.pause(false)
	r.pause(true)
	var sends, claims []float64
	var calm, stormy, calmClaim, stormyClaim burst
	errors := 0
	var pages float64
	for n := range rounds {
		mine := forms[2*n*each : 2*(n+1)*each]
		calm, calmClaim = r.send(mine[:each]), r.claims(desk)
		end := r.storm("/uz/services/residence-certificate")
		stormy, stormyClaim = r.send(mine[each:]), r.claims(desk)
		rate, other := end()
		pages, errors = rate, errors+other
		sends = append(sends, stormy.p99.Seconds()/calm.p99.Seconds())
		claims = append(claims, stormyClaim.p99.Seconds()/calmClaim.p99.Seconds())
	}
	p.atMost("P18", "submit in a storm on the catalogue (256 connections): p99", median(sends), 3, fmt.Sprintf("%s to %s; %.0f pages/s", stormy, calm, pages))
	p.atMost("P18", "claim of a case in the storm: p99", median(claims), 3, fmt.Sprintf("%s to %s", stormyClaim, calmClaim))
	p.within("P18", "storm: pages that were errors", float64(errors), 0)
}

// storm loads a page until end is called, which gives the pages a second and how many were errors.
func (r *rig) storm(path string) (end func() (rate float64, other int)) {
	var said bytes.Buffer
	wrk := exec.CommandContext(r.tb.Context(), "wrk", "-t1", "-c256", "-d60s", "-H", takesGzip, r.portal.url+path)
	wrk.Stdout, wrk.Stderr = &said, &said
	require.NoError(r.tb, wrk.Start())
	time.Sleep(time.Second)
	return func() (float64, int) {
		require.NoError(r.tb, wrk.Process.Signal(os.Interrupt)) // it tells what it has seen
		require.NoError(r.tb, wrk.Wait(), "%s", &said)
		other := 0
		if otherLine.MatchString(said.String()) {
			other = int(number64(r.tb, otherLine, said.String()))
		}
		return number64(r.tb, rateLine, said.String()), other
	}
}

// desk is the browser of an official whose office has a case to take.
func (r *rig) desk() *servertest.Browser {
	origin := "http://localhost" + r.demo.url[strings.LastIndex(r.demo.url, ":"):]
	for _, who := range []string{"justice-specialist", "cadastre-specialist", "agriculture-specialist"} {
		demo := servertest.NewBrowser(r.tb, origin).SignIn(who)
		jar, err := cookiejar.New(nil)
		require.NoError(r.tb, err)
		from, _ := url.Parse(origin)
		to, _ := url.Parse(r.portal.url)
		jar.SetCookies(to, demo.HTTP.Jar.Cookies(from))
		b := servertest.NewBrowser(r.tb, r.portal.url)
		b.HTTP.Jar = jar
		if r.takeNext(sender(), b) == nil {
			return b
		}
	}
	require.FailNow(r.tb, "no official of the demo has a case to take")
	return nil
}

// claims is one official who takes the next case again and again; each is put back at once.
func (r *rig) claims(desk *servertest.Browser) burst {
	c := sender()
	defer c.CloseIdleConnections()
	return r.together(60, 1, func(int, int) error { return r.takeNext(c, desk) })
}

func (r *rig) takeNext(c *http.Client, desk *servertest.Browser) error {
	q, err := http.NewRequestWithContext(r.tb.Context(), http.MethodPost, r.portal.url+"/uz/admin/next", http.NoBody)
	if err != nil {
		return err
	}
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, cookie := range desk.HTTP.Jar.Cookies(q.URL) {
		q.AddCookie(cookie)
	}
	location, err := pressed(c, q, "/admin/cases/")
	if err != nil {
		return err
	}
	_, err = r.pool.Exec(r.tb.Context(), `UPDATE applications SET assignee = NULL WHERE number = $1`, location[strings.LastIndex(location, "/")+1:])
	return err
}
