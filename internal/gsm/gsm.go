package gsm

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"

	"github.com/thyrida/thyrida/internal/greek"
)

// Sizes of one SMS: alone, and as a part of a joined message, whose header
// takes seven septets (three UCS-2 units) of each part.
const (
	septetsAlone, septetsJoined = 160, 153
	unitsAlone, unitsJoined     = 70, 67
)

// Fold writes s in the 7-bit alphabet. Greek letters become unaccented capitals
// and, where they have one, their Latin twin; Latin letters keep their case, so
// that an e-mail address stays exactly as it is; typographic signs become plain
// ones; what has no equivalent becomes "?". The result always passes Check.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(s) {
		b.WriteString(fold(r))
	}
	return b.String()
}

func fold(r rune) string {
	if cost[r] > 0 {
		return string(r)
	}
	if p, ok := plain[r]; ok {
		return p
	}
	if unicode.In(r, unicode.Mn, unicode.Cc, unicode.Cf) {
		return "" // marks without a letter, controls, soft hyphens, joiners
	}
	var b strings.Builder
	for _, d := range norm.NFKD.String(string(r)) {
		if unicode.Is(unicode.Mn, d) {
			continue
		}
		if unicode.Is(unicode.Greek, d) {
			d = unicode.ToUpper(d) // also ς: its capital is Σ
		}
		out := greek.LatinTwins(string(d))
		switch {
		case Check(out) == nil:
			b.WriteString(out)
		case plain[d] != "":
			b.WriteString(plain[d])
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

// Check returns an error that names the first character outside the 7-bit
// alphabet, and nil when there is none.
func Check(s string) error {
	for i, r := range s {
		if cost[r] == 0 {
			return fmt.Errorf("character %q at byte %d is not in the GSM 7-bit alphabet", r, i)
		}
	}
	return nil
}

// Septets is the length of s in septets: 1 for a character of the basic table,
// 2 for one of the extension table. Characters outside both count as nothing:
// Fold or Check first.
func Septets(s string) int {
	n := 0
	for _, r := range s {
		n += cost[r]
	}
	return n
}

// Parts is the number of SMS that s is sent and charged as: 160 septets alone or
// 153 in each joined part; in UCS-2, when a character needs it, 70 or 67 units.
// A character is never split over two parts. The empty text is no SMS.
func Parts(s string) int {
	if Check(s) == nil {
		return parts(s, func(r rune) int { return cost[r] }, septetsAlone, septetsJoined)
	}
	return parts(s, utf16.RuneLen, unitsAlone, unitsJoined)
}

func parts(s string, size func(rune) int, alone, joined int) int {
	total, n, filled := 0, 0, joined
	for _, r := range s {
		c := max(size(r), 1)
		total += c
		if filled+c > joined {
			n, filled = n+1, 0
		}
		filled += c
	}
	if total <= alone {
		return min(total, 1)
	}
	return n
}
