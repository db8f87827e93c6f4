package api

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// meters are what the interface counts. Labels are routes, codes and services:
// never a person, a case or an address.
type meters struct {
	requests    *prometheus.HistogramVec
	logins      *prometheus.CounterVec
	submissions *prometheus.CounterVec
	decisions   *prometheus.CounterVec
	deliveries  *prometheus.CounterVec
	uploads     prometheus.Counter
}

func newMeters(r *prometheus.Registry) *meters {
	m := &meters{
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "thyrida_http_request_duration_seconds",
			Help:    "Time to answer, by route and status.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}}, []string{"method", "route", "status"}),
		logins: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "thyrida_logins_total",
			Help: "Attempts to log in, by result."}, []string{"result"}),
		submissions: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "thyrida_submissions_total",
			Help: "Applications filed, by service."}, []string{"service"}),
		decisions: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "thyrida_decisions_total",
			Help: "Decisions and withdrawals, by how far they came within the request."}, []string{"result"}),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "thyrida_deliveries_total",
			Help: "Messages to Temporal that a request tried to deliver, by result."}, []string{"result"}),
		uploads: prometheus.NewCounter(prometheus.CounterOpts{Name: "thyrida_uploaded_bytes_total",
			Help: "Bytes of attachments kept."}),
	}
	r.MustRegister(m.requests, m.logins, m.submissions, m.decisions, m.deliveries, m.uploads)
	return m
}

func (*meters) handler(r *prometheus.Registry) http.Handler {
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{})
}
