package bench

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// load is what a browser tells of a page that it has opened.
type load struct {
	Requests []string `json:"requests"` // names of what was fetched
	HTML     int      `json:"html"`     // bytes over the wire
	All      int      `json:"all"`      // with everything that the page fetched
	Paint    float64  `json:"paint"`    // largest contentful paint, ms
	Shift    float64  `json:"shift"`
	Blocked  float64  `json:"blocked"` // ms
}

const tell = `new Promise(done => {
	const out = {requests: [], html: 0, all: 0, paint: 0, shift: 0, blocked: 0};
	const watch = (type, each) => new PerformanceObserver(l => l.getEntries().forEach(each)).observe({type, buffered: true});
	watch('largest-contentful-paint', e => out.paint = e.startTime);
	watch('layout-shift', e => out.shift += e.value);
	watch('longtask', e => out.blocked += Math.max(0, e.duration - 50));
	setTimeout(() => {
		const page = performance.getEntriesByType('navigation')[0];
		out.html = page.transferSize;
		const all = [page, ...performance.getEntriesByType('resource')];
		out.requests = all.map(e => new URL(e.name).pathname.replace(/.*\//, '/'));
		out.all = all.reduce((sum, e) => sum + e.transferSize, 0);
		done(out);
	}, 1500);
})`

// measureWeight is P16 and P17: what a phone loads that was never here, on a slow network with a slow processor. What is timed is
// the median of the rounds: whatever else runs on the machine meanwhile counts four times.
func measureWeight(r *rig, p *paper) {
	r.portal.settle()
	views := []struct {
		name, path string
		loads      []load
	}{{name: "home", path: "/uz/"}, {name: "service", path: "/uz/services/residence-certificate"}}
	for range r.rounds {
		for i := range views {
			views[i].loads = append(views[i].loads, r.open(views[i].path))
		}
	}
	for _, v := range views {
		l := v.loads[0]
		var paint, shift, blocked []float64
		for _, l := range v.loads {
			paint, shift, blocked = append(paint, l.Paint/1000), append(shift, l.Shift), append(blocked, l.Blocked)
		}
		spread := func(list []float64) string { return fmt.Sprintf("%.4g to %.4g", slices.Min(list), slices.Max(list)) }
		p.within("P16", v.name+" page, cold, all it needs, KB", float64(l.All)/1024, 50, strings.Join(l.Requests, " "))
		p.within("P16", v.name+" page, HTML, KB", float64(l.HTML)/1024, 14)
		p.within("P16", v.name+" page, requests", float64(len(l.Requests)), 4)
		p.atMost("P17", v.name+" page, slow phone: largest paint, s", median(paint), 1, spread(paint))
		p.within("P17", v.name+" page: layout shift", slices.Max(shift), 0)
		p.within("P17", v.name+" page: blocked, ms", median(blocked), 0, spread(blocked))
	}
}

// open loads a page in a new browser on a phone: a quarter of the processor, 1.6 Mbit/s, 150 ms to answer.
func (r *rig) open(path string) (l load) {
	tb := r.tb
	ctx, cancel := chromedp.NewExecAllocator(tb.Context(), chromedp.ExecPath(chromium()), chromedp.NoSandbox,
		chromedp.Flag("headless", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-first-run", true), chromedp.UserDataDir(tb.TempDir()))
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	require.NoError(tb, chromedp.Do(ctx, chromedp.EmulateViewport(360, 740)))
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	defer cancel()
	require.NoError(tb, chromedp.Do(ctx, chromedp.Func(slow), chromedp.Navigate(r.portal.url+path)))
	l, err := chromedp.Run(ctx, chromedp.Evaluate[load](tell, chromedp.EvalAwaitPromise))
	require.NoError(tb, err)
	return l
}

// emulateNetwork is the command that every Chromium in use knows; the generated ones name only its successor.
var emulateNetwork = cdp.Command[networkConditions, cdp.Empty]{Method: "Network.emulateNetworkConditions"}

type networkConditions struct {
	Offline  bool    `json:"offline"`
	Latency  float64 `json:"latency"`            // ms
	Download float64 `json:"downloadThroughput"` // bytes a second
	Upload   float64 `json:"uploadThroughput"`
}

func slow(ctx context.Context, t *chromedp.Target) error {
	if _, err := cdp.Call(ctx, t, network.Enable, network.EnableParams{}); err != nil {
		return err
	}
	const bytes = 1.6e6 / 8
	if _, err := cdp.Call(ctx, t, emulateNetwork, networkConditions{Latency: 150, Download: bytes, Upload: bytes / 2}); err != nil {
		return err
	}
	_, err := cdp.Call(ctx, t, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: 4})
	return err
}

func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return "chromium"
}
