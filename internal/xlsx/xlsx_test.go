package xlsx_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/thyrida/thyrida/internal/xlsx"
)

func TestASheetComesBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	s, err := xlsx.New("Υποθέσεις", []string{"Αριθμός", "Πότε", "Πόσα", "Τι"})
	require.NoError(t, err)
	defer s.Close()
	athens, err := time.LoadLocation("Europe/Athens")
	require.NoError(t, err)
	texts := []string{"=1+1", "+30", "-1", "@SUM(A1)", " =cmd", "\t=x", "\r\n=x", "＝1", "Παπαδόπουλος & <Υιοί>", strings.Repeat("α", 3000)}
	for i, text := range texts {
		require.NoError(t, s.Row([]any{i, time.Date(2026, 7, 1, 0, 30, 0, 0, athens), 1.5, text}))
	}
	require.NoError(t, s.Row([]any{nil, nil, int64(7), ""}))
	var b bytes.Buffer
	require.NoError(t, s.Write(&b))

	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	require.NoError(t, err)
	defer f.Close()
	rows, err := f.GetRows("Υποθέσεις")
	require.NoError(t, err)
	require.Equal(t, []string{"Αριθμός", "Πότε", "Πόσα", "Τι"}, rows[0])
	for i, text := range texts {
		require.Equal(t, []string{itoa(i), "01/07/2026 00:30", "1.5"}, rows[i+1][:3])
		require.Equal(t, strings.ReplaceAll(text, "\r\n", "\n"), strings.ReplaceAll(rows[i+1][3], "\r\n", "\n"))
		cell, err := excelize.CoordinatesToCellName(4, i+2)
		require.NoError(t, err)
		formula, err := f.GetCellFormula("Υποθέσεις", cell)
		require.NoError(t, err)
		require.Empty(t, formula)
		kind, err := f.GetCellType("Υποθέσεις", cell)
		require.NoError(t, err)
		require.Equal(t, excelize.CellTypeInlineString, kind, text)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	require.NoError(t, err)
	for _, part := range z.File {
		r, err := part.Open()
		require.NoError(t, err)
		data, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NotContains(t, string(data), "<f>", part.Name)
	}
}

func itoa(i int) string { return string(rune('0' + i)) }
