package search

import "sync"

// maxAnswers is how many words an index remembers the meaning of. People ask with few words: what one of them may mean
// was mostly looked up already.
const maxAnswers = 4096

// answers remembers what words may mean, for one index.
type answers struct {
	sync.RWMutex
	byWord map[answersKey]asked
}

type answersKey struct {
	word       string
	unfinished bool
}

func (m *answers) of(k answersKey) (asked, bool) {
	m.RLock()
	defer m.RUnlock()
	a, ok := m.byWord[k]
	return a, ok
}

// keep forgets everything when it is full: that costs one search a word more, and needs no order of use.
func (m *answers) keep(k answersKey, a asked) {
	m.Lock()
	defer m.Unlock()
	if m.byWord == nil || len(m.byWord) >= maxAnswers {
		m.byWord = make(map[answersKey]asked, maxAnswers/16)
	}
	m.byWord[k] = a
}
