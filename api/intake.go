package api

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/internal/intake"
	"github.com/thyrida/thyrida/models"
)

// Scanner looks for viruses. Its errors are those of intake.Scanner.
type Scanner interface {
	Scan(ctx context.Context, r io.Reader) error
}

// take judges a file and puts it where files are kept, held if the scanner did
// not answer.
func (s *server) take(ctx context.Context, a models.Attachment, file *intake.Spool, keepPlace bool) (models.Attachment, error) {
	err := s.intake.Take(ctx, file, intake.Ask{Name: a.Name, KeepPlace: keepPlace}, func(k intake.Kept) error {
		a.State = models.AttachmentReady
		if s.Scanner != nil {
			switch err := s.Scanner.Scan(ctx, bytes.NewReader(k.Content)); {
			case errors.Is(err, intake.ErrUnscanned):
				s.Log.WarnContext(ctx, "file is held", "request", of(ctx).ID, "err", err)
				a.State = models.AttachmentHeld
			case err != nil:
				return err
			}
		}
		o, err := s.Blob.Put(ctx, bytes.NewReader(k.Content), uploadLimit)
		if err != nil {
			return &models.Error{Kind: models.Unavailable, Code: "files-unavailable", Err: err}
		}
		a.MediaType, a.Size, a.SHA256, a.Blob = k.MediaType, o.Size, o.Key, o.Key
		return nil
	})
	var fault *intake.Fault
	switch {
	case errors.As(err, &fault):
		s.logins.spoil(of(ctx).Actor.Account)
		return a, refused(fault)
	case err != nil:
		return a, err
	}
	s.meters.uploads.Add(float64(a.Size))
	return a, nil
}

// takeSigned judges a document that comes back signed, and keeps the very bytes
// that came. One that the scanner does not see now must come again: a document
// is served as soon as it is issued.
func (s *server) takeSigned(ctx context.Context, file *intake.Spool) (o blob.Object, err error) {
	err = s.intake.Take(ctx, file, intake.Ask{KeepPlace: true}, func(k intake.Kept) error {
		if s.Scanner != nil {
			err := s.Scanner.Scan(ctx, bytes.NewReader(k.Content))
			if errors.Is(err, intake.ErrUnscanned) {
				return &models.Error{Kind: models.Unavailable, Code: "scanner-unavailable", Err: err}
			}
			if err != nil {
				return err
			}
		}
		o, err = s.Blob.Put(ctx, bytes.NewReader(k.Content), largestDocument)
		if err != nil {
			return &models.Error{Kind: models.Unavailable, Code: "files-unavailable", Err: err}
		}
		return nil
	})
	var fault *intake.Fault
	if errors.As(err, &fault) {
		s.logins.spoil(of(ctx).Actor.Account)
		return o, refused(fault)
	}
	return o, err
}

// refused tells an uploader why a file is not taken. What is of the wrong kind
// is one problem, what is dangerous or broken another; the field says which.
func refused(f *intake.Fault) error {
	e := &models.Error{Kind: models.Invalid, Code: "file-refused", Data: f.Data,
		Fields: []models.FieldFault{{Field: "file", Code: models.Code(f.Code), Data: f.Data}}}
	switch f.Code {
	case intake.KindNotAllowed, intake.Program, intake.WebPage, intake.NameNotContent:
		e.Code = "kind-not-allowed"
	}
	return e
}
