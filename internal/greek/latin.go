package greek

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var latinOf = map[rune]string{
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i",
	'κ': "k", 'λ': "l", 'μ': "m", 'ν': "n", 'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s",
	'ς': "s", 'τ': "t", 'υ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o",
}

// voiceless are the consonants before which αυ, ευ, ηυ sound af, ef, if.
const voiceless = "θκξπσςτφχψ"

// letter is one letter of the decomposed text with its marks folded into flags.
type letter struct {
	low                rune
	upper, accent, dia bool
	greek              bool
	raw                string
}

// Latin writes Greek in Latin letters after ELOT 743 (ISO 843 type 2), as on
// passports: «Ευάγγελος» → "Evangelos". Case follows the Greek («ΨΑΡΑ» →
// "PSARA", «Ψαρά» → "Psara"). Text that is not Greek stays. The spelling on a
// citizen's own passport may differ and wins: this is only the proposal.
func Latin(s string) string {
	l := letters(s)
	var b strings.Builder
	for i := 0; i < len(l); {
		if !l[i].greek {
			b.WriteString(l[i].raw)
			i++
			continue
		}
		out, n := syllable(l, i)
		b.WriteString(cased(out, l, i, n))
		i += n
	}
	return norm.NFC.String(b.String())
}

func letters(s string) []letter {
	var out []letter
	for _, r := range norm.NFD.String(s) {
		if unicode.Is(unicode.Mn, r) && len(out) > 0 {
			last := &out[len(out)-1]
			if last.greek {
				last.accent = last.accent || r == tonos || r == '\u0300' || r == '\u0342'
				last.dia = last.dia || r == dialytika
			} else {
				last.raw += string(r)
			}
			continue
		}
		low := unicode.ToLower(r)
		_, known := latinOf[low]
		out = append(out, letter{low: low, upper: unicode.IsUpper(r), greek: known, raw: string(r)})
	}
	return out
}

// syllable transliterates the letters from i and says how many it took.
func syllable(l []letter, i int) (string, int) {
	c := l[i].low
	next, pairs := rune(0), i+1 < len(l) && l[i+1].greek
	if pairs {
		next = l[i+1].low
	}
	switch {
	case next == 'υ' && strings.ContainsRune("αεη", c) && !l[i].accent && !l[i+1].dia:
		if i+2 >= len(l) || !l[i+2].greek || strings.ContainsRune(voiceless, l[i+2].low) {
			return latinOf[c] + "f", 2
		}
		return latinOf[c] + "v", 2
	case c == 'ο' && next == 'υ' && !l[i].accent && !l[i+1].dia:
		return "ou", 2
	case c == 'γ' && next == 'γ':
		return "ng", 2
	case c == 'γ' && next == 'ξ':
		return "nx", 2
	case c == 'γ' && next == 'χ':
		return "nch", 2
	case c == 'μ' && next == 'π' && (edge(l, i-1) || edge(l, i+2)):
		return "b", 2
	}
	return latinOf[c], 1
}

// edge tells whether position i is outside of a word.
func edge(l []letter, i int) bool { return i < 0 || i >= len(l) || !l[i].greek }

// cased gives the Latin letters the case of the n Greek ones from i: «Ψ» is
// "PS" among capitals and "Ps" at the head of a word.
func cased(out string, l []letter, i, n int) string {
	if !l[i].upper {
		return out
	}
	if n > 1 && l[i+1].upper || n == 1 && amongCapitals(l, i) || len(out) == 1 {
		return strings.ToUpper(out)
	}
	return strings.ToUpper(out[:1]) + out[1:]
}

func amongCapitals(l []letter, i int) bool {
	if !edge(l, i+1) {
		return l[i+1].upper
	}
	return !edge(l, i-1) && l[i-1].upper
}
