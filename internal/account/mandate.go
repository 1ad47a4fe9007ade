package account

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

// Ground is why somebody may act for another.
type Ground string

// Grounds.
const (
	Parent   Ground = "parent"   // of a minor, by the civil register
	Director Ground = "director" // of a company, by the business register
	Attorney Ground = "attorney" // holder of a power of attorney, by the notaries' register
)

// SubjectKind is what an application is for: a natural person or a legal entity.
type SubjectKind string

// Kinds of subjects.
const (
	OfPerson  SubjectKind = "person"
	OfCompany SubjectKind = "company"
)

// Mandate is a right to act for somebody else, as its register confirmed it. Its names in JSON are the columns of the
// table: see MandateOf.
type Mandate struct {
	ID        int64         `json:"id"`
	AccountID int64         `json:"account_id"` // who may act
	Ground    Ground        `json:"ground"`
	Kind      SubjectKind   `json:"kind"`
	Subject   string        `json:"subject"` // for whom: PINFL or TIN; opened by Open
	Sealed    Bytes         `json:"subject_sealed"`
	Name      string        `json:"name"`   // of the subject
	Number    string        `json:"number"` // of a power of attorney
	Scope     []string      `json:"scope"`  // categories of services; none: all of them
	Until     register.Date `json:"until"`  // the last day; zero: without end
	TakenAt   time.Time     `json:"taken_at"`
	CheckedAt time.Time     `json:"checked_at"` // when the register confirmed it last
	EndedAt   *time.Time    `json:"ended_at"`   // when the register was found to confirm it no longer
}

// SubjectColumn is where the number of the represented is kept.
var SubjectColumn = keyring.Column{Table: "mandates", Name: "subject"}

// Bytes is a bytea as PostgreSQL writes it into JSON.
type Bytes []byte

// UnmarshalText reads the hexadecimal digits.
func (b *Bytes) UnmarshalText(text []byte) (err error) {
	*b, err = hex.DecodeString(strings.TrimPrefix(string(text), `\x`))
	return err
}

// Open opens the number of whom the right is for; a plain one of a former release stays. Nil stays nil.
func (m *Mandate) Open(ring *keyring.Ring) (err error) {
	if m == nil {
		return nil
	}
	if m.Subject, err = ring.Read(SubjectColumn, m.ID, m.Sealed, &m.Subject); err == nil && m.Subject == "" {
		err = fmt.Errorf("right %d has no number: the ring that sealed it was lost", m.ID)
	}
	return err
}

// MandateOf reads, in SQL, the right that a row names, beside the row: null when it names none. Whoever needs its subject
// opens it.
func MandateOf(column string) string {
	return `(SELECT to_jsonb(mandates) FROM mandates WHERE mandates.id = ` + column + `)`
}

// OldMandates reads, in SQL, whether a right of the account in that column was confirmed before that time (see Renewable).
func OldMandates(account, before string) string {
	return `EXISTS (SELECT FROM mandates WHERE mandates.account_id = ` + account + ` AND mandates.ended_at IS NULL AND mandates.checked_at < ` + before + `)`
}

// How old the word of a register on a right may be: after the first the register is asked again, and while it does not
// answer the former word still opens what can be read and filled in until the second.
const (
	MandateFresh = 10 * time.Minute
	MandateKept  = 12 * time.Hour
)

// Stands is nil while the right may be used, else what is in the way.
func (m Mandate) Stands(now time.Time) error {
	switch {
	case m.EndedAt != nil, !m.Until.IsZero() && register.DateOf(now).After(m.Until.Time):
		return problem.New(problem.Forbidden, "mandate.ended", "Name", m.Name)
	case now.Sub(m.CheckedAt) > MandateKept:
		return problem.New(problem.Unavailable, "mandate.silent", "Name", m.Name)
	}
	return nil
}

// Covers reports whether the right reaches services of that category.
func (m Mandate) Covers(category string) bool {
	return len(m.Scope) == 0 || slices.Contains(m.Scope, category)
}

// Object is how the record names the right: ids only.
func (m Mandate) Object() string { return "mandate:" + strconv.FormatInt(m.ID, 10) }

// Person is the PINFL under which the registers keep the person that an application is about: the represented one, or the
// one who acts, for himself or for a company.
func (p Principal) Person() string {
	if p.For != nil && p.For.Kind == OfPerson {
		return p.For.Subject
	}
	return p.PINFL
}

