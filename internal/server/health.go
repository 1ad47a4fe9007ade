package server

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// probeLimit is how long readiness may take: a load balancer asks every few seconds and counts silence as "no".
const probeLimit = 2 * time.Second

// healthy answers as soon as the portal serves; the database has its own check behind it.
func healthy(w http.ResponseWriter, _ *http.Request) {
	plain(w, http.StatusOK, "ok\n")
}

// Readiness is whether a replica can take an application now, or do what it is to do instead, and which of its parts can not. It is for machines that anybody
// may be, so it says neither where a part is nor what it answered: that is in the log.
type Readiness struct {
	Ready bool            `json:"ready"`
	Parts map[string]Part `json:"parts"`
}

// Part is the state of a part.
type Part string

// States of a part.
const (
	PartOK       Part = "ok"
	PartReadOnly Part = "read-only" // the database is spared: people read, and nothing else
	PartFailing  Part = "failing"   // the database refuses writes, or does not answer
	PartStarting Part = "starting"  // the program is being put together
	PartStopping Part = "stopping"  // the program is about to close its door
)

// ready answers whether this replica can take an application now.
func ready(check func(context.Context) Readiness) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if check == nil {
			tell(w, Readiness{Ready: true, Parts: map[string]Part{}})
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), probeLimit)
		defer cancel()
		tell(w, check(ctx))
	}
}

func tell(w http.ResponseWriter, state Readiness) {
	status := http.StatusOK
	if !state.Ready {
		status = http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(state)
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}
