package enquiry_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/enquiry"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
)

var editor = account.Official{ID: 7, Name: "Zarina", Role: account.Editor}

// services is the tax services, so that the search has a vocabulary.
func services(t *testing.T, pool *pgxpool.Pool) *catalogue.Store {
	t.Helper()
	all, findings := catalogue.Seed()
	require.Empty(t, findings)
	var some []catalogue.Definition
	for _, s := range all {
		if s.Category == "taxes" {
			some = append(some, s.Definition)
		}
	}
	store := catalogue.NewStore(pool, time.Now)
	_, err := store.ImportDefinitions(t.Context(), some, nil)
	require.NoError(t, err)
	require.NoError(t, store.Refresh(t.Context()))
	return store
}

type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newStore(t *testing.T) (*enquiry.Store, *pgxpool.Pool, *clock) {
	t.Helper()
	pool, c := postgrestest.New(t), &clock{time.Date(2026, time.November, 25, 10, 0, 0, 0, time.UTC)}
	return enquiry.NewStore(pool, services(t, pool), c.now), pool, c
}

func kept(t *testing.T, pool *pgxpool.Pool) map[string][2]int {
	t.Helper()
	rows, err := pool.Query(t.Context(), `SELECT query, sum(searches), sum(empty) FROM search_counts GROUP BY query`)
	require.NoError(t, err)
	list := map[string][2]int{}
	for rows.Next() {
		var q string
		var n [2]int
		require.NoError(t, rows.Scan(&q, &n[0], &n[1]))
		list[q] = n
	}
	require.NoError(t, rows.Err())
	return list
}

