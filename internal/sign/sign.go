package sign

import (
	"bytes"
	"context"
	"crypto"
	"encoding/hex"
	"time"

	"github.com/thyrida/thyrida/internal/pdfdoc"
)

const sha256Hash = crypto.SHA256

// Options of one signature. At is the claimed time; its location is kept for
// the visible box.
type Options struct {
	Field     string // name of the form field; "" takes the next free one
	Name      string
	Title     string // of the signatory, for the box
	Reason    string
	Location  string
	At        time.Time
	Box       *Box        // nil: invisible
	Timestamp Timestamper // nil: B-B
	Reserve   int         // bytes kept for the CMS; 0: enough for the usual
}

const (
	reserveCMS       = 2 << 10 // attributes and value, the issuer's name twice apart
	reserveTimestamp = 10 << 10
	reserveExternal  = 24 << 10 // what others put in is not known
	maxReserve       = 256 << 10
)

// Sign adds a signature as a further revision; earlier ones stay valid. Without
// a Timestamp it is of level B-B, with one of level B-T. When the authority is
// away the error is Temporary: sign again without it, and AddTimestamp later.
func (s *Signer) Sign(ctx context.Context, pdf []byte, o Options) ([]byte, error) {
	if err := s.Check(o.At); err != nil {
		return nil, err
	}
	if o.Reserve == 0 {
		o.Reserve = reserveCMS + 2*len(s.cert.RawIssuer) + len(s.set)
		if o.Timestamp != nil {
			o.Reserve += reserveTimestamp
		}
	}
	p, err := prepare(pdf, o, subCAdES)
	if err != nil {
		return nil, err
	}
	cms, err := s.CMS(ctx, p.digest, o.Timestamp)
	if err != nil {
		return nil, err
	}
	if err := p.embed(cms); err != nil {
		return nil, err
	}
	return p.pdf, nil
}

// CMS makes the signature over the digest of a prepared file, for callers
// whose key is elsewhere than the file.
func (s *Signer) CMS(ctx context.Context, digest []byte, ts Timestamper) ([]byte, error) {
	x := signed{content: oidData}
	var err error
	if x.attrs, err = s.signedAttributes(oidData, digest); err != nil {
		return nil, err
	}
	if x.value, err = s.signAttributes(x.attrs); err != nil {
		return nil, err
	}
	if ts != nil {
		if x.token, err = ts.Timestamp(ctx, digestOf(sha256Hash, x.value)); err != nil {
			return nil, stampError(err)
		}
	}
	return s.marshal(x, true)
}

func stampError(err error) error {
	if CodeOf(err) == "" {
		return fail(TimestampUnavailable, err)
	}
	return err
}

// AddTimestamp raises every signature of the file to B-T by a document
// time-stamp (ETSI.RFC3161, EN 319 142-1 §5.4.3 and §6.3): a further revision
// over all of them. Nothing that exists is touched, so it works however many
// signatures follow each other, and the earlier file stays a prefix of the new.
func AddTimestamp(ctx context.Context, pdf []byte, ts Timestamper) ([]byte, error) {
	p, err := prepare(pdf, Options{Reserve: reserveTimestamp}, subTimestamp)
	if err != nil {
		return nil, err
	}
	raw, err := ts.Timestamp(ctx, p.digest)
	if err != nil {
		return nil, stampError(err)
	}
	if err := p.embed(raw); err != nil {
		return nil, err
	}
	return p.pdf, nil
}

// Prepare makes the file with room for a signature that is made elsewhere, and
// the SHA-256 digest it is made over. Embed puts it in.
func Prepare(pdf []byte, o Options) (prepared, digest []byte, err error) {
	if o.Reserve == 0 {
		o.Reserve = reserveExternal
	}
	p, err := prepare(pdf, o, subCAdES)
	if err != nil {
		return nil, nil, err
	}
	return p.pdf, p.digest, nil
}

// Embed puts a CAdES signature into a file of Prepare, after checking that it
// was made over exactly this file and says which certificate made it.
func Embed(prepared, cms []byte) ([]byte, error) {
	doc, err := pdfdoc.Open(prepared, nil)
	if err != nil {
		return nil, fail(CannotRead, err)
	}
	fields, err := signatureFields(doc)
	if err != nil {
		return nil, err
	}
	for _, f := range fields {
		r, err := f.room(doc)
		if err != nil || r.end+r.tail != len(prepared) || len(bytes.Trim(r.contents(prepared), "0")) > 0 {
			continue
		}
		p := &preparedFile{pdf: bytes.Clone(prepared), at: r.at, end: r.end}
		p.sum()
		x, err := parseCMS(cms)
		if err != nil {
			return nil, err
		}
		if err := x.check(oidData, digestOf(x.digest, prepared[:r.at], prepared[r.end:]), false); err != nil {
			if CodeOf(err) == ContentChanged {
				return nil, fail(SignatureMismatch, err)
			}
			return nil, err
		}
		if err := p.embed(cms); err != nil {
			return nil, err
		}
		return p.pdf, nil
	}
	return nil, failf(SignatureMissing, "no room for a signature in the file")
}

// preparedFile has zeros between at and end where the signature goes.
type preparedFile struct {
	pdf     []byte
	digest  []byte
	at, end int
}

func (p *preparedFile) sum() { p.digest = digestOf(sha256Hash, p.pdf[:p.at], p.pdf[p.end:]) }

func (p *preparedFile) embed(cms []byte) error {
	if 2*len(cms) > p.end-p.at-2 {
		return failf(SignatureTooLarge, "reserve more room")
	}
	hex.Encode(p.pdf[p.at+1:], cms)
	return nil
}
