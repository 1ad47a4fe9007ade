package gate

import (
	"net/http"

	"github.com/yagona/portal/internal/account"
)

// Sparing stands behind the door of what shows somebody's record: an official who has opened as many within the hour as he
// may confirms before he opens more (see access.LooksInHour). A machine that copies a register can't.
func (g *Gate) Sparing(h Official) Official {
	if g.looks == nil {
		return h
	}
	fresh := g.Fresh(h)
	return func(w http.ResponseWriter, r *http.Request, o account.Official) error {
		spent, err := g.looks.Spent(r.Context(), o)
		if err != nil {
			return err
		}
		if spent {
			return fresh(w, r, o)
		}
		return h(w, r, o)
	}
}
