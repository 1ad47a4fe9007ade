package document

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// chunk is how many bytes are held in memory while a file is written or read.
const chunk = 256 << 10

// SaveUpload stores a file of the applicant for one question of a draft of his. The file is streamed in pieces, so that
// a hundred big ones at once do not need their size in memory; images are decoded and written anew, which drops
// what was hidden in them (places, scripts). The caller's reader needs no limit: one byte too many is TooLarge.
func (s *Store) SaveUpload(ctx context.Context, who account.Principal, draftID int64, field, name string, r io.Reader) (Upload, error) {
	return s.save(ctx, who, ofDraft(draftID), field, name, r)
}

// SaveCorrection stores a file for a question of an application of his that was sent back to be corrected.
func (s *Store) SaveCorrection(ctx context.Context, who account.Principal, applicationID int64, field, name string, r io.Reader) (Upload, error) {
	return s.save(ctx, who, ofApplication(applicationID), field, name, r)
}

// owner is what a file belongs to. lock keeps its row for the transaction, when it is the person's and still takes files,
// and tells how much it holds.
type owner struct {
	lock               string
	draft, application *int64
}

func ofDraft(id int64) owner {
	return owner{draft: &id, lock: `SELECT (SELECT coalesce(sum(u.size), 0) FROM uploads u WHERE u.draft_id = d.id)
		FROM drafts d WHERE d.id = $1 AND d.account_id = $2 AND d.application_id IS NULL FOR UPDATE`}
}

func ofApplication(id int64) owner {
	return owner{application: &id, lock: `SELECT (SELECT coalesce(sum(u.size), 0) FROM uploads u WHERE u.application_id = a.id)
		FROM applications a WHERE a.id = $1 AND a.account_id = $2 AND a.state = 'to-be-corrected' FOR UPDATE`}
}

func (o owner) id() int64 {
	if o.draft != nil {
		return *o.draft
	}
	return *o.application
}

func (s *Store) save(ctx context.Context, who account.Principal, to owner, field, name string, r io.Reader) (Upload, error) {
	head := make([]byte, sniffed)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return Upload{}, fmt.Errorf("read upload: %w", err)
	}
	head = head[:n]
	kind, err := sniff(head, name)
	if err != nil {
		return Upload{}, err
	}
	body := io.Reader(&limited{r: io.MultiReader(bytes.NewReader(head), r), left: MaxFile})
	if kind.image {
		if body, err = redraw(body, kind.mime); err != nil {
			return Upload{}, err
		}
	}
	up := Upload{ID: rand.Text(), AccountID: who.AccountID, Field: field, Name: cleanName(name, kind), Type: kind.mime, At: s.now()}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return write(ctx, tx, &up, to, body, kind) })
	return up, postgres.Problem(err)
}

