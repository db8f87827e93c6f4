package catalogue

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/gsm"
	"github.com/thyrida/thyrida/models"
)

func TestAMessageOfTheHouseIsInTheEmailAndOnlyAnnouncedInTheSms(t *testing.T) {
	t.Parallel()
	c := setup(t)
	s, _ := c.Service("tree-felling")
	for lang, want := range map[string]struct{ head, state, writes, files, inbox string }{
		Greek:   {"Το μήνυμα", "Νέο μήνυμα για εσάς", "σας γράφει: Μαρία Παππά", "Συνημμένα αρχεία: 2", "https://portal.example.org"},
		English: {"The message", "A new message for you", "a message from Μαρία Παππά", "Files attached: 2", "https://portal.example.org"},
	} {
		f := facts(c, models.EventMessage, func(f *models.NoticeFacts) {
			f.Language, f.Files, f.Portal, f.Writer = lang, 2, "https://portal.example.org", f.Handler
			f.Message = "Το δέντρο <b>δεν</b> κινδυνεύει.\nΑΦΜ 123 456 783\n\nΠάρτε με τηλέφωνο."
		})
		m, err := Composer{c.Texts}.Email(f, s)
		require.NoError(t, err)
		for _, part := range []string{"12345/2026", want.head, want.state, want.writes, want.files, want.inbox, "Πάρτε με τηλέφωνο.",
			"Μαρία Παππά", "2310 000110", "m_pappa@elaionas.example.org"} {
			require.Contains(t, m.Text, part)
			require.Contains(t, m.HTML, part)
		}
		require.Contains(t, m.HTML, "&lt;b&gt;δεν")
		require.NotContains(t, m.Text+m.HTML, "123 456 783", "an e-mail travels in the open")
		require.NotContains(t, m.Subject, "κινδυνεύει")
		text, parts, err := Composer{c.Texts}.SMS(f, s)
		require.NoError(t, err)
		require.Equal(t, 1, parts)
		for _, part := range []string{"12345/2026", gsm.Fold(want.state), gsm.Fold("Μαρία Παππά"), "2310 000110", "m_pappa@elaionas.example.org"} {
			require.Contains(t, text, part)
		}
		require.NotContains(t, text, gsm.Fold("κινδυνεύει"))
	}
}

func TestStaffAreToldWhoHasWrittenAndReadItInTheCase(t *testing.T) {
	t.Parallel()
	c := setup(t)
	s, _ := c.Service("general-application")
	for lang, state := range map[string]string{Greek: "Νέο μήνυμα του πολίτη", English: "The citizen has written"} {
		f := facts(c, models.EventAsked, func(f *models.NoticeFacts) {
			f.Language, f.Staff = lang, true
			f.Writer = models.Contact{Name: "Νίκη Δοκιμαστική", Phone: "+306900000000", Email: "niki@example.org"}
		})
		m, err := Composer{c.Texts}.Email(f, s)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(m.Subject, "[ΑΠ 12345/2026] "+state), m.Subject)
		for _, part := range []string{"Νίκη Δοκιμαστική", "690 0000000", "niki@example.org"} {
			require.Contains(t, m.Text, part)
		}
		f.Writer.Phone, f.Writer.Email = "", ""
		m, err = Composer{c.Texts}.Email(f, s)
		require.NoError(t, err)
		require.NotContains(t, m.Text, "E-mail: \n")
	}
}
