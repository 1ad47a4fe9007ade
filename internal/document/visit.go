package document

import (
	"context"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
)

// SaveForVisit stores a file, mostly a photo, that an official takes at a visit which has no result yet: by the rules of
// every upload, and as much room for a visit as an application has. The caller has made sure that he may.
func (s *Store) SaveForVisit(ctx context.Context, official, visitID int64, field, name string, r io.Reader) (Upload, error) {
	return s.save(ctx, account.Principal{AccountID: official}, ofVisit(visitID), field, name, r)
}

// ForVisit is those of the named files that stand at a visit, in the order in which they are named.
func ForVisit(ctx context.Context, q querier, visitID int64, ids []string) ([]Upload, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := q.Query(ctx, selectUpload+`id = ANY($1) AND visit_id = $2 AND virus = '' ORDER BY array_position($1, id)`, ids, visitID)
	if err != nil {
		return nil, fmt.Errorf("read uploads: %w", err)
	}
	return pgx.CollectRows(rows, scanUpload)
}

// KeepOfVisit removes the files of a visit that its record does not name, in the caller's transaction.
func KeepOfVisit(ctx context.Context, tx pgx.Tx, visitID int64, named []string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM uploads WHERE visit_id = $1 AND NOT id = ANY($2)`, visitID, list(named)); err != nil {
		return fmt.Errorf("drop uploads: %w", err)
	}
	return nil
}

// OfVisits is a file of the record of a visit about an application, to be opened; the caller has made sure that its reader
// may see the application. recorded asks for one whose visit has its result.
func (s *Store) OfVisits(ctx context.Context, applicationID int64, id string, recorded bool) (Upload, error) {
	return s.upload(ctx, `EXISTS (SELECT FROM visits v WHERE v.id = visit_id AND v.application_id = $2 AND (v.recorded_at IS NOT NULL OR NOT $3))`, id, applicationID, recorded)
}
