package feedback

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

const (
	// repeatWithin is how long the same words of the same sender about the same thing are one entry.
	repeatWithin = 24 * time.Hour
	// repeatWords is the fewest characters by which two strangers behind one address are not taken for one: a whole network
	// may share it, and many in it write "thank you".
	repeatWords = 20
)

// repeated notes what is being said, and returns the receipt under which it was said first: that code itself when it is
// new. A second of two clicks at once waits here for the first. Nothing is noted of who does not want to be tied to an
// account, even as a hash.
func (s *Store) repeated(ctx context.Context, tx pgx.Tx, in Submission, t Target, code string) (string, error) {
	words := strings.Join(strings.Fields(strings.ToLower(in.Comment)), " ")
	account := strings.HasPrefix(in.Sender, AccountSender)
	if in.Sender == "" || words == "" || in.Unnamed || !account && utf8.RuneCountInString(words) < repeatWords {
		return code, nil
	}
	about := fmt.Sprint(in.Kind, in.Marks, t.ApplicationID, t.Service, t.Office, in.Page)
	sum := sha256.Sum256([]byte(strings.Join([]string{"repeat", in.Sender, about, words}, "\x00")))
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
