package catalogue

import (
	"context"
	"fmt"
	"sync"

	"github.com/thyrida/thyrida/models"
)

// Book keeps published services and certificates parsed. A published version
// never changes, so each is read once in the life of a program.
type Book struct {
	load func(context.Context, models.PlanRef) (models.Published, error)
	kept sync.Map // models.PlanRef → page
}

// page is one published version.
type page struct {
	service     *Service     // of either kind
	certificate *Certificate // nil if it is a service
}

// NewBook makes a book that reads published versions with load.
func NewBook(load func(context.Context, models.PlanRef) (models.Published, error)) *Book {
	return &Book{load: load}
}

// Service gives one published version: a service, or the process of a
// certificate.
func (b *Book) Service(ctx context.Context, ref models.PlanRef) (*Service, error) {
	p, err := b.page(ctx, ref)
	return p.service, err
}

// Certificate gives one published version of a certificate; its code and
// version are those of the case that makes it.
func (b *Book) Certificate(ctx context.Context, ref models.PlanRef) (*Certificate, error) {
	p, err := b.page(ctx, ref)
	if err == nil && p.certificate == nil {
		err = fmt.Errorf("read certificate %s %d: it is a service", ref.Service, ref.Version)
	}
	return p.certificate, err
}

func (b *Book) page(ctx context.Context, ref models.PlanRef) (page, error) {
	if p, ok := b.kept.Load(ref); ok {
		return p.(page), nil
	}
	published, err := b.load(ctx, ref)
	if err != nil {
		return page{}, err
	}
	var p page
	if published.Kind == models.KindCertificate {
		if p.certificate, err = ParseCertificate(published.Definition); err == nil {
			p.service = p.certificate.Process()
		}
	} else {
		p.service, err = Read(published)
	}
	if err != nil {
		return page{}, err
	}
	if ref.Version > 0 { // 0 is whichever is the newest
		b.kept.Store(ref, p)
	}
	return p, nil
}
