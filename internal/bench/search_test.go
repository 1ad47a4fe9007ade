package bench

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/search"
)

var (
	mistyped = []string{"sudlanmaganlk", "haydovchlik guvohnomasi", "zagranpaspotr", "bogcha navbt", "kadastr pasporit", "nikoh royxatdan otkzish", "загранпаспрот", "pensya hisoblash"}
	exact    = []string{"судланмаганлик", "ҳайдовчилик гувоҳномаси", "хорижга чиқиш паспорти", "боғча навбати", "справка о несудимости", "загранпаспорт", "nikoh", "pensiya"}
)

// measureSearch is P7 and P8: the index in memory against full text and trigrams in PostgreSQL on the same words.
func measureSearch(r *rig, p *paper) {
	snap := r.snapshot()
	docs := documents(snap)
	index := search.Build(docs, nil)
	r.fillSearch(docs)
	ours := func(q string) { index.Search(q, 20) }
	for _, set := range []struct {
		name    string
		queries []string
		target  float64
	}{{"mistyped", mistyped, 3.5}, {"exact and Cyrillic", exact, 1.3}} {
		var ratios []float64
		var a, b timing
		for range r.rounds {
			a, b = clock(r.long/2, set.queries, ours), clock(r.long/2, set.queries, r.askPostgres)
			ratios = append(ratios, a.rate/b.rate)
		}
		p.atLeast("P7", "search, "+set.name+": searches/s to PostgreSQL", median(ratios), set.target, fmt.Sprintf("%.0f vs %.0f a second", a.rate, b.rate))
		p.atMost("P7", "search, "+set.name+": p99, ms", a.p99.Seconds()*1000, 2)
	}
	queries := slices.Concat(mistyped, exact)
	small := clock(r.long, queries, ours)
	index = search.Build(multiply(docs, 100), nil)
	large := clock(r.long, queries, ours)
	p.atMost("P8", "search, 100 times the services: p50", large.p50.Seconds()/small.p50.Seconds(), 10, fmt.Sprintf("%s to %s", small.p50, large.p50))
	p.atMost("P8", "search, 100 times the services: p99", large.p99.Seconds()/small.p99.Seconds(), 5, fmt.Sprintf("%s to %s", small.p99, large.p99))
}

func (r *rig) snapshot() *catalogue.Snapshot {
	store := catalogue.NewStore(r.pool, time.Now)
	require.NoError(r.tb, store.Refresh(r.tb.Context()))
	return store.Snapshot()
}

// documents is what services are found by.
func documents(snap *catalogue.Snapshot) []search.Document {
	var docs []search.Document
	for _, s := range snap.All() {
		d := search.Document{ID: s.Code}
		for _, t := range []string{s.Title.Uz, s.Title.Ru, s.Title.En} {
			d.Fields = append(d.Fields, search.Field{Text: t, Weight: 10})
		}
		for _, k := range s.Keywords {
			d.Fields = append(d.Fields, search.Field{Text: k, Weight: 7})
		}
		for _, t := range []string{s.Summary.Uz, s.Summary.Ru, s.Summary.En} {
			d.Fields = append(d.Fields, search.Field{Text: t, Weight: 2})
		}
		docs = append(docs, d)
	}
	return docs
}

// multiply makes a catalogue of many countries: each copy has a word of its own beside the shared ones.
func multiply(docs []search.Document, times int) []search.Document {
	out := make([]search.Document, 0, len(docs)*times)
	for n := range times {
		for _, d := range docs {
			copied := search.Document{ID: fmt.Sprintf("%s-%d", d.ID, n), Fields: slices.Clone(d.Fields)}
			copied.Fields[0].Text += fmt.Sprintf(" mamlakat%c%c", 'a'+n/10, 'a'+n%10)
			out = append(out, copied)
		}
	}
	return out
}

// timing is how fast searches were, one after another.
type timing struct {
	rate     float64
	p50, p99 time.Duration
}

func clock(long time.Duration, queries []string, ask func(string)) timing {
	var took []time.Duration
	began := time.Now()
	for i := 0; time.Since(began) < long; i++ {
		start := time.Now()
		ask(queries[i%len(queries)])
		took = append(took, time.Since(start))
	}
	rate := float64(len(took)) / time.Since(began).Seconds()
	slices.Sort(took)
	return timing{rate: rate, p50: took[len(took)/2], p99: took[len(took)*99/100]}
}

// fillSearch gives PostgreSQL the same texts, folded the same way, with an index for words and one for trigrams.
func (r *rig) fillSearch(docs []search.Document) {
	_, err := r.pool.Exec(r.tb.Context(), `
		CREATE EXTENSION IF NOT EXISTS pg_trgm;
		CREATE TABLE bench_search (code text PRIMARY KEY, title text NOT NULL, body text NOT NULL,
			words tsvector GENERATED ALWAYS AS (setweight(to_tsvector('simple', title), 'A') || to_tsvector('simple', body)) STORED)`)
	require.NoError(r.tb, err)
	for _, d := range docs {
		var texts []string
		for _, f := range d.Fields {
			texts = append(texts, locale.Fold(f.Text))
		}
		_, err := r.pool.Exec(r.tb.Context(), `INSERT INTO bench_search (code, title, body) VALUES ($1, $2, $3)`,
			d.ID, strings.Join(texts[:3], " "), strings.Join(texts[3:], " "))
		require.NoError(r.tb, err)
	}
	_, err = r.pool.Exec(r.tb.Context(), `
		CREATE INDEX ON bench_search USING gin (words);
		CREATE INDEX ON bench_search USING gin (title gin_trgm_ops);
		ANALYZE bench_search`)
	require.NoError(r.tb, err)
}

// askPostgres looks for the words, and for what resembles them when nothing has them.
func (r *rig) askPostgres(q string) {
	q = locale.Fold(q)
	var found int
	for _, statement := range []string{
		`SELECT count(*) FROM (SELECT code FROM bench_search, plainto_tsquery('simple', $1) q WHERE words @@ q ORDER BY ts_rank(words, q) DESC LIMIT 20) x`,
		`SELECT count(*) FROM (SELECT code FROM bench_search WHERE $1 <% title ORDER BY word_similarity($1, title) DESC LIMIT 20) x`,
	} {
		require.NoError(r.tb, r.pool.QueryRow(r.tb.Context(), statement, q).Scan(&found))
		if found > 0 {
			return
		}
	}
}
