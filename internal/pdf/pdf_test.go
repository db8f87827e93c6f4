package pdf_test

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/pdf"
)

func meta() pdf.Meta { return pdf.Meta{Title: "Δοκιμή", Created: at, ID: "1"} }

func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	for _, level := range []pdf.Level{pdf.A2b, pdf.A1b} {
		a, _ := everything(level)
		b, _ := everything(level)
		first, err := a.Bytes()
		require.NoError(t, err)
		second, err := b.Bytes()
		require.NoError(t, err)
		assert.True(t, bytes.Equal(first, second))
	}
	a, _ := certificate(1, pdf.A2b)
	b, _ := certificate(2, pdf.A2b)
	first, _ := a.Bytes()
	second, _ := b.Bytes()
	assert.False(t, bytes.Equal(first, second), "and another input others")
}

func TestDocumentsAreWrittenAtOnce(t *testing.T) {
	t.Parallel()
	want := make([][]byte, 8)
	for i := range want {
		d, _ := certificate(i, pdf.A2b)
		want[i], _ = d.Bytes()
	}
	done := make(chan bool)
	for i := range want {
		go func() {
			d, _ := certificate(i, pdf.A2b)
			got, err := d.Bytes()
			done <- err == nil && bytes.Equal(got, want[i])
		}()
	}
	for range want {
		assert.True(t, <-done)
	}
}

func TestARuneWithoutGlyphIsAnErrorThatNamesIt(t *testing.T) {
	t.Parallel()
	for _, r := range []rune{'漢', '😀', 'א', 'ع', 0, 0x1b, 0x301, 0x202e, 0xFFFD, 0xE000, 'ก'} {
		text := "Παπαδόπουλος " + string(r)
		for name, put := range map[string]func(*pdf.Doc){
			"heading":   func(d *pdf.Doc) { d.Heading(2, text) },
			"paragraph": func(d *pdf.Doc) { d.Paragraph(text) },
			"cell":      func(d *pdf.Doc) { d.Table(pdf.Table{Header: []string{"Α"}, Rows: [][]string{{text}}}) },
			"value":     func(d *pdf.Doc) { d.Pairs([]pdf.Pair{{Label: "Α", Value: text}}) },
			"footer":    func(d *pdf.Doc) { d.Footer(text) },
			"watermark": func(d *pdf.Doc) { d.Watermark(text) },
		} {
			d := pdf.New(meta())
			put(d)
			d.Paragraph("μετά")
			_, err := d.Bytes()
			var bad *pdf.RuneError
			require.ErrorAs(t, err, &bad, "%U in a %s", r, name)
			assert.Equal(t, r, bad.Rune)
			assert.NotContains(t, err.Error(), "Παπα", "the text stays out of the error")
		}
		assert.Error(t, pdf.Check(text))
	}
	for _, s := range []string{"", "Αύλα-Μαρία\nΪΫ ΐΰ ᾧ ῥ № § € «»", "Müller & Łukasz <x>", "e\u0301 άυλος η\u0301"} {
		assert.NoError(t, pdf.Check(s), s)
		d := pdf.New(meta())
		d.Paragraph(s)
		_, err := d.Bytes()
		assert.NoError(t, err, s)
	}
}

func TestWhatCannotBeDrawnIsRefused(t *testing.T) {
	t.Parallel()
	for name, put := range map[string]func(*pdf.Doc){
		"heading of level 7":  func(d *pdf.Doc) { d.Heading(7, "Α") },
		"ragged table":        func(d *pdf.Doc) { d.Table(pdf.Table{Header: []string{"Α", "Β"}, Rows: [][]string{{"α"}}}) },
		"table of nothing":    func(d *pdf.Doc) { d.Table(pdf.Table{}) },
		"width of nothing":    func(d *pdf.Doc) { d.Table(pdf.Table{Header: []string{"Α"}, Widths: []float64{math.NaN()}}) },
		"column of a hair":    func(d *pdf.Doc) { d.Table(pdf.Table{Header: []string{"Α", "Β"}, Widths: []float64{1, 1e9}}) },
		"huge letters":        func(d *pdf.Doc) { d.Text(pdf.Text{Size: 400}) },
		"picture of text":     func(d *pdf.Doc) { d.Image([]byte("Α"), 10, "α", pdf.Left) },
		"picture untold":      func(d *pdf.Doc) { d.Image(shield(), 10, "", pdf.Left) },
		"picture too wide":    func(d *pdf.Doc) { d.Image(shield(), 200, "α", pdf.Left) },
		"picture of NaN":      func(d *pdf.Doc) { d.Image(shield(), math.NaN(), "α", pdf.Left) },
		"too much for a code": func(d *pdf.Doc) { d.QR(strings.Repeat("x", 5000), 30, "α") },
		"signature too wide":  func(d *pdf.Doc) { d.SignatureBox(pdf.Signature{Width: 190, Height: 20}) },
		"columns too wide":    func(d *pdf.Doc) { d.Columns(4, pdf.Column{Width: 100}, pdf.Column{Width: 100}) },
		"columns too high": func(d *pdf.Doc) {
			d.Columns(4, pdf.Column{Draw: func() { d.Paragraph(strings.Repeat("λόγος ", 3000)) }})
		},
		"foot too high": func(d *pdf.Doc) { d.Bottom(func() { d.Paragraph(strings.Repeat("λόγος ", 3000)) }) },
	} {
		d := pdf.New(meta())
		put(d)
		b, err := d.Bytes()
		assert.Error(t, err, name)
		assert.True(t, b == nil, name)
	}
	for name, m := range map[string]pdf.Meta{"no title": {Created: at, ID: "1"}, "no date": {Title: "Α", ID: "1"}, "no identifier": {Title: "Α", Created: at},
		"language": {Title: "Α", Created: at, ID: "1", Lang: "fr"}, "title with NUL": {Title: "Α\x00", Created: at, ID: "1"}, "year": {Title: "Α", Created: time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC), ID: "1"}} {
		_, err := pdf.New(m).Bytes()
		assert.Error(t, err, name)
	}
}

