package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

// BenchmarkSubmit files cases from 32 writers at once, beside as many commits
// of one row on the same server, the floor that commits set, and beside numbers
// alone, as the commits that 32 writers share give them.
func BenchmarkSubmit(b *testing.B) {
	h := setup(b)
	desk := h.as(b, "citizen")
	var rate [2]float64
	rate[0] = b32(b, func() error {
		_, err := desk.SubmitCase(b.Context(), submission(service))
		return err
	})
	rate[1] = b32(b, func() error {
		return desk.SaveDraft(b.Context(), models.Draft{ID: models.DraftID(newID()), Service: service, Body: []byte(`{}`)})
	})
	began := time.Now()
	for range 100 {
		var things []string
		for range 32 {
			things = append(things, "case/"+newID())
		}
		if err := h.Enter(b.Context(), eleonas, registry, things...); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(100*32/time.Since(began).Seconds(), "numbers/s")
	b.ReportMetric(rate[0], "cases/s")
	b.ReportMetric(rate[1], "drafts/s")
	b.ReportMetric(rate[0]/rate[1], "cases/draft")
	b.ReportMetric(0, "ns/op")
	if faults, err := h.System().CheckBooks(b.Context()); err != nil || len(faults) > 0 {
		b.Fatal(faults, err)
	}
}

// b32 gives how often f runs a second in 32 goroutines.
func b32(b *testing.B, f func() error) float64 {
	b.Helper()
	const writers, each = 32, 60
	var failed atomic.Int32
	began := time.Now()
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for range each {
				if f() != nil {
					failed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if failed.Load() > 0 {
		b.Fatalf("%d failed", failed.Load())
	}
	return writers * each / time.Since(began).Seconds()
}
