package search

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/yagona/portal/internal/locale"
)

// floors of the judged sets: the shares of queries that the first hit, and one of the first three, must answer at least.
// Raise them when beaten.
var floors = map[string][2]float64{
	"testdata/tuned.tsv":  {0.70, 0.80},
	"testdata/unseen.tsv": {0.70, 0.80},
}

// seed reads just what is searched from the definitions: package catalogue stands above this one.
func seed(tb testing.TB) []Document {
	tb.Helper()
	files, err := filepath.Glob("../catalogue/definitions/*.yaml")
	require.NoError(tb, err)
	require.NotEmpty(tb, files)
	var docs []Document
	for _, f := range files {
		raw, err := os.ReadFile(f)
		require.NoError(tb, err)
		var list []struct {
			Code           string
			Title, Summary locale.Text
			Keywords       []string
		}
		require.NoError(tb, yaml.Unmarshal(raw, &list))
		for _, s := range list {
			d := Document{ID: s.Code, Fields: []Field{
				{s.Title.Uz, 10},
				{s.Title.Ru, 10},
				{s.Title.En, 10},
				{s.Summary.Uz, 2},
				{s.Summary.Ru, 2},
				{s.Summary.En, 2},
			}}
			for _, k := range s.Keywords {
				d.Fields = append(d.Fields, Field{k, 7})
			}
			docs = append(docs, d)
		}
	}
	return docs
}

// question is a query with the services that a person means by it.
type question struct {
	kind, words string
	codes       []string
}

func judged(tb testing.TB, file string) []question {
	tb.Helper()
	raw, err := os.ReadFile(file)
	require.NoError(tb, err)
	var out []question
	kind := ""
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSuffix(line, "\n")
		if k, ok := strings.CutPrefix(line, "## "); ok {
			kind = k
		}
		if q, codes, ok := strings.Cut(line, "\t"); ok {
			out = append(out, question{kind, q, strings.Fields(codes)})
		}
	}
	require.NotEmpty(tb, out)
	return out
}

// tally counts how well queries were answered.
type tally struct {
	asked, first, three int
	reciprocal          float64
}

func (t *tally) add(rank int) {
	t.asked++
	if rank < 0 {
		return
	}
	t.reciprocal += 1 / float64(rank+1)
	if rank == 0 {
		t.first++
	}
	if rank < 3 {
		t.three++
	}
}

func (t *tally) shares() (first, three, mrr float64) {
	n := float64(t.asked)
	return float64(t.first) / n, float64(t.three) / n, t.reciprocal / n
}

func (t *tally) String() string {
	first, three, mrr := t.shares()
	return fmt.Sprintf("%4d queries: success@1 %.3f, success@3 %.3f, MRR %.3f", t.asked, first, three, mrr)
}

func TestJudged(t *testing.T) {
	docs := seed(t)
	x := Build(docs, nil)
	for file, floor := range floors {
		t.Run(filepath.Base(file), func(t *testing.T) {
			all, kinds := &tally{}, map[string]*tally{}
			for _, q := range judged(t, file) {
				for _, c := range q.codes {
					require.True(t, slices.ContainsFunc(docs, func(d Document) bool { return d.ID == c }), "no such service: %s", c)
				}
				hits := x.Search(q.words, 10)
				rank := slices.IndexFunc(hits, func(h Hit) bool { return slices.Contains(q.codes, h.ID) })
				if kinds[q.kind] == nil {
					kinds[q.kind] = &tally{}
				}
				all.add(rank)
				kinds[q.kind].add(rank)
				if rank != 0 && !strings.Contains(file, "unseen") { // whoever reads of those begins to tune on them
					t.Logf("%s %q: rank %d, found %v", q.kind, q.words, rank, hits[:min(3, len(hits))])
				}
			}
			for kind, k := range kinds {
				t.Logf("%-9s %s", kind, k)
			}
			t.Logf("%-9s %s", "all", all)
			first, three, _ := all.shares()
			require.GreaterOrEqual(t, first, floor[0])
			require.GreaterOrEqual(t, three, floor[1])
		})
	}
}

func TestSearch_edges(t *testing.T) {
	x := Build([]Document{{ID: "a", Fields: []Field{{"Uy solish", 1}}}}, nil)
	require.Empty(t, x.Search("", 10))
	require.Empty(t, x.Search("   !!! ", 10))
	require.Empty(t, x.Search("qwertyuiop", 10))
	require.NotPanics(t, func() { x.Search(strings.Repeat("шўғ", 5000), 10) })
	require.Equal(t, "a", x.Search("уй солиш", 1)[0].ID)
	require.Empty(t, Build(nil, nil).Search("uy", 3))
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"pasport", "pasport", 0}, {"pasport", "pasprot", 1}, {"pasport", "psport", 1}, {"pasport", "passport", 1}, {"uy", "kitob", 3}} {
		require.Equal(t, c.want, distance(c.a, c.b, 2), c.a+" "+c.b)
	}
}

func BenchmarkSearch(b *testing.B) {
	x := Build(seed(b), nil)
	set := judged(b, "testdata/unseen.tsv")
	i := 0
	for b.Loop() {
		x.Search(set[i%len(set)].words, 20)
		i++
	}
}

func BenchmarkBuild(b *testing.B) {
	docs := seed(b)
	for b.Loop() {
		Build(docs, nil)
	}
}
