package registers

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/yagona/portal/internal/register"
)

// Fault is what goes wrong with a register. The zero Fault is a healthy one.
type Fault struct {
	Down      bool    `json:"down,omitempty"`       // 503 at once
	ErrorRate float64 `json:"error_rate,omitempty"` // from 0 to 1: this part of the answers is 500
	LatencyMS int     `json:"latency_ms,omitempty"` // before the answer
	JitterMS  int     `json:"jitter_ms,omitempty"`  // at random on top
	Drip      bool    `json:"drip,omitempty"`       // a byte at a time, five in a second
	Garbage   string  `json:"garbage,omitempty"`    // html | cut | types | huge: an answer that is none
}

// garbageKinds are the answers that are none.
const garbageKinds = "html cut types huge"

// faults is what goes wrong now, by register; "*" is for those that have no line of their own.
type faults struct {
	mu  sync.RWMutex
	now map[string]Fault
}

func (f *faults) of(register string) Fault {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if fault, ok := f.now[register]; ok {
		return fault
	}
	return f.now["*"]
}

func (f *faults) set(now map[string]Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = now
}

func (f *faults) all() map[string]Fault {
	f.mu.RLock()
	defer f.mu.RUnlock()
	all := maps.Clone(f.now)
	if all == nil {
		all = map[string]Fault{}
	}
	return all
}

// SetFaults replaces all that goes wrong, by register or "*".
func (s *Server) SetFaults(now map[string]Fault) { s.faults.set(maps.Clone(now)) }

func (s *Server) showFaults(w http.ResponseWriter, _ *http.Request) {
	s.write(w, http.StatusOK, s.faults.all())
}

// setFaults replaces everything: what is not named is healthy again.
func (s *Server) setFaults(w http.ResponseWriter, r *http.Request) {
	var now map[string]Fault
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10))
	d.DisallowUnknownFields()
	if err := d.Decode(&now); err != nil {
		s.write(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	for code, f := range now {
		switch {
		case code != "*" && register.Fields(code) == nil:
			s.write(w, http.StatusBadRequest, map[string]string{"error": "no such register: " + code})
			return
		case f.ErrorRate < 0 || f.ErrorRate > 1 || f.LatencyMS < 0 || f.JitterMS < 0 || f.Garbage != "" && !strings.Contains(garbageKinds, f.Garbage):
			s.write(w, http.StatusBadRequest, map[string]string{"error": "no such fault: " + code})
			return
		}
	}
	s.faults.set(now)
	s.log.InfoContext(r.Context(), "faults of registers changed", "count", len(now))
	s.write(w, http.StatusOK, s.faults.all())
}

func (s *Server) clearFaults(w http.ResponseWriter, _ *http.Request) {
	s.faults.set(nil)
	w.WriteHeader(http.StatusNoContent)
}

// answer writes what the register says in that form, with what goes wrong with it now.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, code string, list []answer, form func([]answer) any) {
	f := s.faults.of(code)
	delay := f.LatencyMS
	if f.JitterMS > 0 {
		delay += rand.IntN(f.JitterMS) //nolint:gosec // not a secret
	}
	select {
	case <-time.After(time.Duration(delay) * time.Millisecond):
	case <-r.Context().Done():
		return
	}
	switch {
	case f.Down:
		w.Header().Set("Retry-After", "30")
		s.write(w, http.StatusServiceUnavailable, map[string]string{"error": "the register is being serviced"})
	case f.ErrorRate > 0 && rand.Float64() < f.ErrorRate: //nolint:gosec // not a secret
		s.write(w, http.StatusInternalServerError, map[string]string{"error": "internal"})
	case f.Garbage != "":
		s.garbage(w, f.Garbage, code, list, form)
	case f.Drip:
		s.drip(w, r, form(list))
	default:
		s.write(w, http.StatusOK, form(list))
	}
}

// garbage is what gateways do on bad days: a page for people, half an answer, words for numbers, an endless body.
func (s *Server) garbage(w http.ResponseWriter, kind, code string, list []answer, form func([]answer) any) {
	body, _ := json.Marshal(form(list))
	switch kind {
	case "html":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte("<!doctype html><title>Gateway</title><p>Please try again later.</p>"))
		return
	case "cut":
		body = body[:len(body)/2]
	case "types":
		for i := range list {
			list[i].Record, list[i].Found = map[string]any{}, true
			for _, f := range register.Fields(code) {
				list[i].Record[f.Name] = map[string]any{"value": []any{"?"}}
			}
		}
		body, _ = json.Marshal(form(list))
	case "huge":
		body = bytes.Repeat([]byte(" "), 4<<20)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(body)
}

func (s *Server) drip(w http.ResponseWriter, r *http.Request, said any) {
	body, _ := json.Marshal(said)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	out := http.NewResponseController(w)
	for i := range body {
		if _, err := w.Write(body[i : i+1]); err != nil {
			return
		}
		_ = out.Flush()
		select {
		case <-time.After(200 * time.Millisecond):
		case <-r.Context().Done():
			return
		}
	}
}
