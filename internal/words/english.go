package words

import "strings"

var (
	onesEn = [...]string{"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
		"thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}
	tensEn    = [...]string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
	ordinalOf = map[string]string{"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
		"nine": "ninth", "twelve": "twelfth", "twenty": "twentieth", "thirty": "thirtieth"}
)

func numberEn(n int) string {
	if n == 0 {
		return "zero"
	}
	var out []string
	for _, scale := range []struct {
		of   int
		name string
	}{{1_000_000, " million"}, {1000, " thousand"}} {
		if k := n / scale.of; k > 0 {
			out = append(out, below1000En(k)+scale.name)
			n %= scale.of
		}
	}
	switch {
	case n > 0 && n < 100 && len(out) > 0:
		out = append(out, "and", below1000En(n))
	case n > 0:
		out = append(out, below1000En(n))
	}
	return strings.Join(out, " ")
}

func below1000En(n int) string {
	var out []string
	if n >= 100 {
		out = append(out, onesEn[n/100]+" hundred")
		if n %= 100; n > 0 {
			out = append(out, "and")
		}
	}
	switch {
	case n >= 20 && n%10 > 0:
		out = append(out, tensEn[n/10]+"-"+onesEn[n%10])
	case n >= 20:
		out = append(out, tensEn[n/10])
	case n > 0:
		out = append(out, onesEn[n])
	}
	return strings.Join(out, " ")
}

// ordinalEn is the ordinal of a day of the month.
func ordinalEn(n int) string {
	word := below1000En(n)
	head, last := "", word
	if i := strings.LastIndexByte(word, '-'); i >= 0 {
		head, last = word[:i+1], word[i+1:]
	}
	if irregular, ok := ordinalOf[last]; ok {
		return head + irregular
	}
	return head + last + "th"
}
