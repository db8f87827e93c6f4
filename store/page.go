package store

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/models"
)

// mark is where a page of a list ended. People get it as an opaque cursor.
type mark struct {
	at time.Time
	id string
}

func (m mark) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(m.at.UnixMicro(), 36) + "." + m.id))
}

// after reads the cursor of a page; false for the first page.
func after(p models.Page) (m mark, ok bool, err error) {
	if p.After == "" {
		return m, false, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(p.After)
	at, id, found := strings.Cut(string(text), ".")
	n, faulty := strconv.ParseInt(at, 36, 64)
	if err != nil || !found || faulty != nil || uuid.Validate(id) != nil {
		return m, false, invalid("after", "bad-cursor")
	}
	return mark{time.UnixMicro(n).UTC(), id}, true, nil
}

const (
	pageUsual = 50
	pageMost  = 1000 // the interface lets people ask for 200
)

func limit(p models.Page) int {
	if p.Limit <= 0 {
		return pageUsual
	}
	return min(p.Limit, pageMost)
}

// cut gives the rows of a page and the cursor of the next one, from a result
// that was asked for one row more than the page holds.
func cut[T any](rows []T, n int, at func(T) mark) ([]T, string) {
	if len(rows) <= n {
		return rows, ""
	}
	return rows[:n], at(rows[n-1]).String()
}

// utc is a time that may be null, as models hold it.
func utc(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// lineMark is the cursor of a list in the order of numbers.
func lineMark(n int64) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(n, 36)))
}

// afterLine reads what lineMark wrote.
func afterLine(p models.Page) (n int64, ok bool, err error) {
	if p.After == "" {
		return 0, false, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(p.After)
	if err == nil {
		n, err = strconv.ParseInt(string(text), 36, 64)
	}
	if err != nil {
		return 0, false, invalid("after", "bad-cursor")
	}
	return n, true, nil
}
