package api

import (
	"context"
	"net/http"

	"github.com/thyrida/thyrida/models"
)

func (s *server) reassignRoutes() {
	add(s, http.MethodPost, "/tasks/reassign", "reassign-tasks", "Give everything somebody has to somebody else", s.reassignTasks,
		describe("By the head of the unit. Without to it goes back to the unit's queue. Each task has its own result; what is refused "+
			"stays where it is. At most 200 go at once: with more, repeat with after."))
}

type reassignInput struct {
	Body struct {
		From    models.AccountID   `json:"from" format:"uuid"`
		To      models.AccountID   `json:"to,omitempty" format:"uuid"`
		Unit    models.UnitCode    `json:"unit" minLength:"1" maxLength:"100"`
		Service models.ServiceCode `json:"service,omitempty" maxLength:"100" doc:"Only tasks of this service."`
		After   models.TaskID      `json:"after,omitempty" format:"uuid" doc:"The after of the answer before."`
	}
}

type reassignOutput struct {
	Body struct {
		Results []Assigned    `json:"results" nullable:"false"`
		More    bool          `json:"more"`
		After   models.TaskID `json:"after,omitempty" format:"uuid"`
	}
}

func (s *server) reassignTasks(ctx context.Context, in *reassignInput) (*reassignOutput, error) {
	if in.Body.To == in.Body.From {
		return nil, fieldError("to", "not-expected")
	}
	done, next, err := s.desk(ctx).ReassignTasks(ctx, models.Reassignment{From: in.Body.From, To: in.Body.To, Unit: in.Body.Unit,
		Service: in.Body.Service, After: in.Body.After})
	out := &reassignOutput{}
	out.Body.Results, out.Body.More, out.Body.After = showAssigned(ctx, done), next != "", next
	return out, err
}
