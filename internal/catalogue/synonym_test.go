package catalogue_test

import (
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/search"
)

var zarina = catalogue.Editor{ID: 7, Name: "Zarina"}

func synonym(words, means string) search.Synonym { return search.Synonym{Words: words, Means: means} }

// add is a synonym that an editor added without trouble.
func add(t *testing.T, s *catalogue.Store, words, means string) int64 {
	t.Helper()
	id, problems, err := s.SaveSynonym(t.Context(), zarina, catalogue.SynonymEdit{Synonym: synonym(words, means), Note: "asked for"})
	require.NoError(t, err)
	require.Empty(t, problems)
	return id
}

// inUse is the list that an editor sees, as pairs.
func inUse(t *testing.T, s *catalogue.Store) []search.Synonym {
	t.Helper()
	list, err := s.Synonyms(t.Context(), zarina, catalogue.SynonymFilter{})
	require.NoError(t, err)
	var pairs []search.Synonym
	for _, x := range list.Synonyms {
		pairs = append(pairs, x.Synonym)
	}
	return pairs
}

func TestStore_SaveSynonym(t *testing.T) {
	s := newStore(t)
	require.Empty(t, s.Snapshot().Search("jjjuzzz", 10), "nobody knows this word")
	id := add(t, s, "  Жжжуззз  ", "soliq qarzi")
	require.NoError(t, s.Refresh(t.Context()))
	found := s.Snapshot().Search("jjjuzzz", 10)
	require.NotEmpty(t, found, "in every script")
	require.Equal(t, s.Snapshot().Search("soliq qarzi", 1)[0].Code, found[0].Code)

	now, history, err := s.Synonym(t.Context(), zarina, id)
	require.NoError(t, err)
	require.Equal(t, synonym("Жжжуззз", "soliq qarzi"), now.Synonym)
	require.Len(t, history, 1)
	require.Equal(t, catalogue.SynonymChange{Change: now.Change, Number: 1, Origin: "editor", Author: "Zarina", Note: "asked for", At: now.At}, now.SynonymChange)

	same, problems, err := s.SaveSynonym(t.Context(), zarina, catalogue.SynonymEdit{ID: id, Base: 1, Synonym: now.Synonym})
	require.NoError(t, err)
	require.Empty(t, problems)
	require.Equal(t, id, same)
	_, history, err = s.Synonym(t.Context(), zarina, id)
	require.NoError(t, err)
	require.Len(t, history, 1, "nothing changed, so there is no new version")
}

func TestStore_SaveSynonym_problems(t *testing.T) {
	s := newStore(t)
	id := add(t, s, "haydovchilik", "guvohnoma")
	add(t, s, "haydovchilik", "mashina") // another meaning of the same words
	for name, c := range map[string]struct {
		edit  catalogue.SynonymEdit
		field string
	}{
		"nothing said":         {catalogue.SynonymEdit{Synonym: synonym(" !? ", "a")}, "words"},
		"nothing meant":        {catalogue.SynonymEdit{Synonym: synonym("a", "")}, "means"},
		"the same":             {catalogue.SynonymEdit{Synonym: synonym("Ўқиш", "oʻqish")}, "means"},
		"too many words":       {catalogue.SynonymEdit{Synonym: synonym("bir ikki uch toʻrt besh olti yetti", "a")}, "words"},
		"too long":             {catalogue.SynonymEdit{Synonym: synonym("a", strings.Repeat("ў", 101))}, "means"},
		"a long note":          {catalogue.SynonymEdit{Synonym: synonym("a", "b"), Note: strings.Repeat("ў", 301)}, "note"},
		"there already":        {catalogue.SynonymEdit{Synonym: synonym("ХАЙДОВЧИЛИК", "Guvohnoma")}, "words"},
		"changed into another": {catalogue.SynonymEdit{ID: id, Base: 1, Synonym: synonym("haydovchilik", "mashina")}, "words"},
	} {
		_, problems, err := s.SaveSynonym(t.Context(), zarina, c.edit)
		require.NoError(t, err, name)
		require.Len(t, problems, 1, name)
		require.Equal(t, c.field, problems[0].Field, name)
	}
	require.Len(t, inUse(t, s), 2)
}

