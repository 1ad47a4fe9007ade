package card

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// State is where a charge stands.
type State string

// States of a charge.
const (
	Taken     State = "taken" // the merchant does not know yet
	Told      State = "told"
	GivenBack State = "returned"
)

// Charge is money that was taken from a card. Nothing of the card is kept.
type Charge struct {
	ID      string `json:"id"`
	Invoice string `json:"invoice"`
	Amount  int64  `json:"amount"` // soʻm
	At      int64  `json:"at"`     // milliseconds
	State   State  `json:"state"`
}

// ledger is the charges of the demonstration's provider, in a file, so that a restart forgets no money.
type ledger struct {
	path    string // empty: in memory alone
	mu      sync.Mutex
	charges map[string]Charge
}

func openLedger(path string) (*ledger, error) {
	l := &ledger{path: path, charges: map[string]Charge{}}
	if path == "" {
		return l, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, fmt.Errorf("card ledger: %w", err)
	}
	raw, err := os.ReadFile(path) //nolint:gosec // a file of the demonstration's own directory
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return l, nil
	case err != nil:
		return nil, fmt.Errorf("card ledger: %w", err)
	}
	if err := json.Unmarshal(raw, &l.charges); err != nil {
		return nil, fmt.Errorf("card ledger: %w", err)
	}
	return l, nil
}

// add writes a charge down, unless it is there; fresh says whether it was not.
func (l *ledger) add(c Charge) (fresh bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ok := l.charges[c.ID]; ok {
		return false, nil
	}
	return true, l.put(c)
}

// move changes the state of a charge and gives it; one that has gone back stays so.
func (l *ledger) move(id string, to State) (c Charge, known bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c, known = l.charges[id]
	if !known || c.State == GivenBack {
		return c, known, nil
	}
	c.State = to
	return c, true, l.put(c)
}

// put keeps a charge in the file first and in memory then.
func (l *ledger) put(c Charge) error {
	charges := maps.Clone(l.charges)
	charges[c.ID] = c
	if err := l.save(charges); err != nil {
		return fmt.Errorf("card ledger: %w", err)
	}
	l.charges = charges
	return nil
}

func (l *ledger) save(charges map[string]Charge) error {
	if l.path == "" {
		return nil
	}
	raw, err := json.Marshal(charges)
	if err != nil {
		return err
	}
	if err := os.WriteFile(l.path+".new", raw, 0o600); err != nil {
		return err
	}
	return os.Rename(l.path+".new", l.path)
}

// list is the charges that are wanted, in the order of their making.
func (l *ledger) list(wanted func(Charge) bool) []Charge {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := []Charge{}
	for _, c := range l.charges {
		if wanted(c) {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b Charge) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
	return all
}
