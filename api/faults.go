package api

import (
	"context"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/models"
)

// init makes huma speak in problems too. Its hooks are variables of the
// package, so they are set once, for everybody.
func init() {
	huma.ValidateStrictCasing = true
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return problem(context.Background(), checked(status, msg, errs))
	}
	huma.NewErrorWithContext = func(c huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return problem(c.Context(), checked(status, msg, errs))
	}
}

// checked says in our words what huma found wrong with a request. Values are
// not repeated: a body may hold what no log and no answer should.
func checked(status int, msg string, errs []error) error {
	out := &models.Error{Kind: models.Invalid, Code: "invalid-request"}
	switch status {
	case http.StatusBadRequest:
		out.Code = "unreadable"
	case http.StatusRequestTimeout:
		out.Code = "too-slow"
	case http.StatusRequestEntityTooLarge:
		out.Code = "too-large"
	case http.StatusUnsupportedMediaType:
		out.Code = "media-type"
	case http.StatusInternalServerError:
		return errorOf(msg, errs)
	}
	if out.Code != "invalid-request" {
		return out
	}
	for _, err := range errs {
		if d, ok := err.(huma.ErrorDetailer); ok {
			out.Fields = append(out.Fields, fieldFault(d.ErrorDetail()))
		}
	}
	return out
}

// errorOf is what huma could not do, for the log.
func errorOf(msg string, errs []error) error {
	out := &models.Error{Kind: models.Broken, Code: "internal"}
	if len(errs) > 0 {
		out.Err = errs[0]
	} else if msg != "" {
		out.Err = models.Fault(models.Broken, models.Code(msg))
	}
	return out
}

// meanings are the codes of huma's messages, by a part of each.
var meanings = []struct {
	part string
	code models.Code
}{
	{"required property", "required"},
	{"parameter is missing", "required"},
	{"unexpected property", "unknown-field"},
	{"unknown query parameter", "unknown-field"},
	{"RFC 3339 date-time", "time-form"},
	{"RFC 3339 date", "date-form"},
	{"RFC 5322 email", "email-form"},
	{"uuid", "id-form"},
	{"expected boolean", "boolean-form"},
	{"invalid boolean", "boolean-form"},
	{"expected integer", "number-form"},
	{"expected number >=", "too-small"},
	{"expected number >", "too-small"},
	{"expected number <", "too-great"},
	{"expected number", "number-form"},
	{"invalid integer", "number-form"},
	{"invalid float", "number-form"},
	{"expected string to match", "pattern"},
	{"expected string to be", "pattern"},
	{"expected string", "text-form"},
	{"expected array length >=", "too-few"},
	{"expected array length <=", "too-many"},
	{"items to be unique", "repeated"},
	{"expected array", "list-form"},
	{"expected object", "object-form"},
	{"value to be one of", "not-a-choice"},
	{"expected length >=", "too-short"},
	{"expected length <=", "too-long"},
}

var (
	limitIn    = regexp.MustCompile(`[<>]=? ?(-?[0-9.]+)`)
	propertyIn = regexp.MustCompile(`required property (\S+) to be`)
)

// fieldFault finds the code and the field of one of huma's messages.
func fieldFault(d *huma.ErrorDetail) models.FieldFault {
	f := models.FieldFault{Field: d.Location, Code: "bad-value"}
	for _, in := range []string{"body.", "query.", "path.", "header.", "form."} {
		if rest, ok := strings.CutPrefix(f.Field, in); ok {
			f.Field = rest
			break
		}
	}
	if f.Field == "body" {
		f.Field = ""
	}
	for _, m := range meanings {
		if strings.Contains(d.Message, m.part) {
			f.Code = m.code
			break
		}
	}
	if m := limitIn.FindStringSubmatch(d.Message); m != nil {
		f.Data = map[string]any{"limit": m[1]}
	}
	if m := propertyIn.FindStringSubmatch(d.Message); m != nil {
		f.Field = strings.TrimPrefix(f.Field+"."+m[1], ".")
	}
	return f
}
