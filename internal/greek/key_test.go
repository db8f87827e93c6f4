package greek_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/thyrida/thyrida/internal/greek"
)

// finds tells whether what somebody types finds a name, as the store does.
func finds(typed, name string) bool {
	keys := greek.Keys(name)
	terms := greek.Terms(typed)
	for _, term := range terms {
		if !slices.ContainsFunc(term, func(beginning string) bool {
			return slices.ContainsFunc(keys, func(k string) bool { return strings.HasPrefix(k, beginning) })
		}) {
			return false
		}
	}
	return len(terms) > 0
}

func TestANameIsFoundAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	for name, typed := range map[string][]string{
		"Γεώργιος Παπαδόπουλος": {"παπαδοπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "ΠAΠAΔOΠOYΛOΣ", "papadopoulos", "papadopoylos", "PAPADOPOULOS",
			"papadopulos", "παπαδοπ", "papadopo", "papadop", "Παπαδόπουλος Γ.", "papadopoulos georgios", "gewrgios", "georgios papad",
			"παπαδόπουλοσ", "γεωργιος παπαδοπουλος", "p"},
		"Χρήστος Ευθυμίου":       {"xristos", "xrhstos", "christos", "hristos", "CHRISTOS", "eythymiou", "efthymiou", "euthimioy", "ey8ymioy", "XPHΣTOΣ", "xr ευθ"},
		"Θεοδώρα Ξανθοπούλου":    {"theodora", "8eodwra", "8eodora", "xanthopoulou", "ksan8opoylou", "3an8opoulou", "ξανθοπούλου", "8eod xan", "theo ksan"},
		"Φώτης Ψυχογιός":         {"fwths", "fotis", "photis", "psyxogios", "psihogios", "psychogios"},
		"ΝΙΚΗ ΜΑΝΤΑ":             {"NIKH", "niki", "nikh", "NIKH MANTA", "mada", "manda"},
		"Μπάμπης Λάμπρου":        {"bampis", "mpampis", "babis", "lamprou", "labrou"},
		"Ευάγγελος Αγγελόπουλος": {"evangelos", "evan", "euaggelos", "eyagelos", "aggelopoulos", "agkelopoulos", "angelo"},
		"Δημήτρης Οικονόμου":     {"dhmhtrhs", "dimitris", "dimitrhs", "oikonomou", "ikonomou", "οικ", "ο"},
		"Kuriakos Müller":        {"kyriakos", "κυριάκος", "muller", "MULLER"},
		"Σταυρούλα Παπά-Καλλή":   {"stayroula", "stavroula", "stauroula", "kali", "kallh", "ΠΑΠΑ ΚΑΛΛΗ"},
		"3Α Τεχνική ΑΕ 2000":     {"τεχνική 2000", "texnikh", "3α"},
	} {
		for _, s := range typed {
			require.True(t, finds(s, name), "%q finds %q: %v among %v", s, name, greek.Terms(s), greek.Keys(name))
		}
	}
	for typed, name := range map[string]string{"παπαδάκης": "Γεώργιος Παπαδόπουλος", "georgiadis": "Γεώργιος Παπάς", "papadopoulos maria": "Γεώργιος Παπαδόπουλος",
		"": "Γεώργιος", "...": "Γεώργιος", "200": "Ελένη Νάκου", "nikos": "Νικολέτα Νάκου"} {
		require.False(t, finds(typed, name), "%q finds %q", typed, name)
	}
}

func TestGreekNamesHaveOneKeyAWordAndTheirLatinSpellingFindsThem(t *testing.T) {
	t.Parallel()
	syllables := rapid.SampledFrom(strings.Fields("πα δο που λος χρη στος θε ω δω ρα ξαν θο ψυ χο γιός μπά ντα γκι αγ γε ευ αυ άι ει οι λαμ πρου κων στα ντί νος ζη φώ της βα σί λης"))
	rapid.Check(t, func(t *rapid.T) {
		name := strings.Join(rapid.SliceOfN(syllables, 2, 5).Draw(t, "name"), "")
		require.Len(t, greek.Keys(name), 1, name)
		require.Equal(t, greek.Keys(name), greek.Keys(greek.Upper(name)), "capitals")
		require.Equal(t, greek.Keys(name), greek.Keys(greek.GreekTwins(greek.LatinTwins(greek.Upper(name)))))
		require.True(t, finds(name, name), name)
		latin := greek.Latin(name)
		if len([]rune(name)) < 12 { // more ambiguous letters than a word may have readings
			require.True(t, finds(latin, name), "%q finds %q: %v, %v", latin, name, greek.Terms(latin), greek.Keys(name))
			require.True(t, finds(name, latin), "%q finds %q", name, latin)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		for _, k := range greek.Keys(greekish.Draw(t, "s")) {
			require.Regexp(t, `^[a-z0-9]+$`, k)
		}
		for _, term := range greek.Terms(greekish.Draw(t, "s")) {
			require.LessOrEqual(t, len(term), 40)
		}
	})
}
