package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

func (s *server) certificateRoutes() {
	add(s, http.MethodGet, "/certificates", "list-certificates", "List the certificates that the municipality issues", s.listCertificates,
		describe("For staff: the newest templates with everything a form for their statements needs."))
	add(s, http.MethodPost, "/certificates", "start-certificate", "Start a certificate for a person at the counter", s.startCertificate, created,
		describe("By a clerk of the template's unit, without an application. The same caseId again is the first one's success."))
	add(s, http.MethodGet, "/cases/{id}/record", "show-record", "Show what the registers say for a certificate", s.showRecord,
		describe("For those who work on the case, never for the applicant. What he typed stands beside it as claimed, and is never printed."))
	add(s, http.MethodPut, "/cases/{id}/record", "write-record", "Write what the registers say for a certificate", s.writeRecord,
		describe("All statements anew, for the edit that was read: whoever writes vouches for each. What is missing may come later; what is wrong is refused."))
	const preview = "/cases/{id}/preview.pdf"
	add(s, http.MethodGet, preview, "preview-document", "Preview a document before it is signed", s.previewDocument,
		describe("Tagged PDF/A-2 with — for number and date, marked as a preview. ETag is the sha256 of the record: what seen asks for."))
	s.pdfAnswer(preview)
	s.signingRoutes()
}

// pdfAnswer documents that a GET answers with a PDF.
func (s *server) pdfAnswer(path string) {
	s.api.OpenAPI().Paths[prefix+path].Get.Responses["200"].Content = map[string]*huma.MediaType{
		pdfType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
}

// sheet is one published version of a certificate.
type sheet struct {
	*catalogue.Certificate
	sum models.SHA256 // of the published definition
}

// sheetRef is where the shelf keeps a template, apart from its process.
type sheetRef models.PlanRef

// template gives one version of a certificate; version 0 is the newest.
func (s *server) template(ctx context.Context, code models.CertificateCode, version int) (sheet, error) {
	ref := sheetRef{Municipality: s.Municipality, Service: models.ServiceCode(code), Version: version}
	if kept, ok := s.shelf.Load(ref); ok && version > 0 {
		return kept.(sheet), nil
	}
	p, err := s.Store.Service(ctx, s.Municipality, models.ServiceCode(code), version)
	if notFound(err) || err == nil && p.Kind != models.KindCertificate {
		return sheet{}, models.Fault(models.NotFound, "no-such-certificate")
	}
	if err != nil {
		return sheet{}, err
	}
	return s.parseTemplate(p)
}

func (s *server) parseTemplate(p models.Published) (sheet, error) {
	ref := sheetRef{Municipality: s.Municipality, Service: p.Service, Version: p.Version}
	if kept, ok := s.shelf.Load(ref); ok {
		return kept.(sheet), nil
	}
	parsed, err := catalogue.ParseCertificate(p.Definition)
	if err != nil {
		return sheet{}, err
	}
	t := sheet{parsed, models.SHA256(p.SHA256)}
	s.shelf.Store(ref, t)
	return t, nil
}

type listCertificatesOutput struct{ Body List[CertificateTemplate] }

func (s *server) listCertificates(ctx context.Context, _ *struct{}) (*listCertificatesOutput, error) {
	if !of(ctx).Actor.Staff() {
		return nil, models.Fault(models.Forbidden, "not-allowed")
	}
	published, err := s.Store.Certificates(ctx, s.Municipality)
	if err != nil {
		return nil, err
	}
	names, err := s.unitNames(ctx)
	if err != nil {
		return nil, err
	}
	out := &listCertificatesOutput{Body: List[CertificateTemplate]{Items: []CertificateTemplate{}}}
	for _, p := range published {
		t, err := s.parseTemplate(p)
		if err != nil {
			return nil, err
		}
		out.Body.Items = append(out.Body.Items, s.showTemplate(of(ctx).Lang, t, names))
	}
	return out, nil
}
