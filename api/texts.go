package api

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/models"
)

//go:embed texts/*.yaml
var textFiles embed.FS

// words are the texts of one language: for problems and for faults of fields
// by code, and the few words answers have of their own. What staff edit comes
// from the catalogue.
type words struct {
	Problems map[models.Code]struct {
		Title  string `yaml:"title"`
		Detail string `yaml:"detail"`
	} `yaml:"problems"`
	Fields map[models.Code]string `yaml:"fields"`
	Words  map[models.Code]string `yaml:"words"`
}

// library holds the words by language. Both languages hold the same codes; a
// test proves it.
type library map[string]words

var texts = mustReadTexts()

func mustReadTexts() library {
	out := library{}
	for _, lang := range []string{"el", "en"} {
		data, err := textFiles.ReadFile("texts/" + lang + ".yaml")
		if err != nil {
			panic(err) // embedded: cannot happen
		}
		var w words
		if err := yaml.UnmarshalWithOptions(data, &w, yaml.Strict()); err != nil {
			panic(fmt.Sprintf("texts/%s.yaml: %v", lang, err)) // the tests read it first
		}
		out[lang] = w
	}
	return out
}

// problem gives title and detail of a code, and the code itself; "internal"
// stands in for a code that has no text.
func (l library) problem(lang string, code models.Code, data map[string]any) (title, detail string, known models.Code) {
	t, ok := l[lang].Problems[code]
	if !ok {
		code = "internal"
		t = l[lang].Problems[code]
	}
	return t.Title, fill(t.Detail, data), code
}

// field gives the text of a field's fault, from the catalogue when it is one
// of a form.
func (l library) field(lang string, f models.FieldFault) string {
	if t, ok := l[lang].Fields[f.Code]; ok {
		return fill(t, f.Data)
	}
	return catalogue.FaultText(lang, f)
}

// word gives one of the few words of answers.
func (l library) word(lang string, code models.Code) string { return l[lang].Words[code] }

func (l library) problemCodes() []string { return sortedCodes(l["el"].Problems) }

// fieldCodes are the codes of fields: ours and those of forms.
func (l library) fieldCodes() []string {
	all := maps.Clone(l["el"].Fields)
	if c, err := catalogue.Shipped(); err == nil {
		maps.Copy(all, c.Texts.In("el").Faults)
	}
	return sortedCodes(all)
}

func sortedCodes[V any](m map[models.Code]V) []string {
	var out []string
	for _, c := range slices.Sorted(maps.Keys(m)) {
		out = append(out, string(c))
	}
	return out
}

// fill puts values where a text names them in braces; times are written as
// people here read them. A sentence that names a value that is not there is
// left out.
func fill(text string, data map[string]any) string {
	if !strings.Contains(text, "{") {
		return text
	}
	for k, v := range data {
		shown := fmt.Sprint(v)
		if t, ok := v.(time.Time); ok {
			shown = calendar.ShortDateTime(t)
		}
		text = strings.ReplaceAll(text, "{"+k+"}", shown)
	}
	if !strings.Contains(text, "{") {
		return text
	}
	var whole []string
	for sentence := range strings.SplitSeq(text, ". ") {
		if !strings.Contains(sentence, "{") {
			whole = append(whole, sentence)
		}
	}
	return strings.Join(whole, ". ")
}
