package activities

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/catalogue/certprint"
	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/keyring"
	"github.com/thyrida/thyrida/internal/pdf"
	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/internal/signbox"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// Certificate performs the steps that issue a document (DESIGN §8). Each may be
// repeated: the intent is fixed by its row, the bytes by the intent, the blob
// by its hash, and of two signed files the first that is issued counts.
type Certificate struct {
	Store     store.System
	Services  *catalogue.Book
	Files     *blob.Store
	Keys      *keyring.Ring
	Authority sign.Timestamper // nil: documents get no timestamp
	Clock     clock.Clock
	Portal    string // public address, for the QR code
}

// Intend commits what is going to be issued, with its number.
func (a *Certificate) Intend(ctx context.Context, in models.IssueRef) (out models.None, err error) {
	err = a.Store.Intend(ctx, in.CaseID)
	var known *models.Error
	if errors.As(err, &known) && known.Kind == models.Unavailable {
		err = errors.Join(err, a.Store.IssueWaits(ctx, in.CaseID, known.Code)) // the seal
	}
	return out, err
}

// Render stores the final bytes before the signature. They say of what class its
// certificate is, so the key must be there: it may be another than the one that
// was there when the signature was decided.
func (a *Certificate) Render(ctx context.Context, in models.IssueRef) (out models.IssueRendered, err error) {
	out.CaseID = in.CaseID
	f, err := a.Store.IssueFacts(ctx, in.CaseID)
	if err != nil {
		return out, err
	}
	if f.Brought != nil { // signed outside the house: what was offered stands
		out.SHA256 = f.Unsigned
		return out, nil
	}
	cert, err := a.Services.Certificate(ctx, templateOf(f.Record))
	if err != nil {
		return out, err
	}
	key, err := a.Keys.Signer(holderOf(f))
	if err != nil {
		return out, a.keyFault(ctx, in.CaseID, err)
	}
	if class := string(sign.ClassOf(key.Certificate())); class != f.Class {
		if err := a.Store.SignedAs(ctx, in.CaseID, class); err != nil {
			return out, err
		}
		f.Class = class
	}
	file, box, err := certprint.Render(cert, f, certprint.Options{Portal: a.Portal})
	if err != nil {
		return out, &models.Error{Kind: models.Broken, Code: "not-printable", Err: err}
	}
	o, err := a.Files.Put(ctx, bytes.NewReader(file), largestDocument)
	if err != nil {
		return out, err
	}
	out.SHA256, out.Page, out.Box = models.SHA256(o.Key), box.Page, [4]float64{box.Left, box.Bottom, box.Right, box.Top}
	return out, a.Store.Rendered(ctx, in.CaseID, out.SHA256)
}

// Sign signs what was rendered and stores it; what somebody brought back signed
// is taken as it is. A key that is absent or has expired makes the step wait.
func (a *Certificate) Sign(ctx context.Context, in models.IssueRendered) (out models.IssueSigned, err error) {
	f, err := a.Store.IssueFacts(ctx, in.CaseID)
	if err != nil {
		return out, err
	}
	out = models.IssueSigned{CaseID: in.CaseID, What: models.FileSigned, MediaType: "application/pdf", Level: models.LevelB, Late: a.Authority != nil}
	if b := f.Brought; b != nil {
		out.SHA256, out.Size, out.MediaType, out.Certificate, out.SignedAt = b.SHA256, b.Size, b.MediaType, b.Certificate, b.SignedAt
		if f.Way == models.WayPaper {
			out.What, out.Level, out.Late = models.FileScan, "", false
		}
		return out, nil
	}
	key, err := a.Keys.Signer(holderOf(f))
	if err != nil {
		return out, a.keyFault(ctx, in.CaseID, err)
	}
	if in, err = a.current(ctx, in, f, key); err != nil {
		return out, err
	}
	unsigned, err := readFile(ctx, a.Files, in.SHA256)
	if err != nil {
		return out, err
	}
	at := a.Clock.Now()
	signed, level, err := a.sign(ctx, key, f, unsigned, in, at)
	if err != nil {
		return out, err
	}
	o, err := a.Files.Put(ctx, bytes.NewReader(signed), largestDocument)
	out.SHA256, out.Size, out.Level, out.SignedAt = models.SHA256(o.Key), o.Size, level, at
	out.Certificate = fingerprint(key.Certificate())
	out.Late = out.Late && level != models.LevelT
	return out, err
}

