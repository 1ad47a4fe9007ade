package notify

import (
	"context"
	"encoding/base64"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// MostDevices is how many browsers of a person are told; the oldest makes room.
const MostDevices = 10

// Sizes of what a browser says.
const (
	endpointBytes = 1024
	publicBytes   = 65 // an uncompressed point of P-256
	authBytes     = 16
)

// Subscribe keeps a browser that its person allowed to show notices. A browser that somebody else had subscribed on
// changes hands: whoever holds it now must not see the other's.
func (s *Store) Subscribe(ctx context.Context, who account.Principal, d Device, lang locale.Lang) error {
	public, err := base64.RawURLEncoding.DecodeString(d.P256dh)
	auth, bad := base64.RawURLEncoding.DecodeString(d.Auth)
	if err != nil || bad != nil || len(public) != publicBytes || len(auth) != authBytes || len(d.Endpoint) > endpointBytes ||
		s.out.Push == nil || !s.out.Push.Takes(d.Endpoint) {
		return problem.New(problem.Invalid, "notices.no-device")
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		index := s.ring.Mark(AddressColumn, d.Endpoint)
		var told bool // already, and the browser only repeats itself
		err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM contacts WHERE account_id = $1 AND channel = 'push' AND (address_index = $2 OR address = $3) AND retired_at IS NULL)`,
			who.AccountID, index, d.Endpoint).Scan(&told)
		if err != nil {
			return fmt.Errorf("subscribe: %w", err)
		}
		if !told {
			if err := s.announce(ctx, tx, who, deviceAdded); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `
			UPDATE contacts SET retired_at = $3 WHERE channel = 'push' AND retired_at IS NULL AND (address_index = $5 OR address = $2 OR id IN (
				SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id DESC) AS n FROM contacts WHERE account_id = $1 AND channel = 'push' AND retired_at IS NULL) own
				WHERE n >= $4))`, who.AccountID, d.Endpoint, s.now(), MostDevices, index)
		if err != nil {
			return fmt.Errorf("subscribe: %w", err)
		}
		if err := s.add(ctx, tx, who, Push, d.Endpoint, &d); err != nil {
			return fmt.Errorf("subscribe: %w", err)
		}
		if err := keep(ctx, tx, who.AccountID, defaults(lang), `lang = notice_choices.lang`); err != nil {
			return err
		}
		return record(ctx, tx, who, "contact.confirm", Push)
	})
}
