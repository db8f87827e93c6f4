package api

import (
	"context"

	"github.com/thyrida/thyrida/models"
)

// mayTry takes one attempt to log in under a name, for all processes of the
// house together, or says when the next is taken. The attempt counts as failed
// until the store's Welcome or Pardon.
func (s *server) mayTry(ctx context.Context, name string) error {
	if err := s.logins.enter(of(ctx).Address); err != nil {
		return err
	}
	wait, err := s.desk(ctx).TryLogin(ctx, name, network(of(ctx).Address))
	if err == nil && wait > 0 {
		err = tooMany(wait)
	}
	return err
}

// nameOf is what the attempts of an account are counted under: its e-mail
// address, whether or not there is such an account, or what stands for one.
func nameOf(email string, account models.AccountID) string {
	if email == "" {
		return "account/" + string(account)
	}
	return email
}
