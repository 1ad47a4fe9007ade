package catalogue

import (
	"cmp"
	"slices"
	"time"

	"github.com/yagona/portal/internal/search"
)

// Snapshot is every published service at one moment, indexed for the public pages. It never changes: a page that
// holds one sees one state of the catalogue, and showing a service makes no query.
type Snapshot struct {
	At time.Time // when it was read

	all       []*Service
	byCode    map[string]*Service
	category  map[string][]*Service
	lifeEvent map[string][]*Service
	authority map[string][]*Service
	group     map[string][]*Service
	audience  map[string][]*Service
	sector    map[string][]*Service
	index     *search.Index
	hints     Hints
}

// NewSnapshot indexes services. Lists by category, authority and so on are in the order of the catalogue's topics,
// then of their code; a life event's are in its own order first.
func NewSnapshot(services []*Service, hints Hints, at time.Time) *Snapshot {
	s := &Snapshot{
		At: at, hints: hints, all: slices.Clone(services), byCode: make(map[string]*Service, len(services)),
		category: map[string][]*Service{}, lifeEvent: map[string][]*Service{}, authority: map[string][]*Service{},
		group: map[string][]*Service{}, audience: map[string][]*Service{}, sector: map[string][]*Service{},
	}
	lists := Lists()
	rank := make(map[string]int, lists.Categories.Len())
	for i, code := range lists.Categories.Codes() {
		rank[code] = i
	}
	slices.SortStableFunc(s.all, func(a, b *Service) int {
		return cmp.Or(cmp.Compare(rank[a.Category], rank[b.Category]), cmp.Compare(a.Code, b.Code))
	})
	documents, usual := make([]search.Document, len(s.all)), lists.usual()
	for i, svc := range s.all {
		documents[i] = lists.document(svc, usual[svc.Code]+hints.Uses[svc.Code])
		s.byCode[svc.Code] = svc
		s.category[svc.Category] = append(s.category[svc.Category], svc)
		s.authority[svc.Authority] = append(s.authority[svc.Authority], svc)
		s.sector[lists.SectorOf(svc.Category)] = append(s.sector[lists.SectorOf(svc.Category)], svc)
		for _, g := range svc.Groups {
			s.group[g] = append(s.group[g], svc)
		}
		for _, a := range svc.Audience {
			s.audience[a] = append(s.audience[a], svc)
		}
	}
	s.index = search.Build(documents, hints.Synonyms)
	for code, event := range lists.LifeEvents.All() {
		s.lifeEvent[code] = s.ofLifeEvent(code, event.Usual())
	}
	return s
}

// ofLifeEvent is what is usually needed first, in that order, then the other services tagged with the event.
func (s *Snapshot) ofLifeEvent(code string, order []string) []*Service {
	var out []*Service
	for _, c := range order {
		if svc, ok := s.byCode[c]; ok {
			out = append(out, svc)
		}
	}
	for _, svc := range s.all {
		if slices.Contains(svc.LifeEvents, code) && !slices.Contains(order, svc.Code) {
			out = append(out, svc)
		}
	}
	return out
}

// Service is the published service of that code.
func (s *Snapshot) Service(code string) (*Service, bool) {
	svc, ok := s.byCode[code]
	return svc, ok
}

// All is every published service, in the order of topics. The slices of a Snapshot are shared: do not change them.
func (s *Snapshot) All() []*Service { return s.all }

// Len is how many services are published.
func (s *Snapshot) Len() int { return len(s.all) }

// ByCategory is the services of a topic.
func (s *Snapshot) ByCategory(code string) []*Service { return s.category[code] }

// ByLifeEvent is the services of a situation in life, those usually needed first in their order.
func (s *Snapshot) ByLifeEvent(code string) []*Service { return s.lifeEvent[code] }

// ByAuthority is the services that an authority answers for.
func (s *Snapshot) ByAuthority(code string) []*Service { return s.authority[code] }

// ByGroup is the services meant for a group of people.
func (s *Snapshot) ByGroup(code string) []*Service { return s.group[code] }

// ByAudience is the services for citizens, businesses or foreigners.
func (s *Snapshot) ByAudience(code string) []*Service { return s.audience[code] }

// BySector is the services of a sector of the national programme.
func (s *Snapshot) BySector(code string) []*Service { return s.sector[code] }
