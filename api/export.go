package api

import (
	"context"
	"encoding/csv"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/xlsx"
	"github.com/thyrida/thyrida/models"
)

// Export asks for the whole of a list as a table.
type Export struct {
	Format string `query:"format" enum:"json,csv,xlsx" doc:"csv and xlsx: the whole list in one file, 50,000 rows at most; json unless Accept says otherwise."`
	Accept string `header:"Accept" hidden:"true"`
}

const (
	exportMost = 50_000 // rows of one file
	exportPage = 1000   // rows read at once
	csvType    = "text/csv"
	xlsxType   = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// kind is json, csv or xlsx: the one named, else of those in Accept the first.
func (e Export) kind() string {
	if e.Format != "" {
		return e.Format
	}
	kind, at := "json", len(e.Accept)
	for _, k := range []struct{ kind, media string }{{"json", "json"}, {"csv", csvType}, {"xlsx", xlsxType}} {
		if i := strings.Index(e.Accept, k.media); i >= 0 && i < at {
			kind, at = k.kind, i
		}
	}
	return kind
}

// column is one column of a table: the code of its title and what stands in the
// row of a T: a text, a number, a time, a number of the book, or nothing.
type column[T any] struct {
	title models.Code
	cell  func(T) any
}

// listing is a list as its route serves it.
type listing[T any] struct {
	name    models.Code // of the file, and for the audit
	export  Export
	columns []column[T]
	page    func(models.Page) (items []T, next string, err error)
	body    func() (any, error) // of JSON
}

// serve answers with the list in the form that was asked for. A table has the
// filters and the rights of the page, because it is read by the same pages.
// Whatever refuses it does so before anything is sent.
func (l listing[T]) serve(ctx context.Context, s *server) (*huma.StreamResponse, error) {
	kind := l.export.kind()
	if kind == "json" {
		body, err := l.body()
		if err != nil {
			return nil, err
		}
		return &huma.StreamResponse{Body: func(c huma.Context) {
			c.SetHeader("Content-Type", "application/json")
			c.SetStatus(http.StatusOK)
			_ = huma.DefaultJSONFormat.Marshal(c.BodyWriter(), body) // the client is gone: nothing to do about it
		}}, nil
	}
	items, next, err := l.page(models.Page{Limit: exportPage})
	if err != nil {
		return nil, err
	}
	if of(ctx).Actor.Account != "" {
		if err := s.desk(ctx).NoteExport(ctx, l.name); err != nil {
			return nil, err
		}
	}
	t := table{lang: of(ctx).Lang}
	for i, c := range l.columns {
		t.titles = append(t.titles, texts.word(t.lang, "column-"+c.title))
		if c.title == columnNumber {
			t.numbers = append(t.numbers, i)
		}
	}
	t.rows = func(write func([]any) error) error {
		for n := 0; ; {
			for _, item := range items {
				if n++; n > exportMost {
					return write([]any{fill(texts.word(t.lang, "export-cut"), map[string]any{"n": exportMost})})
				}
				cells := make([]any, len(l.columns))
				for i, c := range l.columns {
					cells[i] = c.cell(item)
				}
				if err := write(cells); err != nil {
					return err
				}
			}
			if next == "" {
				return nil
			}
			if items, next, err = l.page(models.Page{Limit: exportPage, After: next}); err != nil {
				return err
			}
		}
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		media, write := csvType+"; charset=utf-8", t.csv
		if kind == "xlsx" {
			media, write = xlsxType, t.xlsx
		}
		c.SetHeader("Content-Type", media)
		c.SetHeader("Content-Disposition", `attachment; filename="`+string(l.name)+"-"+calendar.DayOf(s.Clock.Now()).String()+"."+kind+`"`)
		c.SetHeader("Cache-Control", "no-store")
		c.SetStatus(http.StatusOK)
		if err := write(c.BodyWriter()); err != nil {
			of(ctx).Cause = err
			panic(http.ErrAbortHandler) // half a file must not look like a whole one
		}
	}}, nil
}

// table is a list on its way into a file.
type table struct {
	lang    string
	titles  []string
	numbers []int // columns of numbers of the book
	rows    func(write func([]any) error) error
}

