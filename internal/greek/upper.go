package greek

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	tonos     = '\u0301' // also the oxia
	dialytika = '\u0308'
)

// greekMarks are the marks dropped from Greek capitals: accents and breathings.
// The dialytika stays, it is part of the spelling.
const greekMarks = "\u0300\u0301\u0302\u0304\u0306\u0313\u0314\u0342\u0343\u0345"

// Upper writes a text in capitals as Greek does: accents and breathings fall,
// the dialytika stays («Μαΐου» → «ΜΑΪΟΥ»), and where the accent alone kept two
// vowels apart the dialytika takes its place («νεράιδα» → «ΝΕΡΑΪΔΑ»). The
// disjunctive «ή» keeps its accent when it is a word of its own («ΘΕΤΟΣ Ή
// ΦΥΣΙΚΟΣ»). Other scripts are upper-cased with their accents ("José" → "JOSÉ").
func Upper(s string) string {
	r := []rune(norm.NFD.String(s))
	var b strings.Builder
	for i := 0; i < len(r); i++ {
		if !isGreek(r[i]) {
			b.WriteRune(unicode.ToUpper(r[i]))
			continue
		}
		base := unicode.ToUpper(r[i])
		marks, n := marksAt(r, i+1)
		b.WriteRune(base)
		switch {
		case base == 'Η' && marks == string(tonos) && alone(r, i, i+1+n):
			b.WriteRune(tonos)
		case strings.ContainsRune(marks, dialytika) || hiatus(r, i):
			b.WriteRune(dialytika)
		}
		for _, m := range marks { // marks that are not Greek accents stay
			if m != dialytika && !strings.ContainsRune(greekMarks, m) {
				b.WriteRune(m)
			}
		}
		i += n
	}
	return norm.NFC.String(b.String())
}

// marksAt collects the combining marks from position i.
func marksAt(r []rune, i int) (string, int) {
	n := 0
	for i+n < len(r) && unicode.Is(unicode.Mn, r[i+n]) {
		n++
	}
	return string(r[i : i+n]), n
}

// alone tells whether the letter between from and to is a word by itself.
func alone(r []rune, from, to int) bool {
	return (from == 0 || !unicode.In(r[from-1], unicode.L, unicode.Nd, unicode.Mn)) &&
		(to >= len(r) || !unicode.In(r[to], unicode.L, unicode.Nd))
}

// hiatus tells whether the ι or υ at i, unmarked itself, follows an accented
// vowel with which it would form a diphthong once the accent is gone: άι, έι,
// όι, άυ, έυ, ήυ, όυ, ύι.
func hiatus(r []rune, i int) bool {
	c := unicode.ToLower(r[i])
	if (c != 'ι' && c != 'υ') || i < 2 || r[i-1] != tonos {
		return false
	}
	if marks, _ := marksAt(r, i+1); marks != "" {
		return false
	}
	partners := "αεου"
	if c == 'υ' {
		partners = "αεοη"
	}
	return strings.ContainsRune(partners, unicode.ToLower(r[i-2]))
}
