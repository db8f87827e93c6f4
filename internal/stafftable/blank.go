package stafftable

import (
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// Heading is a column of the empty table.
type Heading struct {
	Text string
	Day  bool // its cells are days
	List int  // its cells are chosen from the first column of this list, from 1; 0: they are typed
}

// List is what may be written in a column: each with what it means.
type List struct {
	Title, Means string
	Lines        [][2]string
}

// Blank is an empty table with a second sheet that explains it.
type Blank struct {
	Sheet, Help string // names of the two sheets
	Headings    []Heading
	Lists       []List
}

// Write writes the workbook. Texts are texts, whatever they begin with.
func (b Blank) Write(w io.Writer) error {
	book := excelize.NewFile()
	defer book.Close()
	if err := b.fill(book); err != nil {
		return fmt.Errorf("write empty table: %w", err)
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("write empty table: %w", err)
	}
	return nil
}

func (b Blank) fill(book *excelize.File) error {
	if err := book.SetSheetName("Sheet1", b.Sheet); err != nil {
		return err
	}
	if _, err := book.NewSheet(b.Help); err != nil {
		return err
	}
	head, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, NumFmt: 49})
	if err != nil {
		return err
	}
	text, err := book.NewStyle(&excelize.Style{NumFmt: 49})
	if err != nil {
		return err
	}
	form := "dd/mm/yyyy"
	day, err := book.NewStyle(&excelize.Style{CustomNumFmt: &form})
	if err != nil {
		return err
	}
	for i, l := range b.Lists {
		if err := l.fill(book, b.Help, 3*i+1, head, text); err != nil {
			return err
		}
	}
	for i, h := range b.Headings {
		column, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		style := text
		if h.Day {
			style = day
		}
		if err := book.SetColStyle(b.Sheet, column, style); err != nil {
			return err
		}
		if err := titled(book, b.Sheet, i+1, h.Text, head); err != nil {
			return err
		}
		if err := b.offer(book, column, h.List); err != nil {
			return err
		}
	}
	return book.SetPanes(b.Sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// offer lets the cells of a column be chosen from a list. What is typed instead
// is not refused: it is read all the same.
func (b Blank) offer(book *excelize.File, column string, list int) error {
	if list == 0 || len(b.Lists[list-1].Lines) == 0 {
		return nil
	}
	from, err := excelize.ColumnNumberToName(3*list - 2)
	if err != nil {
		return err
	}
	choose := excelize.NewDataValidation(true)
	choose.SetSqref(column + "2:" + column + strconv.Itoa(MaxRows+1))
	choose.SetSqrefDropList("'" + b.Help + "'!$" + from + "$2:$" + from + "$" + strconv.Itoa(len(b.Lists[list-1].Lines)+1))
	choose.ShowErrorMessage = false
	return book.AddDataValidation(b.Sheet, choose)
}

func (l List) fill(book *excelize.File, sheet string, column, head, text int) error {
	for i, title := range []string{l.Title, l.Means} {
		if err := titled(book, sheet, column+i, title, head); err != nil {
			return err
		}
	}
	for row, line := range l.Lines {
		for i, c := range line {
			cell, err := excelize.CoordinatesToCellName(column+i, row+2)
			if err != nil {
				return err
			}
			if err := book.SetCellStyle(sheet, cell, cell, text); err != nil {
				return err
			}
			if err := book.SetCellStr(sheet, cell, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// titled writes the heading of a column.
func titled(book *excelize.File, sheet string, column int, title string, style int) error {
	name, err := excelize.ColumnNumberToName(column)
	if err != nil {
		return err
	}
	if err := book.SetColWidth(sheet, name, name, 28); err != nil {
		return err
	}
	if err := book.SetCellStyle(sheet, name+"1", name+"1", style); err != nil {
		return err
	}
	return book.SetCellStr(sheet, name+"1", title)
}
