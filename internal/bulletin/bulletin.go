// Package bulletin is the frozen figures of each month. They are counted once, kept with the definitions and the names of
// the time, and never counted again: the report of the task force in every form, the public ratings and the open data are
// drawn from what is kept, so that a number is the same a year later. A correction is another edition, which says what
// changed and why; the one before stays.
package bulletin

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/report"
)

// Schema is how the content of a bulletin is written. A new one is another number, and what was kept stays as it is.
const Schema = 1

// Content is what is kept of a month.
type Content struct {
	Schema      int                    `json:"schema"`
	Month       string                 `json:"month"` // 2026-10
	Edition     int                    `json:"edition"`
	TakenAt     time.Time              `json:"taken_at"`
	Floor       int                    `json:"floor"` // fewest cases or people of which a share, a time or a mark is said
	Lines       []report.Line          `json:"lines"`
	Grounds     []Ground               `json:"grounds"`
	Before      *Earlier               `json:"before,omitempty"`      // the month before; nil when it has no bulletin
	YearBefore  *Earlier               `json:"year_before,omitempty"` // the same month a year before
	Reason      string                 `json:"reason,omitempty"`      // why there is another edition
	Changes     []Change               `json:"changes,omitempty"`     // of the country, from the edition before
	Moved       int                    `json:"moved,omitempty"`       // lines of any level that are others than in the edition before
	Definitions map[string]Definition  `json:"definitions"`           // of measures, by name
	Names       map[string]locale.Text `json:"names"`                 // of authorities and regions, by code
}

// Ground is how often a ground refused; the words of its code stand in Names.
type Ground struct {
	Code string `json:"code"`
	N    int    `json:"n"`
}

// Earlier is the figures of another month as they stood then: of the country, authorities and regions.
type Earlier struct {
	Month   string        `json:"month"`
	Edition int           `json:"edition"`
	ID      string        `json:"id"`
	Lines   []report.Line `json:"lines"`
}

// Change is a measure of the country that another edition corrects.
type Change struct {
	Measure string `json:"measure"`
	Was     Value  `json:"was"`
	Is      Value  `json:"is"`
}

// Definition is what a measure is called and what it counts.
type Definition struct {
	Title locale.Text `json:"title"`
	About locale.Text `json:"about"`
}

// Bulletin is one edition of a month.
type Bulletin struct {
	Content

	ID   string // SHA-256 of the text of its content, in hexadecimal digits
	Text []byte // its content as it is kept
}

// errForged is a bulletin that is not what its number says. The database refuses that; a copy of it might not.
var errForged = errors.New("bulletin: the content is not what its number says")

// read makes a bulletin of what is kept.
func read(id string, text []byte) (Bulletin, error) {
	b := Bulletin{ID: id, Text: text}
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != id {
		return b, errForged
	}
	if err := json.Unmarshal(text, &b.Content); err != nil {
		return b, fmt.Errorf("bulletin: %w", err)
	}
	if b.Schema != Schema {
		return b, fmt.Errorf("bulletin: schema %d is not known", b.Schema)
	}
	return b, nil
}

// monthForm is how months are written in addresses, files and what is kept.
const monthForm = "2006-01"

// Start is the first day of the month.
func (c Content) Start() time.Time {
	t, err := time.Parse(monthForm, c.Month)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Line is the figures of a level; all zero where there was nothing to say.
func (c Content) Line(level report.Scope, code string) report.Line { return find(c.Lines, level, code) }

func find(lines []report.Line, level report.Scope, code string) report.Line {
	for _, l := range lines {
		if l.Level == level && l.Code == code {
			return l
		}
	}
	return report.Line{Level: level, Code: code}
}

// Empty reports whether nothing happened in the month.
func (c Content) Empty() bool {
	all := c.Line(report.Country, "")
	all.Live, all.Automatic, all.PastTerm, all.Unanswered = 0, 0, 0, 0
	return all == report.Line{Level: report.Country}
}

// Store keeps bulletins.
type Store struct {
	pool    *pgxpool.Pool
	figures *report.Store
	now     func() time.Time
}

// NewStore is the bulletins in that database, counted from those figures.
func NewStore(pool *pgxpool.Pool, figures *report.Store, now func() time.Time) *Store {
	return &Store{pool: pool, figures: figures, now: now}
}
