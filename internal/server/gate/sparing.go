package gate

import (
	"net/http"

	"github.com/yagona/portal/internal/account"
)

// ManyLooks is the value of WhyName with which the second step says that it is asked for because of many looks.
const (
	WhyName   = "why"
	ManyLooks = "looks"
)

// Sparing stands behind the door of what shows somebody's record: an official who has opened as many within the hour as he
// may confirms before he opens more (see access.LooksInHour). A machine that copies a register can't. A look decides nothing
// and prolongs no confirmation.
func (g *Gate) Sparing(h Official) Official {
	if g.looks == nil {
		return h
	}
	return func(w http.ResponseWriter, r *http.Request, o account.Official) error {
		spent, err := g.looks.Spent(r.Context(), o)
		if err != nil {
			return err
		}
		if spent && !g.sessions.Fresh(r.Context()) {
			return g.confirm(w, r, ManyLooks)
		}
		return h(w, r, o)
	}
}
