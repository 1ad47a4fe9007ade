package report

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/postgres"
)

// Scope is what a line of figures is about.
type Scope string

// Scopes of figures. Authorities add up to the country, and so do regions; services add up to their authority.
const (
	Country     Scope = "country"
	OfAuthority Scope = "authority"
	OfRegion    Scope = "region"
	OfService   Scope = "service"
)

// Tally is marks given by people: how many people, the sum of their marks and the sum of the squares of these. Marks are
// counted in twelfths, in which the mean of one to four whole marks of a person is whole, so that months add up exactly.
type Tally [3]int64

// twelfths is how finely marks are counted.
const twelfths = 12

// N is how many people gave the marks.
func (t Tally) N() int { return int(t[0]) }

// Add is both together.
func (t Tally) Add(o Tally) Tally { return Tally{t[0] + o[0], t[1] + o[1], t[2] + o[2]} }

// Mean is the mean mark, from 1 to 5; 0 when nobody gave any.
func (t Tally) Mean() float64 {
	if t[0] == 0 {
		return 0
	}
	return float64(t[1]) / twelfths / float64(t[0])
}

// Line is the figures of one level of the state in a month. JSON names are those of the frozen content of bulletins: they
// never change their meaning.
type Line struct {
	Level Scope  `json:"level"`
	Code  string `json:"code"`            // of the authority, SOATO of the region, code of the service; empty: the country, or of none
	Owner string `json:"owner,omitempty"` // of a service: the authority whose offices had the applications

	Submitted int `json:"submitted,omitempty"` // sent in the month
	Corrected int `json:"corrected,omitempty"` // of them: sent back at least once
	Ended     int `json:"ended,omitempty"`     // of them: came to any end by the time of counting
	Gained    int `json:"gained,omitempty"`    // of them: granted by then

	Granted   int     `json:"granted,omitempty"` // ended in the month, whenever sent
	Refused   int     `json:"refused,omitempty"`
	Withdrawn int     `json:"withdrawn,omitempty"`
	Lapsed    int     `json:"lapsed,omitempty"`
	Alone     int     `json:"alone,omitempty"`   // granted or refused without an official
	InTerm    int     `json:"in_term,omitempty"` // granted or refused by the due date
	P50       float64 `json:"p50,omitempty"`     // days in which half of the granted and refused were
	P90       float64 `json:"p90,omitempty"`
	PastTerm  int     `json:"past_term,omitempty"` // open at the end of the month, their term over

	Overall       Tally `json:"overall"` // of each person the mean of the marks that he gave
	Legality      Tally `json:"legality"`
	Quality       Tally `json:"quality"`
	Timeliness    Tally `json:"timeliness"`
	Accessibility Tally `json:"accessibility"`
	Suggestions   int   `json:"suggestions,omitempty"`
	Concerns      int   `json:"concerns,omitempty"`
	Corruption    int   `json:"corruption,omitempty"`

	Opened     int `json:"opened,omitempty"`     // cases of feedback opened in the month
	Due        int `json:"due,omitempty"`        // cases whose term ended in the month
	Answered   int `json:"answered,omitempty"`   // of them: answered by then
	Unanswered int `json:"unanswered,omitempty"` // at the end of the month, their term over

	Live      int `json:"live,omitempty"`      // live services when it was counted; of the country and of authorities
	Automatic int `json:"automatic,omitempty"` // of them: decided by rules alone
}

// Decided is how many were granted or refused.
func (l Line) Decided() int { return l.Granted + l.Refused }

// Left is how many ended without a decision.
func (l Line) Left() int { return l.Withdrawn + l.Lapsed }

