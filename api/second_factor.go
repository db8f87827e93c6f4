package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"image/png"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/pquerna/otp/totp"

	"github.com/thyrida/thyrida/models"
)

// TOTPRule says whether staff show a second factor when they log in.
type TOTPRule string

const (
	TOTPOff      TOTPRule = "off"      // nobody may set one up, and nobody is asked for one
	TOTPOptional TOTPRule = "optional" // who has set one up is asked for it
	TOTPRequired TOTPRule = "required" // without one, staff can only set one up
)

// weakly marks operations for sessions of staff that lack the second factor
// where it is required.
const weakly = "without-second-factor"

func weak(o *huma.Operation) { o.Metadata[weakly] = true }

func (s *server) secondFactorRoutes() {
	add(s, http.MethodGet, "/me/second-factor", "second-factor", "My second factor", s.secondFactor, weak)
	add(s, http.MethodPost, "/me/second-factor", "offer-second-factor", "Get a secret for my app", s.offerSecondFactor, unkept, weak, created,
		describe("For staff. The secret counts once its first code was confirmed; until then another request replaces it."))
	add(s, http.MethodPost, "/me/second-factor/confirmation", "confirm-second-factor", "Confirm the secret with a first code", s.confirmSecondFactor,
		unkept, weak, describe("The session that asks has shown a second factor from then on; all others end. Ten recovery codes are shown once."))
	add(s, http.MethodPost, "/me/second-factor/recovery-codes", "renew-recovery-codes", "Get new recovery codes", s.renewRecovery, unkept,
		describe("The old ones end."))
	add(s, http.MethodPost, "/me/second-factor/removal", "end-second-factor", "Remove my second factor", s.endSecondFactor, unkept, noBody,
		describe("All other sessions end."))
	add(s, http.MethodPost, "/admin/accounts/{id}/second-factor-reset", "reset-second-factor", "Remove a colleague's second factor", s.resetSecondFactor,
		noBody, describe("For one who has lost it; never one's own. Ends his sessions."))
}

type secondFactorOutput struct {
	Body struct {
		Rule          TOTPRule   `json:"rule" enum:"off,optional,required" doc:"Of the municipality, for staff."`
		ConfirmedAt   *time.Time `json:"confirmedAt,omitempty" doc:"Absent when there is none."`
		RecoveryCodes int        `json:"recoveryCodes" doc:"How many are left."`
	}
}

func (s *server) secondFactor(ctx context.Context, _ *struct{}) (*secondFactorOutput, error) {
	f, err := s.desk(ctx).SecondFactor(ctx)
	out := &secondFactorOutput{}
	out.Body.Rule, out.Body.ConfirmedAt, out.Body.RecoveryCodes = s.StaffTOTP, moment(f.ConfirmedAt), f.Recovery
	return out, err
}

type passwordInput struct {
	Body struct {
		Password string `json:"password,omitempty" maxLength:"200" doc:"Of the account, unless it has none because it logs in at a provider."`
	}
}

type factorOfferOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Secret string `json:"secret" doc:"Base32, to be typed where no picture can be taken."`
		URI    string `json:"uri" doc:"otpauth://totp/…: SHA-1, six digits, 30 seconds."`
		QR     string `json:"qr" doc:"The same as a picture: data:image/png;base64,…"`
	}
}

func (s *server) offerSecondFactor(ctx context.Context, in *passwordInput) (*factorOfferOutput, error) {
	actor := of(ctx).Actor
	switch {
	case s.StaffTOTP == TOTPOff:
		return nil, models.Fault(models.Conflict, "second-factor-off")
	case !actor.Staff(): // the store asks again
		return nil, models.Fault(models.Forbidden, "not-allowed")
	}
	house, err := s.Store.Municipality(ctx, s.Municipality)
	if err != nil {
		return nil, err
	}
	email, _, err := s.desk(ctx).Password(ctx)
	if err != nil {
		return nil, err
	}
	if email == "" {
		email = actor.Name
	}
	// Apps cut both at the colon.
	key, err := totp.Generate(totp.GenerateOpts{Issuer: strings.ReplaceAll(house.El, ":", " "), AccountName: strings.ReplaceAll(email, ":", " "), SecretSize: 20})
	if err != nil {
		return nil, err
	}
	picture, err := key.Image(264, 264)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return nil, err
	}
	if err := s.confirm(ctx, in.Body.Password, func() error { return s.desk(ctx).OfferSecondFactor(ctx, key.Secret()) }); err != nil {
		return nil, err
	}
	out := &factorOfferOutput{CacheControl: "no-store"}
	out.Body.Secret, out.Body.URI = key.Secret(), key.URL()
	out.Body.QR = "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())
	return out, nil
}

type confirmFactorInput struct {
	Body struct {
		Code string `json:"code" minLength:"6" maxLength:"10" doc:"Six digits, as the app shows them."`
	}
}

type recoveryOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		RecoveryCodes []string `json:"recoveryCodes" nullable:"false" doc:"Each opens one session without the app. Shown once."`
	}
}

func (s *server) confirmSecondFactor(ctx context.Context, in *confirmFactorInput) (*recoveryOutput, error) {
	if err := s.logins.try(of(ctx).Address); err != nil {
		return nil, err
	}
	out := newRecovery()
	return out, s.desk(ctx).ConfirmSecondFactor(ctx, of(ctx).Token, in.Body.Code, out.Body.RecoveryCodes)
}

type factorInput struct {
	Body struct {
		Password string `json:"password,omitempty" maxLength:"200" doc:"Of the account, unless it has none because it logs in at a provider."`
		Code     string `json:"code" minLength:"6" maxLength:"30" doc:"Of the app, or a recovery code."`
	}
}

func (s *server) renewRecovery(ctx context.Context, in *factorInput) (*recoveryOutput, error) {
	out := newRecovery()
	return out, s.confirm(ctx, in.Body.Password, func() error {
		return s.desk(ctx).RenewRecovery(ctx, in.Body.Code, out.Body.RecoveryCodes)
	})
}

func (s *server) endSecondFactor(ctx context.Context, in *factorInput) (*struct{}, error) {
	return nil, s.confirm(ctx, in.Body.Password, func() error { return s.desk(ctx).EndSecondFactor(ctx, of(ctx).Token, in.Body.Code) })
}

func (s *server) resetSecondFactor(ctx context.Context, in *accountInput) (*struct{}, error) {
	return nil, s.desk(ctx).ResetSecondFactor(ctx, in.ID)
}

// newRecovery makes ten codes of 50 random bits, in two parts for the eye.
func newRecovery() *recoveryOutput {
	out := &recoveryOutput{CacheControl: "no-store"}
	for range 10 {
		code := strings.ToLower(rand.Text())
		out.Body.RecoveryCodes = append(out.Body.RecoveryCodes, code[:5]+"-"+code[5:10])
	}
	return out
}
