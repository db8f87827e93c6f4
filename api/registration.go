package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

func (s *server) registrationRoutes() {
	add(s, http.MethodPost, "/registrations", "register", "Ask for an account", s.register, public, unkept, accepted, describe(
		"A code goes to the e-mail address. The answer is the same when the address has an account already; its owner is told so by e-mail."))
	add(s, http.MethodPost, "/registrations/confirmation", "confirm-registration", "Make the account with the code", s.confirmRegistration,
		public, unkept, noBody)
	add(s, http.MethodPost, "/password-resets", "ask-password-reset", "Ask for a new password", s.askPassword, public, unkept, accepted,
		describe("A code goes to the e-mail address if an account has it. The answer is the same if none has."))
	add(s, http.MethodPost, "/password-resets/confirmation", "reset-password", "Set a new password with the code", s.resetPassword,
		public, unkept, noBody, describe("Ends all sessions of the account."))
}

// accepted answers 202.
func accepted(o *huma.Operation) { o.DefaultStatus = http.StatusAccepted }

type codeOutput struct {
	Body struct {
		ID models.CodeID `json:"id" format:"uuid" doc:"Belongs to the code: bring both. The code is good for 15 minutes and five attempts."`
	}
}

// mayAsk takes one code for an e-mail address, or says when the next is given.
func (s *server) mayAsk(ctx context.Context, email string) (models.Attempt, error) {
	at, err := s.attempt(ctx, strings.ToLower(email))
	if err == nil {
		err = s.logins.ask(at, at.Name)
	}
	return at, err
}

// newCode names a code. It is random, not derived of time: who knows it may try.
func newCode() (models.CodeID, *codeOutput) {
	out := &codeOutput{}
	out.Body.ID = models.CodeID(uuid.NewString())
	return out.Body.ID, out
}

// CodeBrought is a code with the identifier it was asked for under.
type CodeBrought struct {
	ID   models.CodeID `json:"id" format:"uuid" doc:"Of the answer to the request for the code."`
	Code string        `json:"code" minLength:"6" maxLength:"10" doc:"Six digits, as sent."`
}

func (c CodeBrought) typed() models.CodeTyped {
	return models.CodeTyped{ID: models.CodeID(strings.ToLower(string(c.ID))), Code: strings.Join(strings.Fields(c.Code), "")}
}

type registerInput struct {
	Body struct {
		Email      string `json:"email" minLength:"3" maxLength:"254"`
		Password   string `json:"password" minLength:"12" maxLength:"200"`
		Name       string `json:"name" minLength:"2" maxLength:"200" doc:"Given and family name."`
		FatherName string `json:"fatherName,omitempty" maxLength:"100"`
		Mobile     string `json:"mobile,omitempty" maxLength:"30"`
		Language   string `json:"language,omitempty" enum:"el,en" default:"el"`
	}
}

// register hashes the password before it is known whether the address has an
// account, so that time says nothing.
func (s *server) register(ctx context.Context, in *registerInput) (*codeOutput, error) {
	b, r := in.Body, models.Registration{Name: oneLine(in.Body.Name), FatherName: oneLine(in.Body.FatherName), Language: in.Body.Language}
	var faults []models.FieldFault
	var err error
	if r.Email, err = ident.Email(b.Email); err != nil {
		faults = append(faults, models.FieldFault{Field: "email", Code: codeOf(err)})
	}
	if strings.TrimSpace(b.Mobile) != "" {
		if r.Mobile, err = ident.Mobile(b.Mobile); err != nil {
			faults = append(faults, models.FieldFault{Field: "mobile", Code: codeOf(err)})
		}
	}
	if r.Name == "" {
		faults = append(faults, models.FieldFault{Field: "name", Code: "required"})
	}
	if err := fieldErrors(faults); err != nil {
		return nil, err
	}
	at, err := s.mayAsk(ctx, r.Email)
	if err != nil {
		return nil, err
	}
	if r.PasswordHash, err = s.logins.hash(ctx, b.Password, s.Password); err != nil {
		return nil, err
	}
	var out *codeOutput
	r.ID, out = newCode()
	return out, s.desk(ctx).Register(ctx, at, r)
}

type codeInput struct{ Body CodeBrought }

func (s *server) confirmRegistration(ctx context.Context, in *codeInput) (*struct{}, error) {
	if err := s.logins.try(of(ctx).Address); err != nil {
		return nil, err
	}
	return nil, s.desk(ctx).ConfirmRegistration(ctx, in.Body.typed())
}

type askPasswordInput struct {
	Body struct {
		Email string `json:"email" minLength:"3" maxLength:"254"`
	}
}

func (s *server) askPassword(ctx context.Context, in *askPasswordInput) (*codeOutput, error) {
	email, err := ident.Email(in.Body.Email)
	if err != nil {
		return nil, fieldError("email", codeOf(err))
	}
	at, err := s.mayAsk(ctx, email)
	if err != nil {
		return nil, err
	}
	id, out := newCode()
	return out, s.desk(ctx).AskPassword(ctx, at, id, of(ctx).Lang)
}

type resetPasswordInput struct {
	Body struct {
		CodeBrought
		Password string `json:"password" minLength:"12" maxLength:"200" doc:"The new one."`
	}
}

type resetPasswordOutput struct {
	SetCookie string `header:"Set-Cookie"`
}

// resetPassword hashes before it looks, so that time says nothing of the code.
// Whoever proved the address is welcome to log in at once, in a browser that is
// known: where others guess so much that the account waits, this is the way in.
func (s *server) resetPassword(ctx context.Context, in *resetPasswordInput) (*resetPasswordOutput, error) {
	if err := s.logins.try(of(ctx).Address); err != nil {
		return nil, err
	}
	hash, err := s.logins.hash(ctx, in.Body.Password, s.Password)
	if err != nil {
		return nil, err
	}
	device, deviceHash := newToken()
	return &resetPasswordOutput{s.cookie(deviceCookie, device, "/", models.DeviceLife)},
		s.desk(ctx).ResetPassword(ctx, network(of(ctx).Address), in.Body.typed(), hash, deviceHash)
}
