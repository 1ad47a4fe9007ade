package faults

import (
	"net/http"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/operation"
)

const (
	// forcedFor is how long people work while the portal is forced.
	forcedFor = 8 * time.Second
	// follows is when every replica has followed a mode, with requests that were under way.
	follows = 5 * time.Second
)

// facts are what nobody may add to in that mode, each with its number of rows.
var facts = map[operation.Mode]string{
	operation.ReadOnly: `SELECT (SELECT count(*) FROM applications) || ' ' || (SELECT count(*) FROM application_events) || ' ' || (SELECT count(*) FROM drafts) || ' ' ||
		(SELECT count(*) FROM payments) || ' ' || (SELECT count(*) FROM feedback_entries) || ' ' || (SELECT count(*) FROM messages) || ' ' || (SELECT coalesce(max(id), 0) FROM river_job)`,
	operation.QueueOnly: `SELECT count(*)::text FROM application_events WHERE to_state IN ('done', 'refused') OR from_state = 'new' AND to_state <> 'new'`,
}

// forces brings the portal into a mode while people work, and back: nothing is added meanwhile to what the mode keeps as it is.
func (r *rig) forces(mode operation.Mode) {
	read := func(sql string) (held string) {
		require.NoError(r.t, r.pool.QueryRow(r.t.Context(), sql).Scan(&held))
		return held
	}
	before := len(r.ledger.numbers())
	r.turns(mode)
	time.Sleep(follows)
	held := read(facts[mode])
	time.Sleep(forcedFor)
	if after := read(facts[mode]); after != held {
		r.ledger.breaks("%s: %s became %s", mode, held, after)
	}
	taken := len(r.ledger.numbers()) - before
	for _, p := range r.replicas {
		if status, err := p.asks("/readyz"); err != nil || status != http.StatusOK {
			r.ledger.breaks("%s: %s is not ready: %d %v", mode, p.addr, status, err)
		}
		if status, err := p.asks("/uz"); err != nil || status != http.StatusOK {
			r.ledger.breaks("%s: %s shows no page: %d %v", mode, p.addr, status, err)
		}
	}
	if mode == operation.QueueOnly && taken == 0 {
		r.ledger.breaks("%s: nothing was taken", mode)
	}
	r.turns(operation.Open)
	r.t.Logf("%s: %d applications were acknowledged from its beginning to its end", mode, taken)
}

// turns is a member of the task force who comes in and changes what the portal does.
func (r *rig) turns(to operation.Mode) {
	b := r.browser()
	enter(r.t, b, "taskforce")
	f := find(b.Get("/uz/taskforce/operations/mode"), "/operations/mode")
	require.NotNil(r.t, f)
	if page := f.Set("mode", string(to)).Set("why", "check").Submit(""); !strings.HasSuffix(page.URL.Path, "/taskforce/operations") {
		r.ledger.breaks("%s cannot be chosen: %d %s", to, page.Status, page.Path())
	}
}
