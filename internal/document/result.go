package document

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// LinesColumn is what papers say, sealed.
var LinesColumn = keyring.Column{Table: "documents", Name: "lines", By: keyring.Nothing, JSON: true}

// columns of documents in the order of scan. What a paper says is read only where it is shown: one that opens no more is still
// verified, and hides no others.
const (
	columns = `id, number, application_id, application, account_id, kind, title, authority, holder, lang, code, issued_at, valid_until, revoked_at, revoked_why,
	service, office, region, suspended_at, suspended_until, suspended_why, said, row`
	withLines = columns + `, lines_sealed, lines`
)

// into is where columns are scanned.
func (d *Document) into() []any {
	return []any{
		&d.ID, &d.Number, &d.ApplicationID, &d.Application, &d.AccountID, &d.Kind, &d.Title, &d.Authority, &d.Holder,
		&d.Lang, &d.Code, &d.IssuedAt, &d.ValidUntil, &d.RevokedAt, &d.RevokedWhy,
		&d.Service, &d.Office, &d.Region, &d.SuspendedAt, &d.SuspendedUntil, &d.SuspendedWhy, &d.Said, &d.Row,
	}
}

func scan(row pgx.CollectableRow) (d Document, err error) {
	err = row.Scan(d.into()...)
	return d, err
}

// opened is scan of withLines.
func opened(ring *keyring.Ring) pgx.RowToFunc[Document] {
	return func(row pgx.CollectableRow) (d Document, err error) {
		var sealed, plain []byte
		if err := row.Scan(append(d.into(), &sealed, &plain)...); err != nil {
			return d, err
		}
		err = ring.Into(LinesColumn, d.ID, sealed, plain, &d.Lines)
		return d, err
	}
}

// Draw adds the drawing of the id for a result that is issued later in the transaction: it is sealed for its row.
func Draw(b *pgx.Batch, id *int64) {
	b.Queue(`SELECT nextval(pg_get_serial_sequence('documents', 'id'))`).QueryRow(func(row pgx.Row) error { return row.Scan(id) })
}

// Issue issues a result in the caller's transaction, under the id that was drawn for it: its content is frozen from then on.
// It gives the number and the verification code.
func Issue(ctx context.Context, tx pgx.Tx, ring *keyring.Ring, d Document) (Document, error) {
	if d.ID == 0 {
		return Document{}, errors.New("issue document: no id was drawn for it")
	}
	d.Code = rand.Text()
	d.Lines = d.Lines.whole(d.Lang)
	sealed, plain, err := ring.Document(LinesColumn, d.ID, d.IssuedAt, d.Lines)
	if err != nil {
		return Document{}, fmt.Errorf("issue document: %w", err)
	}
	err = tx.QueryRow(ctx, `INSERT INTO documents (number, application_id, application, account_id, kind, title, authority, holder, lang, lines_sealed, lines, code, issued_at, valid_until,
			service, office, region, reminded, company, id)
		OVERRIDING SYSTEM VALUE SELECT $2 || '-' || (count(*) + 1), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19 FROM documents WHERE application_id = $1
		RETURNING number, row`, d.ApplicationID, d.Application, d.AccountID, d.Kind, d.Title, d.Authority, d.Holder, d.Lang, sealed, plain, d.Code, d.IssuedAt, d.ValidUntil,
		d.Service, d.Office, d.Region, late(d.ValidUntil, d.IssuedAt), d.Company, d.ID).
		Scan(&d.Number, &d.Row)
	if err != nil {
		return Document{}, fmt.Errorf("issue document: %w", err)
	}
	return d, nil
}

