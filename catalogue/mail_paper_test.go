package catalogue

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/gsm"
	"github.com/thyrida/thyrida/models"
)

// brought are facts of the end of a case that brought a certificate.
func brought(c *Catalogue, e models.Event, way models.Delivery, change func(*models.NoticeFacts)) models.NoticeFacts {
	return facts(c, e, func(f *models.NoticeFacts) {
		f.Delivery, f.Portal, f.Tracking = way, "https://elaionas.example.org/", "RE123456789GR"
		f.Documents = []models.NoticeDocument{{TitleEl: "Βεβαίωση μόνιμης κατοικίας", TitleEn: "Certificate of residence",
			Number: models.Entry{Number: 18240, Year: 2026, At: f.NumberedAt}, Code: "ABCD-EFGH-JKLM"}}
		if way == models.ByEmail {
			f.Documents[0].Link, f.Documents[0].LinkEnds = "token", f.NumberedAt.AddDate(0, 0, 30)
		}
		if change != nil {
			change(f)
		}
	})
}

func TestTheEndOfACaseNamesItsDocumentAndWhereItIs(t *testing.T) {
	t.Parallel()
	c := setup(t)
	s, _ := c.Service("residence-certificate")
	for _, w := range []struct {
		way            models.Delivery
		says, saysNot  []string
		lang           string
		smsSays, title string
	}{
		{models.ByPortal, []string{"18240/2026", "Θα το βρείτε στη θυρίδα σας.", "https://elaionas.example.org/v/ABCD-EFGH-JKLM", "Κωδικός επαλήθευσης: ABCD-EFGH-JKLM"},
			[]string{"/d/", "RE123456789GR"}, Greek, "Δείτε τη θυρίδα σας", "Βεβαίωση μόνιμης κατοικίας"},
		{models.ByEmail, []string{"https://elaionas.example.org/d/token", "Τρίτη 22 Δεκεμβρίου 2026", "από τον σύνδεσμο πιο πάνω"}, []string{"RE123456789GR"},
			Greek, "Δείτε το e-mail σας", "Βεβαίωση μόνιμης κατοικίας"},
		{models.ByPost, []string{"RE123456789GR", "Anybody who receives it can check it: https://elaionas.example.org/v/"}, []string{"/d/"}, English, "Sent by post", "Certificate of residence"},
	} {
		f := brought(c, models.EventGranted, w.way, func(f *models.NoticeFacts) { f.Language = w.lang })
		m, err := Composer{c.Texts}.Email(f, s)
		require.NoError(t, err)
		for _, text := range append(w.says, w.title, "Μαρία Παππά", "2310 000110", "m_pappa@elaionas.example.org") {
			require.Contains(t, m.Text, text)
		}
		for _, text := range w.saysNot {
			require.NotContains(t, m.Text, text)
		}
		require.Contains(t, m.HTML, `<a href="https://elaionas.example.org/v/ABCD-EFGH-JKLM">https://elaionas.example.org/v/ABCD-EFGH-JKLM</a>`)
		sms, parts, err := Composer{c.Texts}.SMS(f, s)
		require.NoError(t, err)
		require.Equal(t, 1, parts)
		require.NotContains(t, sms, "http")
		require.Contains(t, strings.ToUpper(sms), strings.ToUpper(gsm.Fold(w.smsSays)))
	}
}

func TestWithoutAPortalNoAddressIsInvented(t *testing.T) {
	t.Parallel()
	c := setup(t)
	s, _ := c.Service("residence-certificate")
	m, err := Composer{c.Texts}.Email(brought(c, models.EventGranted, models.ByEmail, func(f *models.NoticeFacts) { f.Portal = "" }), s)
	require.NoError(t, err)
	require.NotContains(t, m.Text, "http")
	require.NotContains(t, m.Text, "σύνδεσμο")
	require.Contains(t, m.Text, "Κωδικός επαλήθευσης: ABCD-EFGH-JKLM")
}

func TestADiscreetDocumentIsNotNamed(t *testing.T) {
	t.Parallel()
	c := setup(t)
	s, _ := c.Service("residence-certificate")
	for _, e := range []models.Event{models.EventGranted, models.EventRevoked, models.EventLink} {
		f := brought(c, e, models.ByEmail, func(f *models.NoticeFacts) {
			f.Documents[0].Discreet, f.Documents[0].TitleEl, f.Documents[0].Correction = true, "Πιστοποιητικό εγγυτέρων συγγενών", "λάθος κληρονόμος"
		})
		m, err := Composer{c.Texts}.Email(f, s)
		require.NoError(t, err)
		require.Contains(t, m.Text, "Έγγραφο του Δήμου")
		require.NotContains(t, m.Text+m.Subject, "εγγυτέρων")
		require.NotContains(t, m.Text, "κληρονόμος")
	}
}

func TestACorrectionAndARevocationSayWhy(t *testing.T) {
	t.Parallel()
	c := setup(t)
	s, _ := c.Service("residence-certificate")
	f := brought(c, models.EventGranted, models.ByPortal, func(f *models.NoticeFacts) {
		f.Documents[0].Correction = "Λάθος όνομα\nΑΦΜ 123456783"
		f.Documents = append(f.Documents, models.NoticeDocument{TitleEl: "Δεύτερο", Code: "WXYZ", Number: models.Entry{Number: 7, Year: 2026, At: time.Unix(0, 0)}})
	})
	m, err := Composer{c.Texts}.Email(f, s)
	require.NoError(t, err)
	require.Contains(t, m.Text, "Ορθή επανάληψη, με τον ίδιο αριθμό: Λάθος όνομα ΑΦΜ •••")
	require.Contains(t, m.Text, "Δεύτερο\nΑριθμός πρωτοκόλλου: 7/2026")
	require.Equal(t, 1, strings.Count(m.Text, "Το έγγραφό σας:"))

	f = brought(c, models.EventRevoked, models.ByPortal, func(f *models.NoticeFacts) { f.Reasons = "Νέα <στοιχεία> http://example.org/x" })
	m, err = Composer{c.Texts}.Email(f, s)
	require.NoError(t, err)
	require.Contains(t, m.Subject, "Ανακλήθηκε έγγραφό σας")
	require.Contains(t, m.Text, "18240/2026")
	require.Contains(t, m.Text, "Νέα <στοιχεία>")
	require.NotContains(t, m.HTML, `href="http://example.org/x"`, "only our own addresses lead somewhere")
}
