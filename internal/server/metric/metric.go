// Package metric is what the portal tells a monitoring system about itself, in the format of Prometheus. Nothing in it is
// about a person: routes are named, not addresses, and counts of things wait, not the things.
package metric

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// scrapeLimit is how long the database may take to say what waits in it: a scrape must not hang with the database.
const scrapeLimit = 3 * time.Second

// Set is the metrics of one portal.
type Set struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
}

// New is a set with what the runtime and the process tell.
func New() *Set {
	s := &Set{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "portal_http_requests_total", Help: "Requests answered, by route, method and status.",
		}, []string{"route", "method", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "portal_http_request_seconds", Help: "How long answers took, by route.",
			Buckets: []float64{0.005, 0.025, 0.1, 0.25, 1, 5},
		}, []string{"route"}),
	}
	s.registry.MustRegister(s.requests, s.took, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return s
}

// Request counts a request. Route is the pattern, never the address; a request that has none is "none".
func (s *Set) Request(route, method string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	switch method { // whatever a stranger sends as a method must not become a series
	case http.MethodGet, http.MethodHead, http.MethodPost:
	default:
		method = "other"
	}
	s.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	s.took.WithLabelValues(route).Observe(took.Seconds())
}

// Pool tells of the connections of a pool.
func (s *Set) Pool(name string, pool *pgxpool.Pool) {
	labels := prometheus.Labels{"pool": name}
	gauge := func(metric, help string, read func(*pgxpool.Stat) float64) {
		s.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: metric, Help: help, ConstLabels: labels}, func() float64 { return read(pool.Stat()) }))
	}
	count := func(metric, help string, read func(*pgxpool.Stat) float64) {
		s.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: metric, Help: help, ConstLabels: labels}, func() float64 { return read(pool.Stat()) }))
	}
	gauge("portal_pool_connections_max", "Connections that the pool may have.", func(p *pgxpool.Stat) float64 { return float64(p.MaxConns()) })
	gauge("portal_pool_connections_used", "Connections in use.", func(p *pgxpool.Stat) float64 { return float64(p.AcquiredConns()) })
	gauge("portal_pool_connections_idle", "Connections that wait for work.", func(p *pgxpool.Stat) float64 { return float64(p.IdleConns()) })
	count("portal_pool_waits_total", "How often somebody had to wait for a connection.", func(p *pgxpool.Stat) float64 { return float64(p.EmptyAcquireCount()) })
	count("portal_pool_wait_seconds_total", "How long they waited in all.", func(p *pgxpool.Stat) float64 { return p.EmptyAcquireWaitTime().Seconds() })
	count("portal_pool_gave_up_total", "How often they gave up.", func(p *pgxpool.Stat) float64 { return float64(p.CanceledAcquireCount()) })
}

// Figure is one value of a metric that is asked for when somebody scrapes.
type Figure struct {
	Name   string // of the metric
	Help   string
	Labels []string // name, value, name, value …
	Value  float64
}

// Ask has figures read at each scrape, three seconds long at most. Where they can't be read they are left out, and
// portal_figures_read is 0 for that source.
func (s *Set) Ask(source string, read func(context.Context) ([]Figure, error)) {
	s.registry.MustRegister(asked{source, read})
}

type asked struct {
	source string
	read   func(context.Context) ([]Figure, error)
}

var figuresRead = prometheus.NewDesc("portal_figures_read", "Whether what a source knows could be read now.", []string{"source"}, nil)

// Describe says nothing beforehand: which figures there are, the source knows.
func (asked) Describe(chan<- *prometheus.Desc) {}

// Collect reads.
func (a asked) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeLimit)
	defer cancel()
	figures, err := a.read(ctx)
	read := 1.0
	if err != nil {
		read = 0
		slog.WarnContext(ctx, "figures were not read", "source", a.source, "error", err)
	}
	out <- prometheus.MustNewConstMetric(figuresRead, prometheus.GaugeValue, read, a.source)
	if err != nil {
		return // a number that was not read must not look like one
	}
	for _, f := range figures {
		var names, values []string
		for i := 0; i+1 < len(f.Labels); i += 2 {
			names, values = append(names, f.Labels[i]), append(values, f.Labels[i+1])
		}
		out <- prometheus.MustNewConstMetric(prometheus.NewDesc(f.Name, f.Help, names, nil), prometheus.GaugeValue, f.Value, values...)
	}
}

// Handler answers scrapes.
func (s *Set) Handler() http.Handler {
	return promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{})
}
