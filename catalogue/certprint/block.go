package certprint

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/greek"
	"github.com/thyrida/thyrida/internal/pdf"
	"github.com/thyrida/thyrida/internal/words"
)

// block prints one block of the body. What has no value is left out; the
// checker of the catalogue sees to it that this can only be what is optional.
func (p *printer) block(b catalogue.Block) {
	switch b.Kind {
	case catalogue.Pairs:
		var list []pdf.Pair
		for _, pair := range b.Pairs {
			if label, value := p.pair(pair); value != "" {
				list = append(list, pdf.Pair{Label: label, Value: value})
			}
		}
		p.doc.Pairs(list)
	case catalogue.Table:
		p.table(b.Rows)
	default:
		text, whole := p.fill(b.Text.In(p.lang))
		switch {
		case !whole:
		case b.Kind == catalogue.Heading:
			p.doc.Heading(2, text)
		case b.Kind == catalogue.Notice:
			p.doc.Notice(text)
		default:
			for line := range strings.SplitSeq(text, "\n") {
				p.doc.Paragraph(line)
			}
		}
	}
}

func (p *printer) pair(pair catalogue.Pair) (label, value string) {
	if pair.Statement == "" {
		value, whole := p.fill(pair.Value.In(p.lang))
		if !whole {
			return "", ""
		}
		return pair.Label.In(p.lang), value
	}
	s, _ := p.cert.Statement(pair.Statement)
	value = p.value(cellOf(s), p.values[string(s.Key)], "")
	if spoken := p.value(cellOf(s), p.values[string(s.Key)], catalogue.FormWords); pair.Words && value != "" {
		value += " (" + spoken + ")"
	}
	return s.Label.In(p.lang), value
}

// table prints the rows of a statement; a column in which no row has a value is
// left out. What may be absent brings its own heading.
func (p *printer) table(key catalogue.FieldKey) {
	s, _ := p.cert.Statement(key)
	rows, _ := catalogue.RowsOf(p.values[string(key)])
	if len(rows) == 0 {
		return
	}
	if !s.Required {
		p.doc.Heading(2, s.Label.In(p.lang))
	}
	t := pdf.Table{Rows: make([][]string, len(rows))}
	for _, col := range s.Columns {
		values, any := make([]string, len(rows)), false
		for i, row := range rows {
			values[i] = p.value(cell{string(col.Type), col.Choices, col.Latin}, row[string(col.Key)], "")
			any = any || values[i] != ""
		}
		if !any {
			continue
		}
		t.Header = append(t.Header, col.Label.In(p.lang))
		align := pdf.Left
		if col.Type == catalogue.StatementType(catalogue.TypeNumber) {
			align = pdf.Right
		}
		t.Align = append(t.Align, align)
		for i := range rows {
			t.Rows[i] = append(t.Rows[i], values[i])
		}
	}
	p.doc.Table(t)
	p.doc.Space(2)
}

// fill puts values in the places of a text; false if one of them is missing.
func (p *printer) fill(text string) (string, bool) {
	return catalogue.Fill(text, func(name, form string) string {
		if name == string(catalogue.PlaceMunicipality) {
			if form == catalogue.FormGenitive && p.lang != catalogue.English {
				return genitive(p.municipality())
			}
			return p.municipality()
		}
		s, _ := p.cert.Statement(catalogue.FieldKey(name))
		return p.value(cellOf(s), p.values[name], form)
	})
}

// cell is how a value is written.
type cell struct {
	kind    string
	choices []catalogue.Choice
	latin   bool
}

func cellOf(s catalogue.Statement) cell { return cell{string(s.Type), s.Choices, s.Latin} }

// value writes one clean value; empty if there is none.
func (p *printer) value(c cell, v any, form string) string {
	english := p.lang == catalogue.English
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		return p.say.yesNo(v)
	case int64:
		return number(p.lang, int(v), form)
	case float64: // as a number comes out of JSON
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return number(p.lang, int(v), form)
		}
		return fmt.Sprint(v)
	case string:
		for _, choice := range c.choices {
			if choice.Value == v {
				return choice.Label.In(p.lang)
			}
		}
		if c.kind == string(catalogue.TypeDate) {
			if day, err := time.Parse(time.DateOnly, v); err == nil {
				return p.date(day, form)
			}
		}
		if c.latin && english {
			return greek.Latin(v)
		}
		return v
	}
	return ""
}

func (p *printer) date(day time.Time, form string) string {
	switch form {
	case catalogue.FormWords:
		return words.Date(p.lang, day)
	case catalogue.FormLong:
		return words.Day(p.lang, day)
	}
	return day.Format("02/01/2006")
}

func number(lang string, n int, form string) string {
	if form == catalogue.FormWords {
		return words.Number(lang, n)
	}
	return strconv.Itoa(n)
}
