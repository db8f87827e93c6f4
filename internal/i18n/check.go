package i18n

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Match chooses the language for an Accept-Language header, or for a plain
// "el" or "en": the first of the accepted languages that there is, in any
// regional form. Everything else, an unreadable header included, is Greek.
// Related languages do not count: who reads Welsh is not thereby given English.
func Match(header string) string {
	tags, weights, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return Default
	}
	for i, tag := range tags { // sorted by weight
		base, _ := tag.Base()
		if weights[i] > 0 && slices.Contains(Languages, base.String()) {
			return base.String()
		}
	}
	return Default
}

// names are the data that a text asks for: {{.Name}}, {{if .Name}}.
var names = regexp.MustCompile(`\{\{[^}]*?\.([A-Za-z][A-Za-z0-9]*)`)

func uses(m *i18n.Message) string {
	found := map[string]bool{}
	for _, form := range forms(m) {
		for _, hit := range names.FindAllStringSubmatch(form, -1) {
			found[hit[1]] = true
		}
	}
	return strings.Join(slices.Sorted(maps.Keys(found)), ", ")
}

// Faults lists, sorted by key, what a translator has still to do: keys that one
// language has and another lacks, and texts that ask for other data than the
// Greek one. A test demands that it be empty.
func (t *Texts) Faults() []string {
	var out []string
	for _, key := range t.Keys() {
		first := t.messages[Default][key]
		for _, l := range Languages {
			m := t.messages[l][key]
			switch {
			case m == nil || len(forms(m)) == 0:
				out = append(out, fmt.Sprintf("%s: missing in %s", key, l))
			case first != nil && uses(m) != uses(first):
				out = append(out, fmt.Sprintf("%s: %s uses {%s}, %s {%s}", key, l, uses(m), Default, uses(first)))
			}
		}
	}
	return out
}
