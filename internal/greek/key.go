package greek

import (
	"slices"
	"strings"
	"unicode"
)

// A name is found by keys: what is left of each of its words when everything is
// gone in which people spell it differently. A key has the letters a-z and
// digits only.
//
//	α a  β φ αυ(υ) v  γ γγ γκ g  δ d  ε αι e  ζ z  η ι υ ει οι υι i  θ th  κ k
//	λ l  μ m  ν n  ξ ks  ο ω ου o  π p  ρ r  σ s  τ t  χ h  ψ ps
//
// A letter written twice counts once. Greek gives one key a word. Latin letters
// are read in every way that people mean them («Greeklish» and ELOT 743): x is χ
// or ξ, h is χ or η, u is ου or υ, b is β or μπ, d is δ or ντ, w is ω, 8 is θ,
// 3 is ξ. A word of capitals that are all drawn like Greek ones («NIKH») is read
// as Latin and as Greek.

// keyMost is how many ways one word is read at most.
const keyMost = 16

// sounds are what letters stand for, the likeliest first. Of several that fit,
// the longest counts.
var sounds = map[string][]string{
	"αυ": {"av"}, "ευ": {"ev"}, "ηυ": {"iv"}, "ου": {"o"}, "ει": {"i"}, "οι": {"i"}, "υι": {"i"}, "αι": {"e"},
	"γγ": {"g"}, "γξ": {"nks"}, "γχ": {"nh"},
	"α": {"a"}, "β": {"v"}, "γ": {"g"}, "δ": {"d"}, "ε": {"e"}, "ζ": {"z"}, "η": {"i"}, "θ": {"th"}, "ι": {"i"}, "κ": {"k"},
	"λ": {"l"}, "μ": {"m"}, "ν": {"n"}, "ξ": {"ks"}, "ο": {"o"}, "π": {"p"}, "ρ": {"r"}, "σ": {"s"}, "τ": {"t"}, "υ": {"i"},
	"φ": {"v"}, "χ": {"h"}, "ψ": {"ps"}, "ω": {"o"},

	"au": {"av"}, "ay": {"av"}, "eu": {"ev"}, "ey": {"ev"}, "ou": {"o"}, "oy": {"o"}, "ei": {"i"}, "oi": {"i"}, "ai": {"e"},
	"th": {"th", "ti"}, "ch": {"h"}, "kh": {"h", "ki"}, "ph": {"v", "pi"}, "dh": {"d", "di"}, "gh": {"g", "gi"},
	"a": {"a"}, "b": {"v", "mp"}, "c": {"k"}, "d": {"d", "nt"}, "e": {"e"}, "f": {"v"}, "g": {"g"}, "h": {"h", "i"}, "i": {"i"},
	"j": {"tz"}, "k": {"k"}, "l": {"l"}, "m": {"m"}, "n": {"n"}, "o": {"o"}, "p": {"p"}, "q": {"k"}, "r": {"r"}, "s": {"s"},
	"t": {"t"}, "u": {"o", "i"}, "v": {"v"}, "w": {"o"}, "x": {"h", "ks"}, "y": {"i"}, "z": {"z"}, "8": {"th"}, "3": {"ks"},
}

// endings are other readings of a word that is still being typed: its last
// letter may be the first of two.
var endings = map[string][]string{
	"α": {"e"}, "ε": {"i"}, "ο": {"i"}, "a": {"e"}, "e": {"i"}, "o": {"i"}, "c": {"h"}, "n": {"g"}, "p": {"v"},
}

// Keys gives the keys of a whole name, sorted, each once. A name of no letters
// and digits has none.
func Keys(name string) (keys []string) {
	for _, w := range words(name) {
		keys = append(keys, readings(w, false)...)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Terms gives for each word that somebody types the beginnings of keys it may
// mean: a name is found when every word finds one of its keys. Words of one
// letter count only when there is no other, words of letters that no key has
// («Иван») never.
func Terms(typed string) (terms [][]string) {
	ws := words(typed)
	if slices.ContainsFunc(ws, func(w string) bool { return len([]rune(w)) > 1 }) {
		ws = slices.DeleteFunc(ws, func(w string) bool { return len([]rune(w)) == 1 })
	}
	for _, w := range ws {
		if keys := readings(w, true); len(keys) > 0 {
			terms = append(terms, keys)
		}
	}
	return terms
}

// words are the words of a name as they are written, with marks dropped.
func words(s string) []string {
	return strings.FieldsFunc(stripMarks(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// readings are the keys of one word. An open word is one that may go on.
func readings(w string, open bool) (keys []string) {
	keys = sounded(Fold(w), open)
	if onlyTwins(w) && !strings.ContainsFunc(w, isGreek) {
		keys = append(keys, sounded(Fold(GreekTwins(w)), open)...)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func sounded(w string, open bool) (keys []string) {
	r := []rune(w)
	plain := !slices.ContainsFunc(r, unicode.IsLetter) // a number stays one
	ways := []string{""}
	for i := 0; i < len(r); {
		said, n := []string{string(r[i])}, 1
		for l := min(2, len(r)-i); l > 0 && !plain; l-- {
			if s, ok := sounds[string(r[i:i+l])]; ok {
				said, n = s, l
				break
			}
		}
		if i += n; i == len(r) && open {
			said = append(slices.Clip(said), endings[string(r[i-n:])]...)
		}
		if len(ways)*len(said) > keyMost {
			said = said[:1]
		}
		var longer []string
		for _, way := range ways {
			for _, s := range said {
				longer = append(longer, way+s)
			}
		}
		ways = longer
	}
	for _, way := range ways {
		keys = append(keys, plainKey(way, plain))
	}
	return slices.DeleteFunc(keys, func(k string) bool { return k == "" })
}

// plainKey takes one letter for two and drops what is no letter of a key.
func plainKey(s string, number bool) string {
	for {
		var b []rune
		for _, r := range s {
			switch last := len(b) - 1; {
			case r > unicode.MaxASCII || !unicode.IsLower(r) && !unicode.IsDigit(r):
			case last >= 0 && b[last] == r && !number:
			case last >= 0 && r == 'g' && b[last] == 'n', last >= 0 && r == 'k' && b[last] == 'g': // γγ is written ng, γκ gk
				b[last] = 'g'
			default:
				b = append(b, r)
			}
		}
		if string(b) == s {
			return s
		}
		s = string(b)
	}
}
