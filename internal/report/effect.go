package report

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// Effects are measured on applications that were both sent and decided or ended within a span of days before a change, and
// within one as long after it: so neither side has cases that had more time, and none was begun before the change and ended
// after it.
//
// What became of a service (Turn) and the effect on one aim (Measure) are both measured so.
const (
	FewestMeasured = 30 // applications on either side below which nothing is said
	inSpan         = ` day_in >= @from::date AND day_in < @to::date AND day_out >= @from::date AND day_out < @to::date `
)

// Aim is what a change is meant to make less of, and where.
type Aim struct {
	Kind      string // of a fix, or AimHours
	Service   string // code; empty: every service of the authority
	Authority string
	What      string // as in Fix
}

// AimHours is all hours that people lose with an application, for changes that are about no single fix.
const AimHours = "hours"

// Sample is the applications of one side.
type Sample struct {
	From, To time.Time // days: the first, and the first after
	N        int
	Mean     float64 // of an application: the share concerned; of coming the times, of hours the hours
	Variance float64
	Hours    float64 // that these applications cost in all by what is aimed at
}

// Effect is what a change made of it.
type Effect struct {
	Days   int // of either span
	Term   int // calendar days of the term of the service that it is about; 0: of none
	Before Sample
	After  Sample
}

// Verdicts on an effect.
const (
	EffectFew    = "too-few"   // to say anything
	EffectEarly  = "too-early" // to say that there is none: most applications had no time to come to an end
	EffectBetter = "better"    // less than before, and hardly by chance
	EffectWorse  = "worse"
	EffectSame   = "same" // no difference that chance would not make
)

// Few reports whether either side is too small to speak of.
func (e Effect) Few() bool { return min(e.Before.N, e.After.N) < FewestMeasured }

// Early reports whether the spans are shorter than the term: what takes as long as it may is in neither of them.
func (e Effect) Early() bool { return e.Days < e.Term }

// Difference is the mean after less the mean before: less than nothing is better.
func (e Effect) Difference() float64 { return e.After.Mean - e.Before.Mean }

// Margin is how far the difference may be off to either side, at 95 %.
func (e Effect) Margin() float64 { return differenceMargin(e.Before, e.After) }

// Verdict says in a word what the figures allow to say.
func (e Effect) Verdict() string {
	switch d, m := e.Difference(), e.Margin(); {
	case e.Few() && e.Early():
		return EffectEarly
	case e.Few():
		return EffectFew
	case d < -m:
		return EffectBetter
	case d > m:
		return EffectWorse
	case e.Early():
		return EffectEarly
	default:
		return EffectSame
	}
}

// Saved is the hours that the change saves in a year, at the number of applications after it; less than nothing when it costs.
func (e Effect) Saved() float64 {
	if e.Before.N == 0 || e.After.N == 0 || e.Days == 0 {
		return 0
	}
	each := e.Before.Hours/float64(e.Before.N) - e.After.Hours/float64(e.After.N)
	return each * float64(e.After.N) * 365 / float64(e.Days)
}

// Measure compares the days before a moment with as many after it.
func (s *Store) Measure(ctx context.Context, aim Aim, at time.Time, days int) (Effect, error) {
	middle := dateOf(at)
	e := Effect{Days: days}
	if svc, ok := s.services.Snapshot().Service(aim.Service); ok {
		e.Term = svc.Term.CalendarDays()
	}
	var err error
	if e.Before, err = s.sample(ctx, aim, middle.AddDate(0, 0, -days), middle); err != nil {
		return Effect{}, err
	}
	e.After, err = s.sample(ctx, aim, middle, middle.AddDate(0, 0, days))
	return e, err
}

