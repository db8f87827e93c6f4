package api

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"regexp"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/google/uuid"

	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/models"
)

// signedInput reads its body itself, as an upload does.
type signedInput struct {
	ID models.TaskID `path:"id" format:"uuid"`
	uploadInput
}

// Resolve implements huma.Resolver.
func (in *signedInput) Resolve(c huma.Context) []error {
	g := humagin.Unwrap(c)
	in.request, in.writer = g.Request, g.Writer
	return nil
}

// brought is a request that brings a signed document back.
type brought struct {
	decision models.DecisionID
	seen     models.SHA256
	file     blob.Object
}

// bringSigned takes a document that was signed outside the house. Who has no
// such task is refused before anything he sends is kept.
func (s *server) bringSigned(ctx context.Context, in *signedInput) (*decidedOutput, error) {
	of(ctx).Task = in.ID
	t, err := s.desk(ctx).Task(ctx, in.ID)
	if err == nil && t.Audience != models.ForSigner {
		err = models.Fault(models.NotFound, "no-such-task")
	}
	if err != nil {
		return nil, err
	}
	if err := s.logins.spoiled(of(ctx).Actor.Account); err != nil {
		return nil, err
	}
	b, err := s.receiveSigned(ctx, in)
	if err != nil {
		return nil, err
	}
	if rec, err := s.desk(ctx).Decision(ctx, b.decision); err == nil {
		return s.settle(ctx, rec)
	} else if !notFound(err) {
		return nil, err
	}
	f, certificate, err := s.desk(ctx).Offer(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	of(ctx).Case = f.CaseID
	if f.Intended != b.seen {
		return nil, models.Fault(models.Conflict, "edited-meanwhile")
	}
	back := &models.Brought{SHA256: models.SHA256(b.file.Key), Size: b.file.Size, MediaType: models.MediaType(b.file.MediaType),
		Offered: f.Unsigned, SignedAt: s.Clock.Now()}
	accept := []string{"pdf", "jpeg", "png"}
	if f.Way == models.WayExternal {
		accept = accept[:1]
	}
	if !blob.Allowed(b.file.MediaType, accept) {
		return nil, &models.Error{Kind: models.Invalid, Code: "kind-not-allowed", Fields: []models.FieldFault{{Field: "file", Code: "kind-not-allowed"}}}
	}
	if f.Way == models.WayExternal {
		if err := s.acceptSigned(ctx, f.Unsigned, back.SHA256, certificate); err != nil {
			return nil, err
		}
		sum := sha256.Sum256(certificate)
		back.Certificate = models.SHA256(hex.EncodeToString(sum[:]))
	}
	return s.decide(ctx, models.Verdict{ID: b.decision, TaskID: in.ID, Outcome: models.Signed, Seen: b.seen,
		Signing: &models.Signing{Way: f.Way, Brought: back}})
}

// acceptSigned refuses all but the offered bytes with one signature by the
// expected certificate.
func (s *server) acceptSigned(ctx context.Context, offered, returned models.SHA256, certificate []byte) error {
	expected, err := x509.ParseCertificate(certificate)
	if err != nil {
		return err
	}
	before, err := s.stored(ctx, offered)
	if err != nil {
		return err
	}
	after, err := s.stored(ctx, returned)
	if err != nil {
		return err
	}
	err = sign.AcceptExternal(before, after, expected)
	if err == nil {
		return nil
	}
	e := &models.Error{Kind: models.Invalid, Code: "signature-refused", Err: err, Fields: []models.FieldFault{{Field: "file", Code: "signature-refused"}}}
	switch c := sign.CodeOf(err); c {
	case sign.NotTheOffered, sign.CertificateUnexpected, sign.LaterChanges, sign.SignatureMissing, sign.CannotRead:
		e.Code = models.Code(c)
	}
	return e
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// receiveSigned reads the parts of the body as they come.
func (s *server) receiveSigned(ctx context.Context, in *signedInput) (b brought, err error) {
	in.request.Body = http.MaxBytesReader(in.writer, in.request.Body, largestDocument+64<<10)
	parts, err := in.request.MultipartReader()
	if err != nil {
		return b, models.Fault(models.Invalid, "media-type")
	}
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return b, b.check()
		}
		if err != nil {
			return b, bodyFault(err)
		}
		switch p.FormName() {
		case "decisionId", "seen":
			word, err := io.ReadAll(io.LimitReader(p, 100))
			if err != nil {
				return b, bodyFault(err)
			}
			if p.FormName() == "seen" {
				b.seen = models.SHA256(word)
			} else {
				b.decision = models.DecisionID(word)
			}
		case "file":
			if b.file.Key != "" {
				return b, fieldError("file", "repeated")
			}
			if b.file, err = s.keepSigned(ctx, p); err != nil {
				return b, err
			}
		default:
			return b, fieldError(p.FormName(), "unknown-field")
		}
	}
}

// keepSigned judges the bytes and puts them where documents are kept. Those that no document
// takes are found, and taken away, by doctor.
func (s *server) keepSigned(ctx context.Context, r io.Reader) (blob.Object, error) {
	file, err := s.spool(ctx, r, largestDocument)
	if err != nil {
		return blob.Object{}, err
	}
	defer file.Close()
	return s.takeSigned(ctx, file)
}

// check says what the request lacks.
func (b brought) check() error {
	var faults []models.FieldFault
	if uuid.Validate(string(b.decision)) != nil {
		faults = append(faults, models.FieldFault{Field: "decisionId", Code: "id-form"})
	}
	if !hashForm.MatchString(string(b.seen)) {
		faults = append(faults, models.FieldFault{Field: "seen", Code: "pattern"})
	}
	if b.file.Key == "" {
		faults = append(faults, models.FieldFault{Field: "file", Code: "required"})
	}
	return fieldErrors(faults)
}
