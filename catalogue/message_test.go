package catalogue

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/thyrida/thyrida/internal/gsm"
	"github.com/thyrida/thyrida/models"
)

// facts of a notice as they really come.
func facts(c *Catalogue, event models.Event, change func(*models.NoticeFacts)) models.NoticeFacts {
	at := time.Date(2026, 11, 22, 9, 5, 0, 0, time.UTC)
	f := models.NoticeFacts{Notice: models.Notice{ID: "n", Event: event}, Language: Greek, Name: "Νίκη Δοκιμαστική",
		Number: 12345, Year: 2026, NumberedAt: at, Stage: "review", Unit: c.Units[1].Name(),
		Handler: models.Contact{Name: "Μαρία Παππά", Phone: "+302310000110", Email: "m_pappa@elaionas.example.org"},
		DueAt:   at.AddDate(0, 0, 4), LegalDueAt: at.AddDate(0, 0, 50), Delivery: models.ByPortal, House: c.Municipality.Name()}
	if change != nil {
		change(&f)
	}
	return f
}

func TestAnEmailSaysWhatHappenedWhatComesNextAndWhomToAsk(t *testing.T) {
	t.Parallel()
	c := setup(t)
	s, _ := c.Service("civil-marriage-ceremony")
	m, err := Composer{c.Texts}.Email(facts(c, models.EventReceived, nil), s)
	require.NoError(t, err)
	require.Equal(t, "[ΑΠ 12345/2026] Παραλήφθηκε: Τέλεση πολιτικού γάμου", m.Subject)
	for _, want := range []string{"12345/2026", "Κυριακή 22 Νοεμβρίου 2026, 11:05", "Παραλήφθηκε", "Τι ακολουθεί",
		"Δευτέρα 11 Ιανουαρίου 2027", "Μαρία Παππά", "2310 000110", "m_pappa@elaionas.example.org", "Ληξιαρχείο", "Δήμος Ελαιώνα"} {
		require.Contains(t, m.Text, want)
		require.Contains(t, m.HTML, want)
	}
	require.Contains(t, m.HTML, `lang="el"`)
	m, err = Composer{c.Texts}.Email(facts(c, models.EventStage, func(f *models.NoticeFacts) { f.Language = English }), s)
	require.NoError(t, err)
	require.Contains(t, m.Subject, "Under review")
	require.Contains(t, m.Text, "Thursday 26 November 2026")
	require.Contains(t, m.Text, "Opinion of the Technical Services on the place")
	require.Contains(t, m.Text, "Civil Registry Office")
}

func TestARefusalNamesItsReasonsAndTheRemedyWithItsTerm(t *testing.T) {
	t.Parallel()
	c := setup(t)
	s, _ := c.Service("tree-felling")
	f := facts(c, models.EventRejected, func(f *models.NoticeFacts) {
		f.Reasons = "Το δέντρο <b>δεν</b> κινδυνεύει.\nΑΦΜ 123 456 783, ΑΜΚΑ 01012488886, τηλ. 2310000110"
	})
	m, err := Composer{c.Texts}.Email(f, s)
	require.NoError(t, err)
	require.Contains(t, m.Text, "Το δέντρο <b>δεν</b> κινδυνεύει.")
	require.Contains(t, m.HTML, "&lt;b&gt;")
	require.Contains(t, m.Text, "15 ημέρες")
	require.Contains(t, m.Text, "ν. 3852/2010, άρθρο 227")
	require.NotContains(t, m.Text, "123 456 783")
	require.NotContains(t, m.Text, "01012488886")
	require.Contains(t, m.Text, "2310000110")
	text, _, err := Composer{c.Texts}.SMS(f, s)
	require.NoError(t, err)
	require.NotContains(t, text, "KINΔYNEYEI")
}

func TestADiscreetServiceIsNotNamedWhereOthersMayRead(t *testing.T) {
	t.Parallel()
	c := setup(t)
	s, _ := c.Service("disabled-parking-space")
	for _, e := range Events {
		m, err := Composer{c.Texts}.Email(facts(c, e, nil), s)
		require.NoError(t, err)
		require.NotContains(t, m.Subject, "αναπηρία")
		text, _, err := Composer{c.Texts}.SMS(facts(c, e, nil), s)
		require.NoError(t, err)
		require.NotContains(t, text, gsm.Fold("αναπηρία"))
	}
}

