package worker_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/worker"
)

// atOnce is how many certificates are under way together.
const atOnce = 32

// BenchmarkCertificateEndToEnd makes sealed certificates from the counter to
// the inbox: case, record, decision, workflow on a real Temporal, intent with
// its number, rendering, P-256 signature, blob, issue, delivery and end. Beside
// it, in the same run, the same steps without workflow and database: rendering,
// signature and blob alone; and raw RSA-2048 signatures.
func BenchmarkCertificateEndToEnd(b *testing.B) {
	k := openSigners(b, clock.System{})
	k.acts.Certificate.Authority = nil // a time-stamp authority is another machine
	town := k.house.withTemporal(b)
	w := worker.New(town.client, k.acts)
	require.NoError(b, w.Start())
	b.Cleanup(w.Stop)
	ctx, cancel := context.WithCancel(b.Context())
	b.Cleanup(cancel)
	go func() { _ = town.relay.Run(ctx) }()
	cert, _ := k.Catalogue.Certificate("birth")
	k.seal(b, town, cert) // warm

	b.ResetTimer()
	began := time.Now()
	var wg sync.WaitGroup
	gate := make(chan struct{}, atOnce)
	for range b.N {
		gate <- struct{}{}
		wg.Go(func() { defer func() { <-gate }(); k.seal(b, town, cert) })
	}
	wg.Wait()
	whole := float64(b.N) / time.Since(began).Seconds()
	b.StopTimer()
	b.ReportMetric(whole, "certificates/s")
	bare := k.bare(b, cert)
	b.ReportMetric(whole/bare, "of-bare")
	b.ReportMetric(bare, "bare/s")
	b.ReportMetric(rsaPerSecond(b), "raw-RSA/s")
}

// seal makes one certificate and waits until its case is closed.
func (k *signers) seal(b *testing.B, town *town, cert *catalogue.Certificate) {
	ctx := b.Context()
	id := models.CaseID(uuid.Must(uuid.NewV7()).String())
	clerk := k.Clerk(cert.Unit)
	desk := k.Store.For(clerk.Actor())
	now := k.clock.Now()
	started, err := desk.StartCertificate(ctx, models.CounterCertificate{CaseID: id, Template: cert.Code,
		Applicant: models.Person{Kind: models.Natural, Name: "Άννα Δοκιμή", Email: "anna@example.org", Language: "el"}, Delivery: models.ByEmail, Language: "el",
		Due: models.Due{Legal: now.AddDate(0, 0, 10), Target: now.AddDate(0, 0, 2)}})
	require.NoError(b, err)
	require.NoError(b, town.relay.Deliver(ctx, started.Outbox))
	task := models.TaskAt(id, 1, 0)
	until(b, func() bool { _, err := desk.Task(ctx, task); return err == nil })
	seen, err := k.Confirm(ctx, clerk, id)
	require.NoError(b, err)
	rec, err := k.Attest(ctx, clerk, task, seen, string(id))
	require.NoError(b, err)
	require.NoError(b, town.relay.Deliver(ctx, rec.Outbox))
	until(b, func() bool {
		states, err := k.Store.System().CaseStates(ctx, []models.CaseID{id})
		return err == nil && states[id] == models.Closed
	})
}

// until waits for something that happens soon.
func until(b *testing.B, ready func() bool) {
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	end := time.NewTimer(settle)
	defer end.Stop()
	for !ready() {
		select {
		case <-again.C:
		case <-end.C:
			b.Fatal("a certificate did not come")
		}
	}
}

// bare is how many documents a second the steps render, sign and store alone
// make, for the last certificate over and over.
func (k *signers) bare(b *testing.B, cert *catalogue.Certificate) float64 {
	docs, _, err := k.Store.For(k.Clerk(cert.Unit).Actor()).Cases(b.Context(), models.CaseFilter{Page: models.Page{Limit: 1}})
	require.NoError(b, err)
	ref := models.IssueRef{CaseID: docs[0].ID, Visit: 2}
	const n = 100
	began := time.Now()
	for i := range n {
		r, err := k.acts.Certificate.Render(b.Context(), ref)
		require.NoError(b, err, fmt.Sprint(i))
		_, err = k.acts.Certificate.Sign(b.Context(), r)
		require.NoError(b, err)
	}
	return n / time.Since(began).Seconds()
}

func rsaPerSecond(b *testing.B) float64 {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(b, err)
	sum := sha256.Sum256(nil)
	const n = 200
	began := time.Now()
	for range n {
		_, err := key.Sign(rand.Reader, sum[:], crypto.SHA256)
		require.NoError(b, err)
	}
	return n / time.Since(began).Seconds()
}
