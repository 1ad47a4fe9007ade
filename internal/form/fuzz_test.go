package form

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func FuzzReadDecimal(f *testing.F) {
	for _, s := range []string{"1 234,5", "1.234,5", "-", "", "1e9", "−0,5", "..", "1,2,3.4"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		n, decimals, ok := readDecimal(typed)
		if !ok {
			return
		}
		require.GreaterOrEqual(t, decimals, 0)
		out := url.Values{}
		fillNumber(Field{}, "n", n, out)
		again, _, ok := readDecimal(out.Get("n"))
		require.True(t, ok, "%q became %q", typed, out.Get("n"))
		require.InDelta(t, n, again, 0)
	})
}

// FuzzParseMoney looks for a sum that comes in otherwise than it was meant, or goes round.
func FuzzParseMoney(f *testing.F) {
	for _, s := range []string{"1 500 000", "1.500.000", "1,5", "-1", "9223372036854775808", "99999999999999999999999", "1e9", "0x10", "٣٠٠", "1 000 000 soʻm", "+5", "5-", "\u00a07\u202f000", "0.5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		sum := field(KindMoney)
		a, problems := Parse([]Field{sum}, url.Values{sum.Key: {typed}}, context())
		if len(problems) > 0 || a[sum.Key] == nil {
			return
		}
		n, is := a[sum.Key].(float64)
		require.True(t, is, "%q became %v", typed, a[sum.Key])
		require.GreaterOrEqual(t, n, 0.0, typed)
		require.LessOrEqual(t, n, maxMoney, typed)
		out := url.Values{}
		fillNumber(Field{}, sum.Key, n, out)
		again, problems := Parse([]Field{sum}, out, context())
		require.Empty(t, problems, typed)
		require.Equal(t, a, again, typed)
	})
}

func FuzzParseGroup(f *testing.F) {
	f.Add("q-0-name=A&q-0-share=5&q-1-since-day=40")
	f.Add("q-99999999999999999999-name=A")
	f.Fuzz(func(t *testing.T, query string) {
		v, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		group := field(KindGroup)
		a, problems := Parse([]Field{group}, v, context())
		if len(problems) == 0 {
			require.LessOrEqual(t, len(Maps(a["q"])), group.Most())
		}
	})
}
