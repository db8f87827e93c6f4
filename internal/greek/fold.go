// Package greek holds what the Greek script asks of a program that Unicode's
// general rules do not give: capitals without accents, search that forgives
// accents, final sigma and Latin look-alikes, and names in Latin letters.
package greek

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold is the form of a text in which it is searched: without accents, breathings
// and dialytika, in lower case, ς as σ, and, inside words that hold at least one
// Greek letter, Latin look-alike capitals as the Greek letter they are drawn like.
// White space is collapsed. Fold(Fold(s)) == Fold(s).
//
// A word of only look-alikes («ΝΙΚΗ» typed as "NIKH") stays Latin when it stands
// alone, since nothing tells it from English; but it is folded when every letter
// of it is a look-alike capital and another word of the text is Greek.
func Fold(s string) string {
	words := strings.Fields(stripMarks(s))
	anyGreek := strings.ContainsFunc(s, isGreek)
	for i, w := range words {
		if strings.ContainsFunc(w, isGreek) || (anyGreek && onlyTwins(w)) {
			w = GreekTwins(w)
		}
		words[i] = strings.ReplaceAll(strings.ToLower(w), "ς", "σ")
	}
	return norm.NFC.String(strings.Join(words, " "))
}

// stripMarks decomposes and drops every combining mark.
func stripMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

func onlyTwins(w string) bool {
	letters := 0
	for _, r := range w {
		switch {
		case strings.ContainsRune(latinTwins, r):
			letters++
		case unicode.IsLetter(r):
			return false
		}
	}
	return letters > 1 // one letter may be an initial, an «A» of a list
}

func isGreek(r rune) bool { return unicode.Is(unicode.Greek, r) && unicode.IsLetter(r) }
