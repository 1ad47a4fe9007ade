package form

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPages_screens holds the two layouts of a form against each other: the same questions in the same order, and every
// address of the phone leads somewhere on a wide screen.
func TestPages_screens(t *testing.T) {
	fields := []Field{
		{Key: "a", Kind: KindText},
		{Key: "b", Kind: KindInteger},
		{Key: "c", Kind: KindDate},
		{Key: "d", Kind: KindText, When: "form.c == null"},
		{Key: "e", Kind: KindFile},
		{Key: "f", Kind: KindText},
	}
	wide, phone := Pages(fields, Together), Pages(fields, Alone)
	require.Len(t, phone, len(fields), "one thing a page")
	var order []string
	for _, p := range wide {
		for _, f := range p.Fields {
			order = append(order, f.Key)
			require.GreaterOrEqual(t, FindPage(wide, f.Key), 0)
		}
		require.Equal(t, p.Key, phone[FindPage(phone, p.Key)].Key, "the address of a wide page is one of the phone")
	}
	for i, p := range phone {
		require.Equal(t, order[i], p.Key)
		at := FindPage(wide, p.Key)
		require.True(t, at >= 0 && at <= i)
	}
	require.Len(t, wide[0].Fields, Together)
	asked := map[string]bool{"a": true, "b": true, "c": true, "e": true, "f": true}
	answers := Answers{"a": "x"}
	require.Equal(t, 1, Reached(Open(phone, asked), answers, asked), "the guard stands at the first question without an answer")
	require.Equal(t, 0, Reached(Open(wide, asked), answers, asked))
	require.Equal(t, -1, FindPage(Open(phone, asked), "d"), "what is not asked has no page")
}