// aims is, for each kind, the value of an application r and the hours that it costs, with the minutes of its form in v.
var aims = map[string]struct{ value, hours string }{
	string(FixQuestion): {
		`EXISTS (SELECT FROM report_marks m WHERE m.application_id = r.id AND m.question = @what)::int`,
		`CASE WHEN EXISTS (SELECT FROM report_marks m WHERE m.application_id = r.id AND m.question = @what)
			THEN (rounds * v.minutes * @correcting::float8 / 60 + stood * @day::float8) / (SELECT count(*) FROM report_marks m WHERE m.application_id = r.id) ELSE 0 END`,
	},
	string(FixReason): {
		`(NOT automatic AND cause = @cause AND (@rule = '' OR (version, hit) IN (SELECT * FROM unnest(@versions::bigint[], @hits::smallint[]))))::int`,
		`CASE WHEN NOT automatic AND decided AND cause = @cause AND (@rule = '' OR (version, hit) IN (SELECT * FROM unnest(@versions::bigint[], @hits::smallint[])))
			THEN days * @day::float8 + late_days * @late::float8 ELSE 0 END`,
	},
	string(FixLate):   {`(decided AND NOT in_term)::int`, `CASE WHEN decided THEN late_days * (@day::float8 + @late::float8) ELSE 0 END`},
	string(FixComing): {`greatest(trips - 1, 0)`, `greatest(trips - 1, 0) * @trip::float8`},
	string(FixAgain):  {`again::int`, `CASE WHEN again THEN v.minutes / 60.0 ELSE 0 END`},
	string(FixUnpaid): {`(state = 'lapsed' AND billed AND NOT paid)::int`, `CASE WHEN state = 'lapsed' AND billed AND NOT paid THEN v.minutes / 60.0 ELSE 0 END`},
	AimHours:          {allHours, allHours},
}

// allHours is the model of lost hours for one application.
const allHours = `(v.minutes / 60.0 + rounds * v.minutes * @correcting::float8 / 60 + greatest(trips - 1, 0) * @trip::float8 + CASE WHEN decided THEN days * @day::float8 + late_days * @late::float8 ELSE 0 END)`

// Aimable reports whether effects on an aim of that kind can be measured.
func Aimable(kind string) bool {
	_, ok := aims[kind]
	return ok
}

func (s *Store) sample(ctx context.Context, aim Aim, from, to time.Time) (Sample, error) {
	a, ok := aims[aim.Kind]
	if !ok {
		return Sample{}, fmt.Errorf("measure %q: no such aim", aim.Kind)
	}
	cause, rule, _ := strings.Cut(aim.What, ":")
	versions, hits, err := s.rulesOf(ctx, aim.Service, rule)
	if err != nil {
		return Sample{}, err
	}
	rows, _ := s.pool.Query(ctx, `
		SELECT @from::date, @to::date, count(*), coalesce(avg(value), 0)::float8, coalesce(var_samp(value), 0)::float8, coalesce(sum(hours), 0)::float8
		FROM (SELECT `+a.value+` AS value, `+a.hours+` AS hours FROM report_applications r JOIN report_versions v USING (version)
			WHERE (@service = '' OR service = @service) AND (@authority = '' OR authority = @authority)
				AND`+inSpan+`) measured`,
		pgx.NamedArgs{
			"service": aim.Service, "authority": aim.Authority, "what": aim.What, "cause": cause, "rule": rule, "versions": versions, "hits": hits, "from": from, "to": to,
			"day": HoursPerDay, "late": HoursPerLateDay, "correcting": CorrectingShare, "trip": HoursPerTrip,
		})
	sample, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Sample])
	if err != nil {
		return Sample{}, fmt.Errorf("measure: %w", postgres.Problem(err))
	}
	return sample, nil
}

// rulesOf is in which versions of a service a rule stands, and where.
func (s *Store) rulesOf(ctx context.Context, service, mark string) (versions []int64, hits []int16, err error) {
	if mark == "" {
		return nil, nil, nil
	}
	rows, _ := s.pool.Query(ctx, `SELECT DISTINCT version, hit FROM report_reasons WHERE service = $1 AND hit >= 0`, service)
	type place struct {
		Version int64
		Hit     int16
	}
	places, err := pgx.CollectRows(rows, pgx.RowToStructByPos[place])
	if err != nil {
		return nil, nil, fmt.Errorf("find rules: %w", postgres.Problem(err))
	}
	for _, p := range places {
		r, err := s.rule(ctx, service, p.Version, int(p.Hit))
		if err != nil {
			return nil, nil, err
		}
		if r.mark == mark {
			versions, hits = append(versions, p.Version), append(hits, p.Hit)
		}
	}
	return versions, hits, nil
}
