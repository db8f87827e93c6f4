package api

import (
	"context"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/models"
)

func (s *server) signingRoutes() {
	add(s, http.MethodPost, "/signatures", "sign-tasks", "Sign several documents with the key that the server holds", s.signTasks,
		describe("Each after its preview: seen says which record was seen. Each has its own result; what is refused does not hold up the rest."))
	add(s, http.MethodPost, "/tasks/{id}/offer", "offer-document", "Offer a document to be signed outside", s.offerDocument,
		describe("In the signatory's own program, or by hand on a print. The document gets its number now and its final bytes; "+
			"the same offer again gives the same bytes."))
	const offer, signed = "/tasks/{id}/offer.pdf", "/tasks/{id}/signed-document"
	add(s, http.MethodGet, offer, "download-offer", "Download the document that is offered for signature", s.downloadOffer)
	s.pdfAnswer(offer)
	add(s, http.MethodPost, signed, "bring-signed-document", "Bring a document back that was signed outside", s.bringSigned, unkept,
		also(http.StatusAccepted, "Recorded: it counts, and the process will hear of it as soon as it can."),
		describe("Signed in a program: accepted only as the offered bytes followed by one signature by the registered certificate. "+
			"Signed by hand: a scan as PDF, JPEG or PNG. The same decisionId again is the first one's success."))
	s.api.OpenAPI().Paths[prefix+signed].Post.RequestBody = &huma.RequestBody{Required: true,
		Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject,
			Required: []string{"decisionId", "seen", "file"},
			Properties: map[string]*huma.Schema{
				"decisionId": {Type: huma.TypeString, Format: "uuid", Description: "Chosen by the caller."},
				"seen":       {Type: huma.TypeString, Description: "sha256 of the record, as in the offer."},
				"file":       {Type: huma.TypeString, Format: "binary", Description: "At most 20 MB."},
			}}}}}
}

// decideRecord takes a decision that may rest on the record of a certificate:
// what cannot be printed is neither passed on nor signed.
func (s *server) decideRecord(ctx context.Context, v models.Verdict) (*decidedOutput, error) {
	of(ctx).Task = v.TaskID
	if v.Outcome == models.Signed && v.Seen == "" {
		return nil, fieldError("seen", "required")
	}
	if v.Seen != "" && (v.Outcome == models.Signed || v.Outcome == models.Done) {
		way := models.WayServer
		if v.Signing != nil {
			way = v.Signing.Way
		}
		if err := s.printable(ctx, v.TaskID, way); err != nil {
			return nil, err
		}
	}
	out, err := s.decide(ctx, v)
	if v.Seen == "" && isCode(err, "edited-meanwhile") {
		err = fieldError("seen", "required")
	}
	return out, err
}

// printable refuses a record that is incomplete or that the printer refuses.
// Whose task is none of a certificate, none of his, or done, hears it from the
// decision.
func (s *server) printable(ctx context.Context, id models.TaskID, way models.SigningWay) error {
	t, err := s.desk(ctx).Task(ctx, id)
	if notFound(err) || err == nil && t.State != models.TaskOpen {
		return nil
	}
	if err != nil {
		return err
	}
	if _, _, err = s.preview(ctx, t.CaseID, way); notFound(err) {
		return nil
	}
	return err
}

// signAtOnce is how many documents of one request are signed side by side.
const signAtOnce = 8

type signTasksInput struct {
	Body struct {
		Items []SignatureItem `json:"items" minItems:"1" maxItems:"100"`
	}
}

// SignatureItem is one document to sign.
type SignatureItem struct {
	Task     models.TaskID     `json:"taskId" format:"uuid"`
	Decision models.DecisionID `json:"decisionId" format:"uuid" doc:"Chosen by the caller: the same again is the first one's success."`
	Seen     models.SHA256     `json:"seen" pattern:"^[0-9a-f]{64}$" doc:"sha256 of the record, as the preview showed it."`
}

// SignatureResult is what happened to one document.
type SignatureResult struct {
	Task     models.TaskID        `json:"taskId" format:"uuid"`
	Decision models.DecisionID    `json:"decisionId" format:"uuid"`
	Case     models.CaseID        `json:"caseId,omitempty" format:"uuid"`
	State    models.DecisionState `json:"state,omitempty" enum:"applied,recorded" doc:"Absent when it was refused."`
	Code     ProblemCode          `json:"code,omitempty" doc:"Why it was refused."`
	Message  string               `json:"message,omitempty"`
	Detail   string               `json:"detail,omitempty"`
	Errors   []FieldProblem       `json:"errors,omitempty"`
}

type signTasksOutput struct {
	Body struct {
		Results []SignatureResult `json:"results" nullable:"false" doc:"In the order of the items."`
	}
}

// signTasks signs a batch, a few side by side.
func (s *server) signTasks(ctx context.Context, in *signTasksInput) (*signTasksOutput, error) {
	out := &signTasksOutput{}
	out.Body.Results = make([]SignatureResult, len(in.Body.Items))
	var all sync.WaitGroup
	room := make(chan struct{}, signAtOnce)
	for i, item := range in.Body.Items {
		room <- struct{}{}
		all.Go(func() {
			defer func() { <-room }()
			out.Body.Results[i] = s.signOne(ctx, item)
		})
	}
	all.Wait()
	return out, nil
}

// signOne signs one document of a batch, as a request of its own.
func (s *server) signOne(ctx context.Context, item SignatureItem) SignatureResult {
	alone := *of(ctx)
	ctx = context.WithValue(ctx, requestKey{}, &alone)
	out := SignatureResult{Task: item.Task, Decision: item.Decision}
	done, err := s.decideRecord(ctx, models.Verdict{ID: item.Decision, TaskID: item.Task, Outcome: models.Signed, Seen: item.Seen,
		Signing: &models.Signing{Way: models.WayServer}})
	if err != nil {
		p := problem(ctx, err)
		out.Code, out.Message, out.Detail, out.Errors = p.Code, p.Title, p.Detail, p.Errors
		if alone.Cause != nil {
			s.Log.ErrorContext(ctx, "sign document", "request", alone.ID, "task", item.Task, "err", alone.Cause)
		}
		return out
	}
	out.Case, out.State = done.Body.Case, done.Body.State
	return out
}
