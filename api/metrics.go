package api

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/store"
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
	statuses    *prometheus.CounterVec
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
		statuses: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "thyrida_sms_statuses_total",
			Help: "What Twilio said of messages: arrived, lost, underway, unknown or unsigned."}, []string{"result"}),
	}
	r.MustRegister(m.requests, m.logins, m.submissions, m.decisions, m.deliveries, m.uploads, m.statuses)
	return m
}

func (*meters) handler(r *prometheus.Registry) http.Handler {
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{})
}

// lost counts, whenever somebody looks, the messages of the last day that did
// not arrive.
type lost struct {
	store *store.Store
	clock clock.Clock
}

var lostNotices = prometheus.NewDesc("thyrida_notices_lost",
	"Messages to people that failed or were given up within 24 hours, by channel.", []string{"channel"}, nil)

func (lost) Describe(ch chan<- *prometheus.Desc) { ch <- lostNotices }

func (l lost) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	n, err := l.store.LostNotices(ctx, l.clock.Now().Add(-24*time.Hour))
	if err != nil {
		return // the database is away, which other measurements say
	}
	for channel, lost := range n {
		ch <- prometheus.MustNewConstMetric(lostNotices, prometheus.GaugeValue, float64(lost), string(channel))
	}
}