func TestASmsDropsNextThenServiceThenTheHouse(t *testing.T) {
	t.Parallel()
	c := setup(t)
	s, _ := c.Service("residence-certificate")
	next, service, house := "EΩΣ 26/11/2026", gsm.Fold(s.Title.El), gsm.Fold(c.Municipality.ShortEl)
	for _, w := range []struct {
		name                 int
		next, service, house bool
		parts                int
	}{{12, true, true, true, 1}, {40, false, true, true, 1}, {60, false, false, true, 1}, {85, false, false, false, 1}, {110, false, false, false, 2}} {
		f := facts(c, models.EventStage, func(f *models.NoticeFacts) { f.Handler.Name = strings.Repeat("Α", w.name) })
		text, parts, err := Composer{c.Texts}.SMS(f, s)
		require.NoError(t, err)
		require.Equal(t, []any{w.next, w.service, w.house, w.parts}, []any{strings.Contains(text, next),
			strings.Contains(text, service), strings.Contains(text, house), parts}, text)
	}
}

func TestEveryEventOfEveryServiceHasItsMessageInBothLanguages(t *testing.T) {
	t.Parallel()
	c := setup(t)
	for _, s := range c.Services {
		for _, lang := range Languages {
			for _, e := range Events {
				stages := []models.Stage{s.Plan().Completion}
				if e == models.EventStage {
					stages = append(stages, s.Plan().Stages...)
				}
				for _, st := range stages {
					f := facts(c, e, func(f *models.NoticeFacts) { f.Language, f.Stage = lang, st.Key })
					m, err := Composer{c.Texts}.Email(f, s)
					require.NoError(t, err)
					require.NotContains(t, m.Subject+m.Text+m.HTML, "{")
					require.True(t, strings.HasPrefix(m.Subject, "[ΑΠ 12345/2026] "), m.Subject)
				}
			}
		}
	}
}

func TestAMessageWithoutNumberOrClerkStillNamesSomebodyWhoAnswers(t *testing.T) {
	t.Parallel()
	c := setup(t)
	s, _ := c.Service("general-application")
	f := facts(c, models.EventReceived, func(f *models.NoticeFacts) {
		f.Number, f.Name, f.Handler, f.LegalDueAt = 0, "", models.Contact{}, time.Time{}
	})
	m, err := Composer{c.Texts}.Email(f, s)
	require.NoError(t, err)
	require.Equal(t, "Παραλήφθηκε: Γενική αίτηση", m.Subject)
	require.Equal(t, 1, strings.Count(m.Text, "Ληξιαρχείο\n"))
	require.Contains(t, m.Text, c.Municipality.Phone)
	require.NotContains(t, m.Text, "έως .")
	_, err = Composer{c.Texts}.Email(facts(c, "nonsense", nil), s)
	require.Error(t, err)
	_, _, err = Composer{c.Texts}.SMS(f, nil)
	require.Error(t, err)
}

func TestAnySmsIsInTheAlphabetAndKeepsNumberStateAndContact(t *testing.T) {
	t.Parallel()
	c := setup(t)
	names := rapid.StringOfN(rapid.RuneFrom([]rune("αάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋφχψωώΑΈΩabcXYZ'-. ")), 3, 60, -1)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(c.Services).Draw(t, "service")
		f := facts(c, rapid.SampledFrom(Events).Draw(t, "event"), func(f *models.NoticeFacts) {
			f.Language = rapid.SampledFrom(Languages).Draw(t, "language")
			f.Number = rapid.IntRange(1, 999999).Draw(t, "number")
			f.Stage = rapid.SampledFrom(s.Plan().Stages).Draw(t, "stage").Key
			f.Delivery = rapid.SampledFrom([]models.Delivery{models.ByPortal, models.ByPost}).Draw(t, "delivery")
			f.Handler = models.Contact{Name: "Α" + names.Draw(t, "name"), Phone: "+302310000110",
				Email: rapid.StringMatching(`[a-z][a-z0-9._-]{2,20}@[a-z]{3,12}\.example\.org`).Draw(t, "email")}
		})
		text, parts, err := Composer{c.Texts}.SMS(f, s)
		require.NoError(t, err)
		require.NoError(t, gsm.Check(text))
		require.LessOrEqual(t, parts, 2)
		require.Equal(t, gsm.Parts(text), parts)
		m, err := Composer{c.Texts}.message(f, s)
		require.NoError(t, err)
		for _, want := range []string{m.values["number"] + "/2026", oneLine(gsm.Fold(m.values["state"])),
			oneLine(gsm.Fold(f.Handler.Name)), "2310 000110", f.Handler.Email} {
			require.Contains(t, text, want)
		}
	})
}
