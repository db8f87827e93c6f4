package signbox_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/pdf"
	"github.com/thyrida/thyrida/internal/pdf/pdftest"
	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/internal/signbox"
)

// judged has every independent program look at a file with n signatures.
func (o office) judged(t *testing.T, file []byte, n int) string {
	t.Helper()
	path := pdftest.File(t, "signed.pdf", file)
	if dir := os.Getenv("THYRIDA_LOOK"); dir != "" { // to look at them
		require.NoError(t, os.WriteFile(filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "-")+".pdf"), file, 0o600))
	}
	require.Contains(t, pdftest.Run(t, "qpdf", "--check", path), "No syntax or stream encoding errors found")
	said := pdftest.Run(t, "pdfsig", "-nssdir", o.nss, path)
	require.Equal(t, n, strings.Count(said, "Signature is Valid."), said)
	require.Equal(t, n, strings.Count(said, "Certificate is Trusted."), said)
	require.Contains(t, said, "  - Total document signed", said)
	r, err := sign.Verify(file, o.Roots(), o.at)
	require.NoError(t, err)
	require.True(t, r.Valid(), "%+v", r)
	require.Len(t, r.Signatures, n)
	return path
}

func TestASignedPaperStaysAnArchive(t *testing.T) {
	t.Parallel()
	o := setup(t)
	plain, places := paper(t, pdf.A1b)
	for i, kind := range []string{"RSA-2048", "RSA-3072", "P-256"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			file := o.sign(t, plain, i, places[0], nil)
			path := o.judged(t, file, 1)
			pdftest.Preflight(t, path)
			require.Less(t, len(file)-len(plain), 48<<10)

			stamped := o.sign(t, plain, i, places[0], o.tsa)
			pdftest.Preflight(t, o.judged(t, stamped, 1))
			later, err := sign.AddTimestamp(context.Background(), file, o.tsa)
			require.NoError(t, err)
			pdftest.Preflight(t, pdftest.File(t, "later.pdf", later))
		})
	}
}

func TestThreeSignaturesInARowStayAnArchive(t *testing.T) {
	t.Parallel()
	o := setup(t)
	for _, level := range []pdf.Level{pdf.A1b, pdf.A2b} {
		file, places := paper(t, level)
		var grew [3]int
		for i := range places {
			next := o.sign(t, file, i, places[i], o.tsa)
			grew[i] = len(next) - len(file)
			file = next
		}
		path := o.judged(t, file, 3)
		require.Less(t, grew[1], grew[0]-10<<10, "the fonts of the first box serve the others")
		if level == pdf.A1b {
			pdftest.Preflight(t, path)
		}
	}
}

func TestTheBoxShowsItsLinesInEmbeddedFonts(t *testing.T) {
	t.Parallel()
	o := setup(t)
	plain, places := paper(t, pdf.A2b)
	file := o.sign(t, plain, 0, places[0], nil)
	path := pdftest.File(t, "signed.pdf", file)
	got := strings.Join(strings.Fields(pdftest.Run(t, "pdftotext", path, "-")), " ")
	for _, want := range o.lines(0) {
		require.Contains(t, got, want)
	}
	for _, row := range strings.Split(strings.TrimSpace(pdftest.Run(t, "pdffonts", path)), "\n")[2:] {
		require.Regexp(t, `^[A-Z]{6}\+Liberation.*CID TrueType +Identity-H +yes yes yes`, row)
	}
}

// A file whose font has our name but not our letters must not be drawn with.
func TestAFontThatOnlyHasTheNameIsNotUsed(t *testing.T) {
	t.Parallel()
	o := setup(t)
	d := pdf.New(pdf.Meta{Title: "Α", ID: "1", Created: o.at})
	d.Text(pdf.Text{Small: true, Spans: []pdf.Span{{Text: "Σημείωση "}, {Text: "έντονη", Bold: true}}}) // the faces of the box
	place := d.SignatureBox(pdf.Signature{Width: 70, Height: 22})
	file, err := d.Bytes()
	require.NoError(t, err)
	small := len(o.sign(t, file, 2, place, nil)) - len(file)
	require.Less(t, small, 16<<10, "the fonts of the page serve the box")
	for _, change := range [][2]string{{"/W[0[", "/W[1["}, {"/CIDToGIDMap/Identity", "/CIDToGIDMap/Odentity"}} {
		forged := bytes.ReplaceAll(file, []byte(change[0]), []byte(change[1]))
		require.NotEqual(t, file, forged)
		require.Greater(t, len(o.sign(t, forged, 2, place, nil))-len(file), small+10<<10, change[0])
	}
}

func TestWhatCannotBeSetIsAnError(t *testing.T) {
	t.Parallel()
	o := setup(t)
	plain, places := paper(t, pdf.A2b)
	try := func(lines ...string) error {
		_, err := o.signers[2].Sign(t.Context(), plain, sign.Options{At: o.at, Box: signbox.At(places[0], lines)})
		return err
	}
	var missing *pdf.RuneError
	require.ErrorAs(t, try("Ψηφιακά", "名前"), &missing)
	require.Equal(t, '名', missing.Rune)
	require.ErrorIs(t, try("Ψηφιακά", strings.Repeat("Παπαδόπουλος ", 60)), pdf.ErrNoRoom)
	require.NoError(t, try("Ψηφιακά", strings.Repeat("Παπαδόπουλος ", 6), "Δήμαρχος"))
	require.NoError(t, try("Ψηφιακά", strings.Repeat("Π", 90)), "a word wider than the box is cut")
	require.NoError(t, try("ἐν ἀρχῇ", "Łódź Ñandú Москва"), "letters beyond the usual")
	require.NoError(t, try())
}
