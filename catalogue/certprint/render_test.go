package certprint

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/pdf"
	"github.com/thyrida/thyrida/internal/pdf/pdftest"
	"github.com/thyrida/thyrida/models"
)

func setup(t testing.TB) *catalogue.Catalogue {
	t.Helper()
	c, err := catalogue.Shipped()
	require.NoError(t, err)
	return c
}

// text is what a reader reads, on one line.
func text(t testing.TB, file []byte) string {
	t.Helper()
	path := pdftest.File(t, "certificate.pdf", file)
	if dir := os.Getenv("CERTPRINT_DIR"); dir != "" { // to look at them
		require.NoError(t, os.WriteFile(filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "-")+".pdf"), file, 0o600))
	}
	whole := strings.Join(strings.Fields(pdftest.Run(t, "pdftotext", "-raw", path, "-")), " ")
	return strings.ReplaceAll(whole, "\u00ad ", "") // words that were divided
}

// structure is the text as the tags give it, without what stands on every page.
func structure(t testing.TB, file []byte) string {
	t.Helper()
	return pdftest.Run(t, "pdfinfo", "-struct-text", pdftest.File(t, "certificate.pdf", file))
}

func TestEveryCertificateRendersFromItsSampleInBothLanguages(t *testing.T) {
	t.Parallel()
	c := setup(t)
	facts := map[models.CertificateCode][2][]string{
		"residence": {{"ΒΕΒΑΙΩΣΗ", "Μόνιμης κατοικίας", "Λεωφόρος Δημοκρατίας 12", "2019 έως σήμερα", "άρθρο 279", "Με εντολή Δημάρχου"},
			{"of permanent residence", "PAPADOPOULOS", "Leoforos Dimokratias 12", "until today", "By order of the Mayor"}},
		"birth": {{"Γέννησης", "19/11/2014 (δεκαεννέα Νοεμβρίου του έτους δύο χιλιάδες δεκατέσσερα)", "4021/3", "17 – 2014", "Μητέρα", "ΑΫΛΑ"},
			{"of birth", "the nineteenth of November, two thousand and fourteen", "Mother", "Greek", "digital seal"}},
		"family-status": {{"Οικογενειακής κατάστασης", "ΚΩΝΣΤΑΝΤΙΝΙΔΟΥ", "27/08/1984", "21/1/2010", "έξι μήνες", "Τέκνο"},
			{"of family status", "Spouse", "six months", "KONSTANTINIDOU"}},
		"next-of-kin": {{"Εγγυτέρων συγγενών", "204/1/2026", "τρεις Σεπτεμβρίου του έτους δύο χιλιάδες είκοσι έξι", "ανακαλείται"},
			{"of next of kin", "third of September", "revoked", "Spouse"}},
		"citizenship":    {{"Ιθαγένειας", "Με τη γέννηση", "ΕΥΤΥΧΙΑ"}, {"of citizenship", "By birth"}},
		"males-register": {{"Μητρώου αρρένων", "αριθμό 57 του έτους 1981"}, {"number 57 of the year 1981"}},
		"locality":       {{"Εντοπιότητας", "από το έτος 2001", "20/03/1981"}, {"of locality", "from the year 2001"}},
		"municipal-dues": {{"Δημοτικής ενημερότητας", "20 Νοεμβρίου 2026", "δεν έχει ληξιπρόθεσμες οφειλές", "Εκδόθηκε αυτόματα"},
			{"of municipal dues", "20 November 2026", "no overdue debt"}},
		"vital-act-copy": {{"ΛΗΞΙΑΡΧΙΚΗ ΠΡΑΞΗ", "112 / 4 / 2014", "Ονοματοδοσία", "Νεογνό", "Ο/Η Ληξίαρχος"},
			{"VITAL ACT", "112 / 4 / 2014", "True copy", "The Registrar"}},
		"general-attestation": {{"ΒΕΒΑΙΩΣΗ", "εθελοντής", "Παρουσιολόγιο"}, {"ATTESTATION", "PAPADOPOULOS"}},
	}
	require.Len(t, facts, len(c.Certificates))
	for _, cert := range c.Certificates {
		for i, lang := range catalogue.Languages {
			t.Run(string(cert.Code)+"-"+lang, func(t *testing.T) {
				t.Parallel()
				file, err := Preview(c, cert, lang)
				require.NoError(t, err)
				again, err := Preview(c, cert, lang)
				require.NoError(t, err)
				require.True(t, bytes.Equal(file, again), "the same facts give the same bytes")
				got := text(t, file)
				for _, want := range facts[cert.Code][i] {
					require.Contains(t, got, want)
				}
				require.Contains(t, got, "XXXXX-XXXXX-XXXXX-XXXXX")
				require.Contains(t, got, map[string]string{"el": "δεν είναι εγκεκριμένη", "en": "not a qualified one"}[lang])
				require.NotContains(t, got, "{")
			})
		}
	}
}

