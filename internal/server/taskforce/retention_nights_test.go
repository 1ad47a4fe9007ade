package taskforce_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/retention"
)

// TestRetention_nights: a case that can't be erased stops no other, a night that is over is no failure, and those are told
// who may act for a company now.
func TestRetention_nights(t *testing.T) {
	x := newTown(t)
	ctx := t.Context()
	services := catalogue.NewStore(x.Pool, x.Clock.Now)
	require.NoError(t, services.Refresh(ctx))
	store := retention.NewStore(x.Pool, x.Clock.Now, services.Snapshot)
	owner := ownerOf(t, x)
	ids := map[string]int64{}
	for _, who := range []string{"aziz", "malika", "nodira"} {
		a := x.apply(who)
		require.NoError(t, x.cases.Act(ctx, casework.Citizen(x.Principal(who)), a.Number, casework.ActionInput{Action: casework.Withdraw, Row: a.Row}))
		later(t, x, a.ID, term, 1)
		ids[who] = a.ID
	}
	// Aziz sent his for a company that he has left; Malika may act for it now.
	for who, ended := range map[string]string{"aziz": "now()", "malika": "NULL"} {
		_, err := x.Pool.Exec(ctx, `INSERT INTO mandates (account_id, ground, kind, subject_sealed, subject_index, name, taken_at, checked_at, ended_at) VALUES ($1, 'director', 'company', 'sealed', 'of one company', 'Sinov', now(), now(), `+ended+`)`, x.Principal(who).AccountID)
		require.NoError(t, err)
	}
	_, err := x.Pool.Exec(ctx, `UPDATE applications SET mandate_id = (SELECT id FROM mandates WHERE account_id = $2) WHERE id = $1`, ids["aziz"], x.Principal("aziz").AccountID)
	require.NoError(t, err)
	erased := func() []int64 {
		rows, _ := x.Pool.Query(ctx, `SELECT application_id FROM retentions WHERE erased_at IS NOT NULL ORDER BY 1`)
		list, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		require.NoError(t, err)
		return list
	}

	require.NoError(t, store.Run(ctx, retention.Args{}))
	rows, _ := x.Pool.Query(ctx, `SELECT account_id FROM messages WHERE event = 'erasing' AND application_id = $1`, ids["aziz"])
	told, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	require.NoError(t, err)
	require.Equal(t, []int64{x.Principal("malika").AccountID}, told)

	for _, id := range ids {
		later(t, x, id, 0, 31)
	}
	_, err = owner.Exec(ctx, fmt.Sprintf(`CREATE FUNCTION stuck() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''stuck''; END';
		CREATE TRIGGER stuck BEFORE UPDATE ON application_payloads FOR EACH ROW WHEN (OLD.application_id = %d) EXECUTE FUNCTION stuck()`, ids["aziz"]))
	require.NoError(t, err)
	short, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	require.NoError(t, store.Run(short, retention.Args{}), "too little time is left to begin anything")
	require.Empty(t, erased())
	require.ErrorContains(t, store.Run(ctx, retention.Args{}), "stuck")
	require.Equal(t, []int64{ids["malika"], ids["nodira"]}, erased(), "the first one stops no other")
	_, err = owner.Exec(ctx, `DROP TRIGGER stuck ON application_payloads`)
	require.NoError(t, err)
	require.NoError(t, store.Run(ctx, retention.Args{}))
	require.Len(t, erased(), 3)
}
