// Package record keeps what registers said for as long as it may serve, so that several applications of one person ask a
// register once: the answer stands in the database with its source and time, and who asks the same at the same moment waits
// for the answer that is under way.
package record

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/singleflight"

	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/register"
)

// Store is a register.Source over another one, with copies in that database.
type Store struct {
	pool   *pgxpool.Pool
	ring   *keyring.Ring
	now    func() time.Time
	source register.Source
	asking *singleflight.Group
}

// NewStore is the copies in that database of what a source says.
func NewStore(pool *pgxpool.Pool, ring *keyring.Ring, now func() time.Time, source register.Source) *Store {
	return &Store{pool: pool, ring: ring, now: now, source: source, asking: &singleflight.Group{}}
}

// On is the same store over other connections: questions that both have at the same moment are one.
func (s *Store) On(pool *pgxpool.Pool) *Store {
	other := *s
	other.pool = pool
	return &other
}

// answer is a fact, with when the register was asked for it.
type answer struct {
	fact  register.Fact
	asked time.Time
}

// Read is an answer of the source, or a copy of an earlier one to the same person that is as young as the request wants
// it, with the source and the time that it had. A request that says nothing of its age (register.Request.Within) is
// always asked anew. Equal requests at the same moment are one; an answer to a question that was on its way before
// request.Since is none to this one. Only answers are kept: a register that is down is asked again.
func (s *Store) Read(ctx context.Context, q register.Request) (register.Fact, error) {
	if q.Within <= 0 {
		return s.source.Read(ctx, q)
	}
	q.Fields = slices.Compact(slices.Sorted(slices.Values(q.Fields)))
	oldest := s.now().Add(-q.Within)
	if q.Since.After(oldest) {
		oldest = q.Since
	}
	if a, found, err := s.copied(ctx, q, oldest); err != nil || found {
		return a.fact, err
	}
	for {
		own := false // nobody else's question: it came after the request, whatever the clocks of two machines say
		came := s.asking.DoChan(string(s.asker(q))+strings.Join(q.Fields, ","), func() (any, error) {
			own = true
			ctx := context.WithoutCancel(ctx) // whoever came first may leave: the others still wait
			if a, found, err := s.copied(ctx, q, oldest); err != nil || found {
				return a, err // the one before has just ended
			}
			return s.ask(ctx, q)
		})
		select {
		case <-ctx.Done():
			return register.Fact{}, ctx.Err()
		case r := <-came:
			if r.Err != nil {
				return register.Fact{}, r.Err
			}
			if a, ok := r.Val.(answer); ok && (own || !a.asked.Before(oldest)) {
				return only(a.fact, q.Fields), nil
			}
		}
	}
}

// ask asks the source, and keeps what it says.
func (s *Store) ask(ctx context.Context, q register.Request) (answer, error) {
	a := answer{asked: s.now()}
	var err error
	if a.fact, err = s.source.Read(ctx, q); err != nil {
		return answer{}, err
	}
	if a.fact.FetchedAt.IsZero() {
		a.fact.FetchedAt = s.now()
	}
	a.fact.FetchedAt = a.fact.FetchedAt.Truncate(time.Microsecond) // as the copy has it: the answer and its copies say the same
	value := a.fact.Value
	if value == nil {
		value = map[string]any{}
	}
	text, err := json.Marshal(value)
	if err != nil {
		return answer{}, fmt.Errorf("keep copy: %w", err)
	}
	by := s.asker(q)
	sealed, err := s.ring.Seal(valueColumn, row(by), string(text))
	if err != nil {
		return answer{}, err
	}
	_, err = s.pool.Exec(ctx, `INSERT INTO register_copies AS c (asker, fields, register, key_index, value_sealed, source, fetched_at, asked_at, expires_at, applicant_index) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT ON CONSTRAINT register_copies_pkey DO UPDATE SET value_sealed = $5, source = $6, fetched_at = $7, asked_at = $8, expires_at = $9 WHERE c.asked_at < $8`,
		by, list(q.Fields), a.fact.Register, s.ring.Index(q.Key), sealed, a.fact.Source, a.fact.FetchedAt, a.asked, a.asked.Add(q.Within), s.ring.Index(q.Applicant))
	if err != nil {
		return answer{}, postgres.Problem(fmt.Errorf("keep copy: %w", err))
	}
	return a, nil
}

