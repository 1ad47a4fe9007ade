package faults

import (
	"math/rand/v2"
	"time"

	"github.com/yagona/portal/internal/integration/registers"
)

// ours is how our own connections to the database are named: they are not cut.
const ours = "faults"

// trouble breaks things, and puts them right again at the end.
type trouble struct {
	kills, cuts, silences int
}

func (r *rig) trouble(on func() bool) (had trouble) {
	dice := rand.New(rand.NewPCG(r.seed, 2))
	ctx := r.t.Context()
	for r.front.pause(ctx, 2*time.Second) == nil && on() {
		switch n := dice.IntN(100); {
		case n < 45:
			r.replicas[dice.IntN(len(r.replicas))].kill()
			had.kills++
		case n < 75:
			r.cut(dice)
			had.cuts++
		default:
			r.gateway.SetFaults(map[string]registers.Fault{"*": {Down: true}})
			_ = r.front.pause(ctx, 2*time.Second)
			r.gateway.SetFaults(nil)
			had.silences++
		}
	}
	return had
}

// cut ends some of the portal's connections to the database, in the middle of whatever they do.
func (r *rig) cut(dice *rand.Rand) {
	_, err := r.pool.Exec(r.t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> $1 AND random() < $2`, ours, 0.2+dice.Float64())
	if err != nil && r.t.Context().Err() == nil {
		r.t.Errorf("cut: %v", err)
	}
}
