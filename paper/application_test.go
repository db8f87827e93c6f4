package paper_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/i18n"
	"github.com/thyrida/thyrida/internal/pdf/pdftest"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/paper"
)

func TestEveryServicesApplicationPrintsInBothLanguages(t *testing.T) {
	t.Parallel()
	all, err := catalogue.Shipped()
	require.NoError(t, err)
	for _, v := range all.Services {
		c, r, s := filed(t, v.Code)
		for _, lang := range i18n.Languages {
			b, err := paper.Application(c, r, s, lang)
			require.NoError(t, err)
			text := flow(t, b)
			at := 0
			for _, f := range s.Form {
				if _, answered := c.Form[string(f.Key)]; !answered {
					continue
				}
				label := strings.ReplaceAll(strings.Join(strings.Fields(f.Label.In(lang)), ""), "-", "")
				where := strings.Index(strings.ReplaceAll(strings.ReplaceAll(text, " ", ""), "-", "")[at:], label)
				if assert.GreaterOrEqual(t, where, 0, "%s in %s: %q is missing or out of order", v.Code, lang, f.Label.In(lang)) {
					at += where + len(label)
				}
			}
			assert.NotContains(t, text, "U+", v.Code)
			_, err = paper.Receipt(r, s, lang, address)
			require.NoError(t, err)
		}
	}
}

func TestAnswersAreReadAsPeopleReadThem(t *testing.T) {
	t.Parallel()
	c, r, s := filed(t, "birth-act-copy")
	c.Form = map[string]any{"subject-name": "Άρης Δοκιμαστικός", "born-on": "2001-03-25", "copy-kind": "extract", "capacity": "self",
		"interest": "δεν ρωτήθηκε", "delivery": "post", "post-street": "Ελαίας 12", "no-such-question": "τίποτα"}
	b, err := paper.Application(c, r, s, "el")
	require.NoError(t, err)
	text := read(t, b)
	for _, want := range []string{"ΑΙΤΗΣΗ", "18234/2026", "Ευαγγελία Χατζηϋφαντή", "Κυριακή 25 Μαρτίου 2001", "Απόσπασμα", "Με αφορά", "Ταχυδρομικά",
		"Ελαίας 12", "— (δεν απαντήθηκε)", "δηλώνει ότι τα στοιχεία", "Υποβλήθηκε ηλεκτρονικά", "Σελίδα 1 από"} {
		assert.Contains(t, text, want)
	}
	for _, not := range []string{"δεν ρωτήθηκε", "έννομο συμφέρον;", "τίποτα", "extract", "Υπογραφή"} {
		assert.NotContains(t, text, not)
	}
}

func TestTheCounterLeavesAPlaceToSign(t *testing.T) {
	t.Parallel()
	c, r, s := filed(t, "residence-certificate")
	c.Channel = models.FiledCounter
	b, err := paper.Application(c, r, s, "el")
	require.NoError(t, err)
	assert.Contains(t, read(t, b), "Υπογραφή")
}

func TestSensitiveAnswersAreForWhoMayReadTheForm(t *testing.T) {
	t.Parallel()
	c, r, s := filed(t, "civil-marriage-licence")
	b, err := paper.Application(c, r, s, "el")
	require.NoError(t, err)
	assert.Contains(t, read(t, b), "Περιέχει ευαίσθητα προσωπικά δεδομένα")
	receipt, err := paper.Receipt(r, s, "el", address)
	require.NoError(t, err)
	for _, f := range s.Form {
		if answer, ok := c.Form[string(f.Key)].(string); ok && f.Sensitive {
			assert.Contains(t, read(t, b), answer)
			assert.NotContains(t, read(t, receipt), answer)
		}
	}
	c.Form = nil // as the store gives it to protocol and manager
	_, err = paper.Application(c, r, s, "el")
	var fault *models.Error
	require.True(t, errors.As(err, &fault))
	assert.Equal(t, models.Forbidden, fault.Kind)
}

func TestWhatCannotBePrintedIsNumberedAndExplained(t *testing.T) {
	t.Parallel()
	c, r, s := filed(t, "residence-certificate")
	c.Form["street"], c.Applicant = "Ερμού 7 👩‍💻, محمد", "Z͑oe\x00\xff"
	b, err := paper.Application(c, r, s, "en")
	require.NoError(t, err)
	text := read(t, b)
	for _, want := range []string{"Ερμού 7 [U+1F469 U+200D U+1F4BB], [U+0645 U+062D U+0645 U+062F]", "Z[U+0351]oe[U+0000 ", "Characters that cannot be printed"} {
		assert.Contains(t, text, want)
	}
	pdftest.Run(t, "qpdf", "--check", pdftest.File(t, "a.pdf", b))
}

func TestAnyAnswersPrint(t *testing.T) {
	t.Parallel()
	all, err := catalogue.Shipped()
	require.NoError(t, err)
	c, r, _ := filed(t, "residence-certificate")
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(all.Services).Draw(t, "service")
		text := rapid.OneOf(rapid.String(), rapid.StringN(0, 4000, -1), rapid.StringMatching(`[α-ωά-ώ \n]{0,900}`),
			rapid.SampledFrom([]string{"true", "post", "2026-02-30", "+306912345678", strings.Repeat("Ω", 4000), "\u202e\u0301\n\n\r\t"}))
		value := rapid.OneOf(rapid.Just[any](nil), text.AsAny(), rapid.Bool().AsAny(), rapid.Float64().AsAny(), rapid.SliceOfN(text.AsAny(), 0, 3).AsAny())
		c := c
		c.Form = map[string]any{}
		for _, f := range s.Form {
			v := value
			if len(f.Choices) > 0 && rapid.Bool().Draw(t, "chosen") {
				v = rapid.Just[any](rapid.SampledFrom(f.Choices).Draw(t, "choice").Value)
			}
			c.Form[string(f.Key)] = v.Draw(t, string(f.Key))
		}
		c.Applicant = text.Draw(t, "applicant")
		if _, err := paper.Application(c, r, s, rapid.SampledFrom(i18n.Languages).Draw(t, "language")); err != nil {
			t.Fatal(err)
		}
	})
}
