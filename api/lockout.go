package api

import (
	"context"

	"github.com/thyrida/thyrida/models"
)

// deviceCookie names the browsers that have been in an account. It opens
// nothing: it keeps who guesses elsewhere from making its owner wait.
const deviceCookie = "thyrida-device"

// attempt is who asks under a name, and from where.
func (s *server) attempt(ctx context.Context, name string) (models.Attempt, error) {
	at := models.Attempt{Name: name, Network: network(of(ctx).Address)}
	if of(ctx).Device == "" || len(of(ctx).Device) > 100 {
		return at, nil
	}
	hash := hashOf(of(ctx).Device)
	known, err := s.desk(ctx).KnowsDevice(ctx, name, hash)
	if known {
		at.Device = hash
	}
	return at, err
}

// mayTry takes one attempt to log in under a name, for all processes of the
// house together, or says when the next is taken. The attempt counts as failed
// until the store's Welcome or Pardon.
func (s *server) mayTry(ctx context.Context, name string) (models.Attempt, error) {
	at, err := s.attempt(ctx, name)
	if err == nil {
		err = s.logins.enter(at)
	}
	if err != nil {
		return at, err
	}
	wait, err := s.desk(ctx).TryLogin(ctx, at)
	if err == nil && wait > 0 {
		err = tooMany(wait)
	}
	return at, err
}

// welcome lets in whoever has shown that an account is his, and gives the
// cookie by which his browser is known from then on: a new one each time, as
// one that was put there by somebody else would be known to him.
func (s *server) welcome(ctx context.Context, at models.Attempt, account models.AccountID) (cookie string, err error) {
	device, hash := newToken()
	return s.cookie(deviceCookie, device, "/", models.DeviceLife), s.desk(ctx).Welcome(ctx, at, account, hash)
}

// nameOf is what the attempts of an account are counted under: its e-mail
// address, whether or not there is such an account, or what stands for one.
func nameOf(email string, account models.AccountID) string {
	if email == "" {
		return "account/" + string(account)
	}
	return email
}
