package paper_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/pdf/pdftest"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/paper"
)

func TestTheReceiptStatesWhatTheLawAsks(t *testing.T) {
	t.Parallel()
	_, r, s := filed(t, "residence-certificate")
	for lang, items := range map[string][]string{
		"el": {"ΔΗΜΟΣ ΕΛΑΙΩΝΑ", "ΑΠΟΔΕΙΚΤΙΚΟ ΠΑΡΑΛΑΒΗΣ", "Αριθμός πρωτοκόλλου 18234/2026",
			"Ημερομηνία και ώρα καταχώρισης Κυριακή 22 Νοεμβρίου 2026, 11:05", "Θέμα Βεβαίωση μόνιμης κατοικίας",
			"Αιτών / αιτούσα Ευαγγελία Χατζηϋφαντή", "Ηλεκτρονικά, από τη θυρίδα του Δήμου", "Δήμος Ελαιώνα, Τμήμα Δημοτολογίου και Μητρώων",
			"Συνημμένα: 1 έγγραφο", "Σάρωση 1 – λογαριασμός.pdf", "184 kB", "9f86 d081 884c 7d65",
			"έως Τετάρτη 2 Δεκεμβρίου 2026", "ν. 3463/2006, άρθρο 279", "έως Τρίτη 24 Νοεμβρίου 2026",
			"ειδική διοικητική προσφυγή μέσα σε 15 ημέρες", "(ν. 3852/2010, άρθρο 227)", address, "Σελίδα 1 από 1"},
		"en": {"MUNICIPALITY OF ELAIONAS", "RECEIPT", "Protocol number 18234/2026", "Sunday 22 November 2026, 11:05", s.Title.En,
			"Attached papers: 1 paper", "184 kB", "until Wednesday 2 December 2026", s.Terms.Legal.Basis.En, "within 15 days", address, "Page 1 of 1"},
	} {
		b, err := paper.Receipt(r, s, lang, address)
		require.NoError(t, err)
		text := read(t, b)
		for _, item := range items {
			assert.Contains(t, text, item, lang)
		}
		assert.NotContains(t, text, "{", "no placeholder is left")
		assert.NotContains(t, text, "U+", "nothing strange was written")
		again, err := paper.Receipt(r, s, lang, address)
		require.NoError(t, err)
		assert.Equal(t, b, again, "the same receipt is the same bytes")
	}
}

func TestTheReceiptIsSoundTaggedAndScannable(t *testing.T) {
	t.Parallel()
	_, r, s := filed(t, "disabled-parking-space")
	b, err := paper.Receipt(r, s, "el", address)
	require.NoError(t, err)
	file := pdftest.File(t, "a.pdf", b)
	pdftest.Run(t, "qpdf", "--check", file)
	info := pdftest.Run(t, "pdfinfo", file)
	assert.Regexp(t, `Tagged: +yes`, info)
	assert.Regexp(t, `Title: +Αποδεικτικό παραλαβής 18234/2026`, info)
	assert.Contains(t, info, "A4")
	assert.Regexp(t, `Pages: +2\n`, info)
	tags := pdftest.Run(t, "pdfinfo", "-struct", file)
	for _, tag := range []string{"H1", "H2", "Table", "TH", "Figure"} {
		assert.Contains(t, tags, tag)
	}
	pdftest.Need(t, "pdftoppm")
	pdftest.Run(t, "pdftoppm", "-r", "150", "-f", "2", "-singlefile", "-png", file, strings.TrimSuffix(file, ".pdf"))
	assert.Contains(t, pdftest.Run(t, "zbarimg", "-q", "--raw", strings.TrimSuffix(file, ".pdf")+".png"), address)
	last := squeeze(pdftest.Run(t, "pdftotext", "-layout", "-f", "2", file, "-"))
	assert.Contains(t, last, "Προθεσμίες", "the foot has no page alone")
}

func TestAReceiptWithoutPapersOrPortalIsWhole(t *testing.T) {
	t.Parallel()
	_, r, s := filed(t, "general-application")
	r.Papers, r.Channel, r.Municipality.Phone = nil, models.FiledPost, ""
	b, err := paper.Receipt(r, s, "fr", "")
	require.NoError(t, err)
	text := read(t, b)
	for _, want := range []string{"Συνημμένα Κανένα έγγραφο", "Ταχυδρομικά", "ν. 2690/1999, άρθρο 12"} {
		assert.Contains(t, text, want)
	}
	assert.NotContains(t, text, "Σαρώστε")
	assert.NotContains(t, text, "τηλ.")
}

func TestTheTimeOnTheReceiptIsThatOfAthens(t *testing.T) {
	t.Parallel()
	_, r, s := filed(t, "residence-certificate")
	r.Protocol.At = time.Date(2026, 12, 31, 21, 59, 59, 0, time.UTC)
	b, err := paper.Receipt(r, s, "el", "")
	require.NoError(t, err)
	assert.Contains(t, read(t, b), "Πέμπτη 31 Δεκεμβρίου 2026, 23:59")
}

func TestManyPapersAreAllListed(t *testing.T) {
	t.Parallel()
	_, r, s := filed(t, "residence-certificate")
	one := r.Papers[0]
	for range 60 {
		r.Papers = append(r.Papers, one)
	}
	r.Papers[60].Name, r.Papers[60].Slot = "τελευταίο 🏠.pdf", "unknown-slot"
	b, err := paper.Receipt(r, s, "el", address)
	require.NoError(t, err)
	text := read(t, b)
	for _, want := range []string{"Συνημμένα: 61 έγγραφα", "τελευταίο [U+1F3E0].pdf", "Χαρακτήρες που δεν τυπώνονται"} {
		assert.Contains(t, text, want)
	}
}

func TestTheReceiptSaysThatTheApplicationWaitsForIdentification(t *testing.T) {
	t.Parallel()
	_, r, s := filed(t, "residence-certificate")
	for lang, words := range map[string]string{"el": "θα προχωρήσει μόνη της, μόλις όποιος την υπέβαλε ταυτοποιηθεί", "en": "has been identified at a service point"} {
		for _, waits := range []bool{true, false} {
			r.Identify = waits
			b, err := paper.Receipt(r, s, lang, address)
			require.NoError(t, err)
			if waits {
				assert.Contains(t, read(t, b), words)
			} else {
				assert.NotContains(t, read(t, b), words)
			}
		}
	}
}
