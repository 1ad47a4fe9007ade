package search

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func ids(hits []Hit) []string {
	out := make([]string, len(hits))
	for i, h := range hits {
		out[i] = h.ID
	}
	return out
}

func TestFind(t *testing.T) {
	x := Build([]Document{
		{ID: "licence", Fields: []Field{{"Haydovchilik guvohnomasini olish", 10}, {"водительское удостоверение", 7}}},
		{ID: "birth", Fields: []Field{{"Tugʻilganlik haqida guvohnoma", 10}}, Uses: 50},
		{ID: "house", Fields: []Field{{"Uy solish", 10}, {"haydovchilik emas", 2}}},
	}, nil)
	for name, c := range map[string]struct {
		q    Query
		want []string
	}{
		"words":                  {Query{Words: "гувоҳнома ҳайдовчи"}, []string{"licence", "birth"}},
		"all":                    {Query{Words: "haydovchilik guvohnoma", All: true}, []string{"licence"}},
		"all but stop words":     {Query{Words: "guvohnoma qanday olish kerak tugʻilganlik", All: true}, []string{"birth"}},
		"all, one unknown":       {Query{Words: "guvohnoma qwertyuiop", All: true}, nil},
		"exact":                  {Query{Exact: "Водительское  УДОСТОВЕРЕНИЕ"}, []string{"licence"}},
		"exact, other order":     {Query{Exact: "удостоверение водительское"}, nil},
		"exact, over two texts":  {Query{Exact: "olish водительское"}, nil},
		"exact, part of a word":  {Query{Exact: "haydovchi"}, nil},
		"without":                {Query{Words: "guvohnoma", Without: "ҳайдовчилик"}, []string{"birth"}},
		"without, another form":  {Query{Words: "guvohnoma", Without: "удостоверением"}, []string{"birth"}},
		"without, other endings": {Query{Words: "guvohnoma", Without: "haydovchilikning"}, []string{"birth"}},
		"nothing but without":    {Query{Without: "uy"}, []string{"birth", "licence"}},
		"words and exact":        {Query{Words: "olish", Exact: "guvohnoma"}, []string{"birth"}},
		"nothing":                {Query{All: true}, nil},
		"signs and nothing more": {Query{Words: "?!", Exact: "«»", Without: "—"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, append([]string{}, c.want...), ids(x.Find(c.q, 0)))
		})
	}
}

func TestFind_synonyms(t *testing.T) {
	docs := []Document{
		{ID: "licence", Fields: []Field{{"Haydovchilik guvohnomasi", 10}}},
		{ID: "rights", Fields: []Field{{"Bolaning huquqlari", 10}, {"права ребёнка", 7}}},
		{ID: "fine", Fields: []Field{{"Jarima", 10}}},
	}
	plain, x := Build(docs, nil), Build(docs, []Synonym{
		{Words: "права на машину", Means: "haydovchilik guvohnomasi"},
		{Words: "prava", Means: "haydovchilik guvohnomasi"},
		{Words: "дырка в правах", Means: "jarima"},
		{Words: "", Means: "jarima"},
		{Words: "hech", Means: "..."},
	})
	require.Equal(t, []string{"rights"}, ids(plain.Search("права", 5)))
	require.Equal(t, []string{"licence", "rights"}, sorted(ids(x.Search("права", 5))))
	require.Equal(t, "licence", x.Search("потерял права на машину", 5)[0].ID, "several words, one after another")
	require.Equal(t, "fine", x.Search("дырка в правах", 5)[0].ID)
	require.Equal(t, []string{"fine"}, ids(x.Search("jarima", 5)), "one-way")
	require.Empty(t, x.Search("hech", 5))
	require.Equal(t, []string{"licence"}, ids(x.Find(Query{Words: "prava haydovchi", All: true}, 5)), "all of them, as meant")
}

func sorted(s []string) []string {
	slices.Sort(s)
	return s
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

func TestSearch_verbs(t *testing.T) {
	x := Build([]Document{
		{ID: "open", Fields: []Field{{"Firma ochish", 10}}},
		{ID: "close", Fields: []Field{{"Firma yopish", 10}}},
		{ID: "keep", Fields: []Field{{"Kredit tarixini yopib qoʻyish", 10}}},
		{ID: "death", Fields: []Field{{"Oʻlim haqida maʼlumotnoma", 10}, {"olish", 2}}},
	}, nil)
	require.Equal(t, "open", x.Search("firma ochmoqchiman", 5)[0].ID)
	require.Equal(t, "close", x.Search("firmani yopib yubormoqchiman", 5)[0].ID)
	require.Equal(t, "death", x.Search("olim", 5)[0].ID)
}

func TestAnswers_forget(t *testing.T) {
	var m answers
	for i := range maxAnswers + 1 {
		m.keep(answersKey{word: strconv.Itoa(i)}, asked{weight: float64(i)})
	}
	require.LessOrEqual(t, len(m.byWord), maxAnswers)
	a, ok := m.of(answersKey{word: strconv.Itoa(maxAnswers)})
	require.True(t, ok)
	require.InDelta(t, maxAnswers, a.weight, 0)
	_, ok = m.of(answersKey{word: "0"})
	require.False(t, ok, "all of it was forgotten")
}
