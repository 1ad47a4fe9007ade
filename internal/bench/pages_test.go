package bench

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"github.com/stretchr/testify/require"
)

// pages are a list, a category and a service: what most people come for.
var pages = []struct{ name, path string }{
	{"list", "/uz/services"}, {"category", "/uz/topics/health"}, {"service", "/uz/services/residence-certificate"},
}

const takesGzip = "Accept-Encoding: gzip"

// keepPages writes what the portal sends for each page to a folder: the limit sends the same bytes.
func (r *rig) keepPages() string {
	dir := filepath.Join(r.dir, "pages")
	require.NoError(r.tb, os.Mkdir(dir, 0o755))
	for _, page := range pages {
		body, _ := r.get(page.path)
		require.NoError(r.tb, os.WriteFile(filepath.Join(dir, page.name+".gz"), body, 0o600))
	}
	return dir
}

// get is the answer as it comes over the wire.
func (r *rig) get(path string) ([]byte, http.Header) {
	request, err := http.NewRequestWithContext(r.tb.Context(), http.MethodGet, r.portal.url+path, nil)
	require.NoError(r.tb, err)
	request.Header.Set("Accept-Encoding", "gzip")
	answer, err := http.DefaultClient.Do(request)
	require.NoError(r.tb, err)
	defer answer.Body.Close()
	require.Equal(r.tb, http.StatusOK, answer.StatusCode)
	body, err := io.ReadAll(answer.Body)
	require.NoError(r.tb, err)
	return body, answer.Header
}

// measurePages is P1 and P2.
func measurePages(r *rig, p *paper) {
	r.portal.settle() // its pages are being drawn ahead
	for _, page := range pages {
		d := r.portal.side(page.path, takesGzip).against(r.tb, r.limit.side("/page/"+page.name+".gz", takesGzip))
		p.atLeast("P1", page.name+" page, gzip: req/s to L1 of the same bytes", d.rate, 0.8, d.beside())
		p.atMost("P1", page.name+" page: CPU to L1", d.cpu, 1.3)
		p.atMost("P1", page.name+" page: p99 to L1", d.p99, 2)
	}
	page := pages[len(pages)-1].path
	_, h := r.get(page)
	d := r.portal.side(page, takesGzip, "If-None-Match: "+h.Get("ETag")).against(r.tb, r.limit.side("/304", "If-None-Match: "+tag))
	p.atLeast("P2", "repeat view (304): req/s to L0", d.rate, 0.8, d.beside())
}

// measurePersonal is P3 and P4.
func measurePersonal(r *rig, p *paper) {
	r.fillLimit()
	for _, page := range []struct{ name, path string }{{"services", "/uz/services"}, {"own applications", "/uz/applications"}} {
		d := r.portal.side(page.path, r.cookie).against(r.tb, r.limit.side("/list"))
		p.atMost("P3", "signed-in list of "+page.name+": CPU to L2", d.cpu, 2, d.beside())
	}
	path := "/uz/applications/" + r.number
	d := r.portal.side(path, r.cookie).against(r.tb, r.limit.side("/row/1234"))
	p.atLeast("P4", "status page of an application: req/s to L3", d.rate, 0.6, d.beside())
	p.within("P4", "status page: SQL round trips", float64(r.trips(path)), 2, "session included")
}

// fillLimit makes the table that L3 reads.
func (r *rig) fillLimit() {
	_, err := r.pool.Exec(r.tb.Context(), `
		CREATE TABLE IF NOT EXISTS bench_limit (id int PRIMARY KEY, title text NOT NULL, body text NOT NULL);
		INSERT INTO bench_limit SELECT n, 'Ariza ' || n, repeat('Ariza koʻrib chiqilmoqda. ', 5) FROM generate_series(1, 10000) n ON CONFLICT DO NOTHING;
		ANALYZE bench_limit`)
	require.NoError(r.tb, err)
}

// measureMemory is P15, after all that people do.
func measureMemory(r *rig, p *paper) {
	r.most = max(r.most, r.portal.memory("VmRSS"))
	p.atMost("P15", "memory under the load above, MB", float64(r.most)/1000, 64, fmt.Sprintf("of it %d MB pages of the program's own file", r.portal.memory("RssFile")/1000))
}
