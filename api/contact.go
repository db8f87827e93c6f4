package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

func (s *server) contactRoutes() {
	add(s, http.MethodPost, "/email-changes", "ask-email-change", "Ask for another e-mail address", s.askEmail, unkept, accepted, describe(
		"For citizens. A code goes to the new address. The answer is the same when it has an account already; its owner is told so by e-mail."))
	add(s, http.MethodPost, "/email-changes/confirmation", "change-email", "Change the e-mail address with the code", s.changeEmail,
		unkept, noBody, describe("The address before is told."))
	add(s, http.MethodPost, "/mobile-changes", "ask-mobile-change", "Ask for another mobile", s.askMobile, unkept, accepted,
		describe("For citizens. A code goes to the new number by SMS."))
	add(s, http.MethodPost, "/mobile-changes/confirmation", "change-mobile", "Change the mobile with the code", s.changeMobile,
		unkept, noBody, describe("The number before and the e-mail address are told."))
}

type askEmailInput struct {
	Body struct {
		Email    string `json:"email" minLength:"3" maxLength:"254" doc:"The new one."`
		Password string `json:"password" maxLength:"200" doc:"Of the account, unless it has none: a session alone does not suffice."`
	}
}

func (s *server) askEmail(ctx context.Context, in *askEmailInput) (*codeOutput, error) {
	email, err := ident.Email(in.Body.Email)
	if err != nil {
		return nil, fieldError("email", codeOf(err))
	}
	if err := s.mayChange(ctx, in.Body.Password, strings.ToLower(email)); err != nil {
		return nil, err
	}
	id, out := newCode()
	return out, s.desk(ctx).AskEmail(ctx, id, email)
}

type askMobileInput struct {
	Body struct {
		Mobile   string `json:"mobile" minLength:"10" maxLength:"30" doc:"The new one."`
		Password string `json:"password" maxLength:"200" doc:"Of the account, unless it has none: a session alone does not suffice."`
	}
}

func (s *server) askMobile(ctx context.Context, in *askMobileInput) (*codeOutput, error) {
	mobile, err := ident.Mobile(in.Body.Mobile)
	if err != nil {
		return nil, fieldError("mobile", codeOf(err))
	}
	if err := s.mayChange(ctx, in.Body.Password, mobile); err != nil {
		return nil, err
	}
	id, out := newCode()
	return out, s.desk(ctx).AskMobile(ctx, id, mobile)
}

// mayChange asks a citizen for his password, and the gate for a code to where
// it goes.
func (s *server) mayChange(ctx context.Context, password, receiver string) error {
	if of(ctx).Actor.Person == "" { // the store asks again
		return models.Fault(models.Forbidden, "not-allowed")
	}
	if err := s.confirmPassword(ctx, password); err != nil {
		return err
	}
	at, err := s.attempt(ctx, nameOf("", of(ctx).Actor.Account))
	if err != nil {
		return err
	}
	return s.logins.ask(at, receiver, string(of(ctx).Actor.Account))
}

// confirmPassword asks who is logged in for his password once more. Errors:
// wrong-password, too-many-attempts.
func (s *server) confirmPassword(ctx context.Context, password string) error {
	return s.confirm(ctx, password, func() error { return nil })
}

// confirm is confirmPassword with something else that must be right too; it
// counts as an attempt to log in, and being right takes back no other: a stolen
// session would forget guessed codes by it. Who has no password because a
// provider vouches for him is not asked for one.
func (s *server) confirm(ctx context.Context, password string, and func() error) error {
	email, hash, err := s.desk(ctx).Password(ctx)
	if err != nil {
		return err
	}
	at, err := s.mayTry(ctx, nameOf(email, of(ctx).Actor.Account))
	if err != nil {
		return err
	}
	ok := hash == ""
	if !ok {
		if ok, err = s.logins.compare(ctx, password, hash); err != nil {
			return err
		}
	}
	if !ok {
		if err := s.desk(ctx).RefuseLogin(ctx, of(ctx).Actor.Account); err != nil {
			return err
		}
		return models.Fault(models.Forbidden, "wrong-password")
	}
	if err = and(); isCode(err, "second-factor-refused") { // a guess
		return err
	}
	return errors.Join(err, s.desk(ctx).Pardon(ctx, at))
}

func (s *server) changeEmail(ctx context.Context, in *codeInput) (*struct{}, error) {
	if err := s.logins.try(of(ctx).Address); err != nil {
		return nil, err
	}
	return nil, s.desk(ctx).ChangeEmail(ctx, in.Body.typed())
}

func (s *server) changeMobile(ctx context.Context, in *codeInput) (*struct{}, error) {
	if err := s.logins.try(of(ctx).Address); err != nil {
		return nil, err
	}
	return nil, s.desk(ctx).ChangeMobile(ctx, in.Body.typed())
}
