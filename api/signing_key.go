package api

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"net/http"
	"time"

	"github.com/thyrida/thyrida/internal/keyring"
	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/models"
)

func (s *server) signingKeyRoutes() {
	add(s, http.MethodGet, "/signing-keys", "list-signing-keys", "List the certificates of signing keys", s.listSigningKeys,
		describe("All of the municipality for an administrator, his own for everybody else."))
	add(s, http.MethodPut, "/admin/accounts/{id}/signing-certificate", "expect-certificate",
		"Register the certificate that an account signs with in its own program", s.expectCertificate,
		describe("A document that the account brings back signed is accepted only when this certificate signed it."))
	add(s, http.MethodDelete, "/admin/accounts/{id}/signing-certificate", "forget-certificate",
		"Take the registration of a certificate back", s.forgetCertificate, noBody)
}

// SigningKey is the certificate of a key. The key itself is never shown.
type SigningKey struct {
	Account     models.AccountID  `json:"account,omitempty" format:"uuid" doc:"Whose it is; the municipality's seal if there is none."`
	Name        string            `json:"name,omitempty"`
	Way         models.SigningWay `json:"way" enum:"server,external" doc:"server: the municipality's server holds the key; external: the signatory does."`
	Subject     string            `json:"subject"`
	Issuer      string            `json:"issuer"`
	Serial      string            `json:"serial" doc:"Hexadecimal."`
	Algorithm   string            `json:"algorithm"`
	Class       string            `json:"class" enum:"development,advanced" doc:"development: of a test authority, worth nothing."`
	NotBefore   time.Time         `json:"notBefore"`
	NotAfter    time.Time         `json:"notAfter"`
	SHA256      models.SHA256     `json:"sha256" doc:"Of the certificate."`
	Certificate []byte            `json:"certificate" doc:"DER, in base64."`
	Usable      bool              `json:"usable" doc:"Whether it can sign now."`
	Reason      models.Code       `json:"reason,omitempty" doc:"Why it cannot: key-absent, key-unreadable, key-exposed, key-expired, key-not-yet-valid."`
	SeenAt      time.Time         `json:"seenAt" doc:"When it was last found as it is here."`
}

func (s *server) showSigningKey(k models.SigningKey) SigningKey {
	out := SigningKey{Name: k.Name, Way: k.Way, Subject: k.Subject, Issuer: k.Issuer, Serial: k.Serial, Algorithm: k.Algorithm, Class: k.Class,
		NotBefore: k.NotBefore.UTC(), NotAfter: k.NotAfter.UTC(), SHA256: k.SHA256, Certificate: k.Certificate, Reason: k.Absent, SeenAt: k.SeenAt.UTC()}
	if k.Holder != keyring.Seal {
		out.Account = models.AccountID(k.Holder)
	}
	switch now := s.Clock.Now(); { // between two looks of the keeper
	case out.Reason != "":
	case !now.Before(k.NotAfter):
		out.Reason = models.Code(keyring.Expired)
	case now.Before(k.NotBefore):
		out.Reason = models.Code(keyring.NotYetValid)
	}
	out.Usable = out.Reason == ""
	return out
}

type listSigningKeysOutput struct{ Body List[SigningKey] }

func (s *server) listSigningKeys(ctx context.Context, _ *struct{}) (*listSigningKeysOutput, error) {
	keys, err := s.desk(ctx).SigningKeys(ctx)
	if err != nil {
		return nil, err
	}
	return &listSigningKeysOutput{Body: listOf(keys, "", s.showSigningKey)}, nil
}

type expectCertificateInput struct {
	ID   models.AccountID `path:"id" format:"uuid"`
	Body struct {
		Certificate string `json:"certificate" minLength:"100" maxLength:"32768" doc:"One X.509 certificate: PEM, or DER in base64."`
	}
}

type expectCertificateOutput struct{ Body SigningKey }

func (s *server) expectCertificate(ctx context.Context, in *expectCertificateInput) (*expectCertificateOutput, error) {
	c, ok := certificateOf(in.Body.Certificate)
	if !ok {
		return nil, fieldError("certificate", "certificate-unreadable")
	}
	if err := sign.CheckCertificate(c, s.Clock.Now()); err != nil {
		return nil, fieldError("certificate", models.Code(sign.CodeOf(err)))
	}
	h := keyring.Describe(c)
	k := models.SigningKey{Subject: h.Subject, Issuer: h.Issuer, Serial: h.Serial, Algorithm: h.Algorithm, Class: string(h.Class),
		NotBefore: h.NotBefore, NotAfter: h.NotAfter, SHA256: models.SHA256(h.SHA256), Certificate: h.Certificate, SeenAt: s.Clock.Now()}
	if err := s.desk(ctx).ExpectCertificate(ctx, in.ID, k); err != nil {
		return nil, err
	}
	k.Holder, k.Way = string(in.ID), models.WayExternal
	return &expectCertificateOutput{Body: s.showSigningKey(k)}, nil
}

// certificateOf reads the one certificate of a text. A key that somebody sends
// with it by mistake is refused with the rest, and kept nowhere.
func certificateOf(text string) (*x509.Certificate, bool) {
	raw := bytes.TrimSpace([]byte(text))
	if block, rest := pem.Decode(raw); block != nil {
		if block.Type != "CERTIFICATE" || len(bytes.TrimSpace(rest)) > 0 {
			return nil, false
		}
		raw = block.Bytes
	} else {
		der, err := base64.StdEncoding.DecodeString(string(raw))
		if err != nil {
			return nil, false
		}
		raw = der
	}
	c, err := x509.ParseCertificate(raw)
	return c, err == nil
}

func (s *server) forgetCertificate(ctx context.Context, in *accountInput) (*struct{}, error) {
	return nil, s.desk(ctx).ForgetCertificate(ctx, in.ID)
}