func TestStore_SaveSynonym_conflict(t *testing.T) {
	s := newStore(t)
	id := add(t, s, "prava", "haydovchilik guvohnomasi")
	_, _, err := s.SaveSynonym(t.Context(), zarina, catalogue.SynonymEdit{ID: id, Base: 1, Synonym: synonym("prava", "mashina hujjati")})
	require.NoError(t, err)
	_, _, err = s.SaveSynonym(t.Context(), zarina, catalogue.SynonymEdit{ID: id, Base: 1, Synonym: synonym("prava", "soliq")})
	require.True(t, problem.Is(err, problem.Conflict), "%v", err)
	require.True(t, problem.Is(s.RemoveSynonym(t.Context(), zarina, id, 1, ""), problem.Conflict))
	_, err = s.RestoreSynonym(t.Context(), zarina, id, 1, 1, "")
	require.True(t, problem.Is(err, problem.Conflict), "%v", err)
	require.Equal(t, []search.Synonym{synonym("prava", "mashina hujjati")}, inUse(t, s))

	t.Run("two at once", func(t *testing.T) {
		var running sync.WaitGroup
		var saved, twice int
		var mu sync.Mutex
		for range 8 {
			running.Go(func() {
				_, problems, err := s.SaveSynonym(t.Context(), zarina, catalogue.SynonymEdit{Synonym: synonym("bir", "ikki")})
				mu.Lock()
				defer mu.Unlock()
				if err == nil && len(problems) == 0 {
					saved++
				} else if len(problems) == 1 {
					twice++
				}
			})
		}
		running.Wait()
		require.Equal(t, [2]int{1, 7}, [2]int{saved, twice})
	})
}

func TestStore_RemoveSynonym(t *testing.T) {
	pool := postgrestest.New(t)
	s := storeWith(t, pool, taxes())
	id := add(t, s, "jjjuzzz", "soliq qarzi")
	require.NoError(t, s.RemoveSynonym(t.Context(), zarina, id, 1, "a mistake"))
	require.NoError(t, s.RemoveSynonym(t.Context(), zarina, id, 2, ""), "gone is gone")
	require.Empty(t, inUse(t, s))
	require.NoError(t, s.Refresh(t.Context()))
	require.Empty(t, s.Snapshot().Search("jjjuzzz", 10))

	gone, err := s.Synonyms(t.Context(), zarina, catalogue.SynonymFilter{Removed: true, Text: "ЖЖЖУ"})
	require.NoError(t, err)
	require.Len(t, gone.Synonyms, 1)
	require.Equal(t, "a mistake", gone.Synonyms[0].Note)

	problems, err := s.RestoreSynonym(t.Context(), zarina, id, 2, 1, "it was none")
	require.NoError(t, err)
	require.Empty(t, problems)
	require.Equal(t, []search.Synonym{synonym("jjjuzzz", "soliq qarzi")}, inUse(t, s))
	require.NoError(t, s.Refresh(t.Context()))
	require.NotEmpty(t, s.Snapshot().Search("jjjuzzz", 10))

	t.Run("not when the pair came back by another way", func(t *testing.T) {
		require.NoError(t, s.RemoveSynonym(t.Context(), zarina, id, 3, ""))
		other := add(t, s, "Jjjuzzz", "soliq qarzi")
		problems, err := s.RestoreSynonym(t.Context(), zarina, id, 4, 3, "")
		require.NoError(t, err)
		require.Len(t, problems, 1)
		require.NoError(t, s.RemoveSynonym(t.Context(), zarina, other, 1, ""))
	})

	changes, err := s.SynonymChanges(t.Context(), zarina, 0)
	require.NoError(t, err)
	var numbers []int
	for _, c := range changes.Synonyms {
		numbers = append(numbers, c.Number)
	}
	require.Equal(t, []int{2, 1, 4, 3, 2, 1}, numbers, "newest first")

	record, err := audit.NewStore(pool).About(t.Context(), "synonym:1", 10)
	require.NoError(t, err)
	require.Len(t, record, 4, "each change stands in the record")
	require.Equal(t, int64(7), record[0].Actor)
	owner := postgrestest.Owner(t, pool)
	for _, statement := range []string{`UPDATE synonym_versions SET note = 'x'`, `DELETE FROM synonym_versions`, `TRUNCATE synonym_versions`} {
		_, err := owner.Exec(t.Context(), statement)
		require.ErrorContains(t, err, "append-only", statement)
	}
}

