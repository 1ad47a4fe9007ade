package catalogue_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

func TestStore_RankBy(t *testing.T) {
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	s := catalogue.NewStore(postgrestest.New(t), func() time.Time { return now })
	_, err := s.ImportDefinitions(t.Context(), taxes(), nil)
	require.NoError(t, err)
	uses, broken, asked := map[string]int{}, error(nil), 0
	s.RankBy(func(context.Context) (map[string]int, error) { asked++; return uses, broken })
	require.NoError(t, s.Refresh(t.Context()))
	const words = "arenda" // a word of several services
	found := s.Snapshot().Search(words, 10)
	require.Greater(t, len(found), 1)
	second := found[1].Code

	uses = map[string]int{second: 2_000_000}
	require.NoError(t, s.Refresh(t.Context()))
	require.Equal(t, 1, asked, "the count of a moment ago is good")
	now = now.Add(time.Hour)
	require.NoError(t, s.Refresh(t.Context()))
	require.Equal(t, second, s.Snapshot().Search(words, 1)[0].Code, "what is used most")

	before := s.Snapshot()
	uses, now = map[string]int{second: 2_100_000}, now.Add(time.Hour)
	require.NoError(t, s.Refresh(t.Context()))
	require.Same(t, before, s.Snapshot(), "one in twenty more is not worth another index")

	broken, now = errors.New("no figures"), now.Add(time.Hour)
	require.ErrorIs(t, s.Refresh(t.Context()), broken)
	require.Same(t, before, s.Snapshot(), "the order stays when nobody can count")
	require.NoError(t, s.Refresh(t.Context()), "and is not asked for again at once")
}
