package taskforce

import (
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
