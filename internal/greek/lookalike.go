package greek

import "strings"

// Fourteen Greek capitals are drawn exactly like a Latin one. Keyboards left in
// the wrong layout mix them, and no reader can see it.
const (
	greekTwins = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
	latinTwins = "ABEZHIKMNOPTYX"
)

var (
	toGreek = twins(latinTwins, greekTwins)
	toLatin = twins(greekTwins, latinTwins)
)

func twins(from, to string) *strings.Replacer {
	f, t := []rune(from), []rune(to)
	var pairs []string
	for i := range f {
		pairs = append(pairs, string(f[i]), string(t[i]))
	}
	return strings.NewReplacer(pairs...)
}

// GreekTwins replaces the Latin capitals ABEZHIKMNOPTYX by the Greek capitals
// drawn like them. Every other character stays.
func GreekTwins(s string) string { return toGreek.Replace(s) }

// LatinTwins replaces those fourteen Greek capitals by the Latin ones drawn
// like them. Every other character stays, the ten purely Greek ones included.
func LatinTwins(s string) string { return toLatin.Replace(s) }
