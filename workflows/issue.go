package workflows

import (
	"errors"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/thyrida/thyrida/models"
)

// issue makes the version of a document that this case is about: intent first,
// then the final bytes, the signature, and the fact (DESIGN §8). Each step is
// idempotent, so whoever dies between two of them loses nothing and makes
// nothing twice. A key that is absent makes the signature wait here. A fault
// that no repetition mends gives the case to the administrator.
func (a *application) issue(ctx workflow.Context) error {
	ref := models.IssueRef{CaseID: a.in.CaseID, Visit: a.now.number}
	if _, err := Intend.Do(ctx, ref); err != nil {
		return a.stuck(ctx, err)
	}
	rendered, err := Render.Insist(ctx, ref)
	if err != nil {
		return a.stuck(ctx, err)
	}
	signed, err := Sign.Insist(ctx, rendered)
	if err != nil {
		return a.stuck(ctx, err)
	}
	if _, err = Issue.Do(ctx, signed); err != nil {
		return a.stuck(ctx, err)
	}
	return nil
}

// stuck halts the case for what is broken for good.
func (a *application) stuck(ctx workflow.Context, err error) error {
	var broken *temporal.ApplicationError
	if errors.As(err, &broken) && broken.NonRetryable() {
		return a.halt(ctx, models.Code(broken.Type()))
	}
	return err
}
