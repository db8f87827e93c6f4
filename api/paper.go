package api

import (
	"context"
	"mime"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/paper"
)

// pdfType is the media type of what is printed.
const pdfType = "application/pdf"

func (s *server) paperRoutes() {
	const receipt, application = "/cases/{id}/receipt.pdf", "/cases/{id}/application.pdf"
	add(s, http.MethodGet, receipt, "print-receipt", "Print the receipt of an application", s.printReceipt,
		describe("Tagged PDF/A-2 in the caller's language, for whoever may see the receipt. The same receipt is the same bytes."))
	add(s, http.MethodGet, application, "print-application", "Print an application", s.printApplication,
		describe("Tagged PDF/A-2 in the caller's language: every question that was asked, its answer, and the papers, as they stand "+
			"now. Only for who may read the form."))
	for _, path := range []string{receipt, application} {
		s.api.OpenAPI().Paths[prefix+path].Get.Responses["200"].Content = map[string]*huma.MediaType{
			pdfType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	}
}

func (s *server) printReceipt(ctx context.Context, in *caseInput) (*huma.StreamResponse, error) {
	of(ctx).Case = in.ID
	r, err := s.desk(ctx).Receipt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	service, err := s.service(ctx, r.Service, r.Version)
	if err != nil {
		return nil, err
	}
	lang := of(ctx).Lang
	b, err := paper.Receipt(r, service, lang, s.address(r.CaseID))
	if err != nil {
		return nil, err
	}
	return s.print(ctx, paper.ReceiptName(r.Protocol, lang), b), nil
}

func (s *server) printApplication(ctx context.Context, in *caseInput) (*huma.StreamResponse, error) {
	of(ctx).Case = in.ID
	c, err := s.desk(ctx).Case(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if c.Form == nil {
		return nil, models.Fault(models.Forbidden, "not-allowed")
	}
	r, err := s.desk(ctx).Receipt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	service, err := s.service(ctx, c.Service, c.Version)
	if err != nil {
		return nil, err
	}
	lang := of(ctx).Lang
	b, err := paper.Application(c, r, service, lang)
	if err != nil {
		return nil, err
	}
	return s.print(ctx, paper.ApplicationName(c.Protocol, lang), b), nil
}

// address is where a citizen follows his case; none if the portal has none.
func (s *server) address(id models.CaseID) string {
	if s.Portal == "" {
		return ""
	}
	out, err := url.JoinPath(s.Portal, "cases", string(id))
	if err != nil {
		return ""
	}
	return out
}

// print sends a paper as a file to save; headers says that nobody keeps it.
func (s *server) print(ctx context.Context, name string, b []byte) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", pdfType)
		c.SetHeader("Content-Length", itoa(len(b)))
		c.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		c.SetStatus(http.StatusOK)
		if _, err := c.BodyWriter().Write(b); err != nil {
			s.Log.WarnContext(ctx, "print", "request", of(ctx).ID, "err", err)
		}
	}}
}
