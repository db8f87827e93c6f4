package api

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/models"
)

// largestDocument is how many bytes a document may have, signed or scanned.
const largestDocument = 20_000_000

type offerInput struct {
	ID   models.TaskID `path:"id" format:"uuid"`
	Body struct {
		Way  models.SigningWay `json:"way" enum:"external,paper"`
		Seen models.SHA256     `json:"seen" pattern:"^[0-9a-f]{64}$" doc:"sha256 of the record, as the preview showed it."`
	}
}

// Offer is a document that waits to be signed outside the house.
type Offer struct {
	Case   models.CaseID     `json:"caseId" format:"uuid"`
	Way    models.SigningWay `json:"way" enum:"external,paper"`
	Number models.Entry      `json:"number" doc:"Of the document in the protocol book."`
	SHA256 models.SHA256     `json:"sha256" doc:"Of the file."`
	Size   int64             `json:"size" doc:"Bytes."`
	URL    string            `json:"url" format:"uri-reference" doc:"Of the file."`
}

type offerOutput struct{ Body Offer }

// offerDocument commits what is going to be signed and keeps its bytes.
func (s *server) offerDocument(ctx context.Context, in *offerInput) (*offerOutput, error) {
	of(ctx).Task = in.ID
	if err := s.printable(ctx, in.ID, in.Body.Way); err != nil {
		return nil, err
	}
	f, err := s.desk(ctx).OfferSigning(ctx, in.ID, in.Body.Way, in.Body.Seen)
	if err != nil {
		return nil, err
	}
	of(ctx).Case = f.CaseID
	out := &offerOutput{Body: Offer{Case: f.CaseID, Way: f.Way, Number: f.Number, SHA256: f.Unsigned,
		URL: prefix + "/tasks/" + string(in.ID) + "/offer.pdf"}}
	if f.Unsigned != "" {
		file, err := s.stored(ctx, f.Unsigned)
		out.Body.Size = int64(len(file))
		return out, err
	}
	t, err := s.template(ctx, f.Template, f.TemplateVersion)
	if err != nil {
		return nil, err
	}
	file, err := s.render(ctx, t, f)
	if err != nil {
		return nil, err
	}
	o, err := s.Blob.Put(ctx, bytes.NewReader(file), largestDocument)
	if err != nil {
		return nil, &models.Error{Kind: models.Unavailable, Code: "files-unavailable", Err: err}
	}
	out.Body.SHA256, out.Body.Size = models.SHA256(o.Key), o.Size
	return out, s.desk(ctx).Offered(ctx, f, out.Body.SHA256)
}

// downloadOffer gives the very bytes that are to be signed.
func (s *server) downloadOffer(ctx context.Context, in *taskInput) (*huma.StreamResponse, error) {
	of(ctx).Task = in.ID
	f, _, err := s.desk(ctx).Offer(ctx, in.ID)
	if isCode(err, "no-offer") {
		return nil, models.Fault(models.NotFound, "no-offer")
	}
	if err != nil && f.Unsigned == "" { // a key that has ended since takes nobody's document away
		return nil, err
	}
	of(ctx).Case = f.CaseID
	file, err := s.stored(ctx, f.Unsigned)
	if err != nil {
		return nil, err
	}
	name := string(f.Template) + "-" + itoa(f.Number.Number) + "-" + itoa(f.Number.Year) + ".pdf"
	return s.sendPDF(ctx, name, f.Unsigned, file), nil
}

// stored reads a document.
func (s *server) stored(ctx context.Context, sha models.SHA256) ([]byte, error) {
	r, size, err := s.Blob.Open(ctx, string(sha))
	if err != nil {
		return nil, lostFile(err)
	}
	defer r.Close()
	file, err := io.ReadAll(io.LimitReader(r, largestDocument+1))
	if err == nil && int64(len(file)) != size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, lostFile(err)
	}
	return file, nil
}

// lostFile is what a document that cannot be read means.
func lostFile(err error) error {
	kind := models.Unavailable
	if errors.Is(err, blob.ErrNotFound) {
		kind = models.Broken
	}
	return &models.Error{Kind: kind, Code: "files-unavailable", Err: err}
}