// Add is two lines together in all that can be added: times stay out.
func (l Line) Add(o Line) Line {
	l.Overall, l.Legality, l.Quality = l.Overall.Add(o.Overall), l.Legality.Add(o.Legality), l.Quality.Add(o.Quality)
	l.Timeliness, l.Accessibility = l.Timeliness.Add(o.Timeliness), l.Accessibility.Add(o.Accessibility)
	for _, p := range [][2]*int{
		{&l.Submitted, &o.Submitted},
		{&l.Corrected, &o.Corrected},
		{&l.Ended, &o.Ended},
		{&l.Gained, &o.Gained},
		{&l.Granted, &o.Granted},
		{&l.Refused, &o.Refused},
		{&l.Withdrawn, &o.Withdrawn},
		{&l.Lapsed, &o.Lapsed},
		{&l.Alone, &o.Alone},
		{&l.InTerm, &o.InTerm},
		{&l.Suggestions, &o.Suggestions},
		{&l.Concerns, &o.Concerns},
		{&l.Corruption, &o.Corruption},
		{&l.Opened, &o.Opened},
		{&l.Due, &o.Due},
		{&l.Answered, &o.Answered},
	} {
		*p[0] += *p[1]
	}
	l.P50, l.P90 = 0, 0
	return l
}

