package search_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
)

// grown is the catalogue many times over: each copy has a word of its own and some of its neighbours' in its title, so
// that both the words and the services of each word grow.
func grown(tb testing.TB, times int) *catalogue.Snapshot {
	tb.Helper()
	services, findings := catalogue.Seed()
	require.Empty(tb, findings)
	all := make([]*catalogue.Service, 0, len(services)*times)
	for n := range times {
		for i, s := range services {
			if n > 0 {
				own := *s
				other := services[(i*31+n*17)%len(services)]
				own.Code = fmt.Sprintf("%s-%d", s.Code, n)
				own.Title.Uz += fmt.Sprintf(" %s %s", nonsense(n*len(services)+i), strings.Fields(other.Title.Uz)[0])
				own.Title.Ru += " " + strings.Fields(other.Title.Ru)[0]
				s = &own
			}
			all = append(all, s)
		}
	}
	return catalogue.NewSnapshot(all, catalogue.Hints{Synonyms: catalogue.Lists().Synonyms}, time.Time{})
}

// nonsense is a word that no language has, another one for each number.
func nonsense(n int) string {
	var b strings.Builder
	for range 4 {
		b.WriteString([]string{"ba", "do", "ki", "lu", "me", "no", "ri", "su", "ta", "vo", "zi", "ga"}[n%12])
		n /= 12
	}
	return b.String()
}

// BenchmarkSearch asks the queries of people; at a hundred times the services it may take ten times as long.
func BenchmarkSearch(b *testing.B) {
	set := judged(b, "testdata/unseen.tsv")
	for _, times := range []int{1, 94} {
		snap := grown(b, times)
		b.Run(strconv.Itoa(snap.Len()), func(b *testing.B) {
			b.ReportAllocs()
			took := make([]time.Duration, 0, 1<<16)
			for i := 0; b.Loop(); i++ {
				start := time.Now()
				snap.Search(set[i%len(set)].words, 20)
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
}

func BenchmarkSnapshot(b *testing.B) {
	services, _ := catalogue.Seed()
	b.ReportAllocs()
	for b.Loop() {
		catalogue.NewSnapshot(services, catalogue.Hints{Synonyms: catalogue.Lists().Synonyms}, time.Time{})
	}
}
