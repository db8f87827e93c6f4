package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/internal/verifycode"
	"github.com/thyrida/thyrida/models"
)

// verifyLimit is how many bytes a file may have to be checked; it is held in
// memory and nowhere else.
const verifyLimit = 20_000_000

// verifyTime is how long a file is looked at. The reader's own budget ends
// much earlier; this is for a machine that is too busy to spend it.
const verifyTime = 10 * time.Second

// FileResult says what a file is.
type FileResult string

const (
	FileOurs        FileResult = "ours"         // byte for byte
	FileOursChanged FileResult = "ours-changed" // ours with more after it, or signed by us and changed
	FileNotOurs     FileResult = "not-ours"
	FileCannotRead  FileResult = "cannot-read"
)

// FileCheck is what is known of a file that somebody holds.
type FileCheck struct {
	Result       FileResult       `json:"result" enum:"ours,ours-changed,not-ours,cannot-read"`
	Text         string           `json:"text" doc:"The result in a sentence."`
	SHA256       models.SHA256    `json:"sha256" doc:"Of the file that was sent."`
	Size         int64            `json:"size" doc:"Bytes."`
	SameDocument *bool            `json:"sameDocument,omitempty" doc:"Whether the file is of the document with the code that was given."`
	Newest       *bool            `json:"newest,omitempty" doc:"Of a file of ours: whether no later file of the same document exists, e.g. with a timestamp."`
	Document     *Verification    `json:"document,omitempty" doc:"Which document it is, or began as."`
	Signatures   []FoundSignature `json:"signatures,omitempty" nullable:"false" doc:"Those in a file that is not ours byte for byte."`
}

// FoundSignature is one signature in a file, without its signer's name.
type FoundSignature struct {
	Intact  bool        `json:"intact" doc:"What was signed is as it was signed."`
	Whole   bool        `json:"whole" doc:"Covers the whole file."`
	Trusted *bool       `json:"trusted,omitempty" doc:"The certificate is under roots that the municipality trusts; absent when that was not checked."`
	Class   sign.Class  `json:"class,omitempty"`
	Level   sign.Level  `json:"level,omitempty"`
	Faults  []sign.Code `json:"faults" nullable:"false"`
}

type verifyFileOutput struct{ Body FileCheck }

func (s *server) verifyFile(ctx context.Context, in *uploadInput) (*verifyFileOutput, error) {
	done, err := s.door.bring(of(ctx).Address)
	if err != nil {
		return nil, err
	}
	defer done()
	sent, err := receiveFile(in.writer, in.request)
	if err != nil {
		return nil, err
	}
	check, err := s.checkFile(ctx, sent)
	if err != nil {
		return nil, err
	}
	return &verifyFileOutput{check}, nil
}

// sentFile is what somebody sent to be checked.
type sentFile struct {
	data       []byte
	code, lang string
}

// receiveFile reads the parts of the body into memory.
func receiveFile(w http.ResponseWriter, r *http.Request) (sent sentFile, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, verifyLimit+64<<10)
	parts, err := r.MultipartReader()
	if err != nil {
		return sent, models.Fault(models.Invalid, "media-type")
	}
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return sent, brokenBody(err)
		}
		limit := int64(verifyLimit)
		if p.FormName() != "file" {
			limit = 200
		}
		data, err := io.ReadAll(io.LimitReader(p, limit+1))
		switch {
		case err != nil:
			return sent, brokenBody(err)
		case p.FormName() == "file" && sent.data != nil:
			return sent, fieldError("file", "repeated")
		case p.FormName() == "file" && int64(len(data)) > limit:
			return sent, fileTooLarge()
		case p.FormName() == "file" && p.FileName() == "" && len(data) == 0: // a form in which none was chosen
		case p.FormName() == "file":
			sent.data = data
		case p.FormName() == "code":
			sent.code = string(data)
		case p.FormName() == "lang":
			sent.lang = string(data)
		default:
			return sent, fieldError(p.FormName(), "unknown-field")
		}
	}
	switch {
	case sent.data == nil:
		return sent, fieldError("file", "required")
	case len(sent.data) == 0:
		return sent, fieldError("file", "file-empty")
	}
	return sent, nil
}

func brokenBody(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return fileTooLarge()
	}
	return bodyFault(err)
}

func fileTooLarge() error {
	data := map[string]any{"limit": verifyLimit / 1_000_000}
	return &models.Error{Kind: models.Invalid, Code: "too-large", Data: data,
		Fields: []models.FieldFault{{Field: "file", Code: "file-too-large", Data: data}}}
}