// xlsx writes an Excel workbook.
func (t table) xlsx(w io.Writer) error {
	sheet, err := xlsx.New("Thyrida", t.titles)
	if err != nil {
		return err
	}
	defer sheet.Close()
	err = t.rows(func(cells []any) error {
		for i, c := range cells {
			switch v := c.(type) {
			case time.Time:
				cells[i] = v.In(calendar.Athens)
			case bookNumber:
				cells[i] = itoa(v.Number) + "/" + itoa(v.Year)
			}
		}
		return sheet.Row(cells)
	})
	if err != nil {
		return err
	}
	return sheet.Write(w)
}

// csv writes what Excel of the caller's language opens without asking: in Greek
// semicolons between cells and decimal commas, in English commas and points;
// quotes after RFC 4180, UTF-8 with its mark in front.
//
// CSV has no types, and Excel takes 5/2026 for the first of May without asking.
// So a number of the book has two columns, number and year: no spreadsheet
// makes anything else of whole numbers, they sort as numbers, and a program
// reads them without undoing a trick (="5/2026" is a formula, an apostrophe or a
// tab before it would be part of the value). The workbook says 5/2026, in one
// cell that is typed as text.
func (t table) csv(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if t.lang == "el" {
		out.Comma = ';'
	}
	var titles []string
	for i, title := range t.titles {
		if titles = append(titles, title); slices.Contains(t.numbers, i) {
			titles = append(titles, texts.word(t.lang, "column-year"))
		}
	}
	if err := out.Write(titles); err != nil {
		return err
	}
	err := t.rows(func(cells []any) error {
		var line []string
		for i, c := range cells {
			n, numbered := c.(bookNumber)
			switch {
			case numbered:
				line = append(line, itoa(n.Number), itoa(n.Year))
			case slices.Contains(t.numbers, i) && len(cells) == len(t.titles): // a case without a number
				line = append(line, "", "")
			default:
				line = append(line, t.cell(c))
			}
		}
		return out.Write(line)
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// cell is a cell of CSV. Times are those of Greece.
func (t table) cell(c any) string {
	switch v := c.(type) {
	case string:
		return harmless(v)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		text := strconv.FormatFloat(v, 'f', -1, 64)
		if t.lang == "el" {
			text = strings.Replace(text, ".", ",", 1)
		}
		return text
	case time.Time:
		return calendar.ShortDateTime(v)
	}
	return ""
}

// misread is what somebody typed and a spreadsheet would make a date, a time or
// another number of: 5/2026, 3-4, 10:30, 0012, 1E5.
var misread = regexp.MustCompile(`^\s*(\d{1,4}[/.\-]\d{1,4}([/.\-]\d{1,4})?|\d{1,4}:\d{2}(:\d{2})?|0\d+|\d+[eE]\d+|\d{16,})\s*$`)

// harmless keeps a spreadsheet from taking a text for a formula or a date: an
// apostrophe goes before it, as a person would write it there.
func harmless(text string) string {
	if misread.MatchString(text) || xlsx.Formula(text) || text != "" && strings.ContainsRune("\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// instant is the cell of a time that may be absent.
func instant(t *time.Time) any {
	if t == nil || t.IsZero() {
		return nil
	}
	return *t
}

// bookLine is the cell of a line of the book.
func bookLine(e *models.Entry) any {
	if e == nil {
		return nil
	}
	return bookNumber{e.Number, e.Year}
}

// bookNumber is the cell of a number of the book.
type bookNumber struct{ Number, Year int }

const columnNumber = "number" // of the book

// yes is the cell of a mark.
func yes(ctx context.Context, b bool) any {
	if !b {
		return nil
	}
	return texts.word(of(ctx).Lang, "yes")
}

// addList registers a list that comes as JSON, whose body is O, or as a table.
func addList[I, O any](s *server, path, id, summary string, h func(context.Context, *I) (*huma.StreamResponse, error), opts ...option) {
	add(s, http.MethodGet, path, id, summary, h, opts...)
	answer := s.api.OpenAPI().Paths[prefix+path].Get.Responses["200"]
	answer.Content = map[string]*huma.MediaType{
		"application/json": {Schema: s.api.OpenAPI().Components.Schemas.Schema(typeOf[O](), true, "")},
		csvType:            {Schema: &huma.Schema{Type: huma.TypeString}},
		xlsxType:           {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
}
