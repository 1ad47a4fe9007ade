package bulletin

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestHide_oneSmall: one small part beside a total that is shown needs another, the smallest that is left.
func TestHide_oneSmall(t *testing.T) {
	var c counts
	total := c.add(104)
	parts := []int{c.add(4), c.add(60), c.add(40), c.add(0)}
	c.sums = []sum{{total: total, parts: parts}}
	c.hide()
	require.Equal(t, []bool{false, true, false, true, false}, c.hidden)
}

// TestHide_fewTogether: two that come to less than the floor are not enough.
func TestHide_fewTogether(t *testing.T) {
	var c counts
	total := c.add(105)
	parts := []int{c.add(2), c.add(3), c.add(60), c.add(40)}
	c.sums = []sum{{total: total, parts: parts}}
	c.hide()
	require.Equal(t, []bool{false, true, true, false, true}, c.hidden)
}

// TestHide_below: what a hidden total consists of would help to work out its neighbours.
func TestHide_below(t *testing.T) {
	var c counts
	all := c.add(72)
	a, b := c.add(4), c.add(68)
	ofA, ofB := c.add(4), []int{c.add(4), c.add(64)}
	c.sums = []sum{{total: all, parts: []int{a, b}}, {total: a, parts: []int{ofA}}, {total: b, parts: ofB}}
	c.hide()
	require.Equal(t, []bool{false, true, true, true, true, true}, c.hidden, "72 less 64 would be the eight of two services")
}

// TestHide_secrets: whoever knows every number that is shown, and every sum, can work out none of those that are hidden.
// The test solves the equations; the code that hides does not.
func TestHide_secrets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := country(t)
		c.hide()
		for i, n := range c.n {
			require.False(t, n > 0 && n < Floor && !c.hidden[i], "a small number is shown")
			require.False(t, n == 0 && c.hidden[i], "nothing is hidden")
		}
		if i := solved(c); i >= 0 {
			t.Fatalf("number %d (%d) can be worked out from %v %v", i, c.n[i], c.n, c.hidden)
		}
	})
}

// country is one of authorities with services, and of regions; its totals are right.
func country(t *rapid.T) *counts {
	c := &counts{}
	some := rapid.SampledFrom([]int{0, 1, 3, 9, 10, 11, 25, 400})
	all := c.add(0)
	authorities, regions := sum{total: all}, sum{total: all}
	for range rapid.IntRange(1, 5).Draw(t, "authorities") {
		a := c.add(0)
		services := sum{total: a}
		for range rapid.IntRange(1, 5).Draw(t, "services") {
			n := some.Draw(t, "n")
			services.parts = append(services.parts, c.add(n))
			c.n[a] += n
		}
		c.n[all] += c.n[a]
		authorities.parts = append(authorities.parts, a)
		c.sums = append(c.sums, services)
	}
	left := c.n[all]
	for range rapid.IntRange(0, 4).Draw(t, "regions") {
		n := rapid.IntRange(0, left).Draw(t, "region")
		regions.parts, left = append(regions.parts, c.add(n)), left-n
	}
	regions.parts = append(regions.parts, c.add(left))
	c.sums = append(c.sums, authorities, regions)
	for i, n := range c.n {
		c.hidden[i] = n > 0 && n < Floor
	}
	return c
}

// solved is a hidden number that the sums give away, by elimination modulo a prime; -1 when there is none.
func solved(c *counts) int {
	const prime = 1_000_003
	power := func(b, e int) int {
		out := 1
		for ; e > 0; e >>= 1 {
			if e&1 == 1 {
				out = out * b % prime
			}
			b = b * b % prime
		}
		return out
	}
	var rows [][]int
	for _, s := range c.sums {
		row := make([]int, len(c.n))
		if c.hidden[s.total] {
			row[s.total] = prime - 1
		}
		for _, p := range s.parts {
			if c.hidden[p] {
				row[p] = (row[p] + 1) % prime
			}
		}
		rows = append(rows, row)
	}
	done := 0
	for col := range c.n {
		pivot := slices.IndexFunc(rows[done:], func(r []int) bool { return r[col] != 0 })
		if pivot < 0 {
			continue
		}
		rows[done], rows[done+pivot] = rows[done+pivot], rows[done]
		inverse := power(rows[done][col], prime-2)
		for i := range rows[done] {
			rows[done][i] = rows[done][i] * inverse % prime
		}
		for r := range rows {
			if f := rows[r][col]; r != done && f != 0 {
				for i := range rows[r] {
					rows[r][i] = ((rows[r][i]-f*rows[done][i])%prime + prime) % prime
				}
			}
		}
		if done++; done == len(rows) {
			break
		}
	}
	for _, row := range rows {
		unknown := -1
		for i, v := range row {
			if v != 0 && unknown >= 0 {
				unknown = -2
				break
			}
			if v != 0 {
				unknown = i
			}
		}
		if unknown >= 0 {
			return unknown
		}
	}
	return -1
}
