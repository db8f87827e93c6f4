// Package stafftable reads the Excel table by which a municipality brings in its
// employees, and writes the empty one. It knows nothing of roles and units: who
// calls it says which columns there are.
package stafftable

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/thyrida/thyrida/internal/greek"
)

// What a file may be at most.
const (
	MaxBytes  = 1 << 20 // of the file
	MaxRows   = 1000    // with something in them, beside the headings
	maxUnzip  = 8 << 20 // bytes of the workbook when unpacked
	maxLine   = 10_000  // of the sheet, empty lines too
	maxColumn = 200
	maxCell   = 1000 // bytes
)

// Why a file is refused as a whole.
var (
	ErrNotExcel = errors.New("not an Excel workbook")
	ErrOldExcel = errors.New("an old Excel workbook, or one locked by a password")
	ErrTooLarge = errors.New("the workbook is too large when unpacked")
	ErrTooMany  = errors.New("too many rows or columns")
	ErrNoRows   = errors.New("no rows below the headings")
)

// HeadingError refuses a table because of the headings of one column.
type HeadingError struct {
	Key   string
	Twice bool // otherwise it is missing
}

func (e *HeadingError) Error() string {
	if e.Twice {
		return "two columns are headed " + e.Key
	}
	return "no column is headed " + e.Key
}

// Column is one that is read.
type Column struct {
	Key      string
	Headings []string // by which it is known; case and accents do not count
	Must     bool     // a table without it is refused
	Day      bool     // its cells are days
}

// Row is a row with something in it.
type Row struct {
	Line  int               // in the sheet, from 1
	Cells map[string]string // by the column's key, only those with text; a day that was understood is 2006-01-02
}

// Table is what was read.
type Table struct {
	Rows    []Row
	Ignored []string // headings of no column
}

// Read reads the first sheet of a workbook from anybody. The first line with
// text holds the headings. Of a formula its last value counts. Errors:
// ErrNotExcel, ErrOldExcel, ErrTooLarge, ErrTooMany, ErrNoRows, *HeadingError.
func Read(file []byte, columns []Column) (t Table, err error) {
	defer func() {
		if p := recover(); p != nil { // the library meets what nobody made with Excel
			t, err = Table{}, fmt.Errorf("%w: %v", ErrNotExcel, p)
		}
	}()
	if err := unpacks(file); err != nil {
		return t, err
	}
	book, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: maxUnzip})
	if err != nil {
		return t, fmt.Errorf("%w: %w", ErrNotExcel, err)
	}
	defer book.Close()
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return t, ErrNotExcel
	}
	props, err := book.GetWorkbookProps()
	if err != nil {
		return t, fmt.Errorf("%w: %w", ErrNotExcel, err)
	}
	rows, err := book.Rows(sheets[0])
	if err != nil {
		return t, fmt.Errorf("%w: %w", ErrNotExcel, err)
	}
	defer rows.Close()
	var at []*Column // of each column of the sheet; nil: ignored
	for line := 1; rows.Next(); line++ {
		if line > maxLine {
			return Table{}, ErrTooMany
		}
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		switch {
		case err != nil:
			return Table{}, fmt.Errorf("%w: %w", ErrNotExcel, err)
		case len(cells) > maxColumn:
			return Table{}, ErrTooMany
		case !slices.ContainsFunc(cells, func(c string) bool { return tidy(c) != "" }):
		case at == nil:
			if at, t.Ignored, err = headings(cells, columns); err != nil {
				return Table{}, err
			}
		case len(t.Rows) == MaxRows:
			return Table{}, ErrTooMany
		default:
			if r := rowOf(line, cells, at, props.Date1904 != nil && *props.Date1904); len(r.Cells) > 0 {
				t.Rows = append(t.Rows, r)
			}
		}
	}
	if len(t.Rows) == 0 {
		return Table{}, ErrNoRows
	}
	return t, nil
}

// unpacks refuses what is no zip, and one that says it holds too much. A zip
// that lies about it is caught by the reader, which stops where it was told to.
func unpacks(file []byte) error {
	if bytes.HasPrefix(file, []byte("\xd0\xcf\x11\xe0")) {
		return ErrOldExcel
	}
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotExcel, err)
	}
	left, sheets := uint64(maxUnzip), 0
	for _, part := range z.File {
		if part.UncompressedSize64 > left {
			return ErrTooLarge
		}
		left -= part.UncompressedSize64
		if strings.HasPrefix(strings.ToLower(part.Name), "xl/") {
			sheets++
		}
	}
	if sheets == 0 { // another zip, such as a document of Word
		return ErrNotExcel
	}
	return nil
}

// headings finds the columns by what stands above them.
func headings(cells []string, columns []Column) (at []*Column, ignored []string, err error) {
	at = make([]*Column, len(cells))
	found := map[string]bool{}
	for i, c := range cells {
		heading := tidy(c)
		if heading == "" {
			continue
		}
		n := slices.IndexFunc(columns, func(k Column) bool {
			return slices.ContainsFunc(k.Headings, func(h string) bool { return Same(h, heading) })
		})
		if n < 0 {
			ignored = append(ignored, heading)
			continue
		}
		if at[i] = &columns[n]; found[columns[n].Key] {
			return nil, nil, &HeadingError{Key: columns[n].Key, Twice: true}
		}
		found[columns[n].Key] = true
	}
	for _, k := range columns {
		if k.Must && !found[k.Key] {
			return nil, nil, &HeadingError{Key: k.Key}
		}
	}
	return at, ignored, nil
}

func rowOf(line int, cells []string, at []*Column, since1904 bool) Row {
	r := Row{Line: line, Cells: map[string]string{}}
	for i, c := range cells {
		if c = tidy(c); c == "" || i >= len(at) || at[i] == nil {
			continue
		}
		if at[i].Day {
			c = day(c, since1904)
		}
		r.Cells[at[i].Key] = c
	}
	return r
}

// day is a day as 2006-01-02: a date of Excel, or one that was typed. Anything
// else stays as it is.
func day(text string, since1904 bool) string {
	if n, err := strconv.ParseFloat(text, 64); err == nil && n >= 20_000 && n < 100_000 { // of the years 1954 to 2177
		if at, err := excelize.ExcelDateToTime(n, since1904); err == nil {
			return at.Format(time.DateOnly)
		}
	}
	for _, form := range []string{"2/1/2006", "2-1-2006", "2.1.2006", time.DateOnly, "2006-01-02T15:04:05", time.RFC3339} {
		if at, err := time.Parse(form, text); err == nil {
			return at.Format(time.DateOnly)
		}
	}
	return text
}

// Same says whether two texts are the same but for case, accents and blanks.
func Same(a, b string) bool { return fold(a) == fold(b) }

func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_.:*\u2010\u2011", r) {
			return -1
		}
		return r
	}, greek.Fold(s))
}

// tidy is the text of a cell on one line, without what is not seen.
func tidy(s string) string {
	if len(s) > maxCell {
		s = strings.ToValidUTF8(s[:maxCell], "")
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200b' || r == '\u200e' || r == '\u200f' || r == '\ufeff' || r == '\u00ad':
			return -1
		case r < ' ' || r == 0x7f:
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
