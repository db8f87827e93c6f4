package api

import (
	"context"
	"errors"
	"reflect"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// desk is the store as whoever asks may use it.
func (s *server) desk(ctx context.Context) store.Desk { return s.Store.For(of(ctx).Actor) }

// notFound says whether there is no such thing, or not for who asks.
func notFound(err error) bool {
	var e *models.Error
	return errors.As(err, &e) && e.Kind == models.NotFound
}

// isCode says whether an error has a code.
func isCode(err error, c models.Code) bool {
	var e *models.Error
	return errors.As(err, &e) && e.Code == c
}

// fieldError is an error of one field.
func fieldError(field string, code models.Code) error {
	return fieldErrors([]models.FieldFault{{Field: field, Code: code}})
}

// fieldErrors is an error of fields; nil if there are none.
func fieldErrors(faults []models.FieldFault) error {
	if len(faults) == 0 {
		return nil
	}
	return &models.Error{Kind: models.Invalid, Code: "invalid-request", Fields: faults}
}

func itoa(n int) string { return strconv.Itoa(n) }

func ptr[T any](v T) *T { return &v }

// moment is a time for an answer: absent when there is none, and in UTC.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }

// badIDs are the faults of identifiers in a list, whose shape the schema does
// not check.
func badIDs[T ~string](field string, ids []T) (out []models.FieldFault) {
	for i, id := range ids {
		if uuid.Validate(string(id)) != nil {
			out = append(out, models.FieldFault{Field: field + "[" + itoa(i) + "]", Code: "id-form"})
		}
	}
	return out
}

// rename calls a field at fault by the name it has in the request.
func rename(err error, from, to string) error {
	var e *models.Error
	if errors.As(err, &e) {
		for i := range e.Fields {
			if e.Fields[i].Field == from {
				e.Fields[i].Field = to
			}
		}
	}
	return err
}
