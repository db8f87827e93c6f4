package gsm_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/thyrida/thyrida/internal/gsm"
)

const example = "Δήμος: η αίτησή σας αρ. πρωτ. 12345/02-03-2026 «Βεβαίωση μόνιμης κατοικίας» " +
	"είναι υπό επεξεργασία. Χειριστής: Α. Παπαδοπούλου, 2313 301069"

func TestExampleOfTheDomainFitsOnePart(t *testing.T) {
	t.Parallel()
	folded := gsm.Fold(example)
	require.NoError(t, gsm.Check(folded))
	require.Equal(t, 138, gsm.Septets(folded))
	require.Equal(t, 1, gsm.Parts(folded))
	require.Equal(t, 3, gsm.Parts(example), "unfolded it needs UCS-2")
	require.Equal(t, `ΔHMOΣ: H AITHΣH ΣAΣ AP. ΠPΩT. 12345/02-03-2026 "BEBAIΩΣH MONIMHΣ KATOIKIAΣ" `+
		`EINAI YΠO EΠEΞEPΓAΣIA. XEIPIΣTHΣ: A. ΠAΠAΔOΠOYΛOY, 2313 301069`, folded)
}

func TestEverySignOfANoticeHasItsPlainForm(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"ΐ ΰ ϊ ϋ Ϊ Ϋ ά ώ ς": "I Y I Y I Y A Ω Σ", "…–—‑": "...---", "·": ".", "΄Αλφα": "'AΛΦA",
		"«α»“β”’": `"A""B"'`, "5 € {x}": "5 € {x}", "café naïve": "café naive", "José Ñandú": "José Ñandu",
		"²½№": "21/2No", "α\u0301": "A", "\u00adsoft\u200bzero": "softzero", "λ\u00a0μ": "Λ M", "µ": "M",
		"Τι;\u037e": "TI;;", "€": "€", "😀": "?", "line\r\nline": "line\r\nline", "a\tb": "a b", "ᾠδή": "ΩΔH",
		"a`b´c΅": "a'b'c'",
	} {
		got := gsm.Fold(in)
		require.Equal(t, want, got, in)
		require.NoError(t, gsm.Check(got), in)
	}
}

func TestPartsAreCountedAtTheirLimits(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		text  string
		parts int
	}{
		{"", 0}, {"A", 1}, {strings.Repeat("A", 160), 1}, {strings.Repeat("A", 161), 2},
		{strings.Repeat("A", 306), 2}, {strings.Repeat("A", 307), 3},
		{strings.Repeat("€", 80), 1}, {strings.Repeat("€", 81), 2},
		// 152 septets and a euro: the euro does not straddle the parts, so the second begins with it.
		{strings.Repeat("A", 152) + strings.Repeat("€", 77), 3},
		{strings.Repeat("ά", 70), 1}, {strings.Repeat("ά", 71), 2}, {strings.Repeat("ά", 135), 3},
		{strings.Repeat("😀", 35), 1}, {strings.Repeat("😀", 36), 2}, {strings.Repeat("😀", 67), 3},
	} {
		require.Equal(t, row.parts, gsm.Parts(row.text), "%d runes of %.4q", utf8.RuneCountInString(row.text), row.text)
	}
}

func TestAddressesAndNumbersSurviveUntouched(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		addr := rapid.StringMatching(`[A-Za-z0-9._+-]{1,20}@[a-z0-9.-]{1,20}\.[a-z]{2,5}`).Draw(t, "addr")
		require.Equal(t, addr, gsm.Fold(addr))
		require.Contains(t, gsm.Fold("Χειριστής: "+addr+" τηλ."), " "+addr+" THΛ.")
	})
}

func TestFoldingAnyTextGivesTheAlphabetAndIsStable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		folded := gsm.Fold(s)
		require.NoError(t, gsm.Check(folded))
		require.Equal(t, folded, gsm.Fold(folded))
		require.GreaterOrEqual(t, gsm.Septets(folded), utf8.RuneCountInString(folded))
	})
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("αάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋΰφχψωώΑΆΒΓΔ"))).Draw(t, "s")
		require.Equal(t, utf8.RuneCountInString(s), gsm.Septets(gsm.Fold(s)), "a Greek letter is one septet")
		require.NotContains(t, gsm.Fold(s), "?")
	})
	require.Equal(t, 5, gsm.Septets("A€["))
	require.ErrorContains(t, gsm.Check("abγ"), `'γ' at byte 2`)
}
