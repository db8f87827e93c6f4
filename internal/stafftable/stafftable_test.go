package stafftable_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/thyrida/thyrida/internal/stafftable"
)

var columns = []stafftable.Column{
	{Key: "email", Headings: []string{"E-mail", "Ηλεκτρονική διεύθυνση"}, Must: true},
	{Key: "name", Headings: []string{"Ονοματεπώνυμο", "Name"}, Must: true},
	{Key: "from", Headings: []string{"Από", "From"}, Day: true},
}

// book is a workbook whose first sheet has the rows.
func book(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, r := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		require.NoError(t, err)
		require.NoError(t, f.SetSheetRow("Sheet1", cell, &r))
	}
	return bytesOf(t, f)
}

func bytesOf(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	return b.Bytes()
}

// parts is a zip of parts.
func parts(t testing.TB, of map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, data := range of {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write(data)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

func TestATableIsReadByItsHeadingsInAnyOrderCaseAndLanguage(t *testing.T) {
	t.Parallel()
	file := book(t, nil,
		[]any{"ΑΠΟ", "Παρατηρήσεις", " ονοματεπωνυμο ", "E-MAIL"},
		[]any{time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC), "x", "Δανάη\n Ρήγα", "a@example.org"},
		nil,
		[]any{"1/2/2027", nil, "Νίκος Λάμπρου", "b@example.org", "outside"},
		[]any{nil, "only a note"},
		[]any{"αύριο", nil, "Γ", "c@example.org"})
	table, err := stafftable.Read(file, columns)
	require.NoError(t, err)
	require.Equal(t, stafftable.Table{Ignored: []string{"Παρατηρήσεις"}, Rows: []stafftable.Row{
		{Line: 3, Cells: map[string]string{"from": "2027-01-31", "name": "Δανάη Ρήγα", "email": "a@example.org"}},
		{Line: 5, Cells: map[string]string{"from": "2027-02-01", "name": "Νίκος Λάμπρου", "email": "b@example.org"}},
		{Line: 7, Cells: map[string]string{"from": "αύριο", "name": "Γ", "email": "c@example.org"}},
	}}, table)
}

func TestOfAFormulaItsLastValueIsRead(t *testing.T) {
	t.Parallel()
	table, err := stafftable.Read(withSheet(t, `<row r="1"><c t="str"><v>E-mail</v></c><c t="str"><v>Name</v></c></row>
		<row r="2"><c t="str"><f>LOWER(Z1)</f><v>a@example.org</v></c><c t="str"><f>HYPERLINK("http://x.example")</f><v>Άννα Ρήγα</v></c></row>`), columns)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"email": "a@example.org", "name": "Άννα Ρήγα"}, table.Rows[0].Cells)
}

func TestDatesCountFromTheYearOfTheWorkbook(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	yes := true
	require.NoError(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
	require.NoError(t, f.SetSheetRow("Sheet1", "A1", &[]any{"E-mail", "Name", "From"}))
	require.NoError(t, f.SetSheetRow("Sheet1", "A2", &[]any{"a@example.org", "x", 45_000}))
	table, err := stafftable.Read(bytesOf(t, f), columns)
	require.NoError(t, err)
	require.Equal(t, "2027-03-16", table.Rows[0].Cells["from"])
}

func TestHeadingsMustBeThereOnce(t *testing.T) {
	t.Parallel()
	var head *stafftable.HeadingError
	_, err := stafftable.Read(book(t, []any{"E-mail", "Όνομα"}, []any{"a", "b"}), columns)
	require.ErrorAs(t, err, &head)
	require.Equal(t, stafftable.HeadingError{Key: "name"}, *head)
	_, err = stafftable.Read(book(t, []any{"E-mail", "Name", "Ονοματεπώνυμο"}, []any{"a", "b"}), columns)
	require.ErrorAs(t, err, &head)
	require.Equal(t, stafftable.HeadingError{Key: "name", Twice: true}, *head)
}

func TestWhatIsNoTableIsRefused(t *testing.T) {
	t.Parallel()
	many := [][]any{{"E-mail", "Name"}}
	for range stafftable.MaxRows {
		many = append(many, []any{"a@example.org", "x"})
	}
	full := book(t, many...)
	sheet := func(rows string) []byte { return withSheet(t, rows) }
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"nothing":          {nil, stafftable.ErrNotExcel},
		"HTML":             {[]byte("<html><table><tr><td>E-mail</td></tr></table></html>"), stafftable.ErrNotExcel},
		"an old workbook":  {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"), stafftable.ErrOldExcel},
		"another zip":      {parts(t, map[string][]byte{"word/document.xml": []byte("<a/>")}), stafftable.ErrNotExcel},
		"an empty book":    {parts(t, map[string][]byte{"xl/workbook.xml": []byte("<workbook/>")}), stafftable.ErrNotExcel},
		"half a file":      {full[:len(full)/2], stafftable.ErrNotExcel},
		"a bomb":           {parts(t, map[string][]byte{"xl/worksheets/sheet1.xml": make([]byte, 64<<20)}), stafftable.ErrTooLarge},
		"bombs":            {parts(t, map[string][]byte{"xl/a": make([]byte, 5<<20), "xl/b": make([]byte, 5<<20)}), stafftable.ErrTooLarge},
		"a lying bomb":     {lying(t), stafftable.ErrNotExcel},
		"headings only":    {book(t, []any{"E-mail", "Name"}), stafftable.ErrNoRows},
		"nothing in it":    {book(t), stafftable.ErrNoRows},
		"one row too many": {book(t, append(many, []any{"a@example.org", "x"})...), stafftable.ErrTooMany},
		"100,000 rows":     {sheet(strings.Repeat(`<row><c t="str"><v>E-mail</v></c><c t="str"><v>Name</v></c></row>`, 100_000)), stafftable.ErrTooMany},
		"a far row":        {sheet(`<row r="2000000000"><c t="str"><v>x</v></c></row>`), stafftable.ErrTooMany},
		"a far column":     {sheet(`<row r="1"><c r="XFD1" t="str"><v>x</v></c></row>`), stafftable.ErrTooMany},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := stafftable.Read(c.file, columns)
			require.ErrorIs(t, err, c.want)
		})
	}
	table, err := stafftable.Read(full, columns)
	require.NoError(t, err)
	require.Len(t, table.Rows, stafftable.MaxRows)
}

