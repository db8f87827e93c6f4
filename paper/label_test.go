package paper_test

import (
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/pdf/pdftest"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/paper"
)

// envelope is a label as it really comes.
func envelope(t testing.TB) models.Label {
	t.Helper()
	_, r, _ := filed(t, "residence-certificate")
	return models.Label{CaseID: caseID, Name: "Ευαγγελία Χατζηϋφαντή", Address: []string{"Αθηνάς 12", "54321 Νεάπολη"},
		House: r.Municipality, Unit: r.Unit, Number: r.Protocol, At: entered}
}

var boxed = regexp.MustCompile(`<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>`)

// TestTheAddressStandsInTheWindowOfTheEnvelope holds the words against the
// window of 90 × 45 mm, 20 mm from the left and 45 mm from the head of a sheet.
func TestTheAddressStandsInTheWindowOfTheEnvelope(t *testing.T) {
	t.Parallel()
	for _, change := range []func(*models.Label){
		func(*models.Label) {},
		func(l *models.Label) {
			l.Name = "Αναπτυξιακή Εταιρεία Παραδοσιακών Οικισμών και Κοινωφελών Έργων της Περιφέρειας"
			l.Address = []string{"Λεωφόρος Ελευθερίου Βενιζέλου και Παπαναστασίου 1234", "54321 Νεάπολη"}
		},
	} {
		l := envelope(t)
		change(&l)
		b, err := paper.Label(l)
		require.NoError(t, err)
		text := pdftest.Run(t, "pdftotext", "-bbox", pdftest.File(t, "a.pdf", b), "-")
		seen := map[string]bool{}
		for _, w := range boxed.FindAllStringSubmatch(text, -1) {
			var at [4]float64
			for i := range at {
				at[i], err = strconv.ParseFloat(w[i+1], 64)
				require.NoError(t, err)
				at[i] *= 25.4 / 72
			}
			if w[5] == "Νεάπολη" || w[5] == "543" || w[5] == "54321" || w[5] == "Ευαγγελία" || w[5] == "Αναπτυξιακή" || w[5] == "Αθηνάς" {
				seen[w[5]] = true
				assert.True(t, at[0] >= 20 && at[2] <= 110 && at[1] >= 45 && at[3] <= 90, "%s at %v mm", w[5], at)
			}
		}
		assert.GreaterOrEqual(t, len(seen), 3)
		assert.False(t, seen["54321"], "the post writes 543 21")
		again, err := paper.Label(l)
		require.NoError(t, err)
		assert.Equal(t, b, again)
		got := read(t, b)
		assert.Contains(t, got, "18234/2026")
		assert.Contains(t, got, "Δήμος Ελαιώνα")
		pdftest.Run(t, "qpdf", "--check", pdftest.File(t, "a.pdf", b))
	}
}

func TestALabelIsPrintedForAnyName(t *testing.T) {
	t.Parallel()
	l := envelope(t)
	l.Name, l.Number = "José 🙂 Müller", models.Entry{}
	b, err := paper.Label(l)
	require.NoError(t, err)
	assert.Contains(t, read(t, b), "José [U+1F642] Müller")
	assert.Equal(t, "Ετικέτα-18234-2026.pdf", paper.LabelName(envelope(t).Number, "el"))
}
