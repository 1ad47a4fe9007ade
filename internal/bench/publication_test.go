package bench

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
)

// measurePublication is the second half of P19: an edit of the catalogue, as readers of both portals see it.
func measurePublication(r *rig, p *paper) {
	store := catalogue.NewStore(r.pool, time.Now)
	var worst time.Duration
	for n := range 5 {
		require.NoError(r.tb, store.Refresh(r.tb.Context()))
		svc, ok := store.Snapshot().Service("residence-certificate")
		require.True(r.tb, ok)
		text := fmt.Sprintf("Text number %d", n)
		edited := svc.Definition
		edited.Title.En = text
		findings, err := store.Publish(r.tb.Context(), catalogue.Edit{Definition: edited, Base: svc.VersionID, Author: "bench"})
		require.NoError(r.tb, err)
		require.Empty(r.tb, findings)
		published := time.Now()
		for _, portal := range []*program{r.portal, r.demo} {
			worst = max(worst, r.seen(portal.url+"/en/services/residence-certificate", text).Sub(published))
		}
		time.Sleep(300 * time.Millisecond)
	}
	p.atMost("P19", "catalogue edit visible on both replicas, s, worst of 5", worst.Seconds(), 1)
}

// seen is when the page first shows the text.
func (r *rig) seen(url, text string) time.Time {
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		answer, err := http.Get(url)
		require.NoError(r.tb, err)
		body, err := io.ReadAll(answer.Body)
		require.NoError(r.tb, err)
		_ = answer.Body.Close()
		if strings.Contains(string(body), text) {
			return time.Now()
		}
	}
	require.FailNow(r.tb, "never seen", "%s on %s", text, url)
	return time.Time{}
}
