package i18n_test

import (
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/i18n"
)

func files(content map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range content {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func setup(t *testing.T) *i18n.Texts {
	t.Helper()
	texts, err := i18n.Load(files(map[string]string{
		"el.yaml":        "hello: Καλημέρα {{.Name}}\ndays: {one: '{{.Count}} ημέρα', other: '{{.Count}} ημέρες'}\nonly: Μόνο ελληνικά\n",
		"en.yaml":        "hello: Good morning {{.Name}}\ndays: {one: '{{.Count}} day', other: '{{.Count}} days'}\n",
		"errors.el.yaml": "error:\n  afm-form: Ο ΑΦΜ έχει εννέα ψηφία.\n",
		"errors.en.yaml": "error:\n  afm-form: An ΑΦΜ has nine digits. {{.Extra}}\n  new: New\n",
		"notes.txt":      "not a text",
	}))
	require.NoError(t, err)
	return texts
}

func TestTextsAreFoundInTheLanguageOrInGreek(t *testing.T) {
	t.Parallel()
	texts := setup(t)
	name := map[string]any{"Name": "Μαρία <b>"}
	require.Equal(t, "Καλημέρα Μαρία <b>", texts.T("el", "hello", name))
	require.Equal(t, "Good morning Μαρία <b>", texts.T("en", "hello", name))
	require.Equal(t, "Καλημέρα Μαρία <b>", texts.T("fr", "hello", name))
	require.Equal(t, "Ο ΑΦΜ έχει εννέα ψηφία.", texts.T("el", "error.afm-form", nil))
	require.Equal(t, "1 ημέρα", texts.T("el", "days", map[string]any{"Count": 1}))
	require.Equal(t, "2 ημέρες", texts.T("el", "days", map[string]any{"Count": 2}))
	require.Equal(t, "1 day", texts.T("en", "days", map[string]any{"Count": 1}))
	require.Equal(t, "0 days", texts.T("en", "days", map[string]any{"Count": 0}))
	require.Equal(t, "Μόνο ελληνικά", texts.T("en", "only", nil))
	require.Equal(t, "nowhere", texts.T("en", "nowhere", nil))
	require.True(t, texts.Has("hello"))
	require.False(t, texts.Has("error.new"))
}

func TestWhatIsMissingIsAnError(t *testing.T) {
	t.Parallel()
	texts := setup(t)
	_, err := texts.Text("en", "hello", map[string]any{"Name": "x"})
	require.NoError(t, err)
	for _, row := range []struct {
		lang, key string
		data      any
		text      string
	}{
		{"en", "only", nil, "Μόνο ελληνικά"}, {"el", "nowhere", nil, "nowhere"},
		{"el", "hello", map[string]any{"Nane": "x"}, "hello"}, {"el", "hello", struct{ Other string }{}, "hello"},
	} {
		got, err := texts.Text(row.lang, row.key, row.data)
		require.Error(t, err, row)
		require.Equal(t, row.text, got)
	}
}

func TestFaultsListWhatTranslatorsOwe(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{
		"error.afm-form: en uses {Extra}, el {}", "error.new: missing in el", "only: missing in en",
	}, setup(t).Faults())
}

func TestFaultyFilesAreReportedTogether(t *testing.T) {
	t.Parallel()
	_, err := i18n.Load(files(map[string]string{
		"el.yaml": "a: x\nb: '{{.Name'\n", "more.el.yaml": "a: y\n", "fr.yaml": "a: z\n", "en.yaml": "[",
	}))
	for _, want := range []string{"key a is given twice", "template: b", "fr is none of the languages", "en.yaml"} {
		require.ErrorContains(t, err, want)
	}
	_, err = i18n.Load(files(nil))
	require.ErrorContains(t, err, "no file matches")
	_, err = i18n.Load(files(nil), "[")
	require.Error(t, err)
}

func TestTheHeaderChoosesTheLanguage(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"": "el", "el": "el", "en": "en", "en-GB,en;q=0.9": "en", "EL-gr": "el", "fr": "el", "cy": "el", "*": "el",
		"fr;q=1, en;q=0.5, el;q=0.4": "en", "el;q=0.3, en;q=0.8": "en", "en;q=0, el": "el", "en;q=0": "el", ";;;": "el", "de-DE, de": "el",
	} {
		require.Equal(t, want, i18n.Match(header), header)
	}
}

func TestManyReadAtOnce(t *testing.T) {
	t.Parallel()
	texts := setup(t)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if got := texts.T("en", "days", map[string]any{"Count": 3}); got != "3 days" {
				t.Error(got)
			}
		})
	}
	wg.Wait()
}
