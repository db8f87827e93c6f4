package catalogue

import (
	"context"
	"sync"

	"github.com/thyrida/thyrida/models"
)

// Book keeps published services parsed. A published version never changes, so
// each is read once in the life of a program.
type Book struct {
	load func(context.Context, models.PlanRef) ([]byte, error)
	kept sync.Map // models.PlanRef → *Service
}

// NewBook makes a book that reads definitions with load.
func NewBook(load func(context.Context, models.PlanRef) ([]byte, error)) *Book {
	return &Book{load: load}
}

// Service gives one published version.
func (b *Book) Service(ctx context.Context, ref models.PlanRef) (*Service, error) {
	if s, ok := b.kept.Load(ref); ok {
		return s.(*Service), nil
	}
	definition, err := b.load(ctx, ref)
	if err != nil {
		return nil, err
	}
	s, err := Parse(definition)
	if err == nil {
		b.kept.Store(ref, s)
	}
	return s, err
}
