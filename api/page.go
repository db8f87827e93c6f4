package api

import "github.com/thyrida/thyrida/models"

// Cursor asks for part of a list.
type Cursor struct {
	Cursor string `query:"cursor" maxLength:"200" doc:"next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at most."`
}

func (c Cursor) page() models.Page { return models.Page{After: c.Cursor, Limit: c.Limit} }

// List is part of a list. Next is empty on the last page.
type List[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"The cursor of the next page."`
}

func listOf[M, T any](items []M, next string, show func(M) T) List[T] {
	out := List[T]{Items: make([]T, 0, len(items)), Next: next}
	for _, m := range items {
		out.Items = append(out.Items, show(m))
	}
	return out
}

func itself[T any](t T) T { return t }

// bodyOf is one page of a list as JSON.
func bodyOf[T any](page func(models.Page) ([]T, string, error), c Cursor) func() (any, error) {
	return func() (any, error) {
		items, next, err := page(c.page())
		return listOf(items, next, itself), err
	}
}

// shown is a page of what the store lists, as it is shown.
func shown[M, T any](items []M, next string, err error, show func(M) T) ([]T, string, error) {
	return listOf(items, next, show).Items, next, err
}
