package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/yagona/portal/internal/server"
)

// Limits of the listener. A client that sends its headers or its body drop by drop holds a connection, not the portal.
const (
	headerLimit = 5 * time.Second
	bodyLimit   = 2 * time.Minute // an upload of 20 MB over a slow phone
	answerLimit = 2 * time.Minute
	idleLimit   = 2 * time.Minute
	headerBytes = 32 << 10

	// drainLimit is how long requests and jobs may take to finish at the end.
	drainLimit = 20 * time.Second
	// notice is how long the portal says "not ready" before it closes its door, so that load balancers look away first,
	// unless it is told otherwise. On one's own machine there is none, and nobody waits.
	notice = 2 * time.Second
)

type serveCommand struct {
	database
	settings
}

// Run serves until ctx ends, then drains: not ready, no new connections, requests and jobs finished, database closed.
func (s *serveCommand) Run(ctx context.Context, c *console) (err error) {
	log, flush := c.logger(s.Demo)
	defer flush()
	slog.SetDefault(log)
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", s.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer listener.Close()
	s.Addr = listener.Addr().String() // the port may have been chosen for us
	origin, err := s.origin(listener.Addr())
	if err != nil {
		return err
	}
	door := &door{}
	door.show(server.Starting(scheme(origin) == "https"))
	listening := &http.Server{
		Handler:           door,
		ReadHeaderTimeout: headerLimit,
		ReadTimeout:       bodyLimit,
		WriteTimeout:      answerLimit,
		IdleTimeout:       idleLimit,
		MaxHeaderBytes:    headerBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	defer listening.Close()
	failed := make(chan error, 1)
	go func() { failed <- listening.Serve(listener) }()

	url, closeDatabase, err := s.open(ctx, c.out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeDatabase()) }()
	if s.auditKey, err = openAuditKey(s.AuditKey, s.database); err != nil {
		return err
	}
	if s.FactorKey, err = openFactorKey(s.FactorKey, s.database); err != nil {
		return err
	}
	if s.ringKey, err = s.wrapKey(); err != nil {
		return err
	}
	if s.auditKey == nil {
		log.WarnContext(ctx, "nothing signs the audit (PORTAL_AUDIT_KEY): whoever owns the database could write it anew")
	}
	p, err := build(ctx, s.settings, origin, url, c.out, log)
	if err != nil {
		return err
	}
	defer p.close()
	stopMetrics, err := p.serveMetrics(ctx, s.MetricsAddr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopMetrics()) }()
	if err := p.startJobs(ctx); err != nil {
		return err
	}
	door.show(p.handler)
	p.welcome(c.out)

	select {
	case <-ctx.Done():
	case err := <-failed:
		return errors.Join(fmt.Errorf("serve: %w", err), p.drain(ctx, listening))
	}
	fmt.Fprintln(c.out, "Stopping: what has been begun is finished first.")
	leave := s.Leave
	if leave == 0 && !s.Demo && !loopback(host(origin)) {
		leave = notice
	}
	if leave > 0 {
		p.leaving.Store(true)
		time.Sleep(leave)
	}
	return p.drain(ctx, listening)
}

// door is what stands behind the address: while the portal is put together, word that it is starting; then the portal.
type door struct{ handler atomic.Pointer[http.Handler] }

func (d *door) show(h http.Handler) { d.handler.Store(&h) }

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	(*d.handler.Load()).ServeHTTP(w, r)
}

// drain ends requests, then jobs: a request may still put jobs into the queue.
func (p *portal) drain(ctx context.Context, listening *http.Server) error {
	p.leaving.Store(true)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainLimit)
	defer cancel()
	err := listening.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = listening.Close()
	}
	return errors.Join(err, p.jobs.Stop(ctx))
}
