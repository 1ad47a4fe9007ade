package registers

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"sync"

	"github.com/yagona/portal/internal/register"
)

// amendments are fields of records that changed after the world was made: a power of attorney that was revoked, a new
// director, what the owner of a register put right.
type amendments struct {
	mu  sync.RWMutex
	now map[string]map[string]any // by register and key
}

func place(code, key string) string { return code + "/" + key }

// apply puts the changed fields over a record, of those that were asked for.
func (a *amendments) apply(code, key string, record map[string]any, asked []string) (map[string]any, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	changed := a.now[place(code, key)]
	if changed == nil || record == nil {
		return record, record != nil
	}
	record = maps.Clone(record)
	for name, v := range changed {
		if len(asked) == 0 || slices.Contains(asked, name) {
			record[name] = v
		}
	}
	return record, true
}

func (a *amendments) set(code, key string, fields map[string]any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.now == nil {
		a.now = map[string]map[string]any{}
	}
	a.now[place(code, key)] = maps.Clone(fields)
}

func (a *amendments) clear() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now = nil
}

// Amend changes fields of a record from now on; the former change of the same record is forgotten.
func (s *Server) Amend(code, key string, fields map[string]any) { s.amended.set(code, key, fields) }

func (s *Server) amend(w http.ResponseWriter, r *http.Request) {
	code, key := r.PathValue("register"), r.PathValue("key")
	var fields map[string]any
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10))
	if err := d.Decode(&fields); err != nil {
		s.write(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	for name := range fields {
		if _, known := register.Field(code, name); !known {
			s.write(w, http.StatusBadRequest, map[string]string{"error": "no such field: " + code + "." + name})
			return
		}
	}
	s.amended.set(code, key, fields)
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) clearAmendments(w http.ResponseWriter, _ *http.Request) {
	s.amended.clear()
	w.WriteHeader(http.StatusNoContent)
}
