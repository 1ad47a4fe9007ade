package search_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
)

// floors of the judged sets: the shares of queries that the first hit, and one of the first three, must answer at least.
// Raise them when beaten.
var floors = map[string][2]float64{
	"testdata/tuned.tsv":  {0.97, 0.99},
	"testdata/unseen.tsv": {0.93, 0.97},
}

// published is the built-in services with the built-in synonyms, as a new portal has them.
var published = sync.OnceValue(func() *catalogue.Snapshot {
	services, _ := catalogue.Seed()
	return catalogue.NewSnapshot(services, catalogue.Hints{Synonyms: catalogue.Lists().Synonyms}, time.Time{})
})

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
	snap := published()
	for file, floor := range floors {
		t.Run(filepath.Base(file), func(t *testing.T) {
			all, kinds := &tally{}, map[string]*tally{}
			for _, q := range judged(t, file) {
				for _, c := range q.codes {
					_, known := snap.Service(c)
					require.True(t, known, "no such service: %s", c)
				}
				hits := snap.Search(q.words, 10)
				rank := slices.IndexFunc(hits, func(s *catalogue.Service) bool { return slices.Contains(q.codes, s.Code) })
				if kinds[q.kind] == nil {
					kinds[q.kind] = &tally{}
				}
				all.add(rank)
				kinds[q.kind].add(rank)
				if rank != 0 && !strings.Contains(file, "unseen") { // whoever reads of those begins to tune on them
					t.Logf("%s %q: rank %d, found %v", q.kind, q.words, rank, codes(hits[:min(3, len(hits))]))
				}
			}
			for _, kind := range slices.Sorted(maps.Keys(kinds)) {
				t.Logf("%-9s %s", kind, kinds[kind])
			}
			t.Logf("%-9s %s", "all", all)
			first, three, _ := all.shares()
			require.GreaterOrEqual(t, first, floor[0])
			require.GreaterOrEqual(t, three, floor[1])
		})
	}
}

func codes(services []*catalogue.Service) []string {
	out := make([]string, len(services))
	for i, s := range services {
		out[i] = s.Code
	}
	return out
}
