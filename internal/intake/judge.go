package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"github.com/thyrida/thyrida/internal/blob"
)

const (
	atOnce   = 4               // files in memory at a time
	deadline = 5 * time.Second // for judging one; hostile ones are found long before
)

// Gate judges files, a few at a time.
type Gate struct {
	limits Limits
	places chan struct{}
}

// New makes a gate.
func New(l Limits) *Gate { return &Gate{limits: l, places: make(chan struct{}, atOnce)} }

// Limits are those of the gate.
func (g *Gate) Limits() Limits { return g.limits }

// Ask is what is known of a file beside its content.
type Ask struct {
	Name      string
	KeepPlace bool // the form asks for the place, so a photograph keeps its own
}

// Kept is a file as it shall be kept.
type Kept struct {
	Content   []byte
	MediaType string
}

// Take reads a spooled file, judges it, and gives it to keep as it may be kept.
// The bytes are keep's only until it returns. Errors: a *Fault, that of keep,
// or that of the context.
func (g *Gate) Take(ctx context.Context, s *Spool, a Ask, keep func(Kept) error) error {
	select {
	case g.places <- struct{}{}:
		defer func() { <-g.places }()
	case <-ctx.Done():
		return ctx.Err()
	}
	b, err := s.bytes()
	if err != nil {
		return fmt.Errorf("read spooled file: %w", err)
	}
	k, err := g.judge(ctx, b, a)
	if err != nil {
		return err
	}
	return keep(k)
}

// Kind is the media type of a file by how it begins.
func Kind(head []byte) string { return mimetype.Detect(head[:min(len(head), 3072)]).String() }

// judge decides about the bytes of a file, which it may change in place.
func (g *Gate) judge(ctx context.Context, b []byte, a Ask) (Kept, error) {
	short, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	e := &examiner{ctx: short, limits: g.limits, left: g.limits.Inflated, keepPlace: a.KeepPlace}
	k, err := e.examine(b, a.Name)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		err = refuse(Bomb)
	}
	return k, err
}

// examiner looks at one file.
type examiner struct {
	ctx       context.Context
	limits    Limits
	left      int64 // bytes that may still come out of compressed parts
	keepPlace bool
}

func (e *examiner) examine(b []byte, name string) (k Kept, err error) {
	if int64(len(b)) > e.limits.Bytes {
		return k, refuse(Bomb)
	}
	if err := sniff(b); err != nil {
		return k, err
	}
	k.MediaType = Kind(b)
	kind := blob.Kind(k.MediaType)
	if kind == "" {
		return k, refuse(KindNotAllowed)
	}
	if !fitsName(kind, name) {
		return k, &Fault{Code: NameNotContent, Data: map[string]any{"kind": kind}}
	}
	switch kind {
	case "pdf":
		k.Content, err = b, e.pdf(b)
	case "jpeg":
		k.Content, err = e.jpeg(b)
	case "png":
		k.Content, err = e.png(b)
	case "heic":
		k.Content, err = e.heic(b)
	case "docx", "xlsx", "odt":
		k.Content, err = b, e.archive(b)
	case "txt":
		k.Content, err = b, text(b)
	default: // a kind that blob has learned and nobody here knows how to judge
		err = refuse(KindNotAllowed)
	}
	return k, err
}

// picture refuses dimensions that whoever opens the image pays for.
func (e *examiner) picture(w, h int64) error {
	switch {
	case w <= 0 || h <= 0:
		return refuse(Damaged)
	case w > int64(e.limits.Side) || h > int64(e.limits.Side) || w*h > e.limits.Pixels:
		return &Fault{Code: TooManyPixels, Data: map[string]any{"limit": e.limits.Pixels / 1_000_000, "side": e.limits.Side}}
	}
	return nil
}

// text is plain text if no program would run it.
func text(b []byte) error {
	if bytes.IndexByte(b, 0) >= 0 || runnable(b) {
		return refuse(WebPage)
	}
	return nil
}
