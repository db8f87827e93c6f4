package certprint

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

func TestWhatIsMissingIsRefused(t *testing.T) {
	t.Parallel()
	c := setup(t)
	signed, _ := c.Certificate("vital-act-copy") // nobody signs it by order
	sealed, _ := c.Certificate("birth")
	for _, x := range []struct {
		cert   *catalogue.Certificate
		want   error
		change func(*models.IssueFacts)
	}{
		{signed, ErrOtherTemplate, func(f *models.IssueFacts) { f.Template = "birth" }},
		{signed, ErrOtherTemplate, func(f *models.IssueFacts) { f.TemplateVersion++ }},
		{signed, ErrHalfIssued, func(f *models.IssueFacts) { f.Number.At = time.Time{} }},
		{signed, ErrHalfIssued, func(f *models.IssueFacts) { f.Number.Number = 0 }},
		{signed, ErrHalfIssued, func(f *models.IssueFacts) { f.Way = "" }},
		{signed, ErrHalfIssued, func(f *models.IssueFacts) { f.Class = "" }},
		{signed, ErrNoCode, func(f *models.IssueFacts) { f.Code = "" }},
		{signed, ErrNoOrder, func(f *models.IssueFacts) { f.Signatory.ByOrder = true }},
		{signed, ErrNoName, func(f *models.IssueFacts) { f.Signatory.Name = "" }},
		{signed, ErrWay, func(f *models.IssueFacts) { f.Way = models.WaySeal }},
		{sealed, ErrWay, func(f *models.IssueFacts) { f.Way = models.WayPaper }},
		{signed, ErrUndated, func(f *models.IssueFacts) { f.Correction = "Διόρθωση" }},
		{signed, ErrValues, func(f *models.IssueFacts) { f.Statements = f.Statements[1:] }},
		{signed, ErrValues, func(f *models.IssueFacts) { f.Statements[0].Value = "" }},
	} {
		f, err := SampleFacts(c, x.cert, "el")
		require.NoError(t, err)
		f = issued(f)
		_, _, err = Render(x.cert, f, SampleOptions)
		require.NoError(t, err)
		x.change(&f)
		_, _, err = Render(x.cert, f, SampleOptions)
		require.ErrorIs(t, err, x.want)
	}
	f, err := SampleFacts(c, signed, "el")
	require.NoError(t, err)
	_, _, err = Render(signed, f, Options{})
	require.ErrorIs(t, err, ErrNoCode)
}

// DESIGN §8, Records: a value that only the applicant typed can never be printed.
func TestAValueThatOnlyTheApplicantTypedIsRefused(t *testing.T) {
	t.Parallel()
	c := setup(t)
	cert, _ := c.Certificate("residence")
	service, _ := c.Service("residence-certificate")
	form, slots, err := service.Example(previewDay)
	require.NoError(t, err)
	typed, faults := service.Validate(form, slots, previewDay)
	require.Empty(t, faults)
	require.NotEmpty(t, typed["street"], "the form and the template know the same key")

	for why, change := range map[string]func(*models.Statement){
		"a form's value, with nothing beside it": func(s *models.Statement) { *s = models.Statement{Key: s.Key, Value: typed["street"]} },
		"no reference":                           func(s *models.Statement) { s.Reference = "" },
		"no clerk":                               func(s *models.Statement) { s.By = "" },
		"no time":                                func(s *models.Statement) { s.At = time.Time{} },
		"no register":                            func(s *models.Statement) { s.Register = "" },
		"another register":                       func(s *models.Statement) { s.Register = catalogue.VitalActs },
		"unknown key":                            func(s *models.Statement) { s.Key = "postcode" },
		"said twice":                             func(s *models.Statement) { s.Key = "town" },
	} {
		f, err := SampleFacts(c, cert, "el")
		require.NoError(t, err)
		i := slices.IndexFunc(f.Statements, func(s models.Statement) bool { return s.Key == "street" })
		change(&f.Statements[i])
		for _, f := range []models.IssueFacts{f, issued(f)} {
			file, _, err := Render(cert, f, SampleOptions)
			require.ErrorIs(t, err, ErrNotOfRegister, why)
			require.Nil(t, file)
			var refused *RegisterError
			require.True(t, errors.As(err, &refused))
			require.Contains(t, []string{"street", "postcode", "town"}, refused.Key)
			require.NotContains(t, err.Error(), "Δημοκρατίας", "an error holds no personal data")
		}
	}

	// The same value is printed once a clerk stands for it.
	f, err := SampleFacts(c, cert, "el")
	require.NoError(t, err)
	i := slices.IndexFunc(f.Statements, func(s models.Statement) bool { return s.Key == "street" })
	f.Statements[i].Value = typed["street"]
	file, _, err := Render(cert, f, SampleOptions)
	require.NoError(t, err)
	require.Contains(t, text(t, file), typed["street"])
}

