package api

import (
	"context"
	"log/slog"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/models"
)

// request is what is known of one request, for handlers, problems and the log.
type request struct {
	ID    string // UUID; in the answer's X-Request-Id and in problems
	Lang  string // "el" or "en"
	Actor models.Actor
	Token []byte // hash of the session's token
	Key   string // the caller's Idempotency-Key

	Address string // of the caller, for the login's limits; never logged
	Device  string // cookie of a browser that has been in an account, or says so

	// For the log.
	Case  models.CaseID
	Task  models.TaskID
	Code  models.Code // of the problem
	Cause error       // of a problem that is ours
}

// intention is an identifier for what the request makes. With an
// Idempotency-Key it is always the same one, so that a request repeated after a
// crash finds what the first one made.
func (r *request) intention(what string) string {
	if r.Key != "" {
		return uuid.NewSHA1(uuid.NameSpaceURL, []byte(what+"/"+string(r.Actor.Account)+"/"+r.Key)).String()
	}
	return uuid.Must(uuid.NewV7()).String()
}

type requestKey struct{}

// of gives the request a context belongs to.
func of(ctx context.Context) *request {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r
	}
	return &request{Lang: "el"}
}

// attrs are the request's words for the log: identifiers, never names.
func (r *request) attrs() []slog.Attr {
	out := []slog.Attr{slog.String("request", r.ID)}
	for _, a := range []struct{ key, value string }{
		{"actor", string(r.Actor.Account)}, {"case", string(r.Case)}, {"task", string(r.Task)}, {"code", string(r.Code)},
	} {
		if a.value != "" {
			out = append(out, slog.String(a.key, a.value))
		}
	}
	return out
}
