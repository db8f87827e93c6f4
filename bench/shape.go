package main

import (
	"context"
	"fmt"
	"strings"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
)

// shape is what a workflow asks of Temporal, as its recorded history shows it:
// one part before the first update, and one after each.
type shape struct {
	Parts  []part
	Tasks  int // workflow tasks
	Events int
	Bytes  int64
}

// part is what happens between two updates.
type part struct {
	Steps  int // local activities
	Timers int // started, and cancelled in the next part
}

func (s shape) String() string {
	var parts []string
	steps, timers := 0, 0
	for _, p := range s.Parts {
		parts = append(parts, fmt.Sprintf("%d+%dt", p.Steps, p.Timers))
		steps, timers = steps+p.Steps, timers+p.Timers
	}
	return fmt.Sprintf("%d local activities, %d updates, %d timers, %d workflow tasks, %d events, %d bytes (%s)",
		steps, len(s.Parts)-1, timers, s.Tasks, s.Events, s.Bytes, strings.Join(parts, " | "))
}

// shapeOf reads the history of a workflow that has ended.
func shapeOf(ctx context.Context, c client.Client, id string) (s shape, err error) {
	s.Parts = make([]part, 1)
	h := c.GetWorkflowHistory(ctx, id, "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for h.HasNext() {
		e, err := h.Next()
		if err != nil {
			return s, fmt.Errorf("read history of %s: %w", id, err)
		}
		now := &s.Parts[len(s.Parts)-1]
		switch e.EventType {
		case enumspb.EVENT_TYPE_MARKER_RECORDED:
			if e.GetMarkerRecordedEventAttributes().MarkerName == "LocalActivity" {
				now.Steps++
			}
		case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
			s.Parts = append(s.Parts, part{})
		case enumspb.EVENT_TYPE_TIMER_STARTED:
			now.Timers++
		case enumspb.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
			s.Tasks++
		}
		s.Events++
		s.Bytes += int64(e.Size())
	}
	return s, nil
}