func TestADocumentSaysHowItIsSignedAndWhatThatIsNot(t *testing.T) {
	t.Parallel()
	c := setup(t)
	const not, test, hand = "εγκεκριμένη", "Έγγραφο δοκιμής", "Υπογράφεται ιδιοχείρως· το αρχείο είναι σάρωση του πρωτοτύπου"
	for _, x := range []struct {
		code         models.CertificateCode
		way          models.SigningWay
		class        string
		says, silent []string
	}{
		{"residence", models.WayServer, "development", []string{"φέρει ψηφιακή υπογραφή", "Η υπογραφή δεν είναι " + not, test, "Με εντολή Δημάρχου"}, []string{hand}},
		{"residence", models.WayExternal, "advanced", []string{"φέρει ψηφιακή υπογραφή", "Η υπογραφή δεν είναι " + not}, []string{test}},
		{"residence", models.WayServer, "qualified", []string{"φέρει ψηφιακή υπογραφή"}, []string{test, not}},
		{"residence", models.WayPaper, "", []string{hand, "Θέση υπογραφής και σφραγίδας"}, []string{"ψηφιακή", test, not}},
		{"birth", models.WaySeal, "development", []string{"φέρει ψηφιακή σφραγίδα", "Η σφραγίδα δεν είναι " + not, test, "με τη σφραγίδα του δήμου"}, []string{hand, "Η υπογραφή"}},
	} {
		cert, _ := c.Certificate(x.code)
		f, err := SampleFacts(c, cert, "el")
		require.NoError(t, err)
		f = issued(f)
		f.Way, f.Class = x.way, x.class
		file, box, err := Render(cert, f, SampleOptions)
		require.NoError(t, err)
		require.Equal(t, x.way == models.WayPaper, box.Top-box.Bottom > 90)
		got := text(t, file)
		for _, want := range x.says {
			require.Contains(t, got, want)
		}
		for _, other := range x.silent {
			require.NotContains(t, got, other)
		}
		f.Language = "en"
		_, _, err = Render(cert, f, SampleOptions)
		require.NoError(t, err)
	}
}

func TestTheTitleOfTheGrantGoesBeforeThatOfTheTemplate(t *testing.T) {
	t.Parallel()
	c := setup(t)
	cert, _ := c.Certificate("residence")
	f, err := SampleFacts(c, cert, "el")
	require.NoError(t, err)
	f.Signatory.Title = "Η Αντιδήμαρχος Διοικητικών Υπηρεσιών"
	file, _, err := Render(cert, f, SampleOptions)
	require.NoError(t, err)
	got := text(t, file)
	require.Contains(t, got, f.Signatory.Title)
	require.NotContains(t, got, cert.Signatory.ByOrder.El)
	require.NotContains(t, got, "α.α.")
	f.Signatory.Acting = true
	file, _, err = Render(cert, f, SampleOptions)
	require.NoError(t, err)
	require.Regexp(t, `(?s)Διοικητικών\s+Υπηρεσιών\s+α\.α\..*`+f.Signatory.Name, text(t, file), "under the title of who is away")
	f.Signatory.Title, f.Signatory.ByOrder, f.Signatory.Acting = "", false, false
	file, _, err = Render(cert, f, SampleOptions)
	require.NoError(t, err)
	require.Contains(t, text(t, file), cert.Signatory.Title.El)
	require.NotContains(t, text(t, file), "Με εντολή")
}

func TestACorrectionKeepsNumberAndDateAndSaysWhy(t *testing.T) {
	t.Parallel()
	c := setup(t)
	cert, _ := c.Certificate("residence")
	for lang, words := range map[string][]string{
		"el": {"ΟΡΘΗ ΕΠΑΝΑΛΗΨΗ", "Ημερομηνία ορθής επανάληψης: 3 Δεκεμβρίου 2026", "Λόγος: Λάθος στον αριθμό της οδού.", "Ημερομηνία: 22 Νοεμβρίου 2026"},
		"en": {"CORRECTED REISSUE", "Date of the reissue: 3 December 2026", "Reason: Λάθος στον αριθμό της οδού.", "Date: 22 November 2026"},
	} {
		f, err := SampleFacts(c, cert, lang)
		require.NoError(t, err)
		f = issued(f)
		plain, _, err := Render(cert, f, SampleOptions)
		require.NoError(t, err)
		require.NotContains(t, text(t, plain), words[0])
		f.Correction, f.CorrectedOn = "Λάθος στον\nαριθμό της οδού.", time.Date(2026, 12, 2, 23, 0, 0, 0, time.UTC)
		file, _, err := Render(cert, f, SampleOptions)
		require.NoError(t, err)
		got := text(t, file)
		for _, want := range append(words, "18001/2026") {
			require.Contains(t, got, want)
		}
		require.Less(t, strings.Index(got, words[0]), strings.Index(got, cert.Heading.In(lang)))
	}
}