func TestStore_synonyms_onlyEditors(t *testing.T) {
	s := newStore(t)
	id := add(t, s, "prava", "haydovchilik guvohnomasi")
	var nobody catalogue.Editor
	_, _, err := s.SaveSynonym(t.Context(), nobody, catalogue.SynonymEdit{Synonym: synonym("a", "b")})
	require.True(t, problem.Is(err, problem.Forbidden), "%v", err)
	_, _, err = s.SaveSynonym(t.Context(), nobody, catalogue.SynonymEdit{})
	require.True(t, problem.Is(err, problem.Forbidden), "%v", err)
	require.True(t, problem.Is(s.RemoveSynonym(t.Context(), nobody, id, 1, ""), problem.Forbidden))
	_, err = s.RestoreSynonym(t.Context(), nobody, id, 1, 1, "")
	require.True(t, problem.Is(err, problem.Forbidden), "%v", err)
	_, _, err = s.Synonym(t.Context(), nobody, id)
	require.True(t, problem.Is(err, problem.Forbidden), "%v", err)
	_, err = s.Synonyms(t.Context(), nobody, catalogue.SynonymFilter{})
	require.True(t, problem.Is(err, problem.Forbidden), "%v", err)
	_, err = s.SynonymChanges(t.Context(), nobody, 0)
	require.True(t, problem.Is(err, problem.Forbidden), "%v", err)
	_, _, err = s.Synonym(t.Context(), zarina, 99)
	require.True(t, problem.Is(err, problem.NotFound), "%v", err)
	_, err = s.RestoreSynonym(t.Context(), zarina, id, 1, 9, "")
	require.True(t, problem.Is(err, problem.NotFound), "%v", err)
}

func TestStore_Synonyms_pages(t *testing.T) {
	s := newStore(t)
	var list []search.Synonym
	for i := range 120 {
		list = append(list, synonym("yorliq "+strconv.Itoa(i), "soliq"))
	}
	require.NoError(t, s.ImportSynonyms(t.Context(), list))
	seen := map[int64]bool{}
	for _, read := range []func(after int64) (catalogue.SynonymList, error){
		func(after int64) (catalogue.SynonymList, error) {
			return s.Synonyms(t.Context(), zarina, catalogue.SynonymFilter{After: after})
		},
		func(after int64) (catalogue.SynonymList, error) { return s.SynonymChanges(t.Context(), zarina, after) },
	} {
		clear(seen)
		after, pages := int64(0), 0
		for {
			page, err := read(after)
			require.NoError(t, err)
			for _, x := range page.Synonyms {
				require.False(t, seen[x.ID])
				seen[x.ID] = true
			}
			if pages++; page.Next == 0 {
				break
			}
			after = page.Next
		}
		require.Equal(t, 3, pages)
		require.Len(t, seen, 120)
	}
}

