package models

// PersonFilter says whom a clerk looks for: by mobile (E.164), else by a tax
// number, a name or a number of the book.
type PersonFilter struct{ Query, Mobile string }