// Company is the TIN of the company that is acted for, or empty.
func (p Principal) Company() string {
	if p.For != nil && p.For.Kind == OfCompany {
		return p.For.Subject
	}
	return ""
}

// Under gives the person the right that he acts under now, or tells him that it has ended.
func (p *Principal) Under(m *Mandate, now time.Time) {
	p.For, p.Former = m, nil
	if m != nil && problem.Is(m.Stands(now), problem.Forbidden) {
		p.For, p.Former = nil, m
	}
}

// Browses reports whether the person may look through all that the registers keep of whom he acts for: his own and his
// child's. Other rights reach what an application needs, and no further.
func (p Principal) Browses() bool { return p.For == nil || p.For.Ground == Parent }

// As is the same person under that right; nil is for himself.
func (p Principal) As(m *Mandate) Principal {
	p.For = m
	return p
}

// Detail is what the record says of an act besides its actor: for whom it was.
func (p Principal) Detail(pairs ...any) map[string]any {
	d := map[string]any{}
	if p.For != nil {
		d["for"] = p.For.Object()
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		d[pairs[i].(string)] = pairs[i+1]
	}
	return d
}

// his is the condition on rows a of applications that lists show to who acts for himself: what he sent for himself, and
// what others sent for him. Rights are read into an array first: beside an OR, PostgreSQL looks a subquery up row by row, for
// each application of the country.
const his = `(a.mandate_id IS NULL AND a.account_id = $1 OR a.mandate_id = ANY (ARRAY
	(SELECT m.id FROM mandates m WHERE m.kind = 'person' AND m.subject_index = (SELECT pinfl_index FROM accounts WHERE id = $1))))`

// theirs is the condition on those that they show to who acts for somebody. A parent and a director see all of the child's
// and the company's; the holder of a power of attorney what he sent under it.
const theirs = `a.mandate_id IN (SELECT m.id FROM mandates m WHERE m.kind = $2 AND m.subject_index = (SELECT subject_index FROM mandates WHERE id = $1)
	AND ($3::bigint = 0 OR m.id = $3))`

// reach is the condition on a row a of applications that a page shows, whatever the person acts for at the moment: his
// own, what others sent for him, and what living rights of his lead to.
const reach = `(a.mandate_id IS NULL AND a.account_id = $1 OR a.mandate_id IS NOT NULL AND EXISTS (SELECT FROM mandates g
	WHERE g.id = a.mandate_id AND (g.kind = 'person' AND g.subject_index = (SELECT pinfl_index FROM accounts WHERE id = $1) OR EXISTS (SELECT FROM mandates m
		WHERE m.account_id = $1 AND m.kind = g.kind AND m.subject_index = g.subject_index AND (m.ground <> 'attorney' OR m.id = g.id)
			AND m.ended_at IS NULL AND (m.until IS NULL OR m.until >= $2::date) AND m.checked_at > $3))))`

// Theirs is a condition in SQL on rows a of applications, and its arguments after those that are there already. A right
// that does not stand leads to none.
func (p Principal) Theirs(now time.Time, args ...any) (string, []any) {
	if p.For == nil {
		return numbered(his, args, p.AccountID)
	}
	if p.For.Stands(now) != nil {
		return `false`, args
	}
	only := int64(0)
	if p.For.Ground == Attorney {
		only = p.For.ID
	}
	return numbered(theirs, args, p.For.ID, p.For.Kind, only)
}

// Reach is a condition in SQL on a row a of applications, and its arguments after those that are there already.
func (p Principal) Reach(now time.Time, args ...any) (string, []any) {
	return numbered(reach, args, p.AccountID, register.DateOf(now).String(), now.Add(-MandateKept))
}

// numbered moves the placeholders of a condition behind the arguments that stand before its own.
func numbered(sql string, before []any, own ...any) (string, []any) {
	moves := make([]string, 0, 2*len(own))
	for n := len(own); n > 0; n-- {
		moves = append(moves, "$"+strconv.Itoa(n), "$"+strconv.Itoa(n+len(before)))
	}
	sql = strings.NewReplacer(moves...).Replace(sql)
	return sql, append(slices.Clone(before), own...)
}
