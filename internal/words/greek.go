package words

import "strings"

// gender of what is counted: neuter for bare numbers and years, feminine for
// days and thousands.
type gender int

const (
	neuter gender = iota
	feminine
)

var (
	onesEl = [...]string{"", "ένα", "δύο", "τρία", "τέσσερα", "πέντε", "έξι", "επτά", "οκτώ", "εννέα", "δέκα", "έντεκα",
		"δώδεκα", "δεκατρία", "δεκατέσσερα", "δεκαπέντε", "δεκαέξι", "δεκαεπτά", "δεκαοκτώ", "δεκαεννέα"}
	onesFeminine = map[int]string{1: "μία", 3: "τρεις", 4: "τέσσερις", 13: "δεκατρείς", 14: "δεκατέσσερις"}
	tensEl       = [...]string{"", "", "είκοσι", "τριάντα", "σαράντα", "πενήντα", "εξήντα", "εβδομήντα", "ογδόντα", "ενενήντα"}
	hundredsEl   = [...]string{"", "εκατό", "διακόσι", "τριακόσι", "τετρακόσι", "πεντακόσι", "εξακόσι", "επτακόσι", "οκτακόσι", "εννιακόσι"}
)

func numberEl(n int) string {
	if n == 0 {
		return "μηδέν"
	}
	var out []string
	if m := n / 1_000_000; m == 1 {
		out = append(out, "ένα εκατομμύριο")
	} else if m > 1 {
		out = append(append(out, below1000El(m, neuter)...), "εκατομμύρια")
	}
	if k := n / 1000 % 1000; k == 1 {
		out = append(out, "χίλια")
	} else if k > 1 {
		out = append(append(out, below1000El(k, feminine)...), "χιλιάδες")
	}
	return strings.Join(append(out, below1000El(n%1000, neuter)...), " ")
}

// below1000El are the words of 1 to 999; none for 0.
func below1000El(n int, g gender) (out []string) {
	h, rest := n/100, n%100
	switch {
	case h == 1 && rest > 0:
		out = append(out, "εκατόν")
	case h == 1:
		out = append(out, "εκατό")
	case h > 1 && g == feminine:
		out = append(out, hundredsEl[h]+"ες")
	case h > 1:
		out = append(out, hundredsEl[h]+"α")
	}
	if rest >= 20 {
		out = append(out, tensEl[rest/10])
		rest %= 10
	}
	if rest == 0 {
		return out
	}
	word := onesEl[rest]
	if f, ok := onesFeminine[rest]; ok && g == feminine {
		word = f
	}
	return append(out, word)
}
