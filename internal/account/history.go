package account

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/catalogue"
)

// SignIn is one line of a person's history of sign-ins.
type SignIn struct {
	At        time.Time
	Level     catalogue.Assurance
	Device    string
	NewDevice bool // the first time with this kind of device
}

// SignIns is the person's own history, newest first: at most fifty lines, which is what one can look through.
func (s *Store) SignIns(ctx context.Context, who Principal) ([]SignIn, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT at, level, device, new_device FROM sign_ins WHERE account_id = $1 ORDER BY at DESC, id DESC LIMIT 50`, who.AccountID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[SignIn])
}
