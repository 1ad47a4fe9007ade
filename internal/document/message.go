package document

import (
	"context"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// SaveForMessage stores a file that will be sent with a message about an application: by the rules of every upload, and
// as much room for each writer as an application has. The caller has made sure that the writer may write.
func (s *Store) SaveForMessage(ctx context.Context, writer, applicationID int64, name string, r io.Reader) (Upload, error) {
	return s.save(ctx, account.Principal{AccountID: writer}, ofThread(applicationID), "", name, r)
}

// ForMessage is those of the named files that the writer has stored and sent with no message yet.
func (s *Store) ForMessage(ctx context.Context, writer, applicationID int64, ids []string) ([]Upload, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, _ := s.pool.Query(ctx, selectUpload+`id = ANY($1) AND thread_id = $2 AND account_id = $3 AND message_id IS NULL AND virus = '' ORDER BY array_position($1, id)`,
		ids, applicationID, writer)
	found, err := pgx.CollectRows(rows, scanUpload)
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read uploads: %w", err))
	}
	return found, nil
}

// Send makes files of the writer those of a message, in the caller's transaction. All of them have to be there.
func Send(ctx context.Context, tx pgx.Tx, writer, applicationID, messageID int64, ids []string) error {
	tag, err := tx.Exec(ctx, `UPDATE uploads SET message_id = $4 WHERE id = ANY($1) AND thread_id = $2 AND account_id = $3 AND message_id IS NULL AND virus = ''`,
		list(ids), applicationID, writer, messageID)
	if err != nil {
		return fmt.Errorf("send uploads: %w", err)
	}
	if int(tag.RowsAffected()) < len(ids) {
		return problem.New(problem.Invalid, "document.gone")
	}
	return nil
}

// ReadOfMessages adds the reading of the files of the messages of a query, by message, to a batch.
func ReadOfMessages(b *pgx.Batch, into *map[int64][]Upload, messages string, args ...any) {
	b.Queue(`SELECT message_id, id, account_id, field, name, type, size, created_at, scanned_at, virus, sha256, place
		FROM uploads WHERE message_id = ANY (ARRAY(`+messages+`)) ORDER BY created_at, id`, args...).Query(func(rows pgx.Rows) error {
		files := map[int64][]Upload{}
		var of int64
		var up Upload
		_, err := pgx.ForEachRow(rows, []any{&of, &up.ID, &up.AccountID, &up.Field, &up.Name, &up.Type, &up.Size, &up.At, &up.ScannedAt, &up.Virus, &up.SHA256, &up.place}, func() error {
			files[of] = append(files[of], up)
			return nil
		})
		*into = files
		return err
	})
}

// OfMessage is a file that was sent with a message about an application, to be opened; the caller has made sure that its
// reader may see the messages.
func (s *Store) OfMessage(ctx context.Context, applicationID int64, id string) (Upload, error) {
	return s.upload(ctx, `thread_id = $2 AND message_id IS NOT NULL`, id, applicationID)
}
