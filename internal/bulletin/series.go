package bulletin

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/report"
)

// Series is what everybody may know of the months: ratings, volumes, times and automation, drawn from the newest editions
// alone, small numbers hidden. It is worked out once for each set of editions and never changed.
type Series struct {
	Heads []Head // of the editions it is drawn from, the oldest month first
	ID    string // of all these together: SHA-256 of their numbers
	Until time.Time

	periods []Period
	rows    map[Period][]Row
}

// Row is what is published of a level in a period. What is hidden or was not is zero in it.
type Row struct {
	Period      Period
	Scope       report.Scope
	Code, Owner string // as in report.Line

	People   Number          // who gave marks
	Rated    report.Estimate // of all their marks; N is 0 when they are too few
	Criteria [4]float64      // mean mark in the order of feedback.Criteria; 0 when too few gave it
	Replies  Value           // per cent of the cases of feedback whose term ended in the period that were answered by then

	// Of months alone.
	Submitted, Decided, Left Number
	InTerm, Alone            Value // whole per cent of the decided
	P50, P90                 Value // days
	Live, Automatic          int   // services; of the country and of authorities
}

// Number is a count that may be hidden because it is small, or because it would give away another.
type Number struct {
	N      int
	Hidden bool
}

// key is what a line is about.
type key struct {
	scope       report.Scope
	code, owner string
}

func of(l report.Line) key { return key{l.Level, l.Code, l.Owner} }

// Series is the public figures of now. Last is that of before; it is given back while no edition is new.
func (s *Store) Series(ctx context.Context, last *Series) (*Series, error) {
	list, err := s.Latest(ctx)
	if err != nil {
		return nil, err
	}
	next := &Series{Heads: list, ID: together(list)}
	if last != nil && last.ID == next.ID {
		return last, nil
	}
	lines := map[Period][]report.Line{}
	for _, h := range list {
		b, ok, err := s.one(ctx, `SELECT id, content::text FROM bulletins WHERE id = $1`, h.ID)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, postgres.Problem(fmt.Errorf("read bulletin: %w", pgx.ErrNoRows))
		}
		lines[around(h.Month, 1)] = b.Lines
		if h.TakenAt.After(next.Until) {
			next.Until = h.TakenAt
		}
	}
	next.publish(lines)
	return next, nil
}

// together is the number of several editions.
func together(list []Head) string {
	sum := sha256.New()
	for _, h := range list {
		_, _ = io.WriteString(sum, h.ID) // a hash takes everything
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// quarter is the shortest period of ratings: in a month too few people give marks to most authorities.
const quarter = 3

// publish adds the months up and hides what must not be said.
func (s *Series) publish(months map[Period][]report.Line) {
	s.rows = map[Period][]Row{}
	kept := map[at]bool{} // whose marks are hidden
	for _, p := range closed(months) {
		s.periods = append(s.periods, p)
		lines := gathered(p, months)
		if p.Months == 1 {
			s.rows[p] = worked(p, lines)
			continue
		}
		var people counts
		for _, l := range lines {
			people.add(l.Overall.N())
		}
		if p.Months == quarter {
			people.sums = totals(lines)
			people.hide()
		}
		for i, l := range lines {
			hidden := people.hidden[i]
			for _, q := range p.parts() {
				hidden = hidden || kept[at{q, of(l)}]
			}
			kept[at{p, of(l)}] = hidden
			s.rows[p] = append(s.rows[p], rated(p, l, hidden))
		}
	}
}

// worked is what is published of the applications of a month.
func worked(p Period, lines []report.Line) []Row {
	var submitted, decided, left counts
	for _, l := range lines {
		submitted.add(l.Submitted)
		decided.add(l.Decided())
		left.add(l.Left())
	}
	for _, c := range []*counts{&submitted, &decided, &left} {
		c.sums = totals(lines)
		c.hide()
	}
	rows := make([]Row, len(lines))
	for i, l := range lines {
		rows[i] = Row{Period: p, Scope: l.Level, Code: l.Code, Owner: l.Owner}
		rows[i].work(l, submitted.hidden[i], decided.hidden[i], left.hidden[i])
	}
	return rows
}

// at is what something is about, in which period.
type at struct {
	Period
	key
}

// totals is which lines of a period add up to which.
func totals(lines []report.Line) []sum {
	country := sum{total: -1}
	regions := country
	authorities := map[string]int{}
	var services []sum
	for i, l := range lines {
		switch l.Level {
		case report.Country:
			country.total, regions.total = i, i
		case report.OfAuthority:
			country.parts = append(country.parts, i)
			authorities[l.Code] = len(services)
			services = append(services, sum{total: i})
		case report.OfRegion:
			regions.parts = append(regions.parts, i)
		case report.OfService:
			n := authorities[l.Owner]
			services[n].parts = append(services[n].parts, i)
		}
	}
	return append([]sum{country, regions}, services...)
}

// closed is the months and every longer period whose last month has figures, the shorter before the longer, the older
// before the newer. A year that goes on has no figures: they would say of each month what is hidden of it.
func closed(months map[Period][]report.Line) []Period {
	var out []Period
	for m := range months {
		out = append(out, m)
		for _, n := range lengths[1:] {
			if p := around(time.Date(m.Year, time.Month(m.From), 1, 0, 0, 0, 0, time.UTC), n); p.last() == m {
				out = append(out, p)
			}
		}
	}
	slices.SortFunc(out, func(a, b Period) int {
		return cmp.Or(cmp.Compare(a.Months, b.Months), cmp.Compare(a.Year, b.Year), cmp.Compare(a.From, b.From))
	})
	return out
}

// gathered is the lines of a period, months added up, in the order of lines.
func gathered(p Period, months map[Period][]report.Line) []report.Line {
	if p.Months == 1 {
		return months[p]
	}
	sums := map[key]report.Line{}
	for m := p.From; m < p.From+p.Months; m++ {
		for _, l := range months[Period{p.Year, m, 1}] {
			if all, ok := sums[of(l)]; ok {
				l = all.Add(l)
			}
			sums[of(l)] = l
		}
	}
	order := []report.Scope{report.Country, report.OfAuthority, report.OfRegion, report.OfService}
	return slices.SortedFunc(maps.Values(sums), func(a, b report.Line) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Level), slices.Index(order, b.Level)), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Owner, b.Owner))
	})
}

