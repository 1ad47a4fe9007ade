package report

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// spoken is all that reports say of what people said.
func (h *history) spoken(t *testing.T, f Filter) string {
	t.Helper()
	opinions, err := h.Opinions(t.Context(), f)
	require.NoError(t, err)
	worst, err := h.WorstServices(t.Context(), f)
	require.NoError(t, err)
	voices, err := h.Voices(t.Context(), f)
	require.NoError(t, err)
	moods, err := h.Moods(t.Context(), f)
	require.NoError(t, err)
	head, err := h.Headline(t.Context(), f)
	require.NoError(t, err)
	return fmt.Sprint(opinions, worst, voices, moods, head)
}

func (h *history) sum(t *testing.T) {
	t.Helper()
	require.NoError(t, h.sumVoices(t.Context())) // looks what there is
	require.NoError(t, h.sumVoices(t.Context())) // and adds it
}

func (h *history) behind(t *testing.T) (n int) {
	t.Helper()
	require.NoError(t, h.pool.QueryRow(t.Context(), `SELECT count(*) FROM feedback_entries WHERE id > (SELECT last FROM report_voices_upto)`).Scan(&n))
	return n
}

// Whatever part is summed up, the figures are the same.
func TestStore_voices(t *testing.T) {
	h := newHistory(t)
	regions := []string{"", "1726", "1703"}
	say := func(n int) {
		for i := range n {
			marks := feedback.Marks{Legality: 1 + i%5, Quality: 1 + i%4}
			if i%3 == 0 {
				marks = feedback.Marks{Timeliness: 2}
			}
			h.say(t, feedback.Submission{Kind: feedback.Rating, Marks: marks, Comment: fmt.Sprint("fikr ", i)})
			h.say(t, feedback.Submission{Kind: feedback.Concern, Comment: fmt.Sprint("muammo ", i)})
		}
		// Elsewhere, and about services.
		owner := postgrestest.Owner(t, h.pool)
		_, err := owner.Exec(t.Context(), `INSERT INTO feedback_entries (token, receipt, kind, service_code, authority, region, legality, accessibility, lang, created_at)
			SELECT gen_random_uuid(), gen_random_uuid(), 'rating', 'service-' || n % 2, 'health', ($2::text[])[1 + n % 3], 1 + n % 5, nullif(n % 4, 0), 'uz', $3::timestamptz - n % 40 * interval '1 day'
			FROM generate_series(1, $1::int) n`, n*10, regions, now)
		require.NoError(t, err)
	}
	filters := []Filter{{}, {Months: 1}, {Region: "1726"}, {Authority: "health"}, {Service: "service-1"}, {Before: true}}
	figures := func() (out []string) {
		for _, f := range filters {
			out = append(out, h.spoken(t, f))
		}
		return out
	}
	say(6)
	raw := figures()
	require.NotEqual(t, raw[0], raw[2])
	h.sum(t)
	require.Zero(t, h.behind(t))
	require.Equal(t, raw, figures(), "summed up")
	say(5)
	require.NotZero(t, h.behind(t))
	mixed := figures()
	require.NotEqual(t, raw, mixed, "what came since is counted at once")
	h.sum(t)
	require.Zero(t, h.behind(t))
	require.Equal(t, mixed, figures(), "added to the sums")
	h.sum(t)
	require.Equal(t, mixed, figures(), "nothing is added twice")

	var n, marks int
	require.NoError(t, h.pool.QueryRow(t.Context(), `SELECT count(*), sum(coalesce(legality, 0) + coalesce(accessibility, 0)) FROM feedback_entries WHERE kind = 'rating'`).Scan(&n, &marks))
	var sum, given int
	require.NoError(t, h.pool.QueryRow(t.Context(), `SELECT sum(n), sum(legality_sum + accessibility_sum) FROM report_voices WHERE region = '*' AND kind = 'rating'`).Scan(&sum, &given))
	require.Equal(t, [2]int{n, marks}, [2]int{sum, given}, "the sums are those of the rows")
}

// An entry whose transaction ends late has a smaller id than those that are seen before it.
func TestStore_voices_late(t *testing.T) {
	h := newHistory(t)
	const insert = `INSERT INTO feedback_entries (token, receipt, kind, authority, legality, lang, created_at) VALUES (gen_random_uuid(), gen_random_uuid(), 'rating', 'health', 5, 'uz', $1)`
	late, err := h.pool.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = late.Rollback(t.Context()) }()
	_, err = late.Exec(t.Context(), insert, now)
	require.NoError(t, err)
	_, err = h.pool.Exec(t.Context(), insert, now)
	require.NoError(t, err)
	for range 3 {
		h.sum(t)
	}
	require.Equal(t, 1, h.behind(t), "nothing is summed up while it could still be overtaken")
	require.NoError(t, late.Commit(t.Context()))
	for range 2 {
		h.sum(t)
	}
	require.Zero(t, h.behind(t))
	var n int
	require.NoError(t, h.pool.QueryRow(t.Context(), `SELECT sum(n) FROM report_voices WHERE region = '*'`).Scan(&n))
	require.Equal(t, 2, n)
}

// TestVoices_formula: bulletins and effects count days, which the sums by month have not, and work out a mean mark by the same
// formula as the view behind the sums.
func TestVoices_formula(t *testing.T) {
	pool := postgrestest.New(t)
	const marks = `(ARRAY[NULL, 1, 2, 3, 4, 5])[1 + n / %d %% 6]`
	_, err := pool.Exec(t.Context(), fmt.Sprintf(`INSERT INTO feedback_entries (token, receipt, kind, authority, comment, lang, created_at, legality, quality, timeliness, accessibility)
		SELECT 'a-token-of-a-form-' || n, 'a-receipt-of-a-form-' || n, 'rating', 'digital', '', 'uz', now(), `+marks+`, `+marks+`, `+marks+`, `+marks+`
		FROM generate_series(1, 6 * 6 * 6 * 6 - 1) n`, 1, 6, 36, 216))
	require.NoError(t, err)
	var all, apart int
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT count(*), count(*) FILTER (WHERE v.overall IS DISTINCT FROM f.overall) FROM (SELECT id, nullif(overall, 0) AS overall FROM report_voices_now) v
		JOIN (SELECT id, `+overall+` AS overall FROM report_feedback) f USING (id)`).Scan(&all, &apart))
	require.Equal(t, 6*6*6*6-1, all)
	require.Zero(t, apart)
}
