package catalogue

import (
	"slices"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/search"
)

// Weights of what a service is found by. They are those of the judged set of package search: change both.
const (
	titleWeight     = 10
	keywordWeight   = 7
	summaryWeight   = 2
	authorityWeight = 2
	topicWeight     = 1
)

// document is what a service is found by, in its three languages; the search itself knows scripts and typing mistakes.
func (v *Vocabulary) document(s *Service, uses int) search.Document {
	d := search.Document{ID: s.Code, Uses: uses}
	add := func(t locale.Text, weight float64) {
		for _, text := range []string{t.Uz, t.Ru, t.En} {
			d.Fields = append(d.Fields, search.Field{Text: text, Weight: weight})
		}
	}
	add(s.Title, titleWeight)
	for _, k := range s.Keywords {
		d.Fields = append(d.Fields, search.Field{Text: k, Weight: keywordWeight})
	}
	add(s.Summary, summaryWeight)
	authority, _ := v.Authorities.Get(s.Authority)
	add(authority.Short, authorityWeight)
	category, _ := v.Categories.Get(s.Category)
	add(category.Title, topicWeight)
	return d
}

// usual is how often a service stands among those that a situation in life usually needs. It decides near-ties of the
// search until uses outnumber it.
func (v *Vocabulary) usual() map[string]int {
	out := map[string]int{}
	for _, event := range v.LifeEvents.All() {
		for _, code := range event.Usual() {
			out[code]++
		}
	}
	return out
}

// Hints is what the search weighs beside the words of the services.
type Hints struct {
	Uses     map[string]int   // as Uses tells them
	Synonyms []search.Synonym // what people say for what they mean
	Version  int64            // of the list of synonyms
}

// Knows reports whether the folded word stands exactly so in the texts of some service.
func (s *Snapshot) Knows(word string) bool { return s.index.Knows(word) }

// Trying is the same services found with one synonym put in place of another; an empty one stands for none.
func (s *Snapshot) Trying(instead, synonym search.Synonym) *Snapshot {
	trial := *s
	trial.hints.Synonyms = slices.DeleteFunc(slices.Clone(s.hints.Synonyms), func(x search.Synonym) bool { return x == instead })
	trial.hints.Synonyms = append(trial.hints.Synonyms, synonym)
	trial.index = s.index.With(trial.hints.Synonyms)
	return &trial
}

// Search is the services that people's words find, best first, at most limit of them: also while they are being typed.
func (s *Snapshot) Search(q string, limit int) []*Service {
	return s.services(s.index.Search(q, limit))
}

// Find is the services that an advanced search asks for, best first, at most limit of them; limit 0 is all of them.
func (s *Snapshot) Find(q search.Query, limit int) []*Service {
	return s.services(s.index.Find(q, limit))
}

func (s *Snapshot) services(hits []search.Hit) []*Service {
	out := make([]*Service, len(hits))
	for i, h := range hits {
		out[i] = s.byCode[h.ID]
	}
	return out
}
