package admin

import (
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Bulk is the choice under the list of what to do with many cases.
type Bulk struct {
	Actions []Choice
	State   []Choice // of the list, as names (Value) and values (Label) of its address
	Most    int
}

// BulkForm asks what an action on many cases needs.
type BulkForm struct {
	ActionForm
	Cases   []string // as the form sends them on
	Numbers []string // as people write them
	Token   string
	Capped  bool // the filter has more than may be done at once
	Ready   bool // there is something to send
}

// BulkOrder is how far an order has got.
type BulkOrder struct {
	Page      layout.Page
	Path      string
	Progress  string
	Total     int
	Seen      int // of Total, those that do not wait any more
	Note      string
	Running   bool
	Cancelled bool
	Grid      ui.Grid
}

// BulkOrders is what an official has ordered lately.
type BulkOrders struct {
	Page layout.Page
	Grid ui.Grid
}