// checkFile says what a file is: first by its bytes, then by the bytes of each
// of its revisions, which finds a document of ours that somebody added to, and
// then by the certificates of its signatures.
func (s *server) checkFile(ctx context.Context, sent sentFile) (FileCheck, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*verifyTime) // a slow upload has used up the request's own
	defer cancel()
	sums := revisions(sent.data)
	out := FileCheck{Result: FileNotOurs, SHA256: sums[0], Size: int64(len(sent.data))}
	lang := of(ctx).Lang
	v, found, err := s.Store.VerifyFile(ctx, sums...)
	if err != nil {
		return out, err
	}
	if found {
		d := showVerified(lang, v)
		out.Document, out.Result = &d, FileOursChanged
		if sent.code != "" {
			code, ok := verifycode.Normalise(sent.code)
			out.SameDocument = ptr(ok && code == v.Code)
		}
	}
	if found && v.Matched == sums[0] {
		out.Result, out.Newest = FileOurs, ptr(v.Newest)
	} else if err := s.inspect(ctx, sent.data, &out); err != nil {
		return out, err
	}
	out.Text = texts.word(lang, models.Code("verify-file-"+string(out.Result)))
	return out, nil
}

// inspect looks for signatures in a file that is not ours byte for byte.
func (s *server) inspect(ctx context.Context, data []byte, out *FileCheck) error {
	roots, checked := s.roots(ctx)
	report, err := s.read(ctx, data, roots)
	if sign.CodeOf(err) == sign.CannotRead && out.Result == FileNotOurs {
		out.Result = FileCannotRead
	}
	if err != nil && sign.CodeOf(err) == "" {
		return err
	}
	var certificates []models.SHA256
	sound := report.Whole()
	for _, g := range report.Signatures {
		f := FoundSignature{Intact: g.Intact(), Whole: g.Whole, Class: g.Class, Level: g.Level, Faults: []sign.Code{}}
		for _, c := range g.Faults {
			if c != sign.CertificateForeign || checked {
				f.Faults = append(f.Faults, c)
			}
			sound = sound && c == sign.CertificateForeign
		}
		if g.Certificate != nil {
			certificates = append(certificates, sumOf(g.Certificate.Raw))
			if checked {
				f.Trusted = ptr(!slices.Contains(g.Faults, sign.CertificateForeign))
			}
		}
		out.Signatures = append(out.Signatures, f)
	}
	if out.Result != FileNotOurs || len(certificates) == 0 || sound {
		return nil // as it was signed, and still no file of ours: somebody signed something else
	}
	ours, err := s.Store.SignedHere(ctx, certificates...)
	if ours {
		out.Result = FileOursChanged
	}
	return err
}

// roots are those the municipality trusts; without them nothing is trusted,
// and that is not called checked.
func (s *server) roots(ctx context.Context) (pool *x509.CertPool, checked bool) {
	if s.Roots == nil {
		return x509.NewCertPool(), false
	}
	pool, err := s.Roots()
	if err == nil && pool.Equal(x509.NewCertPool()) {
		return pool, false // nobody is named yet
	}
	if err != nil {
		s.Log.WarnContext(ctx, "read the trusted roots", "request", of(ctx).ID, "err", err)
		return x509.NewCertPool(), false
	}
	return pool, true
}

// read checks the signatures of a hostile file: few at the same time, in
// bounded time, and a fault of the reader is the file's.
func (s *server) read(ctx context.Context, data []byte, roots *x509.CertPool) (sign.Report, error) {
	if err := s.door.wait(ctx); err != nil {
		return sign.Report{}, err
	}
	type reading struct {
		report sign.Report
		err    error
	}
	ended, at := make(chan reading, 1), s.Clock.Now()
	go func() {
		defer s.door.leave()
		defer func() {
			if p := recover(); p != nil {
				s.Log.ErrorContext(ctx, "reader of PDFs panicked", "request", of(ctx).ID, "panic", fmt.Sprint(p))
				ended <- reading{err: &sign.Error{Code: sign.CannotRead}}
			}
		}()
		r, err := sign.Verify(data, roots, at)
		ended <- reading{r, err}
	}()
	limit, cancel := context.WithTimeout(ctx, verifyTime)
	defer cancel()
	select {
	case r := <-ended:
		return r.report, r.err
	case <-limit.Done():
		return sign.Report{}, &sign.Error{Code: sign.CannotRead, Err: limit.Err()}
	}
}

func sumOf(b []byte) models.SHA256 {
	sum := sha256.Sum256(b)
	return models.SHA256(hex.EncodeToString(sum[:]))
}

// revisions are the hash of a file and those of what it may have been before
// somebody added to it: everything up to each of its first end marks.
func revisions(data []byte) []models.SHA256 {
	const most = 40
	out := []models.SHA256{""}
	h, from := sha256.New(), 0
	mark := []byte("%%EOF")
	for at := 0; len(out) < most; {
		i := bytes.Index(data[at:], mark)
		if i < 0 {
			break
		}
		at += i + len(mark)
		for end := at; end < len(data) && end <= at+2; end++ {
			h.Write(data[from:end])
			from = end
			out = append(out, models.SHA256(hex.EncodeToString(h.Sum(nil))))
			if data[end] != '\r' && data[end] != '\n' {
				break
			}
		}
	}
	h.Write(data[from:])
	out[0] = models.SHA256(hex.EncodeToString(h.Sum(nil)))
	return out
}