// Revoke takes the results of an application back in the caller's transaction.
func Revoke(ctx context.Context, tx pgx.Tx, applicationID int64, why string, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE documents SET revoked_at = $2, revoked_why = $3 WHERE application_id = $1 AND revoked_at IS NULL`, applicationID, at, why)
	if err != nil {
		return fmt.Errorf("revoke document: %w", err)
	}
	return nil
}

// Read adds the reading of the chosen application's results to a batch.
func Read(b *pgx.Batch, ring *keyring.Ring, into *[]Document) {
	b.Queue(`SELECT ` + withLines + ` FROM documents WHERE application_id = ` + postgres.Chosen + ` ORDER BY id`).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, opened(ring))
		return err
	})
}

// Page is how many documents a page of "my documents" shows.
const Page = 25

// Sought is which documents a person looks for; the zero value is all of them.
type Sought struct {
	Words    string // of the title, the authority or the number, in any script
	Kind     string // result kind of the definition; empty: any
	Standing Standing
}

// Mine is the results of whom the person acts for now that are looked for, newest first, older than before (0: the
// newest). Words are compared as people write them, which the database can't: it reads on until the page is full.
func (s *Store) Mine(ctx context.Context, who account.Principal, q Sought, before int64) ([]Document, error) {
	words := strings.Fields(locale.Fold(q.Words))
	standing := `true`
	if is := standings[q.Standing]; is != "" {
		standing = strings.ReplaceAll(is, "@now", "$4")
	}
	var found []Document
	for {
		theirs, args := who.Theirs(s.now(), before, Page, q.Kind, s.now())
		list, err := collect(ctx, s.pool, `SELECT `+columns+` FROM documents WHERE application_id IN (SELECT a.id FROM applications a WHERE `+theirs+`)
			AND ($1::bigint = 0 OR id < $1) AND ($3 = '' OR kind = $3) AND $4::timestamptz IS NOT NULL AND `+standing+` ORDER BY id DESC LIMIT $2`, args...)
		if err != nil {
			return nil, postgres.Problem(err)
		}
		for _, d := range list {
			if before = d.ID; d.says(words) && len(found) < Page {
				found = append(found, d)
			}
		}
		if len(list) < Page || len(found) == Page {
			return found, nil
		}
	}
}

// says reports whether every word stands in the title, the authority or a number of the document.
func (d Document) says(words []string) bool {
	text := strings.Join([]string{d.Number, d.Application, d.Title.Uz, d.Title.Ru, d.Title.En, d.Authority.Uz, d.Authority.Ru, d.Authority.En}, " ")
	text = locale.Fold(text)
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// Kinds is the kinds of result that whom the person acts for now has.
func (s *Store) Kinds(ctx context.Context, who account.Principal) ([]string, error) {
	theirs, args := who.Theirs(s.now())
	rows, err := s.pool.Query(ctx, `SELECT DISTINCT kind FROM documents WHERE application_id IN (SELECT a.id FROM applications a WHERE `+theirs+`) ORDER BY kind`, args...)
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read kinds of documents: %w", err))
	}
	kinds, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read kinds of documents: %w", err))
	}
	return kinds, nil
}

// Document is a result of one's own or of whom a living right of his reaches, by its number.
func (s *Store) Document(ctx context.Context, who account.Principal, number string) (Document, error) {
	reached, args := who.Reach(s.now(), number)
	return s.one(ctx, `number = $1 AND EXISTS (SELECT FROM applications a WHERE a.id = application_id AND `+reached+`)`, args...)
}

// DocumentOf is a result of an application; the caller has made sure that its reader may see the application.
func (s *Store) DocumentOf(ctx context.Context, applicationID int64, number string) (Document, error) {
	return s.one(ctx, `number = $1 AND application_id = $2`, number, applicationID)
}

// one is the paper for which that holds, with what it says.
func (s *Store) one(ctx context.Context, where string, args ...any) (Document, error) {
	rows, _ := s.pool.Query(ctx, `SELECT `+withLines+` FROM documents WHERE `+where, args...)
	d, err := pgx.CollectExactlyOneRow(rows, opened(s.ring))
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return Document{}, problem.New(problem.NotFound, "document.not_found")
	case err != nil:
		return Document{}, postgres.Problem(fmt.Errorf("read document: %w", err))
	}
	return d, nil
}

// Verify answers who has the code of a document. A code that was never given is Unknown, not an error: that is the
// answer which a forged paper gets. Capital letters and separators are forgiven.
func (s *Store) Verify(ctx context.Context, code string) (Verification, error) {
	list, err := collect(ctx, s.pool, `SELECT `+columns+` FROM documents WHERE code = $1`, strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code)))
	if err != nil {
		return Verification{}, postgres.Problem(err)
	}
	if len(list) == 0 {
		return Verification{Standing: Unknown}, nil
	}
	d := list[0]
	v := d.Shown(d.Valid(s.now()))
	if v.Standing == Suspended {
		v.SuspendedAt, v.SuspendedUntil = d.SuspendedAt, d.SuspendedUntil
	}
	if v.Standing != Revoked {
		return v, nil
	}
	err = s.pool.QueryRow(ctx, `SELECT number FROM documents WHERE application_id = $1 AND id > $2 AND revoked_at IS NULL ORDER BY id DESC LIMIT 1`, d.ApplicationID, d.ID).Scan(&v.ReplacedBy)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return v, nil
	case err != nil:
		return Verification{}, postgres.Problem(fmt.Errorf("read newer document: %w", err))
	}
	v.Standing = Replaced
	return v, nil
}

// Shown is what anyone learns of a paper with that standing who has its code.
func (d Document) Shown(standing Standing) Verification {
	return Verification{
		Standing: standing, Number: d.Number, Kind: d.Kind, Title: d.Title, Authority: d.Authority, Holder: initials(d.Holder),
		IssuedAt: d.IssuedAt, ValidUntil: d.ValidUntil, RevokedAt: d.RevokedAt, RevokedWhy: d.RevokedWhy,
	}
}

// initials shortens a name so that the holder is recognised by who knows him and by nobody else: "K. A.".
func initials(name string) string {
	var out []string
	for word := range strings.FieldsSeq(name) {
		r := []rune(word)
		out = append(out, string(r[0])+".")
	}
	return strings.Join(out, " ")
}

func collect(ctx context.Context, q querier, sql string, args ...any) ([]Document, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read documents: %w", err)
	}
	list, err := pgx.CollectRows(rows, scan)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("read documents: %w", err)
	}
	return list, nil
}
