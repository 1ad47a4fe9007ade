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

// Floors of the judged set: shares of the queries whose first (first three) hits answer them. Raise them when beaten.
const (
	floorFirst = 0.85
	floorThree = 0.95
)

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

func judged(tb testing.TB) [][2]string {
	tb.Helper()
	raw, err := os.ReadFile("testdata/judged.tsv")
	require.NoError(tb, err)
	var out [][2]string
	for line := range strings.Lines(string(raw)) {
		if q, codes, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && !strings.HasPrefix(line, "#") {
			out = append(out, [2]string{q, codes})
		}
	}
	return out
}

func TestJudged(t *testing.T) {
	docs := seed(t)
	known := map[string]bool{}
	for _, d := range docs {
		known[d.ID] = true
	}
	x := Build(docs, nil)
	first, three, mrr := 0, 0, 0.0
	set := judged(t)
	for _, j := range set {
		want := strings.Fields(j[1])
		for _, c := range want {
			require.True(t, known[c], "no such service: %s", c)
		}
		hits := x.Search(j[0], 10)
		rank := slices.IndexFunc(hits, func(h Hit) bool { return slices.Contains(want, h.ID) })
		if rank >= 0 {
			mrr += 1 / float64(rank+1)
		}
		if rank == 0 {
			first++
		} else {
			var got []string
			for _, h := range hits[:min(3, len(hits))] {
				got = append(got, fmt.Sprintf("%s %.1f", h.ID, h.Score))
			}
			t.Logf("%q: rank %d, got %v", j[0], rank, got)
		}
		if rank >= 0 && rank < 3 {
			three++
		}
	}
	n := float64(len(set))
	t.Logf("%d queries: success@1 %.3f, success@3 %.3f, MRR %.3f", len(set), float64(first)/n, float64(three)/n, mrr/n)
	require.GreaterOrEqual(t, float64(first)/n, floorFirst)
	require.GreaterOrEqual(t, float64(three)/n, floorThree)
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
	set := judged(b)
	i := 0
	for b.Loop() {
		x.Search(set[i%len(set)][0], 20)
		i++
	}
}

func BenchmarkBuild(b *testing.B) {
	docs := seed(b)
	for b.Loop() {
		Build(docs, nil)
	}
}
