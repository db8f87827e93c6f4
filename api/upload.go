package api

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"golang.org/x/text/unicode/norm"

	"github.com/thyrida/thyrida/internal/intake"
	"github.com/thyrida/thyrida/models"
)

// uploadInput reads its body itself: huma would put it into memory or a file.
type uploadInput struct {
	request *http.Request
	writer  http.ResponseWriter
	more    url.Values // of a page: keeps what else its form holds; nil: there may be nothing else
}

// Resolve implements huma.Resolver.
func (in *uploadInput) Resolve(c huma.Context) []error {
	g := humagin.Unwrap(c)
	in.request, in.writer = g.Request, g.Writer
	return nil
}

// morePartsMost is how many inputs a page may send beside its file.
const morePartsMost = 20

type attachmentOutput struct {
	Location string `header:"Location"`
	Replay   string `header:"Idempotent-Replay"`
	Body     Attachment
}

// upload streams one file into the blob store and gives it a row.
func (s *server) upload(ctx context.Context, in *uploadInput) (*attachmentOutput, error) {
	if err := s.logins.spoiled(of(ctx).Actor.Account); err != nil {
		return nil, err
	}
	a, service, file, err := s.receive(ctx, in)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	keepPlace := false
	if a.Slot != "" && service != "" {
		p, err := s.fits(ctx, service, a)
		if err != nil {
			return nil, err
		}
		keepPlace = p.KeepPlace
	}
	if a, err = s.take(ctx, a, file, keepPlace); err != nil {
		return nil, err
	}
	a.ID, a.UploadedAt = models.AttachmentID(of(ctx).intention("attachment")), s.Clock.Now()
	if of(ctx).Key != "" {
		sum := sha256.Sum256([]byte(string(a.Slot) + "\n" + a.Name + "\n" + a.SHA256))
		kept, err := s.recall(ctx, prefix+"/attachments", sum[:])
		if err != nil {
			return nil, err
		}
		if kept != nil {
			out := &attachmentOutput{Location: kept.Location, Replay: "true"}
			return out, json.Unmarshal(kept.Body, &out.Body)
		}
	}
	out := &attachmentOutput{Location: prefix + "/attachments/" + string(a.ID), Body: showAttachment(a)}
	if err := s.desk(ctx).AddAttachment(ctx, a); err != nil {
		if of(ctx).Key != "" {
			s.forget(ctx)
		}
		return nil, err
	}
	if of(ctx).Key != "" {
		body, err := json.Marshal(out.Body)
		if err != nil {
			return nil, err
		}
		s.keep(ctx, answer{Status: http.StatusCreated, Location: out.Location, Body: body})
	}
	return out, nil
}

// receive reads the parts of the body as they come. Who gets a file closes it.
func (s *server) receive(ctx context.Context, in *uploadInput) (a models.Attachment, service models.ServiceCode, file *intake.Spool, err error) {
	defer func() {
		if err != nil && file != nil {
			file.Close()
		}
	}()
	in.request.Body = http.MaxBytesReader(in.writer, in.request.Body, uploadLimit+64<<10)
	parts, err := in.request.MultipartReader()
	if err != nil {
		return a, "", nil, models.Fault(models.Invalid, "media-type")
	}
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return a, "", file, bodyFault(err)
		}
		switch p.FormName() {
		case "service", "slot":
			word, err := io.ReadAll(io.LimitReader(p, 100))
			if err != nil {
				return a, "", file, bodyFault(err)
			}
			if p.FormName() == "slot" {
				a.Slot = models.SlotKey(word)
			} else {
				service = models.ServiceCode(word)
			}
		case "file":
			if file != nil {
				return a, "", file, fieldError("file", "repeated")
			}
			if a.Name = tidyName(p.FileName()); a.Name == "" {
				return a, "", nil, fieldError("file", "name-missing")
			}
			if file, err = s.spool(ctx, p, uploadLimit); err != nil {
				return a, "", nil, err
			}
			a.Size, a.MediaType = file.Size(), intake.Kind(file.Head())
		default:
			if in.more == nil || len(in.more) == morePartsMost {
				return a, "", file, fieldError(p.FormName(), "unknown-field")
			}
			typed, err := io.ReadAll(io.LimitReader(p, bodyLimit))
			if err != nil {
				return a, "", file, bodyFault(err)
			}
			in.more.Add(p.FormName(), string(typed))
		}
	}
	if file == nil {
		return a, "", nil, fieldError("file", "required")
	}
	return a, service, file, nil
}

// spool reads the bytes of a file to where they wait to be judged.
func (s *server) spool(ctx context.Context, r io.Reader, limit int64) (*intake.Spool, error) {
	file, err := intake.Receive(r, limit)
	var big *http.MaxBytesError
	switch {
	case errors.Is(err, intake.ErrTooLarge), errors.As(err, &big):
		return nil, &models.Error{Kind: models.Invalid, Code: "too-large", Data: map[string]any{"limit": limit / 1_000_000},
			Fields: []models.FieldFault{{Field: "file", Code: "file-too-large", Data: map[string]any{"limit": limit / 1_000_000}}}}
	case errors.Is(err, io.ErrUnexpectedEOF), ctx.Err() != nil:
		return nil, &models.Error{Kind: models.Invalid, Code: "unreadable", Err: err}
	case err != nil:
		return nil, &models.Error{Kind: models.Unavailable, Code: "files-unavailable", Err: err}
	case file.Size() == 0:
		return nil, fieldError("file", "file-empty")
	}
	return file, nil
}

// tidyName is a file's name without path, control characters and excess.
func tidyName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, norm.NFC.String(name))
	runes := []rune(strings.TrimSpace(name))
	if len(runes) > 150 { // keep the end: it says what kind of file it is
		runes = append(runes[:100], runes[len(runes)-50:]...)
	}
	return string(runes)
}
