// Package i18n finds the texts that people read, in Greek and English, in files
// that translators edit. Greek is the product's language: whatever is unknown
// or not yet translated appears in Greek, never as an empty place.
package i18n

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"text/template"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	texts "github.com/nicksnyder/go-i18n/v2/i18n/template"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
)

// The languages. Default is that of every fallback.
const (
	Greek   = "el"
	English = "en"
	Default = Greek
)

// Languages lists what every text must exist in, the default first.
var Languages = []string{Greek, English}

// Texts are all texts, ready for reading by many goroutines.
type Texts struct {
	localizers map[string]*i18n.Localizer
	messages   map[string]map[string]*i18n.Message // language → key
}

// strict refuses a text whose data lacks a name that it uses.
var strict = &texts.TextParser{Option: "missingkey=error"}

// Load reads every file of fsys that matches one of the patterns ("*.yaml" when
// none is given). A file is named after its language, el.yaml or errors.el.yaml,
// and maps keys, nested or not, to a text or to its plural forms (one, other).
// A key given twice in one language and a text that is no template are faults;
// all of them are reported at once.
func Load(fsys fs.FS, patterns ...string) (*Texts, error) {
	if len(patterns) == 0 {
		patterns = []string{"*.yaml"}
	}
	bundle := i18n.NewBundle(language.Greek)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	t := &Texts{localizers: map[string]*i18n.Localizer{}, messages: map[string]map[string]*i18n.Message{}}
	for _, l := range Languages {
		t.messages[l] = map[string]*i18n.Message{}
	}
	var faults []error
	for _, pattern := range patterns {
		paths, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, fmt.Errorf("load texts: %w", err)
		}
		if len(paths) == 0 {
			faults = append(faults, fmt.Errorf("load texts: no file matches %s", pattern))
		}
		for _, path := range paths {
			faults = append(faults, t.add(bundle, fsys, path)...)
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	for _, l := range Languages {
		t.localizers[l] = i18n.NewLocalizer(bundle, l, Default)
	}
	return t, nil
}

func (t *Texts) add(bundle *i18n.Bundle, fsys fs.FS, path string) (faults []error) {
	file, err := bundle.LoadMessageFileFS(fsys, path)
	if err != nil {
		return []error{fmt.Errorf("load texts of %s: %w", path, err)}
	}
	known, ok := t.messages[file.Tag.String()]
	if !ok {
		return []error{fmt.Errorf("load texts of %s: %s is none of the languages %v", path, file.Tag, Languages)}
	}
	for _, m := range file.Messages {
		if known[m.ID] != nil {
			faults = append(faults, fmt.Errorf("load texts of %s: key %s is given twice", path, m.ID))
		}
		for _, form := range forms(m) {
			if _, err := template.New(m.ID).Parse(form); err != nil {
				faults = append(faults, fmt.Errorf("load texts of %s: %w", path, err))
			}
		}
		known[m.ID] = m
	}
	return faults
}

// forms are the texts of a message that are given.
func forms(m *i18n.Message) []string {
	all := []string{m.Zero, m.One, m.Two, m.Few, m.Many, m.Other}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

// Text is the text of a key with the data put in. The data is a map or a struct;
// a map entry "Count" chooses the plural form. A key or a name of the data that
// is missing is an error; the text is then the best there is: Greek, else the key.
func (t *Texts) Text(lang, key string, data any) (string, error) {
	l, ok := t.localizers[lang]
	if !ok {
		l = t.localizers[Default]
	}
	c := &i18n.LocalizeConfig{MessageID: key, TemplateData: data, TemplateParser: strict}
	if m, ok := data.(map[string]any); ok {
		c.PluralCount = m["Count"]
	}
	s, err := l.Localize(c)
	if s == "" {
		s = key
	}
	if err != nil {
		return s, fmt.Errorf("write text %s in %s: %w", key, lang, err)
	}
	return s, nil
}

// T is Text for pages and messages, where the best there is must do: Faults
// finds in a test what would be missing here.
func (t *Texts) T(lang, key string, data any) string {
	s, _ := t.Text(lang, key, data)
	return s
}

// Has tells whether the key has a text in the default language.
func (t *Texts) Has(key string) bool { return t.messages[Default][key] != nil }

// Keys lists every key of any language, sorted.
func (t *Texts) Keys() []string {
	all := map[string]bool{}
	for _, messages := range t.messages {
		for key := range messages {
			all[key] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
