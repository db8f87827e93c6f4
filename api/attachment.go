package api

import (
	"cmp"
	"context"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/internal/intake"
	"github.com/thyrida/thyrida/models"
)

// uploadLimit is how many bytes the largest file of any service may have. What
// a slot takes is checked when the slot is known.
const uploadLimit = 25_000_000

// byContent marks the operation whose Idempotency-Key goes with the stored
// content instead of the body's bytes.
const byContent = "by-content"

func (s *server) attachmentRoutes() {
	add(s, http.MethodPost, "/attachments", "upload", "Upload a file", s.upload, created,
		func(o *huma.Operation) { o.Metadata[keyed] = byContent },
		describe("The file is judged by its content, whatever it is called: programs, pages, two files in one, bombs, locked files, "+
			"and those that run or carry something are refused with a code that names the remedy. Photographs lose the place where they "+
			"were taken unless the slot asks for it. A file that no case takes within 24 hours is removed."))
	s.api.OpenAPI().Paths[prefix+"/attachments"].Post.RequestBody = &huma.RequestBody{Required: true,
		Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject,
			Required: []string{"file"},
			Properties: map[string]*huma.Schema{
				"service": {Type: huma.TypeString, Description: "Code of the service whose form asks for the file; with slot."},
				"slot":    {Type: huma.TypeString, Description: "The slot it is meant for: kind and size are checked at once."},
				"file":    {Type: huma.TypeString, Format: "binary"},
			}}}}}
	add(s, http.MethodGet, "/attachments/{id}", "download", "Download a file", s.download)
	s.api.OpenAPI().Paths[prefix+"/attachments/{id}"].Get.Responses["200"].Content = map[string]*huma.MediaType{
		"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
}

// Attachment is an uploaded file.
type Attachment struct {
	ID         models.AttachmentID `json:"id" format:"uuid"`
	Slot       models.SlotKey      `json:"slot,omitempty"`
	SlotLabel  string              `json:"slotLabel,omitempty"`
	Visit      int                 `json:"visit,omitempty" doc:"The completion that brought it; absent with the submission."`
	Name       string              `json:"name"`
	MediaType  string              `json:"mediaType" doc:"By content."`
	Size       int64               `json:"size" doc:"Bytes."`
	SHA256     string              `json:"sha256"`
	UploadedAt time.Time           `json:"uploadedAt"`

	State models.AttachmentState `json:"state" enum:"ready,held,refused" doc:"Held: the scanner for viruses has not judged it yet; nobody can fetch it yet. Refused: infected, and deleted."`

	AddedAt    *time.Time            `json:"addedAt,omitempty" doc:"When the case took it; absent with the submission."`
	Staff      bool                  `json:"staff,omitempty" doc:"Put there by who works for the municipality."`
	Internal   bool                  `json:"internal,omitempty" doc:"For staff only."`
	Replaces   []models.AttachmentID `json:"replaces,omitempty" doc:"Older versions of it."`
	ReplacedBy models.AttachmentID   `json:"replacedBy,omitempty" format:"uuid" doc:"The version that counts instead."`
	Verdict    *PaperJudgement       `json:"verdict,omitempty" doc:"Absent: nobody has judged it."`
}

func showAttachment(a models.Attachment) Attachment {
	return Attachment{ID: a.ID, Slot: a.Slot, Visit: a.Visit, Name: a.Name, MediaType: a.MediaType, Size: a.Size,
		SHA256: a.SHA256, UploadedAt: a.UploadedAt.UTC(), State: cmp.Or(a.State, models.AttachmentReady),
		AddedAt: moment(a.AddedAt), Staff: a.Staff, Internal: a.Internal, ReplacedBy: a.ReplacedBy}
}

type attachmentInput struct {
	ID models.AttachmentID `path:"id" format:"uuid"`
}

// download gives the bytes as a file to save: a browser never shows them in
// the name of this address.
func (s *server) download(ctx context.Context, in *attachmentInput) (*huma.StreamResponse, error) {
	a, err := s.desk(ctx).Attachment(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	of(ctx).Case = a.CaseID
	switch a.State {
	case models.AttachmentHeld:
		return nil, models.Fault(models.NotFound, "file-held") // there is nothing to fetch yet
	case models.AttachmentRefused:
		return nil, models.Fault(models.NotFound, models.Code(intake.Infected))
	}
	r, size, err := s.Blob.Open(ctx, a.Blob)
	if err != nil {
		return nil, &models.Error{Kind: models.Unavailable, Code: "files-unavailable", Err: err}
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		defer r.Close()
		c.SetHeader("Content-Type", a.MediaType)
		c.SetHeader("Content-Length", itoa(int(size)))
		c.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
		c.SetStatus(http.StatusOK)
		if _, err := io.Copy(c.BodyWriter(), r); err != nil {
			s.Log.WarnContext(c.Context(), "download", "request", of(ctx).ID, "err", err)
		}
	}}, nil
}