// What could name a person never reaches the table, in whatever way it is typed.
func TestStore_Searched_personal(t *testing.T) {
	s, pool, _ := newStore(t)
	for _, typed := range []string{
		"31204862260015", "3 1204 8622 60015", "пинфл 31204862260015", "３１２０４８６２２６００１５", "٣١٢٠٤٨٦٢",
		"AA1234567", "AA 123 45 67", "аа1234567 паспорт", "+998 90 123-45-67", "90-123-45-67", "8600 1234 5678 9012",
		"aziz@mail.uz", "aziz＠mail.uz aziz@mail", "https://id.example/u?x", "01 A 123 BC", "12.03.1985", "1985/03/12",
		"Karimov Aziz", "Каримов Азиз Бахтиёрович", "Karimova", "Юсупова Малика", "Aziz Baxtiyor oʻgʻli", "азиз бахтиёр ўғли", "Malika Rustam qizi",
		"Rustamqizi Malika", "Иванович", "Петровна", "Достоевский Фёдор", "Достоевская", "karimov'", "Шевченко Анна", "Dilshodbek", "Алишержон", "Rahimzoda Lola",
		strings.Repeat("soliq ", 9), strings.Repeat("a", 26), strings.Repeat("b", 20) + " " + strings.Repeat("c", 20) + " " + strings.Repeat("d", 19), "soliq 20261", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "!!!", "", "12",
	} {
		s.Searched(typed, locale.Uz, 0)
		s.Opened(typed, "tax-debt-certificate")
	}
	require.NoError(t, s.Write(t.Context()))
	require.Empty(t, kept(t, pool))
	var clicks int
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT count(*) FROM search_clicks`).Scan(&clicks))
	require.Zero(t, clicks)

	for _, typed := range []string{"Солиқ қарзи", "4-sinf", "soliq 2026", strings.Repeat("b", 20) + " " + strings.Repeat("c", 20) + " " + strings.Repeat("d", 18), "налоговая справка", "zaykalik", "возврат налогов"} {
		s.Searched(typed, locale.Uz, 0)
		require.NoError(t, s.Write(t.Context()))
		require.Contains(t, kept(t, pool), locale.Fold(typed))
	}
}

func TestStore_Write(t *testing.T) {
	s, pool, _ := newStore(t)
	other := enquiry.NewStore(pool, services(t, pool), func() time.Time { return time.Date(2026, time.November, 25, 11, 0, 0, 0, time.UTC) })
	var running sync.WaitGroup
	for i := range 8 {
		running.Go(func() {
			for n := range 200 {
				replica := []*enquiry.Store{s, other}[(i+n)%2]
				replica.Searched("soliq", locale.Uz, n%2)
				if n%50 == 0 {
					_ = replica.Write(t.Context())
				}
			}
		})
	}
	running.Wait()
	require.NoError(t, s.Write(t.Context()))
	require.NoError(t, other.Write(t.Context()))
	require.Equal(t, map[string][2]int{locale.Fold("soliq"): {1600, 800}}, kept(t, pool), "two replicas add to one row")

	t.Run("what could not be written is kept", func(t *testing.T) {
		gone, stop := context.WithCancel(t.Context())
		stop()
		s.Searched("soliq", locale.Uz, 1)
		require.Error(t, s.Write(gone))
		require.NoError(t, s.Write(t.Context()))
		require.Equal(t, [2]int{1601, 800}, kept(t, pool)[locale.Fold("soliq")])
	})

	t.Run("a process that stops writes what it has", func(t *testing.T) {
		keeping, stop := context.WithCancel(t.Context())
		s.Searched("soliq", locale.Uz, 1)
		stop()
		s.Keep(keeping, slog.New(slog.DiscardHandler))
		require.Equal(t, [2]int{1602, 800}, kept(t, pool)[locale.Fold("soliq")])
	})

	t.Run("a flood is bounded", func(t *testing.T) {
		for i := range 3000 {
			s.Searched(fmt.Sprintf("toshqin %d", i), locale.Uz, 0)
		}
		require.NoError(t, s.Write(t.Context()))
		require.Len(t, kept(t, pool), 2001)
	})
}

func TestStore_Questions(t *testing.T) {
	s, pool, c := newStore(t)
	ask := func(words string, times, found int) {
		t.Helper()
		for range times {
			s.Searched(words, locale.Uz, found)
		}
		require.NoError(t, s.Write(t.Context()))
	}
	s.Opened("uch", "b")
	s.Opened("uch", "a")
	s.Opened("uch", "a")
	ask("aziza tursunoy", 9, 0) // one person, all day
	for day := range 3 {
		ask("bir", 2, 0)
		ask("ikki", 3, 3)
		ask("uch", 4, 3)
		ask("toʻrt", 1, 0)        // too few
		ask("besh", 9*(day%2), 0) // on one day
		c.at = c.at.AddDate(0, 0, 1)
	}
	queries := func(f enquiry.Filter) (list []string) {
		t.Helper()
		page, err := s.Questions(t.Context(), editor, f)
		require.NoError(t, err)
		for _, q := range page.Questions {
			list = append(list, q.Query)
		}
		return list
	}
	require.Equal(t, []string{"bir"}, queries(enquiry.Filter{List: enquiry.Empty, Days: 30}))
	require.Equal(t, []string{"iki"}, queries(enquiry.Filter{List: enquiry.Unopened, Days: 30}))
	require.Equal(t, []string{"uch", "iki", "bir"}, queries(enquiry.Filter{List: enquiry.Most, Days: 30}))
	require.Empty(t, queries(enquiry.Filter{List: enquiry.Most, Days: 2}))
	page, err := s.Questions(t.Context(), editor, enquiry.Filter{List: enquiry.Most, Days: 30})
	require.NoError(t, err)
	require.Equal(t, enquiry.Question{Query: "uch", Searches: 12, Clicks: 3, Services: []string{"a", "b"}}, page.Questions[0])

	for _, o := range []account.Official{{}, {ID: 1, Role: account.TaskForce}, {ID: 1, Role: account.Head, Authority: "justice"}} {
		_, err := s.Questions(t.Context(), o, enquiry.Filter{List: enquiry.Most, Days: 30})
		require.True(t, problem.Is(err, problem.Forbidden), "%v", err)
	}

	t.Run("pages", func(t *testing.T) {
		for range 3 {
			for i := range 120 {
				for range 5 {
					s.Searched(fmt.Sprintf("sahifa %d", i), locale.Ru, 1)
				}
			}
			require.NoError(t, s.Write(t.Context()))
			c.at = c.at.AddDate(0, 0, 1)
		}
		seen, f := map[string]bool{}, enquiry.Filter{List: enquiry.Most, Days: 30}
		for pages := 0; ; pages++ {
			require.Less(t, pages, 5)
			page, err := s.Questions(t.Context(), editor, f)
			require.NoError(t, err)
			for _, q := range page.Questions {
				require.False(t, seen[q.Query], q.Query)
				seen[q.Query] = true
			}
			if f.After = page.Next; f.After == "" {
				break
			}
		}
		require.Len(t, seen, 123)
	})

	t.Run("old counts go", func(t *testing.T) {
		c.at = c.at.AddDate(0, 0, enquiry.KeepDays-1)
		require.NoError(t, s.Sweep(t.Context()))
		require.Len(t, kept(t, pool), 120, "of the last day kept")
		c.at = c.at.AddDate(0, 0, 1)
		require.NoError(t, s.Sweep(t.Context()))
		require.Empty(t, kept(t, pool))
	})
}
