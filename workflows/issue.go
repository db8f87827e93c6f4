package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/thyrida/thyrida/models"
)

// keyWait is how long a document waits for the key of its signatory before it
// goes back to the signature, where somebody else may sign it. A seal has no
// such way back and waits for its key.
const keyWait = 72 * time.Hour

// issue makes the version of a document that this case is about: intent first,
// then the final bytes, the signature, and the fact (DESIGN §8). Each step is
// idempotent, so whoever dies between two of them loses nothing and makes
// nothing twice. A key that is absent makes the signature wait here. A fault
// that no repetition mends gives the case to the administrator. The outcome is
// Done, or SentBack when the wait was in vain.
func (a *application) issue(ctx workflow.Context, st models.Stage) (models.Outcome, error) {
	ref := models.IssueRef{CaseID: a.in.CaseID, Visit: a.now.number}
	var wait time.Duration
	if st.ReturnTo != "" {
		wait = keyWait
	}
	if _, err := Intend.Do(ctx, ref); err != nil {
		return "", a.stuck(ctx, err)
	}
	rendered, err := Render.Insist(ctx, ref, wait)
	if err != nil {
		return a.gaveUp(ctx, st, err)
	}
	signed, err := Sign.Insist(ctx, rendered, wait)
	if err != nil {
		return a.gaveUp(ctx, st, err)
	}
	if _, err = Issue.Do(ctx, signed); err != nil {
		return "", a.stuck(ctx, err)
	}
	return models.Done, nil
}

// gaveUp sends back what waited in vain, and halts what is broken.
func (a *application) gaveUp(ctx workflow.Context, st models.Stage, err error) (models.Outcome, error) {
	var failed *temporal.ActivityError
	if st.ReturnTo == "" || !errors.As(err, &failed) || broken(err) != "" {
		return "", a.stuck(ctx, err)
	}
	return models.SentBack, nil
}

// stuck halts the case for what is broken for good.
func (a *application) stuck(ctx workflow.Context, err error) error {
	if code := broken(err); code != "" {
		return a.halt(ctx, code)
	}
	return err
}

// broken is the code of an error that no repetition mends; empty of others.
func broken(err error) models.Code {
	var e *temporal.ApplicationError
	if errors.As(err, &e) && e.NonRetryable() {
		return models.Code(e.Type())
	}
	return ""
}
