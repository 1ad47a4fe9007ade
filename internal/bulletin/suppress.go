package bulletin

import "github.com/yagona/portal/internal/report"

// Small numbers are not published: a count of 1 to Floor-1 speaks of those few. Nor is another number from which one could
// work it out: where a total stands beside its parts, at least two of them are hidden or none, and hidden parts of a total
// that is shown come to Floor together at least.
//
// A longer period shows only what anybody could add up from the periods that it consists of: what was hidden in one of them is
// hidden in it. So it says nothing that was not said, and what was published once never has to be taken back.

// Floor is the smallest count above none that is published.
const Floor = report.Floor

// counts is numbers that are going to be published, and which of them are hidden.
type counts struct {
	n      []int
	hidden []bool
	sums   []sum
}

// sum says that the parts add up to the total; all are places in the list of numbers.
type sum struct {
	total int
	parts []int
}

func (c *counts) add(n int) (place int) {
	c.n, c.hidden = append(c.n, n), append(c.hidden, n > 0 && n < Floor)
	return len(c.n) - 1
}

// hide hides whatever would give away a hidden number, until nothing does. Each round hides one number more, so that it ends.
func (c *counts) hide() {
	for again := true; again; {
		again = false
		for _, s := range c.sums {
			for c.gives(s) {
				c.hidden[c.next(s)] = true
				again = true
			}
		}
	}
}

// gives reports whether a sum gives a hidden number away, or could together with others: below a total that is hidden
// nothing is shown.
func (c *counts) gives(s sum) bool {
	hidden, together, shown := 0, 0, 0
	for _, p := range s.parts {
		switch {
		case c.hidden[p]:
			hidden, together = hidden+1, together+c.n[p]
		case c.n[p] > 0:
			shown++
		}
	}
	if c.hidden[s.total] {
		return shown > 0
	}
	return hidden == 1 || hidden > 1 && together < Floor
}

// next is what is hidden as well: the smallest part that is shown, for it loses least; and the total where no part is left.
func (c *counts) next(s sum) int {
	best := -1
	for _, p := range s.parts {
		if !c.hidden[p] && c.n[p] > 0 && (best < 0 || c.n[p] < c.n[best]) {
			best = p
		}
	}
	if best < 0 {
		return s.total
	}
	return best
}
