package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/thyrida/thyrida/models"
)

// Examined is Examine, and keeps what was found for the administrator's page,
// or that it could not be looked at.
func (d *Doctor) Examined(ctx context.Context) ([]Complaint, error) {
	begun := d.Relay.Clock.Now()
	found, err := d.Examine(ctx)
	if err != nil {
		if ctx.Err() != nil { // we are told to stop: nothing is wrong
			return nil, err
		}
		return nil, errors.Join(err, d.Store.RecordBrokenExamination(ctx, d.Municipality, begun, brokenBy(err)))
	}
	return found, d.record(ctx, begun, found)
}

// record keeps what is known to be wrong.
func (d *Doctor) record(ctx context.Context, begun time.Time, found []Complaint) error {
	kept := make([]models.Complaint, len(found))
	for i, c := range found {
		kept[i] = models.Complaint{Code: c.Code, Case: c.Case, Subject: c.subject(), Detail: c.Detail}
	}
	return d.Store.RecordExamination(ctx, d.Municipality, begun, kept)
}

// subject is what a complaint is about, without what changes from one look to
// the next: the case; else what stands before the particulars, unless that is a
// count.
func (c Complaint) subject() string {
	if c.Case != "" {
		return string(c.Case)
	}
	about, _, _ := strings.Cut(c.Detail, ":")
	if _, err := strconv.Atoi(about); err == nil {
		return ""
	}
	return about
}

// brokenBy is a code for why the house could not be examined: the database says
// it of itself, anything else is Temporal.
func brokenBy(err error) models.Code {
	if known, ok := errors.AsType[*models.Error](err); ok && known.Code != "" {
		return known.Code
	}
	return "temporal-unavailable"
}

// Mended is Repair, and keeps what is left.
func (d *Doctor) Mended(ctx context.Context, found []Complaint) (left []Complaint, err error) {
	begun := d.Relay.Clock.Now()
	if left, err = d.Repair(ctx, found); err != nil {
		return left, err
	}
	if err := d.record(ctx, begun, left); err != nil {
		return left, fmt.Errorf("keep what is left: %w", err)
	}
	return left, nil
}

// Run examines the house every hour until ctx ends, logs what is wrong and
// keeps it. It mends nothing: that is an administrator's decision.
func (d *Doctor) Run(ctx context.Context) error {
	select { // what waited for this worker is leaving just now
	case <-ctx.Done():
		return nil
	case <-time.After(time.Minute):
	}
	return loop(ctx, "doctor", time.Hour, func(ctx context.Context) (bool, error) {
		found, err := d.Examined(ctx)
		for _, c := range found {
			slog.ErrorContext(ctx, "doctor: "+string(c.Code), "case", c.Case, "detail", c.Detail)
		}
		return false, err
	})
}