// What an editor chose is never overwritten by the list that comes with the program.
func TestStore_ImportSynonyms(t *testing.T) {
	s := newStore(t)
	first := []search.Synonym{synonym("prava", "haydovchilik guvohnomasi"), synonym("propiska", "doimiy roʻyxat"), synonym("metrika", "tugʻilganlik")}
	bring := func(list ...search.Synonym) {
		t.Helper()
		require.NoError(t, s.ImportSynonyms(t.Context(), list))
	}
	add(t, s, "Метрика", "tugʻilganlik")
	bring(first...)
	bring(first...)
	require.Equal(t, []search.Synonym{synonym("Метрика", "tugʻilganlik"), first[0], first[1]}, inUse(t, s), "an editor was first")
	changes, err := s.SynonymChanges(t.Context(), zarina, 0)
	require.NoError(t, err)
	require.Len(t, changes.Synonyms, 3, "a second import changes nothing")
	require.Equal(t, "seed", changes.Synonyms[0].Origin)

	list, err := s.Synonyms(t.Context(), zarina, catalogue.SynonymFilter{Text: "prava"})
	require.NoError(t, err)
	_, _, err = s.SaveSynonym(t.Context(), zarina, catalogue.SynonymEdit{ID: list.Synonyms[0].ID, Base: 1, Synonym: synonym("prava", "mashina")})
	require.NoError(t, err)
	bring(first...)
	require.Contains(t, inUse(t, s), synonym("prava", "mashina"))
	require.NotContains(t, inUse(t, s), first[0], "the edit stays")

	bring(first[0])
	require.NotContains(t, inUse(t, s), first[1], "it went from the list")
	bring(first...)
	require.Contains(t, inUse(t, s), first[1], "and came back")
	list, err = s.Synonyms(t.Context(), zarina, catalogue.SynonymFilter{Text: "propiska"})
	require.NoError(t, err)
	require.NoError(t, s.RemoveSynonym(t.Context(), zarina, list.Synonyms[0].ID, 3, ""))
	bring(first...)
	require.NotContains(t, inUse(t, s), first[1], "an editor does not want it")
}

// The built-in list obeys the rules that it is edited by.
func TestLists_synonyms(t *testing.T) {
	seen := map[string]bool{}
	for _, x := range catalogue.Lists().Synonyms {
		require.Empty(t, catalogue.SynonymEdit{Synonym: x}.Check(), "%s: %s", x.Words, x.Means)
		key := locale.Fold(x.Words) + "|" + locale.Fold(x.Means)
		require.False(t, seen[key], "%s: %s stands twice", x.Words, x.Means)
		seen[key] = true
	}
	require.Greater(t, len(seen), 100)
	require.Less(t, len(seen), catalogue.MaxSynonyms)
}

func TestStore_Import_synonyms(t *testing.T) {
	pool := postgrestest.New(t)
	s := catalogue.NewStore(pool, time.Now)
	for range 2 {
		_, err := s.Import(t.Context(), nil)
		require.NoError(t, err)
		var synonyms, versions int
		require.NoError(t, pool.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM synonyms), (SELECT count(*) FROM synonym_versions)`).Scan(&synonyms, &versions))
		require.Equal(t, len(catalogue.Lists().Synonyms), synonyms)
		require.Equal(t, synonyms, versions, "a second import adds none")
	}
}

func TestSnapshot_Trying(t *testing.T) {
	s := newStore(t)
	add(t, s, "jjjuzzz", "soliq qarzi")
	require.NoError(t, s.Refresh(t.Context()))
	now := s.Snapshot()
	require.Empty(t, now.Trying(synonym("jjjuzzz", "soliq qarzi"), search.Synonym{}).Search("jjjuzzz", 5))
	trial := now.Trying(search.Synonym{}, synonym("vvvuxxx", "soliq qarzi"))
	require.NotEmpty(t, trial.Search("vvvuxxx", 5))
	require.NotEmpty(t, trial.Search("jjjuzzz", 5))
	require.Empty(t, now.Search("vvvuxxx", 5), "a trial changes nothing")
}

// A change of an editor is found by every replica within two seconds, an announcement lost or not.
func TestStore_Watch_synonyms(t *testing.T) {
	pool := postgrestest.New(t)
	here := storeWith(t, pool, taxes())
	there := catalogue.NewStore(pool, time.Now)
	go there.Watch(t.Context(), slog.New(slog.DiscardHandler))
	require.Eventually(t, func() bool { return there.Snapshot().Len() > 0 }, 10*time.Second, 10*time.Millisecond)
	id := add(t, here, "jjjuzzz", "soliq qarzi")
	found := func() bool { return len(there.Snapshot().Search("jjjuzzz", 1)) > 0 }
	require.Eventually(t, found, 2*time.Second, 5*time.Millisecond)
	_, err := postgrestest.Owner(t, pool).Exec(t.Context(), `ALTER TABLE synonym_versions DISABLE TRIGGER synonyms_published`)
	require.NoError(t, err)
	require.NoError(t, here.RemoveSynonym(t.Context(), zarina, id, 1, ""))
	require.Eventually(t, func() bool { return !found() }, 2*time.Second, 5*time.Millisecond)
}
