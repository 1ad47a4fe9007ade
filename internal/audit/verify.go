package audit

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// Why says what is wrong at a Break.
type Why string

// What can be wrong with the record.
const (
	Altered   Why = "altered"   // the entry is not what its hash was made of
	Missing   Why = "missing"   // entries before it are not there
	Unlinked  Why = "unlinked"  // the entry does not follow the one before it
	Cut       Why = "cut"       // the chain ends before the entry that it is known to have had
	Extended  Why = "extended"  // the chain goes on after the end that is written down for it
	Rewritten Why = "rewritten" // the chain holds, but is another than the one that a root was signed for
	BadRoot   Why = "root"      // a root is not what was signed, or is not there
)

// Break is a place where the record is not what was written.
type Break struct {
	Why   Why
	Chain int16
	From  int64 // first entry of the chain that it may be about
	Seq   int64 // last entry that it is about
	ID    int64 // of that entry; 0 when it is not there
	Root  int64 // number of the root that shows it; 0: the chain itself does
}

// Verdict is what a look through the whole record found.
type Verdict struct {
	Entries int64
	Roots   int
	Signed  time.Time // of the newest root whose signature holds; zero when none was checked
	Breaks  []Break
}

// Verify reads every entry and computes every hash itself: no function of the database is believed, which whoever altered an
// entry could have altered too. Without keys the signatures of roots are not checked. kept is roots that somebody has of
// before, outside of the database: each must still be there.
func (s *Store) Verify(ctx context.Context, keys Keys, kept []Root) (Verdict, error) {
	var v Verdict
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		list, err := roots(ctx, tx)
		if err != nil {
			return err
		}
		v.roots(list, keys, kept)
		ends, err := heads(ctx, tx)
		if err != nil {
			return err
		}
		return v.chains(ctx, tx, list, ends)
	})
	if err != nil {
		return Verdict{}, fmt.Errorf("verify audit: %w", postgres.Problem(err))
	}
	return v, nil
}

func heads(ctx context.Context, tx pgx.Tx) (map[int16]Head, error) {
	rows, _ := tx.Query(ctx, `SELECT chain, seq, encode(hash, 'hex') FROM audit_heads`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Head])
	ends := map[int16]Head{}
	for _, h := range list {
		ends[h.Chain] = h
	}
	return ends, err
}

// roots checks the roots by themselves.
func (v *Verdict) roots(list []Root, keys Keys, kept []Root) {
	v.Roots = len(list)
	there := map[int64]Root{}
	var before Root
	for _, r := range list {
		there[r.Number] = r
		key, known := keys[r.Key]
		switch {
		case r.Number != before.Number+1, !bytes.Equal(r.Prev, before.Hash), !bytes.Equal(r.Hash, r.sum()):
			v.Breaks = append(v.Breaks, Break{Why: BadRoot, Root: r.Number})
		case keys != nil && (!known || !ed25519.Verify(key, r.Hash, r.Signature)):
			v.Breaks = append(v.Breaks, Break{Why: BadRoot, Root: r.Number})
		case keys != nil:
			v.Signed = r.At
		}
		before = r
	}
	for _, r := range kept {
		if !bytes.Equal(there[r.Number].Hash, r.Hash) || !bytes.Equal(r.Hash, r.sum()) {
			v.Breaks = append(v.Breaks, Break{Why: BadRoot, Root: r.Number})
		}
	}
}

// entry is a row as it is hashed.
type entry struct {
	chain                        int16
	seq, id                      int64
	at                           time.Time
	kind, action, object, detail string
	actor                        int64
	prev, hash                   []byte
}

// sum is what the trigger of the table computes (audit_hash of the migration): epochs have six decimals.
func (e *entry) sum() []byte {
	text := strings.Join([]string{
		strconv.Itoa(int(e.chain)), strconv.FormatInt(e.seq, 10), fmt.Sprintf("%d.%06d", e.at.Unix(), e.at.Nanosecond()/1000),
		e.kind, strconv.FormatInt(e.actor, 10), e.action, e.object, e.detail,
	}, "\x1f")
	h := sha256.New()
	h.Write(e.prev)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// chains goes along every chain, beside what the roots and the written ends say of it.
func (v *Verdict) chains(ctx context.Context, tx pgx.Tx, list []Root, ends map[int16]Head) error {
	said := map[int16][]mark{} // by chain, in the order of the roots, so of the entries
	for _, r := range list {
		for _, h := range r.Heads {
			if h.Seq > 0 {
				said[h.Chain] = append(said[h.Chain], mark{h, r.Number})
			}
		}
	}
	rows, err := tx.Query(ctx, `SELECT chain, seq, id, at, kind, actor, action, object, detail::text, prev, hash FROM audit_entries ORDER BY chain, seq`)
	if err != nil {
		return err
	}
	defer rows.Close()
	walks := map[int16]*walk{}
	along := func(chain int16) *walk {
		if walks[chain] == nil {
			walks[chain] = &walk{v: v, chain: chain, said: said[chain]}
		}
		return walks[chain]
	}
	for rows.Next() {
		var e entry
		if err := rows.Scan(&e.chain, &e.seq, &e.id, &e.at, &e.kind, &e.actor, &e.action, &e.object, &e.detail, &e.prev, &e.hash); err != nil {
			return err
		}
		along(e.chain).step(&e)
		v.Entries++
	}
	for chain := range ends { // one of which nothing is left too
		along(chain)
	}
	for chain := range said {
		along(chain)
	}
	for chain, w := range walks {
		w.end(ends[chain])
	}
	return rows.Err()
}

// mark is the end of a chain that a root was signed for.
type mark struct {
	Head
	root int64
}

// walk is how far a chain was followed.
type walk struct {
	v      *Verdict
	chain  int16
	said   []mark // not passed yet
	proven int64  // last entry that a root agrees with
	seq    int64
	id     int64
	hash   []byte
}

func (w *walk) broken(why Why, from, seq, id, root int64) {
	w.v.Breaks = append(w.v.Breaks, Break{Why: why, Chain: w.chain, From: from, Seq: seq, ID: id, Root: root})
}

func (w *walk) step(e *entry) {
	if e.seq != w.seq+1 {
		w.broken(Missing, w.seq+1, e.seq-1, 0, 0)
	} else if !bytes.Equal(e.prev, w.hash) {
		w.broken(Unlinked, e.seq, e.seq, e.id, 0)
	}
	if !bytes.Equal(e.hash, e.sum()) {
		w.broken(Altered, e.seq, e.seq, e.id, 0)
	}
	w.seq, w.id, w.hash = e.seq, e.id, e.hash
	for len(w.said) > 0 && w.said[0].Seq <= e.seq {
		m := w.said[0]
		w.said = w.said[1:]
		switch {
		case m.Seq < e.seq: // it was missing, and is named already
		case m.Hash != hex.EncodeToString(e.hash):
			w.broken(Rewritten, w.proven+1, e.seq, e.id, m.root)
		}
		w.proven = m.Seq
	}
}

// end compares where the chain ends with where it should.
func (w *walk) end(written Head) {
	if n := len(w.said); n > 0 {
		w.broken(Cut, w.seq+1, w.said[n-1].Seq, 0, w.said[n-1].root)
		return
	}
	switch {
	case w.seq < written.Seq:
		w.broken(Cut, w.seq+1, written.Seq, 0, 0)
	case w.seq > written.Seq:
		w.broken(Extended, written.Seq+1, w.seq, w.id, 0)
	case w.seq > 0 && written.Hash != hex.EncodeToString(w.hash):
		w.broken(Rewritten, w.proven+1, w.seq, w.id, 0)
	}
}
