package document

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// TestPermits_byIndex: whatever is looked for in the public register, no search reads all papers.
func TestPermits_byIndex(t *testing.T) {
	pool := postgrestest.Owner(t, postgrestest.New(t))
	// Two of a hundred papers are in the register, of many companies, offices and regions: an index that leads to few is cheaper
	// than going through them from the newest.
	_, err := pool.Exec(t.Context(), `SET session_replication_role = replica; INSERT INTO documents (number, code, application, application_id, account_id, kind, title, holder, company, lang, issued_at, valid_until, service, authority, lines, office, region)
		SELECT n::text, n::text, '', n, 1, CASE n % 50 WHEN 0 THEN 'licence' ELSE 'certificate' END, '{}', 'Bahor ' || n, lpad(n::text, 9, '3'), 'uz', now(), now() + CASE n WHEN 100 THEN interval '-1 day' ELSE interval '1 year' END, 's', '{}', '[]', 'office ' || n % 900, (n % 900)::text
		FROM generate_series(1, 60000) n; SET session_replication_role = origin; ANALYZE documents`)
	require.NoError(t, err)
	for index, q := range map[string]PermitSearch{
		"documents_permit_idx":         {},
		"documents_number_key":         {Number: "50"},
		"documents_permit_tin_idx":     {Holder: "333333350"},
		"documents_permit_company_idx": {Holder: "bahor 50"},
		"documents_permit_office_idx":  {Authority: "office 50"},
		"documents_permit_region_idx":  {Region: "50"},
		"documents_permit_stopped_idx": {Standing: Revoked},
		"documents_permit_kind_idx":    {Kind: "permit"},
		"documents_permit_expired_idx": {Standing: Expired, Before: 100},
	} {
		sql, args := q.sql(time.Now(), PermitPage)
		rows, err := pool.Query(t.Context(), `EXPLAIN `+sql, args)
		require.NoError(t, err)
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		require.Contains(t, strings.Join(plan, "\n"), index)
	}
}
