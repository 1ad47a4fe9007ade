package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/operation"
	"github.com/yagona/portal/internal/server/metric"
)

// measure says what the portal tells of itself.
func (p *portal) measure() {
	p.metrics = metric.New()
	p.metrics.Pool("web", p.web)
	p.metrics.Pool("work", p.work)
	p.metrics.Pool("figures", p.figures)
	p.metrics.Ask("jobs", p.jobFigures)
	p.metrics.Ask("safety", p.safetyFigures)
	p.metrics.Ask("registers", p.registerFigures)
	p.metrics.Ask("documents", func(ctx context.Context) ([]metric.Figure, error) {
		n, err := p.document.Unscanned(ctx)
		return []metric.Figure{{Name: "portal_uploads_unscanned", Help: "Files that wait for the scanner.", Value: float64(n)}}, err
	})
	p.metrics.Ask("feedback", func(ctx context.Context) ([]metric.Figure, error) {
		waiting, late, err := p.feedback.Backlog(ctx)
		return []metric.Figure{
			{Name: "portal_feedback_waiting", Help: "Cases of feedback that wait for an authority.", Value: float64(waiting)},
			{Name: "portal_feedback_late", Help: "Of them: after their due date.", Value: float64(late)},
		}, err
	})
}

// safetyFigures is how old what saves us is. What there never was is left out: an alarm asks for its absence too.
func (p *portal) safetyFigures(ctx context.Context) (list []metric.Figure, err error) {
	s, err := operation.NewStore(p.work, time.Now).Safety(ctx)
	if err != nil {
		return nil, err
	}
	add := func(name, help string, at time.Time) {
		if !at.IsZero() {
			list = append(list, metric.Figure{Name: name, Help: help, Value: s.At.Sub(at).Seconds()})
		}
	}
	if s.Backup != nil {
		add("portal_backup_age_seconds", "How long ago the newest backup ended.", s.Backup.EndedAt)
	}
	if s.Restored != nil {
		add("portal_restore_age_seconds", "How long ago a backup was last restored for trial.", *s.Restored.RestoredAt)
	}
	add("portal_audit_root_age_seconds", "How long ago the audit was last signed.", s.Audit.At)
	add("portal_audit_check_age_seconds", "How long ago the whole audit was last looked through.", s.Audit.Check.At)
	return append(list, metric.Figure{Name: "portal_audit_breaks", Help: "Places that the last look through the audit found wrong.", Value: float64(s.Audit.Check.Breaks)}), nil
}

func (p *portal) jobFigures(ctx context.Context) (list []metric.Figure, err error) {
	backlogs, err := job.Backlogs(ctx, p.work)
	for _, b := range backlogs {
		list = append(list, metric.Figure{Name: "portal_jobs", Help: "Jobs by queue and state, counted up to 20000; discarded ones failed for good.", Labels: []string{"queue", b.Queue, "state", b.State}, Value: float64(b.Jobs)})
		if b.State == "available" {
			list = append(list, metric.Figure{Name: "portal_jobs_oldest_seconds", Help: "How long the oldest job of a queue has waited.", Labels: []string{"queue", b.Queue}, Value: b.Oldest.Seconds()})
		}
	}
	return list, err
}

func (p *portal) registerFigures(context.Context) (list []metric.Figure, err error) {
	for _, c := range p.conditions() {
		if c.Heard.IsZero() {
			continue
		}
		up := 1.0
		if !c.Out.IsZero() {
			up = 0
		}
		of := []string{"register", c.Register}
		list = append(list,
			metric.Figure{Name: "portal_register_up", Help: "Whether a register answers.", Labels: of, Value: up},
			metric.Figure{Name: "portal_register_asked", Help: "Calls of the last hour.", Labels: of, Value: float64(c.Asked)},
			metric.Figure{Name: "portal_register_failed", Help: "Of them: without an answer.", Labels: of, Value: float64(c.Failed)},
			metric.Figure{Name: "portal_register_mean_seconds", Help: "How long they took on average.", Labels: of, Value: c.Mean.Seconds()},
		)
	}
	return list, nil
}

// serveMetrics answers scrapes on a door of its own, which strangers never reach. It stops with close.
func (p *portal) serveMetrics(ctx context.Context, addr string) (stop func() error, err error) {
	if addr == "" {
		return func() error { return nil }, nil
	}
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("PORTAL_METRICS_ADDR: %w", err)
	}
	doors := http.NewServeMux()
	doors.Handle("GET /metrics", p.metrics.Handler())
	listening := &http.Server{
		Handler: doors, ReadHeaderTimeout: headerLimit, WriteTimeout: 30 * time.Second, IdleTimeout: idleLimit, MaxHeaderBytes: headerBytes,
		ErrorLog: slog.NewLogLogger(p.log.Handler(), slog.LevelWarn),
	}
	go func() {
		if err := listening.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			p.log.ErrorContext(ctx, "metrics are not served any more", "error", err)
		}
	}()
	p.log.InfoContext(ctx, "metrics", "address", listener.Addr().String())
	return listening.Close, nil
}
