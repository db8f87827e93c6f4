package store

import (
	"database/sql/driver"
	"strings"
)

// array is a PostgreSQL array as an argument: CAST(@ids AS uuid[]). gorm
// spreads every other slice into a list of arguments, pgtype.FlatArray too,
// and a []byte that stands right after a parenthesis: bytes never come first
// among VALUES.
type array []string

// Value writes the array as a literal.
func (a array) Value() (driver.Value, error) {
	var b strings.Builder
	b.WriteByte('{')
	for i, s := range a {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('"')
		_, _ = quoted.WriteString(&b, s) // a Builder takes everything
		b.WriteByte('"')
	}
	b.WriteByte('}')
	return b.String(), nil
}

var quoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// arrayOf makes an array of identifiers or codes.
func arrayOf[T ~string](ts []T) array {
	a := make(array, len(ts))
	for i, t := range ts {
		a[i] = string(t)
	}
	return a
}
