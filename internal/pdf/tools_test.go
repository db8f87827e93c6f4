package pdf_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/pdf"
	"github.com/thyrida/thyrida/internal/pdf/pdftest"
)

// written is a document as a file.
func written(t *testing.T, d *pdf.Doc) string {
	t.Helper()
	b, err := d.Bytes()
	require.NoError(t, err)
	return pdftest.File(t, "document.pdf", b)
}

func TestQpdfFindsNoFault(t *testing.T) {
	t.Parallel()
	for _, level := range []pdf.Level{pdf.A2b, pdf.A1b} {
		c, _ := certificate(1, level)
		e, _ := everything(level)
		for _, d := range []*pdf.Doc{c, e} {
			assert.Contains(t, pdftest.Run(t, "qpdf", "--check", written(t, d)), "No syntax or stream encoding errors")
		}
	}
}

func TestPreflightAcceptsTheArchivalProfile(t *testing.T) {
	t.Parallel()
	c, _ := certificate(1, pdf.A1b)
	e, _ := everything(pdf.A1b)
	pdftest.Preflight(t, written(t, c))
	pdftest.Preflight(t, written(t, e))
}

func TestTheFileSaysWhatItIs(t *testing.T) {
	t.Parallel()
	d, _ := certificate(1, pdf.A2b)
	file := written(t, d)
	info := pdftest.Run(t, "pdfinfo", file)
	for _, want := range []string{"Πιστοποιητικό οικογενειακής κατάστασης", "Δήμος Παραδείγματος", "Tagged:          yes", "(A4)", "Nov 22 10:30:00 2026", "PDF version:     1.7"} {
		assert.Contains(t, info, want)
	}
	meta := pdftest.Run(t, "pdfinfo", "-meta", file)
	assert.Contains(t, meta, "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>")
	plain := filepath.Join(t.TempDir(), "plain.pdf")
	pdftest.Run(t, "qpdf", "--qdf", "--object-streams=disable", file, plain)
	b, err := os.ReadFile(plain)
	require.NoError(t, err)
	for _, want := range []string{"/Lang (el)", "/DisplayDocTitle true", "/Marked true", "/S /GTS_PDFA1", "/Tabs /S"} {
		assert.Contains(t, string(b), want)
	}
	assert.NotContains(t, string(b), "/SMask")
	assert.NotContains(t, string(b), "/Group")
}

func TestEveryFontIsEmbeddedAndCanBeReadBack(t *testing.T) {
	t.Parallel()
	d, _ := everything(pdf.A2b)
	rows := strings.Split(strings.TrimSpace(pdftest.Run(t, "pdffonts", written(t, d))), "\n")[2:]
	require.Len(t, rows, 5)
	for _, row := range rows {
		assert.Regexp(t, regexp.MustCompile(`^[A-Z]{6}\+Liberation.*CID TrueType +Identity-H +yes yes yes`), row)
	}
}

// pictures for somebody to look at: THYRIDA_LOOK=dir go test -run Painted.
func TestPagesCanBePainted(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("THYRIDA_LOOK")
	if dir == "" {
		dir = t.TempDir()
	}
	c, _ := certificate(1, pdf.A2b)
	e, _ := everything(pdf.A2b)
	for name, d := range map[string]*pdf.Doc{"certificate": c, "everything": e} {
		out := pdftest.Run(t, "pdftoppm", "-r", "60", "-png", written(t, d), filepath.Join(dir, name))
		assert.Empty(t, out, "complaints")
	}
	found, err := filepath.Glob(filepath.Join(dir, "*.png"))
	require.NoError(t, err)
	assert.GreaterOrEqual(t, len(found), 6)
}

func TestTheQRCodeCanBeScanned(t *testing.T) {
	t.Parallel()
	d, _ := certificate(1, pdf.A2b)
	picture := filepath.Join(t.TempDir(), "scan")
	pdftest.Run(t, "pdftoppm", "-r", "100", "-gray", "-png", "-singlefile", written(t, d), picture)
	assert.Contains(t, pdftest.Run(t, "zbarimg", "--quiet", "--raw", picture+".png"), "https://dimos-paradeigmatos.gr/v/DM7K-1001-X9R2-TL84")
}

func TestTextIsReadInOrder(t *testing.T) {
	t.Parallel()
	d, _ := certificate(1, pdf.A2b)
	file := written(t, d)
	want := []string{"ΕΛΛΗΝΙΚΗ ΔΗΜΟΚΡΑΤΙΑ", "ΠΙΣΤΟΠΟΙΗΤΙΚΟ", "Οικογενειακής Κατάστασης", "18001/2026", "22 Νοεμβρίου 2026", "Βεβαιώνεται ότι",
		"Ιδιότητα", "ΚΩΝΣΤΑΝΤΙΝΙΔΟΥ ΑΫΛΑ-ΜΑΡΙΑ", "Τελευταία μεταβολή", "Με εντολή Δημάρχου", "Ευαγγελία Χατζηϋφαντή", "Το έγγραφο φέρει", "DM7K-1001-X9R2-TL84"}
	for _, text := range []string{pdftest.Run(t, "pdftotext", file, "-"), pdftest.Run(t, "pdfinfo", "-struct-text", file)} {
		at := 0
		for _, w := range want {
			i := strings.Index(text[at:], w)
			if !assert.GreaterOrEqual(t, i, 0, "%q is missing or out of order in\n%s", w, text) {
				break
			}
			at += i
		}
	}
}

func TestReadersThatFollowTheTagsReadWholeWords(t *testing.T) {
	t.Parallel()
	d, _ := certificate(1, pdf.A2b)
	text := pdftest.Run(t, "pdfinfo", "-struct-text", written(t, d))
	assert.Contains(t, text, "κατά την ημερομηνία έκδοσης του παρόντος έχει όπως αναγράφεται στον κατωτέρω πίνακα.", "a word that two lines share, and the space where a line ends")
	assert.NotContains(t, text, "Σελίδα 1 από 1", "the foot of the page is no part of the text")
}

func TestTheStructureTellsHeadingsTablesAndLists(t *testing.T) {
	t.Parallel()
	d, _ := everything(pdf.A2b)
	file := written(t, d)
	tags := pdftest.Run(t, "pdfinfo", "-struct", file)
	count := func(tag string) int { return len(regexp.MustCompile(`(?m)^ +`+tag+`\b`).FindAllString(tags, -1)) }
	assert.Equal(t, 1, count("H1"))
	assert.Equal(t, 3, count("H2"))
	assert.Equal(t, 4, count("H3"))
	assert.Equal(t, 2, count("Table"))
	assert.Equal(t, 5+61, count("TR"))
	assert.Equal(t, 5+4, count("TH"), "a header seen again on every page is read once")
	assert.Equal(t, 2, count("L"))
	assert.Equal(t, 4, count("LBody"))
	assert.Equal(t, 2, count("Figure"))
	pages := pdftest.Run(t, "pdftotext", file, "-")
	assert.Equal(t, 5, strings.Count(pages, "Παρατηρήσεις της υπηρεσίας"), "the header of the table on pages 2 to 6")
	assert.Contains(t, pages, "Σελίδα 6 από 6")
	assert.Contains(t, pages, "ἐν ἀρχῇ ἦν ὁ λόγος, Łódź, naïve, Москва")
}
