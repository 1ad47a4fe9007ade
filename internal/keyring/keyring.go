// Package keyring seals what of people must not be read from a copy of the database: each value with a key of a ring, bound
// to the column and the row that it stands in, and beside it an index by which rows with an equal value find each other,
// without any key. The ring lies in the database, wrapped by a key that never does.
package keyring

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Column is a column that is kept sealed: beside it, which only a former release fills, stands <Name>_sealed, and <Name>_index
// if rows are found by it.
type Column struct {
	Table, Name string
	By          By
	Key         string // of the table; empty: id
	JSON        bool   // it is a document, see Document; an empty one ({}) is not sealed
}

// By is by what rows with an equal value find each other.
type By int

// Ways to be found.
const (
	Number  By = iota // spaces and hyphens are no part of it
	Exact             // to the byte
	Nothing           // there is no index: who said something must not be found by where he wants to hear of it
)

// String is the name by which people know the column.
func (c Column) String() string { return c.Table + "." + c.Name }

// bound is what a sealed value is held to: moved to another row or column, it opens nothing.
func (c Column) bound(row int64) []byte {
	b := make([]byte, 0, len(c.Table)+len(c.Name)+22)
	b = append(append(append(append(b, c.Table...), '.'), c.Name...), ':')
	return strconv.AppendInt(b, row, 10)
}

// Ring is the keys at hand: one seals, all open. It is safe for concurrent use, and Watch keeps it as the database has it.
type Ring struct {
	pool *pgxpool.Pool // nil: a ring of a test
	wrap tink.AEAD
	held atomic.Pointer[keys]
}

// keys is a ring as it was read.
type keys struct {
	sealing, indexing *keyset.Handle
	cipher            tink.AEAD
	index             *prf.Set
	row               int                  // how often the ring was changed: see read
	begun             map[string]time.Time // since when columns are sealed, by their names; nil: a ring of a test
}

// Purposes of keys.
const (
	Sealing  = "sealing" // values
	Indexing = "index"   // by which equal values are found
)

// prefix is how many bytes in front of a sealed value name the key, see the wire format of Tink.
const prefix = 5

// indexBytes is the length of an index: that two numbers share one is as likely as two equal keys.
const indexBytes = 32

// New is a ring with new keys that is nowhere kept.
func New() (*Ring, error) {
	k, err := draw()
	if err != nil {
		return nil, err
	}
	r := &Ring{}
	r.held.Store(k)
	return r, nil
}

// draw makes new keys.
func draw() (*keys, error) {
	sealing, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	indexing, err := keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate())
	if err != nil {
		return nil, err
	}
	return hold(sealing, indexing, 1)
}

func hold(sealing, indexing *keyset.Handle, row int) (k *keys, err error) {
	k = &keys{sealing: sealing, indexing: indexing, row: row}
	if k.cipher, err = aead.New(sealing); err != nil {
		return nil, err
	}
	k.index, err = prf.NewPRFSet(indexing)
	return k, err
}

// primary is the key that seals.
func (k *keys) primary() uint32 { return k.sealing.KeysetInfo().GetPrimaryKeyId() }

// Seal is the text, sealed for that row of the column; nothing for an empty text.
func (r *Ring) Seal(c Column, row int64, text string) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	raw, err := r.held.Load().cipher.Encrypt([]byte(text), c.bound(row))
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", c, err)
	}
	return raw, nil
}

// ErrSealed means that a value was sealed with a key that is not in the ring, or for another row.
var ErrSealed = errors.New("it was sealed with another key, or for another row")

// Open is the text that was sealed for that row of the column; empty for nothing.
func (r *Ring) Open(c Column, row int64, raw []byte) (string, error) {
	if len(raw) == 0 {
		return "", nil
	}
	text, err := r.held.Load().cipher.Decrypt(raw, c.bound(row))
	if err != nil {
		return "", fmt.Errorf("open %s of %d: %w", c, row, ErrSealed)
	}
	return string(text), nil
}

// Read is Open of a row that a former release may have written: where nothing is sealed, the plain text counts.
func (r *Ring) Read(c Column, row int64, raw []byte, plain *string) (string, error) {
	if len(raw) == 0 && plain != nil {
		return *plain, nil
	}
	return r.Open(c, row, raw)
}

// beside is how long after a column began to be sealed plain values stay beside sealed ones: a former release may serve for as
// long, and a new release is brought in within minutes.
const beside = time.Hour

// Beside is what is written into the plain column, for a former release to read: the text while one may serve, then nil.
func (r *Ring) Beside(c Column, now time.Time, text string) *string {
	if r.held.Load().alone(c, now) {
		return nil
	}
	return &text
}

// alone reports whether no former release can serve any more that knows the column as plain.
func (k *keys) alone(c Column, now time.Time) bool {
	since, begun := k.begun[c.String()]
	return k.begun == nil || begun && !now.Before(since.Add(beside))
}

// Mark is by what rows of the column with an equal value find each other; nothing for an empty text.
func (r *Ring) Mark(c Column, text string) []byte {
	switch {
	case c.By == Nothing || text == "":
		return nil
	case c.By == Exact:
		return r.Hash(text)
	default:
		return r.Index(text)
	}
}

var spaced = strings.NewReplacer(" ", "", "-", "")

// Index is by what an equal text is found, whatever row it stands in; nothing for an empty one. Spaces and hyphens are no
// part of a number.
func (r *Ring) Index(text string) []byte {
	text = spaced.Replace(text)
	if text == "" {
		return nil
	}
	return r.Hash(text)
}

// Hash is a keyed hash of any text, to the byte.
func (r *Ring) Hash(text string) []byte {
	// It fails only for lengths that the function has not.
	index, _ := r.held.Load().index.ComputePrimaryPRF([]byte(text), indexBytes)
	return index
}