// Lines is the figures of one month: of the country, of every authority, region and service of which there is anything to
// say, in this order, and why people were refused. Both are of the same moment.
func (s *Store) Lines(ctx context.Context, month time.Time) (lines []Line, grounds []Refusals, err error) {
	from := time.Date(month.Year(), month.Month(), 1, 0, 0, 0, 0, time.UTC)
	args := pgx.NamedArgs{"from": from, "to": from.AddDate(0, 1, 0)}
	err = postgres.InTxWith(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) (err error) {
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = '10min'`); err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, countLines, args)
		if lines, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Line]); err != nil {
			return err
		}
		rows, _ = tx.Query(ctx, `SELECT ground, count(*) FROM report_applications
			WHERE state = 'refused' AND day_out >= @from::date AND day_out < @to::date GROUP BY 1 ORDER BY 2 DESC, 1`, args)
		grounds, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Refusals])
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("report: figures of a month: %w", postgres.Problem(err))
	}
	return s.withLevels(lines), grounds, nil
}

// withLevels adds level A, which the published services say.
func (s *Store) withLevels(lines []Line) []Line {
	for _, l := range s.Levels(Filter{}) {
		for i := range lines {
			if line := &lines[i]; line.Level == Country || line.Level == OfAuthority && line.Code == l.Code {
				line.Live, line.Automatic = line.Live+l.Live, line.Automatic+l.Automatic
			}
		}
	}
	return lines
}

// levels is the columns that say what a line is about, and how rows are gathered into lines.
const (
	levels = `CASE grouping(authority, region, service) WHEN 7 THEN 'country' WHEN 3 THEN 'authority' WHEN 5 THEN 'region' ELSE 'service' END AS level,
		coalesce(CASE grouping(authority, region, service) WHEN 3 THEN authority WHEN 5 THEN region WHEN 2 THEN service END, '') AS code,
		CASE grouping(authority, region, service) WHEN 2 THEN authority ELSE '' END AS owner`
	byLevel = ` GROUP BY GROUPING SETS ((), (authority), (region), (authority, service)) `
	// atEnd is the moment at which the month ended in Tashkent.
	atEnd = `(@to::date::timestamp AT TIME ZONE interval '5 hours')`
)

// tally is a Tally of a number of twelfths.
func tally(n string) string {
	return `ARRAY[count(` + n + `), coalesce(sum(` + n + `), 0), coalesce(sum((` + n + `) * (` + n + `)), 0)]::bigint[]`
}

// overall is the mean mark of one rating, in twelfths.
const overall = `12 * ` + sumOfMarks + ` / nullif(` + givenMarks + `, 0)`

var countLines = `
	WITH sent AS (
		SELECT ` + levels + `, count(*) AS submitted, count(*) FILTER (WHERE corrected) AS corrected,
			count(day_out) AS ended, count(*) FILTER (WHERE state = 'done') AS gained
		FROM report_applications WHERE day_in >= @from::date AND day_in < @to::date` + byLevel + `),
	done AS (
		SELECT ` + levels + `, count(*) FILTER (WHERE state = 'done') AS granted, count(*) FILTER (WHERE state = 'refused') AS refused,
			count(*) FILTER (WHERE state = 'withdrawn') AS withdrawn, count(*) FILTER (WHERE state = 'lapsed') AS lapsed,
			count(*) FILTER (WHERE decided AND automatic) AS alone, count(*) FILTER (WHERE decided AND in_term) AS in_term,
			round((percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE decided))::numeric, 4)::float8 AS p50,
			round((percentile_cont(0.9) WITHIN GROUP (ORDER BY days) FILTER (WHERE decided))::numeric, 4)::float8 AS p90
		FROM report_applications WHERE day_out >= @from::date AND day_out < @to::date` + byLevel + `),
	past AS (
		SELECT ` + levels + `, count(*) AS past_term FROM report_terms
		WHERE submitted_at < ` + atEnd + ` AND (closed_at IS NULL OR closed_at >= ` + atEnd + `) AND term_at < ` + atEnd + `
			AND (stopped_at IS NULL OR stopped_at >= term_at)` + byLevel + `),
	said AS (
		SELECT ` + levels + `, ` + tally(`overall`) + ` AS overall, ` + tally(`12 * legality`) + ` AS legality, ` + tally(`12 * quality`) + ` AS quality,
			` + tally(`12 * timeliness`) + ` AS timeliness, ` + tally(`12 * accessibility`) + ` AS accessibility,
			count(*) FILTER (WHERE kind = 'suggestion') AS suggestions, count(*) FILTER (WHERE kind = 'concern') AS concerns,
			count(*) FILTER (WHERE kind = 'corruption') AS corruption
		FROM (SELECT authority, region, service, kind, legality, quality, timeliness, accessibility,
				` + overall + ` AS overall
			FROM report_feedback WHERE day >= @from::date AND day < @to::date) marks` + byLevel + `),
	cases AS (
		SELECT ` + levels + `, count(*) FILTER (WHERE day >= @from::date) AS opened,
			count(*) FILTER (WHERE ends >= @from::date AND ends < @to::date) AS due,
			count(*) FILTER (WHERE ends >= @from::date AND ends < @to::date AND ` + feedback.AnsweredInTime + `) AS answered,
			count(*) FILTER (WHERE ends < @to::date AND NOT (` + feedback.AnswerStands + ` AND answered_at < ` + atEnd + `)) AS unanswered
		FROM (SELECT authority, region, service, day, state, due_at, answered_at, (due_at AT TIME ZONE interval '5 hours')::date AS ends
			FROM report_feedback_cases WHERE day < @to::date) c` + byLevel + `),
	keys AS (
		SELECT level, code, owner FROM sent UNION SELECT level, code, owner FROM done UNION SELECT level, code, owner FROM past
		UNION SELECT level, code, owner FROM said UNION SELECT level, code, owner FROM cases)
	SELECT level, code, owner, coalesce(submitted, 0), coalesce(corrected, 0), coalesce(ended, 0), coalesce(gained, 0),
		coalesce(granted, 0), coalesce(refused, 0), coalesce(withdrawn, 0), coalesce(lapsed, 0), coalesce(alone, 0), coalesce(in_term, 0),
		coalesce(p50, 0), coalesce(p90, 0), coalesce(past_term, 0),
		coalesce(overall, '{0,0,0}'), coalesce(legality, '{0,0,0}'), coalesce(quality, '{0,0,0}'), coalesce(timeliness, '{0,0,0}'), coalesce(accessibility, '{0,0,0}'),
		coalesce(suggestions, 0), coalesce(concerns, 0), coalesce(corruption, 0),
		coalesce(opened, 0), coalesce(due, 0), coalesce(answered, 0), coalesce(unanswered, 0), 0, 0
	FROM keys LEFT JOIN sent USING (level, code, owner) LEFT JOIN done USING (level, code, owner) LEFT JOIN past USING (level, code, owner)
		LEFT JOIN said USING (level, code, owner) LEFT JOIN cases USING (level, code, owner)
	ORDER BY array_position(ARRAY['country', 'authority', 'region', 'service'], level), code COLLATE "C", owner COLLATE "C"`

// First is the month of the first application or the first word of feedback, as its first day; none has come when it is
// zero.
func (s *Store) First(ctx context.Context) (month time.Time, err error) {
	var first *time.Time
	err = s.pool.QueryRow(ctx, `SELECT date_trunc('month', least((SELECT min(day_in) FROM report_applications), (SELECT min(month) FROM report_said WHERE region = '*')))::date`).Scan(&first)
	if err != nil {
		return time.Time{}, fmt.Errorf("report: first month: %w", postgres.Problem(err))
	}
	if first == nil {
		return time.Time{}, nil
	}
	return *first, nil
}
