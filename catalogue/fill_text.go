package catalogue

import "strings"

// Fill puts values in the {placeholders} of a text; value gets the name and what
// follows a bar. False if one of them is empty.
func Fill(text string, value func(name, form string) string) (string, bool) {
	whole := true
	out := placeholder.ReplaceAllStringFunc(text, func(p string) string {
		name, form, _ := strings.Cut(p[1:len(p)-1], "|")
		v := value(name, form)
		whole = whole && v != ""
		return v
	})
	return out, whole
}