// issued gives facts the number and the signature of a final document.
func issued(f models.IssueFacts) models.IssueFacts {
	f.Number = models.Entry{Number: 18001, Year: 2026, At: time.Date(2026, 11, 21, 22, 30, 0, 0, time.UTC)} // the 22nd in Athens
	f.Way = models.WayServer
	if f.Signatory.Name == "" {
		f.Way = models.WaySeal
	}
	return f
}

// DESIGN §8: everything except number and date equals the preview.
func TestADocumentEqualsItsPreviewButForNumberAndDate(t *testing.T) {
	t.Parallel()
	c := setup(t)
	for _, cert := range c.Certificates {
		t.Run(string(cert.Code), func(t *testing.T) {
			t.Parallel()
			f, err := SampleFacts(c, cert, "el")
			require.NoError(t, err)
			f.Correction = "Διορθώθηκε το όνομα."
			preview, previewBox, err := Render(cert, f, SampleOptions)
			require.NoError(t, err)
			data, err := json.Marshal(f.Statements) // as they come back from the database
			require.NoError(t, err)
			f.Statements = nil
			require.NoError(t, json.Unmarshal(data, &f.Statements))
			f = issued(f)
			f.IntendedAt = f.Number.At.AddDate(0, 0, 9)
			f.CorrectedOn = f.IntendedAt
			final, box, err := Render(cert, f, SampleOptions)
			require.NoError(t, err)
			require.Equal(t, previewBox, box)
			got := structure(t, final)
			require.Contains(t, got, "18001/2026")
			got = strings.NewReplacer("18001/2026", "—", "Ημερομηνία: 22 Νοεμβρίου 2026", "Ημερομηνία: —",
				"επανάληψης: 1 Δεκεμβρίου 2026", "επανάληψης: —").Replace(got)
			require.Equal(t, structure(t, preview), got)
			require.NotContains(t, text(t, final), "ΣΧΕΔΙΟ")
		})
	}
}

func TestAPaperIsAValidArchive(t *testing.T) {
	t.Parallel()
	c := setup(t)
	cert, _ := c.Certificate("vital-act-copy")
	f, err := SampleFacts(c, cert, "el")
	require.NoError(t, err)
	file, _, err := Render(cert, f, Options{Portal: "https://elaionas.example.org/", Level: pdf.A1b})
	require.NoError(t, err)
	path := pdftest.File(t, "a.pdf", file)
	pdftest.Run(t, "qpdf", "--check", path)
	pdftest.Preflight(t, path)
}

func TestALongFamilyFlowsOverPages(t *testing.T) {
	t.Parallel()
	c := setup(t)
	cert, _ := c.Certificate("family-status")
	f, err := SampleFacts(c, cert, "el")
	require.NoError(t, err)
	i := slices.IndexFunc(f.Statements, func(s models.Statement) bool { return s.Key == "members" })
	rows, _ := catalogue.RowsOf(f.Statements[i].Value)
	for len(rows) < 80 {
		rows = append(rows, rows[3])
	}
	f.Statements[i].Value = rows
	file, box, err := Render(cert, f, SampleOptions)
	require.NoError(t, err)
	require.GreaterOrEqual(t, box.Page, 2)
	require.GreaterOrEqual(t, strings.Count(text(t, file), "Επώνυμο και όνομα"), 2)
}
