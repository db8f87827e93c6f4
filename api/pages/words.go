package pages

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/thyrida/thyrida/internal/i18n"
)

// plain are the texts that ask for no data, ready.
var plain = func() map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, lang := range i18n.Languages {
		out[lang] = map[string]string{}
		for _, key := range texts.Keys() {
			if s, err := texts.Text(lang, key, nil); err == nil {
				out[lang][key] = s
			}
		}
	}
	return out
}()

// Text is a text of texts/*.yaml in a language; data are names and values in
// turn, and "Count" chooses the plural. An unknown key comes back as it is: a
// test finds it before anybody reads it.
func Text(lang, key string, data ...any) string {
	if len(data) == 0 {
		if s, ok := plain[lang][key]; ok {
			return s
		}
	}
	return texts.T(lang, key, pairs(data))
}

// Has says whether there is such a text.
func Has(key string) bool { return texts.Has(key) }

// pairs makes a map of names and values in turn.
func pairs(data []any) map[string]any {
	out := make(map[string]any, len(data)/2)
	for i := 0; i+1 < len(data); i += 2 {
		out[fmt.Sprint(data[i])] = data[i+1]
	}
	return out
}

// withLang is an address with another language asked for.
func withLang(address, lang string) string {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return "?lang=" + lang
	}
	q := u.Query()
	q.Set("lang", lang)
	return strings.TrimSuffix(u.EscapedPath(), "?") + "?" + q.Encode()
}

// TextFaults lists what a translator has still to do.
func TextFaults() []string { return texts.Faults() }
