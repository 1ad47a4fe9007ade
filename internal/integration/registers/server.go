package registers

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/yagona/portal/internal/integration/registers/world"
	"github.com/yagona/portal/internal/register"
)

// answer is what the gateway to the registers says about one record.
type answer struct {
	Record map[string]any `json:"record,omitempty"` // the fields that were asked for; absent when there is none
	Found  bool           `json:"found"`
	AsOf   time.Time      `json:"as_of"`

	// Of one of several records: to what it is the answer, and the status of its failure; 0 for none.
	Key       string `json:"key,omitempty"`
	Applicant string `json:"applicant,omitempty"`
	Status    int    `json:"status,omitempty"`
}

// questions asks one register for several records: each has its own reader, fields and purpose, as it would alone.
type questions struct {
	Questions []question `json:"questions"`
}

type question struct {
	Key       string   `json:"key"`
	Applicant string   `json:"applicant,omitempty"`
	Fields    []string `json:"fields,omitempty"`
	Purpose   string   `json:"purpose"`
}

// answers are those to questions, one to each and in their order.
type answers struct {
	Answers []answer `json:"answers"`
}

// listing is one register as the gateway describes it.
type listing struct {
	Code    string   `json:"code"`
	Key     string   `json:"key"` // what its records are kept by
	Fields  []string `json:"fields"`
	Samples []string `json:"samples"`
}

// Server is a gateway to the state registers over a synthetic population. It speaks the protocol of Client and nothing
// else of the portal knows it:
//
//	GET /v1/registers                                          every register with its fields and keys to try
//	GET /v1/registers/{register}/{key}?applicant=&fields=a,b   one record, only the fields that are asked for
//	POST /v1/registers/{register}                              several records, see questions
//	GET, PUT, DELETE /control/faults                           what goes wrong, by register or "*"
//	PUT /control/records/{register}/{key}                      fields of one record that have changed
//	DELETE /control/records                                    every record as it was
type Server struct {
	world   *world.World
	now     func() time.Time
	log     *slog.Logger
	faults  faults
	amended amendments
	mux     *http.ServeMux
}

// NewServer answers from that world.
func NewServer(w *world.World, now func() time.Time, log *slog.Logger) *Server {
	s := &Server{world: w, now: now, log: log, mux: http.NewServeMux()}
	s.mux.HandleFunc("GET /v1/registers", s.list)
	s.mux.HandleFunc("GET /v1/registers/{register}/{key...}", s.record)
	s.mux.HandleFunc("POST /v1/registers/{register}", s.records)
	s.mux.HandleFunc("GET /control/faults", s.showFaults)
	s.mux.HandleFunc("PUT /control/faults", s.setFaults)
	s.mux.HandleFunc("DELETE /control/faults", s.clearFaults)
	s.mux.HandleFunc("PUT /control/records/{register}/{key...}", s.amend)
	s.mux.HandleFunc("DELETE /control/records", s.clearAmendments)
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	return s
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

func (s *Server) list(w http.ResponseWriter, _ *http.Request) {
	var all []listing
	for _, code := range register.Codes() {
		l := listing{Code: code, Key: keyName(code), Samples: append([]string{}, s.world.Samples(code)...)}
		for _, f := range register.Fields(code) {
			l.Fields = append(l.Fields, f.Name)
		}
		all = append(all, l)
	}
	s.write(w, http.StatusOK, all)
}

func keyName(code string) string {
	switch {
	case code == "company":
		return "tin"
	case register.OfApplicant(code):
		return "pinfl"
	default:
		return register.LookupKey(code).Name
	}
}

// record answers with the fields that were asked for. A record that does not exist is an answer too, never a 404.
func (s *Server) record(w http.ResponseWriter, r *http.Request) {
	code := r.PathValue("register")
	if register.Fields(code) == nil {
		s.write(w, http.StatusNotFound, map[string]string{"error": "no such register"})
		return
	}
	q := question{Key: r.PathValue("key"), Applicant: r.URL.Query().Get("applicant"), Purpose: r.Header.Get(purposeHeader)}
	if fields := r.URL.Query().Get("fields"); fields != "" {
		q.Fields = strings.Split(fields, ",")
	}
	s.answer(w, r, code, []answer{s.find(r.Context(), code, q)}, func(list []answer) any { return list[0] })
}

// records answers several questions as record answers one.
func (s *Server) records(w http.ResponseWriter, r *http.Request) {
	code := r.PathValue("register")
	if register.Fields(code) == nil {
		s.write(w, http.StatusNotFound, map[string]string{"error": "no such register"})
		return
	}
	var asked questions
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10))
	d.DisallowUnknownFields()
	if err := d.Decode(&asked); err != nil || len(asked.Questions) == 0 {
		s.write(w, http.StatusBadRequest, map[string]string{"error": "no questions"})
		return
	}
	list := make([]answer, len(asked.Questions))
	for i, q := range asked.Questions {
		list[i] = s.find(r.Context(), code, q)
		list[i].Key, list[i].Applicant = q.Key, q.Applicant
	}
	s.answer(w, r, code, list, func(list []answer) any { return answers{list} })
}

func (s *Server) find(ctx context.Context, code string, q question) answer {
	a := answer{AsOf: s.now()}
	record, _ := s.world.Fields(code, q.Key, q.Applicant, q.Fields)
	a.Record, a.Found = s.amended.apply(code, q.Key, record, q.Fields)
	s.log.DebugContext(ctx, "register asked", "register", code, "purpose", q.Purpose, "found", a.Found)
	return a
}

func (s *Server) write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		s.log.Debug("the reader went away", "error", err)
	}
}
