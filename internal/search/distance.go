package search

// distance is the number of typing mistakes between two words: a letter missing, added, changed, or two swapped
// (optimal string alignment). It gives up above limit and then returns limit+1.
func distance(a, b string, limit int) int {
	ra, rb := []rune(a), []rune(b)
	if len(ra)-len(rb) > limit || len(rb)-len(ra) > limit {
		return limit + 1
	}
	var before, prev, cur [64]int
	if len(rb) >= len(cur) || len(ra) >= len(cur) {
		return limit + 1
	}
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(ra); i++ {
		cur[0] = i
		least := i
		for j := 1; j <= len(rb); j++ {
			change := 1
			if ra[i-1] == rb[j-1] {
				change = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+change)
			if i > 1 && j > 1 && ra[i-1] == rb[j-2] && ra[i-2] == rb[j-1] {
				cur[j] = min(cur[j], before[j-2]+1) //nolint:gosec // j is 2 at least
			}
			least = min(least, cur[j])
		}
		if least > limit {
			return limit + 1
		}
		before, prev = prev, cur
	}
	return min(prev[len(rb)], limit+1)
}
