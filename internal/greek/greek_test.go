package greek_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/thyrida/thyrida/internal/greek"
)

// greekish draws text that mixes Greek with its accents, Latin and the rest.
var greekish = rapid.StringOfN(rapid.OneOf(
	rapid.SampledFrom([]rune("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ")),
	rapid.SampledFrom([]rune("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫ")),
	rapid.SampledFrom([]rune("ABEZHIKMNOPTYX abcxyz é09-.,΄\u0301\u0308«»")),
	rapid.Rune()), 0, 40, -1)

func TestCapitalsFollowGreekSpelling(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Μαΐου": "ΜΑΪΟΥ", "προϊόν": "ΠΡΟΪΟΝ", "άυλος": "ΑΫΛΟΣ", "νεράιδα": "ΝΕΡΑΪΔΑ", "κορόιδο": "ΚΟΡΟΪΔΟ",
		"Γεώργιος": "ΓΕΩΡΓΙΟΣ", "ΐΰ": "ΪΫ", "Ταΰγετος": "ΤΑΫΓΕΤΟΣ", "Καΐκι": "ΚΑΪΚΙ", "José": "JOSÉ",
		"ή": "Ή", "Γέννηση ή γάμος": "ΓΕΝΝΗΣΗ Ή ΓΑΜΟΣ", "η αίτηση": "Η ΑΙΤΗΣΗ", "μή": "ΜΗ", "ήταν": "ΗΤΑΝ",
		"(ή)": "(Ή)", "ταΐζω": "ΤΑΪΖΩ", "είναι": "ΕΙΝΑΙ", "ευχή": "ΕΥΧΗ", "Ἀθῆναι": "ΑΘΗΝΑΙ", "ᾠδή": "ΩΔΗ",
		"Δήμος Ελαιώνα, müller": "ΔΗΜΟΣ ΕΛΑΙΩΝΑ, MÜLLER", "": "", "12 ΑΒ": "12 ΑΒ",
	} {
		require.Equal(t, want, greek.Upper(in), in)
	}
}

func TestSearchFormForgivesWhatPeopleType(t *testing.T) {
	t.Parallel()
	want := greek.Fold("Παπαδοπούλου")
	require.Equal(t, "παπαδοπουλου", want)
	for _, typed := range []string{"ΠΑΠΑΔΟΠΟΥΛΟΥ", "παπαδοπουλου", "ΠAΠAΔOΠOYΛOY", "  Παπαδοπούλου ", "Παπαδοπουλου"} {
		require.Equal(t, want, greek.Fold(typed), typed)
	}
	require.Equal(t, greek.Fold("ΓΙΑΝΝΗΣ"), greek.Fold("Γιάννης"), "final sigma")
	require.Equal(t, greek.Fold("Μαΐου"), greek.Fold("ΜΑΪΟΥ"))
	require.Equal(t, greek.Fold("ΝΙΚΗ ΠΑΠΠΑ"), greek.Fold("NIKH ΠΑΠΠΑ"), "a look-alike word beside a Greek one")
	require.Equal(t, "nikh", greek.Fold("NIKH"), "a Latin word alone stays Latin")
	require.Equal(t, "maria@example.org", greek.Fold("Maria@example.org"))
	require.Equal(t, "jose", greek.Fold("José"))
}

func TestNamesInLatinLettersFollowElot743(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Μπάμπης": "Bampis", "Άγγελος": "Angelos", "Ευάγγελος": "Evangelos", "Ευθύμιος": "Efthymios",
		"αυγό": "avgo", "αυτός": "aftos", "άνευ": "anef", "Θεσσαλονίκη": "Thessaloniki",
		"Λάμπρος": "Lampros", "Παπαδοπούλου": "Papadopoulou", "ΨΑΡΑ": "PSARA", "Ψαρά": "Psara",
		"ΧΡΗΣΤΟΥ": "CHRISTOU", "Χρήστου": "Christou", "Σφίγξ": "Sfinx", "μελαγχολία": "melancholia",
		"Γκίκας": "Gkikas", "Μαΐου": "Maiou", "πραΰς": "prays", "άυλος": "aylos", "προϋπόθεση": "proypothesi",
		"ΕΥΘΥΜΙΟΣ ΜΠΑΜΠΗΣ": "EFTHYMIOS BAMPIS", "Δήμος 12 ABC": "Dimos 12 ABC", "ΘΕΟΔΩΡΟΥ": "THEODOROU", "Θ": "Th",
	} {
		require.Equal(t, want, greek.Latin(in), in)
	}
}

func TestLookAlikesGoBothWays(t *testing.T) {
	t.Parallel()
	require.Equal(t, "ΑΒ123", greek.GreekTwins("AB123"))
	require.Equal(t, "AB123Δ", greek.LatinTwins("ΑΒ123Δ"))
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("ABEZHIKMNOPTYX0-"))).Draw(t, "s")
		require.Equal(t, s, greek.LatinTwins(greek.GreekTwins(s)))
	})
}

func TestPropertiesOfAnyText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := greekish.Draw(t, "s")
		folded := greek.Fold(s)
		require.Equal(t, folded, greek.Fold(folded), "folding twice changes nothing")
		require.NotContains(t, folded, "ς")
		require.Equal(t, folded, strings.Join(strings.Fields(folded), " "))

		require.False(t, strings.ContainsFunc(greek.Latin(s), func(r rune) bool {
			return r >= 'α' && r <= 'ω' || r >= 'Α' && r <= 'Ω'
		}), "no plain Greek letter is left: %q", greek.Latin(s))
	})
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("αβγδεηικουωςάέήίόύώϊϋΐΰ ΑΩΆΉ"))).Draw(t, "s")
		up := greek.Upper(s)
		require.False(t, strings.ContainsFunc(up, unicode.IsLower), up)
		require.False(t, strings.ContainsAny(up, "ΆΈΊΌΎΏ"), up)
		require.Equal(t, up, greek.Upper(up))
		require.Equal(t, greek.Fold(s), greek.Fold(up), "capitals find the same records")
	})
}
