package faults

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/yagona/portal/internal/keyring"
)

// ledger is what the portal was asked and what it acknowledged, as its clients saw it. It stands outside the portal and
// knows nothing of its database.
type ledger struct {
	mu      sync.Mutex
	sent    map[string]*sent  // by the token of the form
	money   map[string]*money // by provider and its id
	said    map[string]*said  // by the token of the form
	files   []file
	decided map[string]string // action by number
	twice   []string          // one form or one payment that was answered in two ways
	unseen  []string          // acknowledged, and no page shows it
	broken  []string          // what was promised of the portal under a fault, and not kept
	settled time.Time         // what was asked of the portal before that has to be done
	ring    *keyring.Ring     // opens what the portal keeps sealed
}

// sent is an application that somebody meant to send.
type sent struct {
	who, service, token string
	draft               string
	words               map[string]string // typed answers by question
	files               []string          // their names
	number              string            // as the receipt page said; empty: never acknowledged
	shared              bool              // another window may have the same form
}

// money is what a provider took.
type money struct {
	provider, external, invoice string
	amount                      int64
	acknowledged                bool
}

// said is feedback, with its receipt once that was shown.
type said struct{ token, comment, receipt string }

// file is an upload that a page has shown to be there.
type file struct {
	name string
	sum  []byte
}

func newLedger() *ledger {
	return &ledger{sent: map[string]*sent{}, money: map[string]*money{}, said: map[string]*said{}, decided: map[string]string{}}
}

// means writes down what is about to be sent, before it is.
func (l *ledger) means(s *sent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if known := l.sent[s.token]; known != nil { // sent before without an answer: the same form
		s.number = known.number
		if s.shared && (!maps.Equal(known.words, s.words) || !slices.Equal(known.files, s.files)) { // whichever window was first: its answers stand there
			s.words, s.files = nil, nil
		}
	}
	l.sent[s.token] = s
}

// receipt is the number that somebody was told for a form.
func (l *ledger) receipt(token, number string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.sent[token]
	if s.number != "" && s.number != number {
		l.twice = append(l.twice, fmt.Sprintf("application %s and %s for one form", s.number, number))
	}
	s.number = number
}

func (l *ledger) charge(m *money) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.money[m.provider+" "+m.external] = m
}

func (l *ledger) took(m *money) {
	l.mu.Lock()
	defer l.mu.Unlock()
	m.acknowledged = true
}

func (l *ledger) differs(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.twice = append(l.twice, fmt.Sprintf(format, args...))
}

func (l *ledger) says(s *said) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.said[s.token] = s
}

func (l *ledger) heard(token, receipt string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.said[token]
	if s.receipt != "" && s.receipt != receipt {
		l.twice = append(l.twice, fmt.Sprintf("feedback %s and %s for one form", s.receipt, receipt))
	}
	s.receipt = receipt
}

func (l *ledger) uploaded(f file) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.files = append(l.files, f)
}

func (l *ledger) decides(number, action string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.decided[number] = action
}

func (l *ledger) misses(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unseen = append(l.unseen, fmt.Sprintf(format, args...))
}

// breaks notes a promise that was not kept.
func (l *ledger) breaks(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = append(l.broken, fmt.Sprintf(format, args...))
}

// numbers is all that were told.
func (l *ledger) numbers() (numbers []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.sent {
		if s.number != "" {
			numbers = append(numbers, s.number)
		}
	}
	return numbers
}

// of is the numbers that a person was told, in order.
func (l *ledger) of(who string) (numbers []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.sent {
		if s.who == who && s.number != "" {
			numbers = append(numbers, s.number)
		}
	}
	slices.Sort(numbers)
	return numbers
}

// enough reports whether every control finds something to spoil: of each kind of what people do there is some.
func (l *ledger) enough() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	applications, files, services, payments, heard := 0, 0, map[string]bool{}, 0, 0
	for _, s := range l.sent {
		if s.number != "" {
			applications++
			files += len(s.files)
			services[s.service] = true
		}
	}
	for _, m := range l.money {
		if m.acknowledged {
			payments++
		}
	}
	for _, s := range l.said {
		if s.receipt != "" {
			heard++
		}
	}
	booked := services["notary-appointment"] || services["civil-registry-head-appointment"]
	return applications >= 12 && files > 0 && payments > 0 && heard > 0 && len(l.decided) > 0 && booked
}
