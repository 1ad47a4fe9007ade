package taskforce

import (
	"github.com/a-h/templ"

	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Operations is how the portal itself stands.
type Operations struct {
	Page        layout.Page
	Worries     []Link // without a path: nothing on another page says more
	Worried     string
	Queues      ui.Grid
	Dead        ui.Grid
	Safety      []ui.Row
	Database    []ui.Row
	Connections ui.Grid
	Limit       string
	Program     []ui.Row
	Mode        []ui.Row
}

// Mode asks what the portal is to do from now on.
type Mode struct {
	Page     layout.Page
	Faults   []ui.Fault
	Controls []ui.Control
	Cancel   templ.SafeURL
}

// DeadJobs is the jobs of a kind that were given up.
type DeadJobs struct {
	Page   layout.Page
	Newest string
	Grid   ui.Grid
	Sure   *Sure // before anything is dropped
	Cancel string
}

// Sure asks before jobs are dropped for good.
type Sure struct{ Text, Do string }