// rated is what is published of the marks of a line.
func rated(p Period, l report.Line, hidden bool) Row {
	r := Row{Period: p, Scope: l.Level, Code: l.Code, Owner: l.Owner, Replies: percent(l.Answered, l.Due), People: Number{Hidden: hidden}}
	if hidden {
		return r
	}
	r.People.N, r.Rated = l.Overall.N(), report.Estimated(l.Overall)
	for i, t := range []report.Tally{l.Legality, l.Quality, l.Timeliness, l.Accessibility} {
		if t.N() >= Floor {
			r.Criteria[i] = math.Round(100*t.Mean()) / 100
		}
	}
	return r
}

// work adds what is published of the applications of a month.
func (r *Row) work(l report.Line, submitted, decided, left bool) {
	number := func(n int, hidden bool) Number {
		if hidden {
			n = 0
		}
		return Number{n, hidden}
	}
	r.Submitted, r.Decided, r.Left = number(l.Submitted, submitted), number(l.Decided(), decided), number(l.Left(), left)
	r.Live, r.Automatic = l.Live, l.Automatic
	if !decided && l.Decided() > 0 {
		r.InTerm, r.Alone = percent(l.InTerm, l.Decided()), percent(l.Alone, l.Decided())
		r.P50, r.P90 = based(l.Decided(), math.Round(10*l.P50)/10), based(l.Decided(), math.Round(10*l.P90)/10)
	}
}

// percent is a share in whole per cent, of Floor or more.
func percent(part, base int) Value {
	return based(base, math.Round(100*float64(part)/float64(max(1, base))))
}

// Periods is those of that many months that are over, the oldest first.
func (s *Series) Periods(months int) []Period {
	var out []Period
	for _, p := range s.periods {
		if p.Months == months {
			out = append(out, p)
		}
	}
	return out
}

// Find is the period that is written like that, if it is over.
func (s *Series) Find(written string) (Period, bool) {
	for _, p := range s.periods {
		if p.String() == written {
			return p, true
		}
	}
	return Period{}, false
}

// Rows is what is published of a period, of one scope.
func (s *Series) Rows(p Period, scope report.Scope) []Row {
	var out []Row
	for _, r := range s.rows[p] {
		if r.Scope == scope {
			out = append(out, r)
		}
	}
	return out
}

// Row is what is published of one authority, region or the country in a period.
func (s *Series) Row(p Period, scope report.Scope, code string) Row {
	for _, r := range s.rows[p] {
		if r.Scope == scope && r.Code == code {
			return r
		}
	}
	return Row{Period: p, Scope: scope, Code: code}
}
