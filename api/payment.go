package api

import (
	"context"
	"slices"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

// Payment is the proof of a fee.
type Payment struct {
	Kind models.PaymentKind `json:"kind" enum:"e-paravolo,rf"`
	Code string             `json:"code" minLength:"1" maxLength:"60" doc:"Twenty digits of an e-παράβολο, or an RF code."`
}

// payment is the proof with its code normalised; field is its place in the
// request.
func (p Payment) payment(field string) (*models.Payment, error) {
	check := ident.RF
	if p.Kind == models.EParavolo {
		check = ident.Paravolo
	}
	code, err := check(p.Code)
	if err != nil {
		return nil, fieldError(field, codeOf(err))
	}
	return &models.Payment{Kind: p.Kind, Code: code}, nil
}

type payInput struct {
	ID   models.CaseID `path:"id" format:"uuid"`
	Body Payment
}

// payCase proves the fee of a case.
func (s *server) payCase(ctx context.Context, in *payInput) (*decidedOutput, error) {
	of(ctx).Case = in.ID
	v := models.Verdict{ID: models.DecisionID(of(ctx).intention("payment")), Outcome: models.Paid}
	if out, err := s.settled(ctx, v.ID); out != nil || err != nil {
		return out, err
	}
	c, err := s.desk(ctx).Case(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if v.TaskID, err = openTask(c, models.ForPayer, "nothing-to-pay"); err != nil {
		return nil, err
	}
	if v.Payment, err = in.Body.payment("code"); err != nil {
		return nil, err
	}
	service, err := s.service(ctx, c.Service, c.Version)
	if err != nil {
		return nil, err
	}
	if service.Fee != nil && !slices.Contains(service.Fee.Proof, proofOf(in.Body.Kind)) {
		return nil, fieldError("kind", "not-a-choice")
	}
	return s.decide(ctx, v)
}

func proofOf(k models.PaymentKind) catalogue.Proof { return catalogue.Proof(k) }
