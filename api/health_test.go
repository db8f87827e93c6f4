package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/models"
)

func TestTheCounterIsReadyWhileOnlyTemporalIsAway(t *testing.T) {
	t.Parallel()
	h := setup(t)
	nobody := h.as(t, "")
	nobody.get("/healthz").want(200)
	nobody.get("/readyz").want(200)
	h.courier.set(true, "")
	parts := nobody.get("/readyz").want(200).object()["parts"].(map[string]any)
	if parts["temporal"] != "away" || parts["database"] != "ok" || parts["blobs"] != "ok" {
		t.Errorf("parts: %v", parts)
	}
	h.store.Close()
	if r := nobody.get("/readyz").want(503); r.object()["status"] != "not-ready" {
		t.Errorf("ready: %s", r.body)
	}
	nobody.get("/healthz").want(200)
	r := nobody.get("services")
	if r.status != 503 && r.status != 500 {
		t.Errorf("services without a database: %d", r.status)
	}
	r.into(&struct{}{})
}

func TestMetricsAndLogNameNobody(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	h.as(t, "").logsIn("citizen@example.org", password).want(201)
	id := citizen.files()
	citizen.get("cases?service=canary-in-the-query").want(200)
	h.as(t, "clerk").decides(id, models.Rejected, "Κανάρι στη σημείωση").want(200)
	m := string(h.as(t, "").get("/metrics").want(200).body)
	for _, line := range []string{
		`thyrida_submissions_total{service="residence-certificate"} 1`, `thyrida_decisions_total{result="applied"} 1`,
		`thyrida_logins_total{result="ok"} 1`, `thyrida_deliveries_total{result="ok"} 2`,
		`thyrida_http_request_duration_seconds_count{method="GET",route="/api/v1/cases/:id",status="200"}`,
	} {
		if !strings.Contains(m, line) {
			t.Errorf("metrics lack %s", line)
		}
	}
	log := h.log.String()
	for _, canary := range []string{id, "citizen@", "example.org", "Όνομα", "Αθηνάς", "Λογαριασμός", "Κανάρι", "canary", password, token("citizen"), "127.0.0.1"} {
		if strings.Contains(m, canary) {
			t.Errorf("the metrics hold %q", canary)
		}
		if canary != id && strings.Contains(log, canary) {
			t.Errorf("the log holds %q", canary)
		}
	}
	for _, key := range []string{`"request":"`, `"actor":"` + string(account("clerk")), `"case":"` + id, `"task":"`, `"route":"/api/v1/cases/:id"`} {
		if !strings.Contains(log, key) {
			t.Errorf("the log lacks %s", key)
		}
	}
}

func TestAPanicIsAProblem(t *testing.T) {
	t.Parallel()
	h := furnished(t, func(d *api.Deps) {
		d.Dev = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/dev/mailbox" {
				_, _ = w.Write([]byte("mail"))
				return
			}
			panic("the mailbox is full of canaries")
		})
	})
	nobody := h.as(t, "")
	if r := nobody.get("/dev/mailbox").want(200); string(r.body) != "mail" {
		t.Errorf("mailbox: %s", r.body)
	}
	r := nobody.get("/dev/panic").problem(500, "internal")
	if strings.Contains(string(r.body), "canaries") || !strings.Contains(h.log.String(), "canaries") {
		t.Error("the cause belongs into the log, not into the answer")
	}
	if strings.Count(h.log.String(), "canaries") != 1 {
		t.Error("the cause belongs into the log once")
	}
	setup(t).as(t, "").get("/dev/mailbox").problem(404, "no-such-page")
}

func TestAnswersCarrySecurityHeaders(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, path := range []string{"me", "services", "/nonsense", "/openapi.json"} {
		r := h.as(t, "citizen").get(path)
		for k, v := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer"} {
			if r.header.Get(k) != v {
				t.Errorf("%s: %s is %q", path, k, r.header.Get(k))
			}
		}
		if path != "services" && r.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: cache %q", path, r.header.Get("Cache-Control"))
		}
	}
}
