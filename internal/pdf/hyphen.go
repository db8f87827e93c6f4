package pdf

import (
	"strings"
	"unicode"
)

// onsets are the pairs of consonants with which a Greek word can begin; such a
// pair is not divided (Triantafyllidis, Νεοελληνική Γραμματική §§ 77-81).
var onsets = func() map[[2]rune]bool {
	m := map[[2]rune]bool{}
	for _, s := range strings.Fields("βγ βδ βλ βρ γδ γκ γλ γν γρ δρ θλ θν θρ κβ κλ κν κρ κτ μν μπ ντ πλ πν πρ πτ " +
		"σβ σγ σθ σκ σλ σμ σν σπ στ σφ σχ τζ τμ τρ τσ φθ φλ φρ φτ χθ χλ χν χρ χτ") {
		r := []rune(s)
		m[[2]rune{r[0], r[1]}] = true
	}
	return m
}()

// longestDivided bounds what is looked at: words are shorter.
const longestDivided = 48

const (
	vowels     = "αεηιουωάέήίόύώϊϋΐΰ"
	consonants = "βγδζθκλμνξπρσςτφχψ"
)

// hyphenate gives the places, as counts of letters before the hyphen, where a
// Greek word may be divided: before the last consonants of a group that can
// begin a word, two letters at least before and three after. Between vowels it
// never divides, though grammar would sometimes allow it. Names in capitals,
// words with a capital inside, digits, Latin letters or old accents stay whole;
// marks around the word do not count.
func hyphenate(word []rune) (cuts []int) {
	from, to := 0, len(word)
	for from < to && !unicode.IsLetter(word[from]) {
		from++
	}
	for to > from && !unicode.IsLetter(word[to-1]) {
		to--
	}
	if to-from < 6 || to-from > longestDivided {
		return nil
	}
	w := make([]rune, to-from)
	for i, r := range word[from:to] {
		if i == 0 {
			r = unicode.ToLower(r)
		}
		if !strings.ContainsRune(vowels, r) && !strings.ContainsRune(consonants, r) {
			return nil
		}
		w[i] = r
	}
	vowel := func(i int) bool { return strings.ContainsRune(vowels, w[i]) }
	seen := false // a vowel
	for i := 0; i < len(w); {
		if vowel(i) {
			seen = true
			i++
			continue
		}
		j := i
		for j < len(w) && !vowel(j) {
			j++
		}
		if !seen || j == len(w) {
			i = j
			continue
		}
		cut := i
		if j-i > 1 && !onsets[[2]rune{w[i], w[i+1]}] {
			cut = i + 1
		}
		if cut >= 2 && len(w)-cut >= 3 {
			cuts = append(cuts, from+cut)
		}
		i = j
	}
	return cuts
}
