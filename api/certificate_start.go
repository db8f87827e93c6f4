package api

import (
	"context"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

type startCertificateInput struct {
	Body struct {
		Case      models.CaseID          `json:"caseId" format:"uuid" doc:"Chosen by the caller: the same again is the first one's success."`
		Template  models.CertificateCode `json:"template" minLength:"1" maxLength:"100"`
		Applicant Applicant              `json:"applicant"`
		Delivery  models.Delivery        `json:"delivery,omitempty" enum:"portal,email,post" default:"portal"`
		Address   *PostalAddress         `json:"address,omitempty" doc:"With post."`
		Language  string                 `json:"language,omitempty" enum:"el,en" default:"el" doc:"Of the document."`
	}
}

// PostalAddress is where the post brings something.
type PostalAddress struct {
	Street   string `json:"street" minLength:"2" maxLength:"200" doc:"With number."`
	Postcode string `json:"postcode" maxLength:"10"`
	Town     string `json:"town" minLength:"2" maxLength:"100"`
}

// label is the address as it is put on an envelope.
func (a PostalAddress) label() (string, []models.FieldFault) {
	street, town := oneLine(a.Street), oneLine(a.Town)
	postcode, err := ident.Postcode(a.Postcode)
	var faults []models.FieldFault
	if street == "" {
		faults = append(faults, models.FieldFault{Field: "address.street", Code: "required"})
	}
	if err != nil {
		faults = append(faults, models.FieldFault{Field: "address.postcode", Code: codeOf(err)})
	}
	if town == "" {
		faults = append(faults, models.FieldFault{Field: "address.town", Code: "required"})
	}
	return street + ", " + postcode + " " + town, faults
}

// StartedCertificate answers the start of a certificate.
type StartedCertificate struct {
	Case     models.CaseID          `json:"caseId" format:"uuid"`
	Template models.CertificateCode `json:"template"`
	Due      models.Due             `json:"due"`
}

type startCertificateOutput struct {
	Location string `header:"Location"`
	Body     StartedCertificate
}

// startCertificate begins a certificate for somebody at the counter.
func (s *server) startCertificate(ctx context.Context, in *startCertificateInput) (*startCertificateOutput, error) {
	b := in.Body
	of(ctx).Case = b.Case
	t, err := s.template(ctx, b.Template, 0)
	if notFound(err) {
		return nil, fieldError("template", "no-such-certificate")
	}
	if err != nil {
		return nil, err
	}
	person, faults := b.Applicant.person()
	req := models.CounterCertificate{CaseID: b.Case, Template: t.Code, Applicant: person, Delivery: b.Delivery, Language: b.Language}
	if req.Delivery == "" {
		req.Delivery = models.ByPortal
	}
	if req.Language == "" {
		req.Language = catalogue.Greek
	}
	switch {
	case req.Delivery == models.ByPost && b.Address == nil:
		faults = append(faults, models.FieldFault{Field: "address", Code: "required"})
	case req.Delivery == models.ByPost:
		label, more := b.Address.label()
		req.Address, faults = label, append(faults, more...)
	case b.Address != nil:
		faults = append(faults, models.FieldFault{Field: "address", Code: "not-expected"})
	}
	if req.Delivery == models.ByEmail && b.Applicant.Email == "" {
		faults = append(faults, models.FieldFault{Field: "applicant.email", Code: "required"})
	}
	if err := fieldErrors(faults); err != nil {
		return nil, err
	}
	req.Due = t.Process().Due(s.Calendar, s.Clock.Now())
	started, err := s.desk(ctx).StartCertificate(ctx, req)
	if err != nil {
		return nil, err
	}
	s.meters.submissions.WithLabelValues(string(t.Code)).Inc()
	s.deliver(ctx, started.Outbox)
	return &startCertificateOutput{Location: prefix + "/cases/" + string(started.CaseID),
		Body: StartedCertificate{Case: started.CaseID, Template: t.Code, Due: started.Due}}, nil
}
