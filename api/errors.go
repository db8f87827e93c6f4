package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/thyrida/thyrida/models"
)

// statuses is the one table from an error's kind to its HTTP status. What is
// no models.Error is broken.
var statuses = map[models.Kind]int{
	models.Invalid:     http.StatusUnprocessableEntity,
	models.NotFound:    http.StatusNotFound,
	models.Conflict:    http.StatusConflict,
	models.Forbidden:   http.StatusForbidden,
	models.Unavailable: http.StatusServiceUnavailable,
	models.Broken:      http.StatusInternalServerError,
}

// exceptions are the codes for which HTTP has a status of its own.
var exceptions = map[models.Code]int{
	"unreadable":         http.StatusBadRequest,
	"login-required":     http.StatusUnauthorized,
	"session-over":       http.StatusUnauthorized,
	"login-refused":      http.StatusUnauthorized,
	"login-over":         http.StatusUnauthorized,
	"method-not-allowed": http.StatusMethodNotAllowed,
	"too-slow":           http.StatusRequestTimeout,
	"too-large":          http.StatusRequestEntityTooLarge,
	"kind-not-allowed":   http.StatusUnsupportedMediaType,
	"file-refused":       http.StatusUnprocessableEntity,
	"upload-quota":       http.StatusTooManyRequests,
	"media-type":         http.StatusUnsupportedMediaType,
	"too-many-attempts":  http.StatusTooManyRequests,

	"second-factor-needed": http.StatusUnauthorized,
	"provider-answer":      http.StatusBadGateway,
}

var (
	fault404 = models.Fault(models.NotFound, "no-such-page")
	fault405 = models.Fault(models.Invalid, "method-not-allowed")
)

// Problem is an error as RFC 9457 writes it.
type Problem struct {
	Type     string         `json:"type" format:"uri-reference" doc:"/problems/ and the code."`
	Title    string         `json:"title" doc:"What went wrong, in the caller's language."`
	Status   int            `json:"status" doc:"The HTTP status."`
	Detail   string         `json:"detail,omitempty" doc:"What to do about it, in the caller's language."`
	Code     ProblemCode    `json:"code" doc:"What went wrong, for programs."`
	Instance string         `json:"instance" format:"uri" doc:"urn:uuid: and the identifier of the request, which the log knows."`
	Errors   []FieldProblem `json:"errors,omitempty" nullable:"false" doc:"Which fields are at fault."`
	Data     map[string]any `json:"data,omitempty" doc:"The values the texts name, e.g. who was first."`

	headers http.Header
}

// FieldProblem is what is wrong with one field.
type FieldProblem struct {
	Field   string    `json:"field" doc:"Path in the request, e.g. form.afm or attachments.identity."`
	Code    FieldCode `json:"code"`
	Message string    `json:"message" doc:"In the caller's language."`
}

// ProblemCode and FieldCode are closed sets: the keys of texts/*.yaml.
type (
	ProblemCode string
	FieldCode   string
)

// Schema lists the codes for the OpenAPI document.
func (ProblemCode) Schema(huma.Registry) *huma.Schema { return enumOf(texts.problemCodes()) }

// Schema lists the codes for the OpenAPI document.
func (FieldCode) Schema(huma.Registry) *huma.Schema { return enumOf(texts.fieldCodes()) }

func enumOf(codes []string) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, c := range codes {
		s.Enum = append(s.Enum, c)
	}
	return s
}

// Error is the code; the words are for people.
func (p *Problem) Error() string { return string(p.Code) }

// GetStatus tells huma the status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders tells huma of Retry-After and WWW-Authenticate.
func (p *Problem) GetHeaders() http.Header { return p.headers }

// ContentType tells huma the media type.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// problem writes an error for people. Its cause is kept for the log, where it
// is written once, and never told to the caller.
func problem(ctx context.Context, err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	r := of(ctx)
	e := known(ctx, err)
	status, ok := exceptions[e.Code]
	if !ok {
		status = statuses[e.Kind]
	}
	if status >= http.StatusInternalServerError {
		r.Cause = err
	}
	title, detail, code := texts.problem(r.Lang, e.Code, e.Data)
	if code != e.Code { // a code without a text is a fault of ours: say the kind, log the code
		r.Cause = err
	}
	r.Code = e.Code
	p = &Problem{Type: "/problems/" + string(code), Title: title, Status: status, Detail: detail,
		Code: ProblemCode(code), Instance: "urn:uuid:" + r.ID, Data: e.Data, headers: http.Header{}}
	for _, f := range e.Fields {
		if f.Field == "after" { // what the store calls it
			f.Field = "cursor"
		}
		p.Errors = append(p.Errors, FieldProblem{Field: f.Field, Code: FieldCode(f.Code), Message: texts.field(r.Lang, f)})
	}
	seconds, _ := e.Data["seconds"].(int)
	switch {
	case status == http.StatusTooManyRequests && seconds > 0:
		p.headers.Set("Retry-After", itoa(seconds))
	case status == http.StatusServiceUnavailable, e.Code == "request-at-work":
		p.headers.Set("Retry-After", "5")
	case status == http.StatusUnauthorized:
		p.headers.Set("WWW-Authenticate", "Bearer")
	}
	return p
}

// known finds what an error means. A database that was not asked in time says
// so itself; what nobody gave a meaning is a fault of the program.
func known(ctx context.Context, err error) *models.Error {
	var e *models.Error
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, context.DeadlineExceeded), ctx.Err() != nil:
		return &models.Error{Kind: models.Unavailable, Code: "out-of-time", Err: err}
	}
	return &models.Error{Kind: models.Broken, Code: "internal", Err: err}
}

// refuse answers with a problem from outside huma, or with its page.
func (s *server) refuse(c *gin.Context, err error) {
	if wantsPage(c) {
		s.visit(c).failure(err)
		c.Abort()
		return
	}
	p := problem(c.Request.Context(), err)
	write(c.Writer, p)
	c.Abort()
}

// write answers with a problem.
func write(w http.ResponseWriter, p *Problem) {
	for k, v := range p.headers {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client is gone: nothing to do about it
}
