// Package document is files: uploads of applicants, and issued results that anyone can verify.
package document

import (
	"bytes"
	"encoding/json"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/locale"
)

// Limits of uploads; messages name them.
const (
	MaxFile        = 20 << 20  // bytes of one file
	MaxApplication = 100 << 20 // bytes of all files of an application
)

// Store keeps files and results.
type Store struct {
	pool *pgxpool.Pool
	ring *keyring.Ring
	now  func() time.Time
	base string // public URL of the portal, for the QR code

	scanner Scanner // nil: none is configured
	objects Objects // nil: the bytes stay in the database
	signing atomic.Pointer[signer]
	seal    *Seal  // nil: the files are not signed
	turns   *turns // of files that come in
}

// NewStore is the documents in that database, whose papers the ring opens; base is the public URL of the portal, without a
// slash at the end.
func NewStore(pool *pgxpool.Pool, ring *keyring.Ring, now func() time.Time, base string) *Store {
	conns := int32(0)
	if pool != nil { // papers are checked without
		conns = pool.Config().MaxConns
	}
	return &Store{pool: pool, ring: ring, now: now, base: base, turns: newTurns(conns)}
}

// Upload is a file of an applicant.
type Upload struct {
	ID        string
	AccountID int64
	Field     string // key of the question
	Name      string // as the applicant's device called it: shown, never used as a path
	Type      string // MIME type, sniffed
	Size      int64
	At        time.Time
	ScannedAt *time.Time // nil while the scanner has not been asked: it can't be opened yet
	Virus     string     // what the scanner found later; it can't be opened any more
	SHA256    []byte     // of the bytes as they are stored

	place string // of the bytes: pieces in the database, or the object store
}

// Document is an issued result. Its content is frozen in every written form; it is drawn on demand, in the language of who
// reads it, and has one number and one code whatever the language. Nothing of a drawn file is kept: the same paper in the
// same state, language and seal is drawn and signed to the same bytes (see Store.PDF).
type Document struct {
	ID            int64
	Number        string
	ApplicationID int64
	Application   string // number
	AccountID     int64
	Kind          string      // result kind of the definition
	Title         locale.Text // of the service
	Authority     locale.Text
	Holder        string
	Company       string      // TIN of the legal entity that holds it; empty: a person does, sole traders too
	Lang          locale.Lang // of the applicant, in which it was issued
	Lines         Lines       // of a paper that is read by itself or with its application
	Code          string      // of verification, 128 bits
	IssuedAt      time.Time
	ValidUntil    *time.Time // nil: no expiry
	RevokedAt     *time.Time
	RevokedWhy    string
	Service       string // code
	Office        string // code of the authority whose office granted it
	Region        string // SOATO of that office's region; empty: any
	// While it is suspended: since when, the last moment of it (nil: until it is lifted), and why.
	SuspendedAt    *time.Time
	SuspendedUntil *time.Time
	SuspendedWhy   string
	Said           string // what the office wrote to the holder when it suspended or revoked it
	Row            int    // version: whoever acts has seen this one
}

// Valid says whether it is in force at that time. The end of a suspension needs nobody to lift it.
func (d Document) Valid(at time.Time) Standing {
	switch {
	case d.RevokedAt != nil:
		return Revoked
	case d.ValidUntil != nil && at.After(*d.ValidUntil):
		return Expired
	case d.SuspendedAt != nil && (d.SuspendedUntil == nil || !at.After(*d.SuspendedUntil)):
		return Suspended
	default:
		return Valid
	}
}

// standings says in SQL what Valid says: @now. A test holds the two together.
var standings = map[Standing]string{
	Revoked:   `revoked_at IS NOT NULL`,
	Expired:   `revoked_at IS NULL AND valid_until < @now`,
	Suspended: `revoked_at IS NULL AND (valid_until IS NULL OR valid_until >= @now) AND suspended_at IS NOT NULL AND (suspended_until IS NULL OR suspended_until >= @now)`,
	Valid:     `revoked_at IS NULL AND (valid_until IS NULL OR valid_until >= @now) AND (suspended_at IS NULL OR suspended_until < @now)`,
}

// Lines is the facts on a result in words, by written form.
type Lines map[locale.Lang][]Line

// UnmarshalJSON reads what papers have that an older version of the program issued, too: a list in one written form.
func (x *Lines) UnmarshalJSON(b []byte) error {
	if !bytes.HasPrefix(bytes.TrimSpace(b), []byte("[")) {
		return json.Unmarshal(b, (*map[locale.Lang][]Line)(x))
	}
	var list []Line
	err := json.Unmarshal(b, &list)
	*x = Lines{unsaid: list}
	return err
}

// unsaid is the key of lines of which it is not said in which written form they are: that of the paper.
const unsaid = locale.Lang("")

// In is the facts in that written form. Papers that were issued before all of them were kept have theirs alone.
func (d Document) In(l locale.Lang) []Line {
	if lines, ok := d.Lines[l]; ok {
		return lines
	}
	if lines, ok := d.Lines[d.Lang]; ok {
		return lines
	}
	return d.Lines[unsaid]
}

// whole is the lines with those of that written form, even if there are none.
func (x Lines) whole(l locale.Lang) Lines {
	if x[l] != nil {
		return x
	}
	return Lines{l: {}}
}

// Line is one fact on a result, already in words.
type Line struct {
	Label string     `json:"label"`
	Value string     `json:"value,omitempty"`
	Head  []string   `json:"head,omitempty"` // of a table
	Rows  [][]string `json:"rows,omitempty"`
}

// Standing is what verification says.
type Standing string

// Standings; the words are messages document.standing.<standing>.
const (
	Valid     Standing = "valid"
	Suspended Standing = "suspended"
	Expired   Standing = "expired"
	Revoked   Standing = "revoked"
	Unknown   Standing = "unknown"
	// Replaced is one that was revoked because a newer one took its place: said to who verifies it.
	Replaced Standing = "replaced"
	// Overtaken is a decision after which something else was decided: said to who verifies its paper.
	Overtaken Standing = "overtaken"
	// Changed is what verification says of a QR code that we did not sign as it is now.
	Changed Standing = "tampered"
)

// Verification is what anyone who has the code learns: the least that answers "is this paper genuine?".
type Verification struct {
	Standing   Standing
	Number     string
	Kind       string
	Title      locale.Text
	Authority  locale.Text
	Holder     string // initials and family name shortened: "K*** A."
	IssuedAt   time.Time
	ValidUntil *time.Time
	RevokedAt  *time.Time
	RevokedWhy string // code of a reason; words are messages document.why.<code>
	ReplacedBy string // number of the newer paper
	// Of one that is suspended: since when, and the last moment of it (nil: until it is lifted).
	SuspendedAt    *time.Time
	SuspendedUntil *time.Time
}
