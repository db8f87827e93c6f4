package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// prefix is where this version of the interface lives.
const prefix = "/api/v1"

// document is the head of the OpenAPI document.
func document() huma.Config {
	c := huma.DefaultConfig("Thyrida", "1")
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", "" // the document is served by New; no page needs somebody else's server
	c.CreateHooks = nil                                   // no $schema member in every body
	c.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	c.RejectUnknownQueryParameters = true
	c.Info.Description = "Requests of citizens to their municipality, from the first click to the signed answer. " +
		"Every error is an RFC 9457 problem. Texts come in Greek or English by Accept-Language; field names, " +
		"identifiers and codes are English. Times are RFC 3339 in UTC."
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", Description: "The token of POST /sessions."},
	}
	return c
}

// option changes an operation under registration.
type option func(*huma.Operation)

// public needs no session.
func public(o *huma.Operation) { o.Security = nil }

// created answers 201.
func created(o *huma.Operation) { o.DefaultStatus = http.StatusCreated }

// noBody answers 204.
func noBody(o *huma.Operation) { o.DefaultStatus = http.StatusNoContent }

// unkept is for a POST that has an idempotency of its own, or none.
func unkept(o *huma.Operation) { delete(o.Metadata, keyed) }

// also documents another answer with the body of the first.
func also(status int, why string) option {
	return func(o *huma.Operation) {
		o.Responses[itoa(status)] = &huma.Response{Description: why}
	}
}

// mayMiss marks what may be missing though its address names no thing.
func mayMiss(o *huma.Operation) { o.Metadata[missable] = true }

const missable = "missable"

// describe says more than the summary.
func describe(text string) option {
	return func(o *huma.Operation) { o.Description = text }
}

// keyed marks operations that take an Idempotency-Key.
const keyed = "idempotency-key"

// add registers one operation. Every error of the handler becomes a problem.
func add[I, O any](s *server, method, path, id, summary string, h func(context.Context, *I) (*O, error), opts ...option) {
	noun := strings.Split(strings.Trim(path, "/"), "/")[0]
	op := huma.Operation{OperationID: id, Method: method, Path: prefix + path, Summary: summary, Tags: []string{noun},
		Security: []map[string][]string{{"bearer": {}}}, Responses: map[string]*huma.Response{}, Metadata: map[string]any{}}
	if method == http.MethodPost {
		op.Metadata[keyed] = true
	}
	for _, o := range opts {
		o(&op)
	}
	op.Errors = problemsOf(op)
	if op.Metadata[keyed] != nil {
		op.Parameters = append(op.Parameters, &huma.Param{Name: "Idempotency-Key", In: "header",
			Description: "Chosen by the caller, one for each intention, remembered per account. The same key and body again is " +
				"answered with the first answer and Idempotent-Replay: true; the same key with another body is refused.",
			Schema: &huma.Schema{Type: huma.TypeString, MinLength: ptr(8), MaxLength: ptr(100)}})
	}
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, problem(ctx, err)
		}
		return out, nil
	})
	s.sameBody(op)
}

// sameBody gives answers documented by also the body of the default answer.
func (s *server) sameBody(op huma.Operation) {
	item := s.api.OpenAPI().Paths[op.Path]
	for _, o := range []*huma.Operation{item.Get, item.Post, item.Put, item.Delete} {
		if o == nil || o.OperationID != op.OperationID {
			continue
		}
		first := o.Responses[itoa(max(o.DefaultStatus, http.StatusOK))]
		for _, r := range o.Responses {
			if r.Content == nil && first != nil && r != first {
				r.Content = first.Content
			}
		}
	}
}

// problemsOf are the statuses an operation can fail with.
func problemsOf(op huma.Operation) []int {
	out := []int{http.StatusInternalServerError, http.StatusServiceUnavailable}
	switch {
	case op.Security != nil:
		out = append(out, http.StatusUnauthorized, http.StatusForbidden)
	case op.Method == http.MethodPost: // the login
		out = append(out, http.StatusUnauthorized)
	}
	if strings.Contains(op.Path, "{") || op.Method != http.MethodGet || op.Metadata[missable] != nil {
		out = append(out, http.StatusNotFound)
	}
	if op.Method == http.MethodPost || op.Method == http.MethodPut || op.Method == http.MethodDelete {
		out = append(out, http.StatusConflict)
	}
	if op.Method == http.MethodPost || op.Method == http.MethodPut {
		out = append(out, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType,
			http.StatusTooManyRequests)
	}
	slices.Sort(out)
	return append(out, http.StatusUnprocessableEntity)
}

// routes are all operations, in the order of the document.
func (s *server) routes() {
	s.sessionRoutes()
	s.registrationRoutes()
	s.contactRoutes()
	s.secondFactorRoutes()
	s.loginRoutes()
	s.noticeRoutes()
	s.serviceRoutes()
	s.identityRoutes()
	s.attachmentRoutes()
	s.draftRoutes()
	s.caseRoutes()
	s.taskRoutes()
	s.bodyRoutes()
	s.absenceRoutes()
	s.reportRoutes()
	s.accountRoutes()
	s.staffRoutes()
	s.unitRoutes()
	s.signingKeyRoutes()
	s.processRoutes()
	s.certificateRoutes()
	s.verifyRoutes()
	s.documentRoutes()
}