// current is what was rendered, rendered once more if the key has been replaced
// since by one of another class: the document says what its signature is worth.
func (a *Certificate) current(ctx context.Context, in models.IssueRendered, f models.IssueFacts, key *sign.Signer) (models.IssueRendered, error) {
	class := string(sign.ClassOf(key.Certificate()))
	if f.Class == class && f.Unsigned == in.SHA256 {
		return in, nil
	}
	in, err := a.Render(ctx, models.IssueRef{CaseID: in.CaseID})
	if err != nil {
		return in, err
	}
	if f, err = a.Store.IssueFacts(ctx, in.CaseID); err == nil && f.Class != class {
		err = errors.New("the key was replaced once more") // the next attempt finds it
	}
	return in, err
}

// Issue makes the signed file the document, if it is still there: no row speaks
// for it yet, and after days somebody may have swept it away. Begun anew, the
// case signs once more.
func (a *Certificate) Issue(ctx context.Context, in models.IssueSigned) (out models.None, err error) {
	there, err := a.Files.Has(ctx, string(in.SHA256))
	switch {
	case err != nil:
		return out, fmt.Errorf("look for signed file: %w", err)
	case !there:
		return out, models.Fault(models.Broken, "file-missing")
	}
	return out, a.Store.Issue(ctx, in)
}

// stampTime is how long a signature waits for its timestamp. One that does not
// come in time is added later.
const stampTime = 5 * time.Second

// sign makes the signature, with a timestamp if the authority answers.
func (a *Certificate) sign(ctx context.Context, key *sign.Signer, f models.IssueFacts, unsigned []byte, in models.IssueRendered, at time.Time) ([]byte, models.Level, error) {
	name, title := f.Signatory.Name, f.Signatory.Title
	if f.Way == models.WaySeal {
		name, title = f.House.El, ""
		if f.Language == catalogue.English {
			name = f.House.En
		}
	}
	local := at.In(calendar.Athens)
	o := sign.Options{Field: "Signature1", Name: name, Title: title, Location: f.House.El, At: at,
		Box: signbox.At(pdf.Box{Page: in.Page, Left: in.Box[0], Bottom: in.Box[1], Right: in.Box[2], Top: in.Box[3]},
			sign.Lines(f.Language, name, title, local, sign.ClassOf(key.Certificate())))}
	if a.Authority != nil {
		o.Timestamp = timely{a.Authority}
		signed, err := key.Sign(ctx, unsigned, o)
		if err == nil || !untimely(err) {
			return signed, models.LevelT, unprintable(err)
		}
		o.Timestamp = nil
	}
	signed, err := key.Sign(ctx, unsigned, o)
	return signed, models.LevelB, unprintable(err)
}

// timely asks an authority and does not wait for long.
type timely struct{ sign.Timestamper }

// Timestamp asks for a token over a digest.
func (t timely) Timestamp(ctx context.Context, digest []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, stampTime)
	defer cancel()
	return t.Timestamper.Timestamp(ctx, digest)
}

// untimely says that it was the timestamp that failed, not the signature.
func untimely(err error) bool {
	switch sign.CodeOf(err) {
	case sign.TimestampUnavailable, sign.TimestampRefused, sign.TimestampInvalid:
		return true
	}
	return false
}

// unprintable is a signature that no repetition makes.
func unprintable(err error) error {
	if err == nil {
		return nil
	}
	var letter *pdf.RuneError
	if errors.As(err, &letter) || errors.Is(err, pdf.ErrNoRoom) {
		return &models.Error{Kind: models.Broken, Code: "not-printable", Err: err}
	}
	if c := sign.CodeOf(err); c != "" {
		var s *sign.Error
		if errors.As(err, &s) && !s.Temporary() {
			return &models.Error{Kind: models.Broken, Code: models.Code(c), Err: err}
		}
	}
	return err
}

// keyFault is a key that cannot be used: time or an administrator mends it, and
// who looks at the case sees what it waits for.
func (a *Certificate) keyFault(ctx context.Context, id models.CaseID, err error) error {
	var k *keyring.Error
	if !errors.As(err, &k) {
		return err
	}
	code := models.Code(k.Code)
	return &models.Error{Kind: models.Unavailable, Code: code, Err: errors.Join(err, a.Store.IssueWaits(ctx, id, code))}
}

// fingerprint is the SHA-256 of a certificate.
func fingerprint(c *x509.Certificate) models.SHA256 {
	sum := sha256.Sum256(c.Raw)
	return models.SHA256(hex.EncodeToString(sum[:]))
}

// holderOf names the key that signs.
func holderOf(f models.IssueFacts) string {
	if f.Way == models.WaySeal {
		return keyring.Seal
	}
	return f.Signatory.Email
}

// templateOf is the published certificate of a record.
func templateOf(r models.Record) models.PlanRef {
	return models.PlanRef{Municipality: r.Municipality, Service: models.ServiceCode(r.Template), Version: r.TemplateVersion}
}
