package document

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// chunk is how many bytes are held in memory while a file is written or read.
const chunk = 256 << 10

// owner is what a file belongs to.
type owner struct {
	draft, application, thread, visit *int64
	nothing                           bool  // until something takes it: see KeepPhoto
	by                                int64 // whose account sends it, where it is nobody's: see SavePhoto
}

func ofDraft(id int64) owner { return owner{draft: &id} }

func ofApplication(id int64) owner { return owner{application: &id} }

func ofThread(applicationID int64) owner { return owner{thread: &applicationID} }

func ofVisit(id int64) owner { return owner{visit: &id} }

// room is the query for how much the owner holds, when it is in the person's reach and still takes files.
func (o owner) room(who account.Principal, now time.Time) (sql string, args []any) {
	if o.draft != nil {
		return `SELECT (SELECT coalesce(sum(u.size), 0) FROM uploads u WHERE u.draft_id = d.id)
			FROM drafts d WHERE d.id = $1 AND d.account_id = $2 AND d.application_id IS NULL`, []any{*o.draft, who.AccountID}
	}
	if o.thread != nil { // whether he may write is the thread's to know
		return `SELECT (SELECT coalesce(sum(u.size), 0) FROM uploads u WHERE u.thread_id = a.id AND u.account_id = $2)
			FROM applications a WHERE a.id = $1`, []any{*o.thread, who.AccountID}
	}
	if o.visit != nil { // whether he may is the case's to know
		return `SELECT (SELECT coalesce(sum(u.size), 0) FROM uploads u WHERE u.visit_id = v.id) FROM visits v WHERE v.id = $1 AND v.recorded_at IS NULL`, []any{*o.visit}
	}
	reached, args := who.Reach(now, *o.application)
	return `SELECT (SELECT coalesce(sum(u.size), 0) FROM uploads u WHERE u.application_id = a.id)
		FROM applications a WHERE a.id = $1 AND a.state = 'to-be-corrected' AND ` + reached, args
}

// save takes a file in three steps. Its bytes come in as slowly as a phone sends them, and no connection to the database
// waits for them: until the last step the file belongs to nothing. Then it is looked through. Only the last step, which
// makes it a file of the draft or the application, is a transaction.
func (s *Store) save(ctx context.Context, who account.Principal, to owner, field, name string, r io.Reader) (up Upload, err error) {
	leave, err := s.turns.come(ctx, max(who.AccountID, to.by))
	if err != nil {
		return Upload{}, err
	}
	defer leave()
	head := make([]byte, sniffed)
	n, err := fill(r, head)
	if err != nil && !errors.Is(err, io.EOF) {
		return Upload{}, fmt.Errorf("read upload: %w", err)
	}
	head = head[:n]
	kind, err := sniff(head, name)
	if err != nil {
		return Upload{}, err
	}
	most := int64(MaxFile)
	if to.nothing {
		if most = MaxPhoto; !kind.image {
			return Upload{}, problem.New(problem.Invalid, "document.no-photo")
		}
		name = field
	} else {
		room, args := to.room(who, s.now())
		if err := s.fits(ctx, s.pool, room, args, 0); err != nil {
			return Upload{}, err
		}
	}
	body := &limited{r: io.MultiReader(bytes.NewReader(head), r), left: most, most: most}
	up = Upload{AccountID: who.AccountID, Field: field, Name: cleanName(name, kind), Type: kind.mime, At: s.now()}
	came, err := s.receive(ctx, up, body, kind)
	if err != nil {
		return Upload{}, err
	}
	switch {
	case kind.image:
		came, err = s.redrawn(ctx, came, kind)
	case kind.zip:
		err = s.unpack(ctx, came.Upload)
	case came.folded:
		err = s.unfold(ctx, came.Upload)
	}
	if err == nil {
		came.ScannedAt, err = s.scanned(ctx, came.Upload)
	}
	if err == nil {
		err = s.adopt(ctx, who, &came, to)
	}
	if err != nil {
		s.forget(ctx, came.ID)
		return Upload{}, err
	}
	return came.Upload, nil
}

// received is a file whose bytes are all there.
type received struct {
	Upload
	sum    []byte
	folded bool // a PDF with packed objects: see unfold
}

// receive writes the bytes of a file piece by piece, as they come.
func (s *Store) receive(ctx context.Context, up Upload, body io.Reader, kind fileKind) (came received, err error) {
	up.ID, up.Size = rand.Text(), 0
	_, err = s.pool.Exec(ctx, `INSERT INTO uploads (id, account_id, field, name, type, size, sha256, created_at) VALUES ($1, nullif($2::bigint, 0), $3, $4, $5, 1, '', $6)`,
		up.ID, up.AccountID, up.Field, up.Name, up.Type, up.At)
	if err != nil {
		return received{}, postgres.Problem(fmt.Errorf("insert upload: %w", err))
	}
	defer func() {
		if err != nil {
			s.forget(ctx, up.ID)
		}
	}()
	sum := sha256.New()
	scan := newScanner(kind)
	buf := buffers.Get().(*[chunk]byte)
	defer buffers.Put(buf)
	for n := 0; ; n++ {
		got, ended := fill(body, buf[:])
		if ended != nil && !errors.Is(ended, io.EOF) {
			return received{}, ended
		}
		if got > 0 {
			sum.Write(buf[:got])
			up.Size += int64(got)
			if err := s.piece(ctx, up.ID, n, buf[:got], scan); err != nil {
				return received{}, err
			}
		}
		if ended != nil {
			break
		}
	}
	if up.Size == 0 {
		return received{}, problem.New(problem.Invalid, "document.empty")
	}
	return received{up, sum.Sum(nil), scan.folded}, scan.end()
}

