package form

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFit(t *testing.T) {
	choice := func(key string, values ...string) Field {
		f := Field{Key: key, Kind: KindChoice}
		for _, v := range values {
			f.Options = append(f.Options, Option{Value: v})
		}
		return f
	}
	several := choice("rooms", "one", "two")
	several.Kind = KindChoices
	was := []Field{
		{Key: "note", Kind: KindText},
		{Key: "sum", Kind: KindMoney},
		{Key: "gone", Kind: KindText},
		choice("kind", "new", "used"),
		several,
		{Key: "people", Kind: KindGroup, Fields: []Field{{Key: "name", Kind: KindText}, {Key: "age", Kind: KindInteger}}},
		{Key: "empty", Kind: KindText},
	}
	answers := Answers{
		"note": "a", "sum": 5.0, "gone": "b", "kind": "used", "rooms": []any{"one", "two"},
		"people": []any{map[string]any{"name": "x", "age": 3.0}, map[string]any{"age": 4.0}},
	}

	t.Run("the same form keeps everything", func(t *testing.T) {
		kept, lost := Fit(was, was, answers)
		require.Empty(t, lost)
		require.Len(t, kept, len(answers))
	})
	t.Run("what no longer fits is named", func(t *testing.T) {
		fewer := choice("rooms", "one")
		fewer.Kind = KindChoices
		is := []Field{
			{Key: "note", Kind: KindTextarea},
			{Key: "sum", Kind: KindMoney},
			choice("kind", "new"), fewer,
			{Key: "people", Kind: KindGroup, Fields: []Field{{Key: "name", Kind: KindText}}},
		}
		kept, lost := Fit(was, is, answers)
		require.Equal(t, Answers{"sum": 5.0, "people": []map[string]any{{"name": "x"}}}, kept)
		var keys []string
		for _, f := range lost {
			keys = append(keys, f.Key)
		}
		require.Equal(t, []string{"note", "gone", "kind", "rooms"}, keys)
	})
	t.Run("a choice that is still there stays", func(t *testing.T) {
		kept, lost := Fit(was, []Field{choice("kind", "used", "rented")}, Answers{"kind": "used"})
		require.Empty(t, lost)
		require.Equal(t, Answers{"kind": "used"}, kept)
	})
}
