package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/catalogue/certprint"
	"github.com/thyrida/thyrida/models"
)

type previewInput struct {
	ID  models.CaseID     `path:"id" format:"uuid"`
	Way models.SigningWay `query:"way" enum:"server,external,paper" default:"server" doc:"In which it is going to be signed: the document says so."`
}

// previewDocument renders the record as it stands.
func (s *server) previewDocument(ctx context.Context, in *previewInput) (*huma.StreamResponse, error) {
	of(ctx).Case = in.ID
	f, file, err := s.preview(ctx, in.ID, in.Way)
	if err != nil {
		return nil, err
	}
	return s.sendPDF(ctx, string(f.Template)+"-preview.pdf", f.SHA256, file), nil
}

// preview renders what a case is going to issue. It is asked before every
// signature too, so that nothing is signed that the printer would refuse.
// Errors: no-such-case, record-incomplete, not-by-order, not-printable.
func (s *server) preview(ctx context.Context, id models.CaseID, way models.SigningWay) (f models.IssueFacts, file []byte, err error) {
	if f, err = s.desk(ctx).PreviewFacts(ctx, id, way); err != nil {
		return f, nil, err
	}
	t, err := s.template(ctx, f.Template, f.TemplateVersion)
	if err != nil {
		return f, nil, err
	}
	if t.Mode == catalogue.Seal && f.Way != models.WaySeal {
		if f, err = s.desk(ctx).PreviewFacts(ctx, id, models.WaySeal); err != nil {
			return f, nil, err
		}
	}
	if f.Signatory.ByOrder && t.Signatory.ByOrder.El == "" && f.Signatory.Account != of(ctx).Actor.Account {
		f.Signatory = models.Signatory{Name: "—"} // somebody else will have to
	}
	if faults := s.missing(t, f.Record); len(faults) > 0 {
		return f, nil, &models.Error{Kind: models.Invalid, Code: "record-incomplete", Fields: faults}
	}
	file, err = s.render(ctx, t, f)
	return f, file, err
}

// render sets a document. Errors: not-by-order, not-printable.
func (s *server) render(ctx context.Context, t sheet, f models.IssueFacts) ([]byte, error) {
	file, _, err := certprint.Render(t.Certificate, f, certprint.Options{Portal: s.Portal})
	switch {
	case err == nil:
		return file, nil
	case errors.Is(err, certprint.ErrNoCode): // the portal has no address: ours to mend
		return nil, err
	case errors.Is(err, certprint.ErrNoOrder):
		return nil, models.Fault(models.Forbidden, "not-by-order")
	}
	s.Log.WarnContext(ctx, "render document", "request", of(ctx).ID, "case", f.CaseID, "err", err)
	return nil, &models.Error{Kind: models.Invalid, Code: "not-printable", Err: err}
}

// sendPDF sends a document to look at; its ETag is the hash that stands for it.
func (s *server) sendPDF(ctx context.Context, name string, etag models.SHA256, file []byte) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", pdfType)
		c.SetHeader("Content-Length", itoa(len(file)))
		c.SetHeader("Content-Disposition", `inline; filename="`+name+`"`)
		c.SetHeader("ETag", `"`+string(etag)+`"`)
		c.SetStatus(http.StatusOK)
		if _, err := c.BodyWriter().Write(file); err != nil {
			s.Log.WarnContext(ctx, "send document", "request", of(ctx).ID, "err", err)
		}
	}}
}
