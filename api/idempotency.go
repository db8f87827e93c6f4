package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/thyrida/thyrida/models"
)

// bodyLimit is how many bytes a JSON body may have.
const bodyLimit = 1 << 20

// answer is what is kept of an answer for who asks again.
type answer struct {
	Status   int    `json:"-"`
	Type     string `json:"type,omitempty"`
	Location string `json:"location,omitempty"`
	Body     []byte `json:"body,omitempty"` // to the letter
}

// once answers a request with an Idempotency-Key at most once: the same key
// and body again gets the first answer. Only answers of success are kept; what
// was refused has written nothing and may be tried again with the same key.
// Should the process die between the commit and the keeping of its answer, the
// request repeated makes the very same identifiers (request.intention) and
// finds what the first one made.
//
// An upload is compared by name, slot and hash of what was stored, not by the
// bytes of its multipart body, whose boundaries differ in every attempt: see
// upload.
func (s *server) once(c huma.Context, next func(huma.Context)) {
	key, mode := c.Header("Idempotency-Key"), c.Operation().Metadata[keyed]
	r := of(c.Context())
	if key == "" || mode == nil || r.Actor.Account == "" {
		next(c)
		return
	}
	g := humagin.Unwrap(c)
	if len(key) < 8 || len(key) > 100 {
		s.refuse(g, &models.Error{Kind: models.Invalid, Code: "invalid-request",
			Fields: []models.FieldFault{{Field: "Idempotency-Key", Code: "key-length"}}})
		return
	}
	r.Key = key
	if mode == byContent {
		next(c)
		return
	}
	body, err := io.ReadAll(io.LimitReader(g.Request.Body, bodyLimit+1))
	if err != nil || len(body) > bodyLimit {
		s.refuse(g, bodyFault(err))
		return
	}
	g.Request.Body = io.NopCloser(bytes.NewReader(body))
	sum := sha256.Sum256(body)
	kept, err := s.recall(c.Context(), g.Request.URL.Path, sum[:])
	if err != nil {
		s.refuse(g, err)
		return
	}
	if kept != nil {
		replay(g, *kept)
		return
	}
	held := &heldWriter{ResponseWriter: g.Writer}
	g.Writer = held
	defer func() {
		g.Writer = held.ResponseWriter
		if p := recover(); p != nil {
			s.forget(c.Context())
			panic(p)
		}
	}()
	next(c)
	s.keep(c.Context(), answer{Status: held.Status(), Type: held.Header().Get("Content-Type"),
		Location: held.Header().Get("Location"), Body: held.body.Bytes()})
	_, _ = held.ResponseWriter.Write(held.body.Bytes())
}

// recall gives the answer to the same request before, nil if there is none.
// Errors: idempotency-key-reused, request-at-work.
func (s *server) recall(ctx context.Context, path string, hash []byte) (*answer, error) {
	r := of(ctx)
	status, response, err := s.desk(ctx).BeginRequest(ctx, r.Key, http.MethodPost+" "+path, hash)
	if err != nil || status == 0 {
		return nil, err
	}
	a := answer{Status: status}
	if err := json.Unmarshal(response, &a); err != nil {
		return nil, err
	}
	return &a, nil
}

// keep keeps an answer of success and forgets every other. The client may have
// gone away; that changes nothing.
func (s *server) keep(ctx context.Context, a answer) {
	if a.Status < 200 || a.Status > 299 {
		s.forget(ctx)
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	kept, err := json.Marshal(a)
	if err == nil {
		err = s.desk(ctx).FinishRequest(ctx, of(ctx).Key, a.Status, kept)
	}
	if err != nil {
		s.Log.ErrorContext(ctx, "keep answer", "request", of(ctx).ID, "err", err)
	}
}

func (s *server) forget(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := s.desk(ctx).DropRequest(ctx, of(ctx).Key); err != nil {
		s.Log.ErrorContext(ctx, "forget request", "request", of(ctx).ID, "err", err)
	}
}

// replay answers as before.
func replay(c *gin.Context, a answer) {
	c.Header("Idempotent-Replay", "true")
	if a.Location != "" {
		c.Header("Location", a.Location)
	}
	c.Data(a.Status, a.Type, a.Body)
	c.Abort()
}

// heldWriter holds the body back until the answer has been kept.
type heldWriter struct {
	gin.ResponseWriter
	body bytes.Buffer
}

func (w *heldWriter) Write(b []byte) (int, error) { return w.body.Write(b) }

func (w *heldWriter) WriteString(b string) (int, error) { return w.body.WriteString(b) }

func (w *heldWriter) Written() bool { return w.body.Len() > 0 || w.ResponseWriter.Written() }

// Unwrap lets deadlines reach the connection.
func (w *heldWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// bodyFault says why a body could not be read.
func bodyFault(err error) error {
	var big *http.MaxBytesError
	switch {
	case err == nil, errors.As(err, &big):
		return models.Fault(models.Invalid, "too-large")
	case errors.Is(err, context.DeadlineExceeded):
		return models.Fault(models.Invalid, "too-slow")
	}
	return &models.Error{Kind: models.Invalid, Code: "unreadable", Err: err}
}