func TestTheFirstErrorStays(t *testing.T) {
	t.Parallel()
	d := pdf.New(meta())
	d.Paragraph("漢")
	first := d.Err()
	d.Heading(9, "Α")
	d.Keep(func() { d.Paragraph("α") })
	d.Bottom(func() {})
	_, err := d.Bytes()
	assert.True(t, errors.Is(err, first))
}

func TestASignatureHasItsPlaceInsideThePage(t *testing.T) {
	t.Parallel()
	_, one := certificate(1, pdf.A2b)
	assert.Equal(t, 1, one.Page)
	assert.InDelta(t, 76*72/25.4, one.Right-one.Left, .01)
	assert.InDelta(t, 20*72/25.4, one.Top-one.Bottom, .01)
	d, many := everything(pdf.A2b)
	for i, b := range many {
		assert.Equal(t, d.Pages(), b.Page)
		assert.Greater(t, b.Bottom, 0.0)
		if i > 0 {
			assert.Less(t, b.Top, many[i-1].Bottom, "they do not cover each other")
		}
	}
}

func TestWhatBelongsTogetherStaysOnOnePage(t *testing.T) {
	t.Parallel()
	for n := range 60 {
		d := pdf.New(meta())
		for range n {
			d.Paragraph("γραμμή")
		}
		var before, after int
		d.Keep(func() {
			d.Paragraph("Με εντολή Δημάρχου")
			before = d.Pages()
			d.SignatureBox(pdf.Signature{Width: 70, Height: 22})
			d.Paragraph("Ευαγγελία Χατζηϋφαντή")
			after = d.Pages()
		})
		require.NoError(t, d.Err())
		require.Equal(t, before, after, "after %d lines", n)
	}
}

func TestARowHigherThanAPageIsBroken(t *testing.T) {
	t.Parallel()
	d := pdf.New(meta())
	d.Table(pdf.Table{Header: []string{"Α", "Β"}, Rows: [][]string{{"α", strings.Repeat("λόγος ", 3000)}, {"τέλος", "β"}}})
	_, err := d.Bytes()
	require.NoError(t, err)
	assert.Greater(t, d.Pages(), 2)
}

func TestADocumentWithoutEndIsRefused(t *testing.T) {
	t.Parallel()
	d := pdf.New(meta())
	for range 1100 {
		d.NewPage()
	}
	_, err := d.Bytes()
	assert.Error(t, err)
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"Βεβαιώνεται ότι", "ΑΫΛΑ\u2011ΜΑΡΙΑ", "a\u0301\u0301", strings.Repeat("ααβγ", 300), "α\nβ\r\n\tγ", "https://dimos-paradeigmatos.gr/v/DM7K", "\u00ad\u202f\u00a0", "𝛼(\\)"} {
		f.Add(s, uint8(40))
	}
	f.Fuzz(func(t *testing.T, s string, width uint8) {
		d := pdf.New(meta())
		d.Heading(1, s)
		d.Paragraph(s)
		d.Pairs([]pdf.Pair{{Label: s, Value: s}})
		d.Table(pdf.Table{Header: []string{s, "β"}, Rows: [][]string{{s, s}, {"", s}}})
		d.Columns(2, pdf.Column{Width: 10 + float64(width%100), Draw: func() { d.Text(pdf.Text{Spans: []pdf.Span{{Text: s, Bold: true}, {Text: s}}, Align: pdf.Justify}) }}, pdf.Column{})
		b, err := d.Bytes()
		if err == nil && !bytes.HasSuffix(b, []byte("%%EOF\n")) {
			t.Error("no end")
		}
		var bad *pdf.RuneError
		if errors.As(err, &bad) != (pdf.Check(s) != nil) && len(s) < 2000 {
			t.Errorf("Check and the document differ: %v, %v", pdf.Check(s), err)
		}
	})
}

// What files have in common comes first and holds nothing of any.
func TestFilesBeginAlike(t *testing.T) {
	t.Parallel()
	for i := range 3 {
		d, _ := certificate(i, pdf.A2b)
		file, err := d.Bytes()
		require.NoError(t, err)
		same := slices.ContainsFunc(pdf.Beginnings(), func(b []byte) bool { return len(b) > len(file)/2 && bytes.HasPrefix(file, b) })
		require.True(t, same)
	}
	for _, b := range pdf.Beginnings() {
		require.NotContains(t, string(b), "/Page")
		require.NotContains(t, string(b), "/Info")
	}
}