// write puts the row and the bytes in one transaction: an upload broken off leaves nothing.
func write(ctx context.Context, tx pgx.Tx, up *Upload, to owner, body io.Reader, kind fileKind) error {
	var used int64
	err := tx.QueryRow(ctx, to.lock, to.id(), up.AccountID).Scan(&used)
	if errors.Is(err, pgx.ErrNoRows) {
		return problem.New(problem.NotFound, "document.no_draft")
	}
	if err != nil {
		return fmt.Errorf("lock the owner of an upload: %w", err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO uploads (id, account_id, draft_id, application_id, field, name, type, size, sha256, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 1, '', $8)`, up.ID, up.AccountID, to.draft, to.application, up.Field, up.Name, up.Type, up.At)
	if err != nil {
		return fmt.Errorf("insert upload: %w", err)
	}
	sum := sha256.New()
	scan := newScanner(kind)
	buf := make([]byte, chunk)
	for n := 0; ; n++ {
		got, err := io.ReadFull(body, buf)
		if got > 0 {
			sum.Write(buf[:got])
			if err := scan.see(buf[:got]); err != nil {
				return err
			}
			up.Size += int64(got)
			if _, err := tx.Exec(ctx, `INSERT INTO upload_chunks (upload_id, n, data) VALUES ($1, $2, $3)`, up.ID, n, buf[:got]); err != nil {
				return fmt.Errorf("write upload: %w", err)
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	switch {
	case up.Size == 0:
		return problem.New(problem.Invalid, "document.empty")
	case used+up.Size > MaxApplication:
		return problem.New(problem.TooLarge, "document.application_too_large", "Limit", MaxApplication>>20)
	}
	if _, err := tx.Exec(ctx, `UPDATE uploads SET size = $2, sha256 = $3 WHERE id = $1`, up.ID, up.Size, sum.Sum(nil)); err != nil {
		return fmt.Errorf("finish upload: %w", err)
	}
	return nil
}

// DropUpload removes a file from a draft of one's own.
func (s *Store) DropUpload(ctx context.Context, who account.Principal, id string) error {
	tag, err := s.pool.Exec(ctx, `DELETE FROM uploads WHERE id = $1 AND account_id = $2 AND application_id IS NULL`, id, who.AccountID)
	if err != nil {
		return postgres.Problem(fmt.Errorf("drop upload: %w", err))
	}
	if tag.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "document.not_found")
	}
	return nil
}

// Attach moves the files of a draft to the application that it became, in the caller's transaction.
func Attach(ctx context.Context, tx pgx.Tx, draftID, applicationID int64) error {
	_, err := tx.Exec(ctx, `UPDATE uploads SET application_id = $2, draft_id = NULL WHERE draft_id = $1`, draftID, applicationID)
	if err != nil {
		return fmt.Errorf("attach uploads: %w", err)
	}
	return nil
}

// Upload is a file of one's own.
func (s *Store) Upload(ctx context.Context, who account.Principal, id string) (Upload, error) {
	return s.upload(ctx, `account_id = $2`, id, who.AccountID)
}

// UploadOf is a file of an application; the caller has made sure that its reader may see the application.
func (s *Store) UploadOf(ctx context.Context, applicationID int64, id string) (Upload, error) {
	return s.upload(ctx, `application_id = $2`, id, applicationID)
}

func (s *Store) upload(ctx context.Context, where, id string, owner int64) (Upload, error) {
	var up Upload
	err := s.pool.QueryRow(ctx, `SELECT id, account_id, field, name, type, size, created_at FROM uploads WHERE id = $1 AND `+where, id, owner).
		Scan(&up.ID, &up.AccountID, &up.Field, &up.Name, &up.Type, &up.Size, &up.At)
	if errors.Is(err, pgx.ErrNoRows) {
		return Upload{}, problem.New(problem.NotFound, "document.not_found")
	}
	if err != nil {
		return Upload{}, postgres.Problem(fmt.Errorf("read upload: %w", err))
	}
	return up, nil
}

// Send writes the bytes of an upload, piece by piece.
func (s *Store) Send(ctx context.Context, up Upload, w io.Writer) error {
	for n, sent := 0, int64(0); sent < up.Size; n++ {
		var data []byte
		err := s.pool.QueryRow(ctx, `SELECT data FROM upload_chunks WHERE upload_id = $1 AND n = $2`, up.ID, n).Scan(&data)
		if err != nil {
			return postgres.Problem(fmt.Errorf("read upload: %w", err))
		}
		if _, err := w.Write(data); err != nil {
			return fmt.Errorf("send upload: %w", err)
		}
		sent += int64(len(data))
	}
	return nil
}

// limited ends in TooLarge where io.LimitReader would end in silence.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, problem.New(problem.TooLarge, "document.file_too_large", "Limit", MaxFile>>20)
	}
	return n, err
}

// cleanName keeps what people recognise of a file's name: no path, no control characters, the ending of its real type.
func cleanName(name string, kind fileKind) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`"<>|:*?/`, r) {
			return -1
		}
		return r
	}, name)
	name = strings.TrimSpace(strings.TrimSuffix(name, path.Ext(name)))
	if name == "" || name == "." {
		name = "file"
	}
	if r := []rune(name); len(r) > 80 {
		name = string(r[:80])
	}
	return name + kind.ending
}

// ReadUploads adds the reading of an application's files to a batch.
func ReadUploads(b *pgx.Batch, applicationID int64, into *[]Upload) {
	b.Queue(`SELECT id, account_id, field, name, type, size, created_at
		FROM uploads WHERE application_id = $1 ORDER BY created_at, id`, applicationID).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Upload])
		return err
	})
}

// Sweep deletes what was uploaded to no draft for a day: the rest of a page that was left.
func (s *Store) Sweep(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM uploads WHERE draft_id IS NULL AND application_id IS NULL AND created_at < $1`, s.now().Add(-24*time.Hour))
	if err != nil {
		return postgres.Problem(fmt.Errorf("sweep uploads: %w", err))
	}
	return nil
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}