// copied is the youngest copy that has all fields of a request and was asked for at that time or later.
func (s *Store) copied(ctx context.Context, q register.Request, oldest time.Time) (a answer, found bool, err error) {
	f, by := &a.fact, s.asker(q)
	f.Key = q.Key
	var sealed []byte
	err = s.pool.QueryRow(ctx, `SELECT register, value_sealed, source, fetched_at, asked_at FROM register_copies
		WHERE asker = $1 AND asked_at >= $3 AND expires_at > $4 AND (fields = '{}' OR $2::text[] <> '{}' AND fields @> $2::text[])
		ORDER BY asked_at DESC LIMIT 1`, by, list(q.Fields), oldest, s.now()).Scan(&f.Register, &sealed, &f.Source, &f.FetchedAt, &a.asked)
	if errors.Is(err, pgx.ErrNoRows) {
		return answer{}, false, nil
	}
	if err != nil {
		return answer{}, false, postgres.Problem(fmt.Errorf("read copy: %w", err))
	}
	if f.Value, err = Open(s.ring, by, sealed); err != nil { // its key has left the ring: the register is asked again
		return answer{}, false, nil //nolint:nilerr // a copy is no more than that
	}
	a.fact = only(a.fact, q.Fields)
	return a, true, nil
}

// only is a fact without what was not asked for: a service gets what it needs and no more.
func only(f register.Fact, fields []string) register.Fact {
	if len(fields) == 0 || !f.Found() {
		return f
	}
	value := make(map[string]any, len(fields))
	for _, name := range fields {
		if v, ok := f.Value[name]; ok {
			value[name] = v
		}
	}
	f.Value = value
	return f
}

// asker is by what a copy is found: a keyed hash of the register, of what its record is kept by, and of the person who asked.
func (s *Store) asker(q register.Request) []byte {
	return s.ring.Hash("asked\x1f" + q.Register + "\x1f" + q.Key + "\x1f" + q.Applicant)
}

// valueColumn is where the record of a copy is kept.
var valueColumn = keyring.Column{Table: "register_copies", Name: "value"}

// Asker is how many bytes an asker has.
const Asker = 32

// row is the number of the row for which the copy of an asker is sealed.
func row(asker []byte) int64 {
	return int64(binary.BigEndian.Uint64(asker)) //nolint:gosec // any number names the row
}

// Open is the record in the copy of an asker.
func Open(ring *keyring.Ring, asker, sealed []byte) (value map[string]any, err error) {
	text, err := ring.Open(valueColumn, row(asker), sealed)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return nil, fmt.Errorf("read copy: %w", err)
	}
	return value, nil
}

func list(fields []string) []string {
	if fields == nil {
		return []string{}
	}
	return fields
}

// Drop deletes, in the caller's transaction, every copy of what registers said to a person: he lets nobody read them any more.
func Drop(ctx context.Context, tx pgx.Tx, ring *keyring.Ring, applicant string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM register_copies WHERE applicant_index = $1`, ring.Index(applicant)); err != nil {
		return fmt.Errorf("drop copies: %w", err)
	}
	return nil
}

// ForgetArgs is the job that deletes copies whose time is over.
type ForgetArgs struct{}

// Kind names the job.
func (ForgetArgs) Kind() string { return "record.forget" }

// InsertOpts lets it wait for none of the long works of the night: what is kept too long is somebody's.
func (ForgetArgs) InsertOpts() job.Options { return job.Options{Queue: job.Default, MaxAttempts: 3} }

// Plan adds the job of copies.
func (s *Store) Plan(p *job.Plan) {
	job.Work(p, func(ctx context.Context, _ ForgetArgs) error { return s.Forget(ctx) })
	job.Every(p, time.Minute, ForgetArgs{})
}

// forgotten is how many copies are deleted at once.
const forgotten = 5000

// Forget deletes the copies whose time is over. They served nobody since; now nobody can read them either.
func (s *Store) Forget(ctx context.Context) error {
	for {
		tag, err := s.pool.Exec(ctx, `DELETE FROM register_copies WHERE (asker, fields) IN (
			SELECT asker, fields FROM register_copies WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)`, s.now(), forgotten)
		if err != nil {
			return postgres.Problem(fmt.Errorf("forget copies: %w", err))
		}
		if tag.RowsAffected() < forgotten {
			return nil
		}
	}
}
