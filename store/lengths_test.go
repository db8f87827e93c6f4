package store

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestTheKthSmallestIsFoundAsSortingFindsIt(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for n := 1; n < 300; n++ {
		s := make([]float64, n)
		for i := range s {
			s[i] = float64(r.IntN(1 + n/(1+n%7))) // many are equal
		}
		sorted := slices.Sorted(slices.Values(s))
		for range 5 {
			k := r.IntN(n)
			if got := nth(s, k); got != sorted[k] || slices.Max(s[:k+1]) != got || slices.Min(s[k:]) != got {
				t.Fatalf("number %d of %d: got %v, want %v", k, n, got, sorted[k])
			}
		}
	}
}

func TestAPercentileLiesBetweenTwoVisits(t *testing.T) {
	t.Parallel()
	s, h := &seconds{4, 1, 3, 2}, &histogram{}
	for p, want := range map[float64]float64{0: 1, 0.1: 1.3, 0.5: 2.5, 0.9: 3.7, 1: 4} {
		if got := s.percentile(p); got < want-1e-9 || got > want+1e-9 {
			t.Errorf("%v of 1 to 4: got %v, want %v", p, got, want)
		}
	}
	h.add(visitRow{Buckets: ints{-1, 60}, Counts: ints{1, 1}}) // no time, and a second
	h.add(visitRow{Buckets: ints{60}, Counts: ints{2}})
	if got := h.percentile(0); got != 0 {
		t.Errorf("the shortest took %v", got)
	}
	if got := h.percentile(0.5); got < 1 || got > 1+RoughError {
		t.Errorf("the median is %v", got)
	}
	if got := h.percentile(1.0 / 6); got < 0.5 || got > 0.5+RoughError {
		t.Errorf("between nothing and a second lies %v", got)
	}
}

func BenchmarkPercentilesOfFiveMillionVisits(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	all := make(seconds, 5_000_000)
	for i := range all {
		all[i] = r.ExpFloat64() * 86400
	}
	for b.Loop() {
		s := slices.Clone(all)
		percentilesOf(&s)
	}
}
