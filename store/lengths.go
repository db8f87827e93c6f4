package store

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/thyrida/thyrida/models"
)

// lengths are how long some visits took.
type lengths interface {
	add(visitRow)
	percentile(p float64) float64 // in seconds, between two visits as percentile_cont takes it; not of none
}

// percentilesOf are the percentiles that reports tell.
func percentilesOf(l lengths) *models.Percentiles {
	return &models.Percentiles{P10: l.percentile(0.1), P25: l.percentile(0.25), P50: l.percentile(0.5), P75: l.percentile(0.75), P90: l.percentile(0.9)}
}

// histogram counts visits in the buckets of duration_bucket, from -1 on.
type histogram []int

func (h *histogram) add(r visitRow) {
	for i, b := range r.Buckets {
		if need := b + 2 - len(*h); need > 0 {
			*h = append(*h, make([]int, need)...)
		}
		(*h)[b+1] += r.Counts[i]
	}
}

func (h *histogram) percentile(p float64) float64 {
	n := 0
	for _, c := range *h {
		n += c
	}
	at := p * float64(n-1)
	low, high := h.seconds(int(at)), h.seconds(int(math.Ceil(at)))
	return low + (high-low)*(at-math.Floor(at))
}

// seconds is the middle of the bucket of the kth visit, from 0 on: at most
// RoughError away from what it took.
func (h *histogram) seconds(k int) float64 {
	for i, c := range *h {
		if k -= c; k < 0 {
			if i == 0 { // less than a millisecond
				return 0
			}
			return math.Pow(10, (float64(i-1)+0.5)/20) / 1000
		}
	}
	return 0
}

// seconds is every single visit.
type seconds []float64

func (s *seconds) add(r visitRow) {
	*s = slices.Grow(*s, len(r.Took)/8)
	for took := r.Took; len(took) >= 8; took = took[8:] {
		*s = append(*s, math.Float64frombits(binary.BigEndian.Uint64(took)))
	}
}

func (s *seconds) percentile(p float64) float64 {
	at := p * float64(len(*s)-1)
	k := int(at)
	low := nth(*s, k)
	if float64(k) == at {
		return low
	}
	return low + (slices.Min((*s)[k+1:])-low)*(at-float64(k))
}

// nth moves the kth smallest, from 0 on, to its place, with no greater one before
// it and no smaller one behind: a tenth of the time that sorting millions takes.
func nth(s []float64, k int) float64 {
	low, high := 0, len(s)-1
	for low < high {
		pivot, i, j := s[low+(high-low)/2], low, high
		for i <= j {
			for s[i] < pivot {
				i++
			}
			for s[j] > pivot {
				j--
			}
			if i <= j {
				s[i], s[j] = s[j], s[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k <= j:
			high = j
		case k >= i:
			low = i
		default:
			return s[k]
		}
	}
	return s[k]
}

// ints is an int[] of PostgreSQL.
type ints []int

// Scan reads the literal.
func (n *ints) Scan(v any) error {
	*n = (*n)[:0:0]
	if v == nil {
		return nil
	}
	text, ok := v.(string)
	if !ok || len(text) < 2 {
		return fmt.Errorf("read array: %T", v)
	}
	for part := range strings.SplitSeq(text[1:len(text)-1], ",") {
		i, err := strconv.Atoi(part)
		if err != nil {
			return fmt.Errorf("read array: %w", err)
		}
		*n = append(*n, i)
	}
	return nil
}