// buffers are the pieces of files that come in.
var buffers = sync.Pool{New: func() any { return new([chunk]byte) }}

// piece looks through a piece and writes it. It waits for its turn, and its sender with it: what is copied on the way to the
// database is many times the piece.
func (s *Store) piece(ctx context.Context, id string, n int, data []byte, scan *scanner) error {
	if err := s.turns.writing.Acquire(ctx, 1); err != nil {
		return err
	}
	defer s.turns.writing.Release(1)
	if err := scan.see(data); err != nil {
		return err
	}
	if _, err := s.pool.Exec(ctx, `INSERT INTO upload_chunks (upload_id, n, data) VALUES ($1, $2, $3)`, id, n, data); err != nil {
		return postgres.Problem(fmt.Errorf("write upload: %w", err))
	}
	return nil
}

// fill reads until buf is full. Unlike io.ReadFull it tells a body that ended, which is io.EOF, from one that was broken
// off: a broken one must not pass for a whole file.
func fill(r io.Reader, buf []byte) (n int, err error) {
	for n < len(buf) && err == nil {
		var got int
		got, err = r.Read(buf[n:])
		n += got
	}
	if n == len(buf) {
		err = nil
	}
	return n, err
}

// fits makes sure that the owner is the person's, takes files and has room for that many bytes more.
func (s *Store) fits(ctx context.Context, q rower, room string, args []any, size int64) error {
	var used int64
	err := q.QueryRow(ctx, room, args...).Scan(&used)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return problem.New(problem.NotFound, "document.no_draft")
	case err != nil:
		return postgres.Problem(fmt.Errorf("look for the owner of an upload: %w", err))
	case used+size > MaxApplication, used == MaxApplication:
		return problem.New(problem.TooLarge, "document.application_too_large", "Limit", MaxApplication>>20)
	}
	return nil
}

// before is the file that the same question got already under the same name with the same bytes, in place of the one that
// came: a form that was sent twice has brought one file. The zero Upload is none.
func before(ctx context.Context, tx pgx.Tx, came *received, to owner) (Upload, error) {
	rows, err := tx.Query(ctx, selectUpload+`(draft_id = $1 OR application_id = $2 OR thread_id = $7 AND account_id = $8 AND message_id IS NULL OR visit_id = $9) AND field = $3 AND name = $4 AND sha256 = $5 AND virus = '' AND id <> $6
		ORDER BY created_at LIMIT 1`, to.draft, to.application, came.Field, came.Name, came.sum, came.ID, to.thread, came.AccountID, to.visit)
	if err != nil {
		return Upload{}, fmt.Errorf("look for the same upload: %w", err)
	}
	known, err := pgx.CollectExactlyOneRow(rows, scanUpload)
	if errors.Is(err, pgx.ErrNoRows) {
		return Upload{}, nil
	}
	if err != nil {
		return Upload{}, fmt.Errorf("look for the same upload: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM uploads WHERE id = $1`, came.ID); err != nil {
		return Upload{}, fmt.Errorf("drop the second upload: %w", err)
	}
	return known, nil
}

// adopt makes a received file one of the draft or the application.
func (s *Store) adopt(ctx context.Context, who account.Principal, came *received, to owner) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if !to.nothing {
			room, args := to.room(who, s.now())
			if err := s.fits(ctx, tx, room+` FOR UPDATE`, args, came.Size); err != nil {
				return err
			}
			if known, err := before(ctx, tx, came, to); err != nil || known.ID != "" {
				if err == nil {
					came.Upload = known
				}
				return err
			}
		}
		_, err := tx.Exec(ctx, `UPDATE uploads SET draft_id = $2, application_id = $3, size = $4, sha256 = $5, scanned_at = $6, thread_id = $7, visit_id = $8 WHERE id = $1`,
			came.ID, to.draft, to.application, came.Size, came.sum, came.ScannedAt, to.thread, to.visit)
		if err != nil {
			return fmt.Errorf("finish upload: %w", err)
		}
		return nil
	})
}

// forget removes what was refused or broken off, also when the sender has left. Should that fail as well, Sweep finds it.
func (s *Store) forget(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_, _ = s.pool.Exec(ctx, `DELETE FROM uploads WHERE id = $1`, id)
}

// limited ends in TooLarge where io.LimitReader would end in silence.
type limited struct {
	r    io.Reader
	left int64
	most int64 // that was left at first: the message names it
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, problem.New(problem.TooLarge, "document.file_too_large", "Limit", l.most>>20)
	}
	return n, err
}
