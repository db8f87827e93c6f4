// Package xlsx writes one sheet of rows as an Excel workbook, in bounded memory:
// rows beyond some megabytes wait in a temporary file.
package xlsx

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// Formula tells whether a spreadsheet might take a text for a formula: it begins
// with = + - or @, in any width, or with blanks, tabs or line ends before them.
func Formula(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n\v\f\u00a0\u2007\u202f\u3000\ufeff")
	for _, sign := range []string{"=", "+", "-", "@", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(text, sign) {
			return true
		}
	}
	return false
}

// Sheet is a workbook of one sheet that is being written.
type Sheet struct {
	file                *excelize.File
	rows                *excelize.StreamWriter
	row                 int
	head, text, instant int // styles
}

// New begins a sheet with a row of titles that stays in sight.
func New(name string, titles []string) (*Sheet, error) {
	s := &Sheet{file: excelize.NewFile()}
	if err := s.begin(name, titles); err != nil {
		_ = s.file.Close() // what began the trouble says more
		return nil, fmt.Errorf("begin workbook: %w", err)
	}
	return s, nil
}

func (s *Sheet) begin(name string, titles []string) (err error) {
	if err = s.file.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	if s.rows, err = s.file.NewStreamWriter(name); err != nil {
		return err
	}
	for _, style := range []struct {
		id *int
		is excelize.Style
	}{
		{&s.head, excelize.Style{Font: &excelize.Font{Bold: true}, NumFmt: 49}},
		{&s.text, excelize.Style{NumFmt: 49}}, // text, also when somebody edits the cell
		{&s.instant, excelize.Style{CustomNumFmt: new("dd/mm/yyyy hh:mm")}},
	} {
		if *style.id, err = s.file.NewStyle(&style.is); err != nil {
			return err
		}
	}
	if err = s.rows.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err = s.rows.SetColWidth(1, max(len(titles), 1), 20); err != nil {
		return err
	}
	cells := make([]any, len(titles))
	for i, t := range titles {
		cells[i] = excelize.Cell{StyleID: s.head, Value: t}
	}
	return s.put(cells)
}

// Row adds a row. A time is written as the clock of its own zone shows it; a
// text is always a text, by its type and by its format, so that 5/2026 becomes
// no date even when somebody edits the cell; nil is an empty cell. Numbers are int, int64 or
// float64.
func (s *Sheet) Row(cells []any) error {
	out := make([]any, len(cells))
	for i, c := range cells {
		switch v := c.(type) {
		case time.Time:
			wall := time.Date(v.Year(), v.Month(), v.Day(), v.Hour(), v.Minute(), v.Second(), 0, time.UTC)
			out[i] = excelize.Cell{StyleID: s.instant, Value: wall}
		case string:
			out[i] = excelize.Cell{StyleID: s.text, Value: v}
		default:
			out[i] = c
		}
	}
	return s.put(out)
}

func (s *Sheet) put(cells []any) error {
	s.row++
	at, err := excelize.CoordinatesToCellName(1, s.row)
	if err == nil {
		err = s.rows.SetRow(at, cells)
	}
	if err != nil {
		return fmt.Errorf("write row %d: %w", s.row, err)
	}
	return nil
}

// Write ends the sheet and writes the workbook.
func (s *Sheet) Write(w io.Writer) error {
	if err := s.rows.Flush(); err != nil {
		return fmt.Errorf("end workbook: %w", err)
	}
	if err := s.file.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// Close removes the temporary file.
func (s *Sheet) Close() error { return s.file.Close() }
