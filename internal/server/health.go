package server

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// probeLimit is how long readiness may take: a load balancer asks every few seconds and counts silence as "no".
const probeLimit = 2 * time.Second

// healthy answers as soon as the portal serves; the database has its own check behind it.
func healthy(w http.ResponseWriter, _ *http.Request) {
	plain(w, http.StatusOK, "ok\n")
}

// ready answers whether this replica can take an application now. Why it can't is for the log, not for strangers.
func ready(check func(context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if check == nil {
			plain(w, http.StatusOK, "ready\n")
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), probeLimit)
		defer cancel()
		if err := check(ctx); err != nil {
			slog.WarnContext(ctx, "not ready", "error", err.Error())
			plain(w, http.StatusServiceUnavailable, "not ready\n")
			return
		}
		plain(w, http.StatusOK, "ready\n")
	}
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}