// withSheet is a workbook whose first sheet holds the rows as they are.
func withSheet(t testing.TB, rows string) []byte {
	t.Helper()
	whole := book(t)
	z, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	require.NoError(t, err)
	of := map[string][]byte{}
	for _, part := range z.File {
		var b bytes.Buffer
		r, err := part.Open()
		require.NoError(t, err)
		_, err = b.ReadFrom(r)
		require.NoError(t, err)
		of[part.Name] = b.Bytes()
	}
	of["xl/worksheets/sheet1.xml"] = []byte(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`)
	return parts(t, of)
}

// lying is a zip whose part is larger than its directory says.
func lying(t testing.TB) []byte {
	t.Helper()
	file := parts(t, map[string][]byte{"xl/workbook.xml": make([]byte, 32<<20)})
	at := bytes.LastIndex(file, []byte("PK\x01\x02"))
	require.Positive(t, at)
	copy(file[at+24:], []byte{100, 0, 0, 0}) // its size when unpacked
	return file
}

func TestTheEmptyTableIsReadBackOnceFilled(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	blank := stafftable.Blank{Sheet: "Χρήστες", Help: "Τιμές",
		Headings: []stafftable.Heading{{Text: "E-mail"}, {Text: "Ονοματεπώνυμο", List: 1}, {Text: "Από", Day: true}},
		Lists:    []stafftable.List{{Title: "Ρόλος", Means: "Τι κάνει", Lines: [][2]string{{"Υπάλληλος", "Χειρίζεται"}, {"=1+1", "+x"}}}, {Title: "Κενό"}}}
	require.NoError(t, blank.Write(&b))
	_, err := stafftable.Read(b.Bytes(), columns)
	require.ErrorIs(t, err, stafftable.ErrNoRows)
	f, err := excelize.OpenReader(&b)
	require.NoError(t, err)
	defer f.Close()
	require.Equal(t, []string{"Χρήστες", "Τιμές"}, f.GetSheetList())
	help, err := f.GetRows("Τιμές")
	require.NoError(t, err)
	require.Equal(t, []string{"=1+1", "+x"}, help[2])
	formula, err := f.GetCellFormula("Τιμές", "A3")
	require.NoError(t, err)
	require.Empty(t, formula)
	chosen, err := f.GetDataValidations("Χρήστες")
	require.NoError(t, err)
	require.Len(t, chosen, 1)
	require.Equal(t, "'Τιμές'!$A$2:$A$3", chosen[0].Formula1)
	require.NoError(t, f.SetSheetRow("Χρήστες", "A2", &[]any{"a@example.org", "Υπάλληλος", time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)}))
	table, err := stafftable.Read(bytesOf(t, f), columns)
	require.NoError(t, err)
	require.Equal(t, "2027-01-31", table.Rows[0].Cells["from"])
}

func FuzzAnyFileIsReadOrRefused(f *testing.F) {
	f.Add(book(f, []any{"E-mail", "Name"}, []any{"a@example.org", "x"}))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, file []byte) {
		table, err := stafftable.Read(file, columns)
		var head *stafftable.HeadingError
		switch {
		case err == nil && len(table.Rows) == 0:
			t.Fatal("neither rows nor an error")
		case err == nil, errors.As(err, &head):
		case errors.Is(err, stafftable.ErrNotExcel), errors.Is(err, stafftable.ErrOldExcel), errors.Is(err, stafftable.ErrTooLarge),
			errors.Is(err, stafftable.ErrTooMany), errors.Is(err, stafftable.ErrNoRows):
		default:
			t.Fatal(err)
		}
	})
}
