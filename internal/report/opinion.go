package report

import (
	"context"
	"time"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
)

const live = catalogue.Live

func regionCodes() []string { return catalogue.Lists().Regions.Codes() }

// Marks of one rating, worked out in the row: taking them apart into rows costs five times as much.
const (
	givenMarks = `num_nonnulls(legality, quality, timeliness, accessibility)`
	sumOfMarks = `(coalesce(legality, 0) + coalesce(quality, 0) + coalesce(timeliness, 0) + coalesce(accessibility, 0))`
)

// Opinion is how people mark one criterion.
type Opinion struct {
	Criterion feedback.Criterion
	N         int
	Low       int // marks of three and less
	Mean      float64
}

// Opinions is the four criteria in the order of the rule, each with how many people marked it.
func (s *Store) Opinions(ctx context.Context, f Filter) ([]Opinion, error) {
	return collect[Opinion](ctx, s, `
		WITH marks AS (
			SELECT sum(legality) AS l, sum(legality_low) AS l_low, sum(legality_sum) AS l_sum, sum(quality) AS q, sum(quality_low) AS q_low, sum(quality_sum) AS q_sum,
				sum(timeliness) AS t, sum(timeliness_low) AS t_low, sum(timeliness_sum) AS t_sum, sum(accessibility) AS a, sum(accessibility_low) AS a_low, sum(accessibility_sum) AS a_sum
			FROM report_said WHERE kind = 'rating' AND`+said+`)
		SELECT criterion, coalesce(n, 0)::int, coalesce(low, 0)::int, coalesce(sum / nullif(n, 0), 0)::float8
		FROM marks, LATERAL (VALUES (1, 'legality', l, l_low, l_sum), (2, 'quality', q, q_low, q_sum), (3, 'timeliness', t, t_low, t_sum),
			(4, 'accessibility', a, a_low, a_sum)) AS v (place, criterion, n, low, sum) ORDER BY place`, f)
}

// Worst is a service with its marks.
type Worst struct {
	Service string // code
	N       int    // people who marked it
	Mean    float64
	Low     int // of them, with a mark of three or less
	Cases   int // concerns about it
}

// WorstServices is the twenty services with the lowest mean mark among those that at least Floor people marked.
func (s *Store) WorstServices(ctx context.Context, f Filter) ([]Worst, error) {
	return collect[Worst](ctx, s, `
		SELECT service, sum(rated)::int, (sum(overall) / 12.0 / sum(rated))::float8, sum(low)::int, coalesce(sum(n) FILTER (WHERE kind = 'concern'), 0)::int
		FROM report_said WHERE service <> '' AND kind IN ('rating', 'concern') AND`+said+`
		GROUP BY 1 HAVING sum(rated) >= @floor ORDER BY sum(overall)::float8 / sum(rated), 2 DESC LIMIT 20`, f)
}

// Voice is how much of one kind of feedback came, and what became of it.
type Voice struct {
	Kind     feedback.Kind
	N        int // of the authority that it is about
	Cases    int // cases that it opened, of the authority that must answer: of corruption the body above
	Answered int // of them: an answer stands; one that was sent back waits again
	Late     int // of them: overdue now, or answered after the due date
}

// Voices is every kind of feedback of the period, in the order in which pages offer them.
func (s *Store) Voices(ctx context.Context, f Filter) ([]Voice, error) {
	found, err := collect[Voice](ctx, s, `
		SELECT kind, sum(n)::int, sum(cases)::int, sum(answered)::int, sum(late)::int FROM (
			SELECT kind, sum(n) AS n, 0 AS cases, 0 AS answered, 0 AS late FROM report_said WHERE`+said+`GROUP BY 1
			UNION ALL
			SELECT kind, 0, count(*), count(*) FILTER (WHERE `+feedback.AnswerStands+`), count(*) FILTER (WHERE due_at < @now AND NOT `+feedback.AnsweredInTime+`)
			FROM report_feedback_cases WHERE`+inPeriod("day")+`GROUP BY 1) both_tables
		GROUP BY 1`, f)
	if err != nil {
		return nil, err
	}
	by := make(map[feedback.Kind]Voice, len(found))
	for _, v := range found {
		by[v.Kind] = v
	}
	list := make([]Voice, 0, len(feedback.Kinds))
	for _, k := range feedback.Kinds {
		v := by[k]
		v.Kind = k
		list = append(list, v)
	}
	return list, nil
}

// Mood is the mean mark of a month.
type Mood struct {
	Month time.Time
	N     int
	Mean  float64
}

// Moods is the mean of all marks by month of the period, months without any left out.
func (s *Store) Moods(ctx context.Context, f Filter) ([]Mood, error) {
	return collect[Mood](ctx, s, `
		SELECT month, sum(given)::int, sum(legality_sum + quality_sum + timeliness_sum + accessibility_sum)::float8 / sum(given)
		FROM report_said WHERE kind = 'rating' AND`+said+`GROUP BY 1 HAVING sum(given) > 0 ORDER BY 1`, f)
}
