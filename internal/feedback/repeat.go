package feedback

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// repeatWithin is how long the same words of the same account about the same thing are one entry.
const repeatWithin = 24 * time.Hour

// repeated notes what is being said, and returns the receipt under which it was said first: that code itself when it is
// new. A second of two clicks at once waits here for the first. Only accounts are known well enough: an address may be that of
// a whole network, in which one must not be led to the receipt of another. Nothing is noted of who does not want to be tied
// to his account, nor of a report of corruption, even as a hash. Without the key of the ring nobody tries contacts against it.
func (s *Store) repeated(ctx context.Context, tx pgx.Tx, in Submission, t Target, code string) (string, error) {
	words := strings.Join(strings.Fields(strings.ToLower(in.Comment)), " ")
	if !strings.HasPrefix(in.Sender, AccountSender) || words == "" || in.Unnamed || in.Kind == Corruption {
		return code, nil
	}
	about := fmt.Sprint(in.Kind, in.Marks, in.Contact, t.ApplicationID, t.Service, t.Office, in.Page)
	sum := s.ring.Hash(strings.Join([]string{"repeat", in.Sender, about, words}, "\x00"))
	var first string
	err := tx.QueryRow(ctx, `
		INSERT INTO feedback_repeats AS r (key, receipt, at) VALUES (@key, @receipt, @now)
		ON CONFLICT (key) DO UPDATE SET receipt = CASE WHEN r.at > @since THEN r.receipt ELSE excluded.receipt END,
			at = CASE WHEN r.at > @since THEN r.at ELSE excluded.at END
		RETURNING receipt`,
		pgx.NamedArgs{"key": hex.EncodeToString(sum[:16]), "receipt": code, "now": s.now(), "since": s.now().Add(-repeatWithin)}).Scan(&first)
	if err != nil {
		return "", fmt.Errorf("look for what was said before: %w", err)
	}
	return first, nil
}
