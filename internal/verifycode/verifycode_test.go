package verifycode_test

import (
	"math"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/internal/verifycode"
)

func TestNoSymbolHasATwin(t *testing.T) {
	t.Parallel()
	for _, r := range verifycode.Alphabet {
		if strings.ContainsRune("ABEZHIKMNOPTYXSQ01", r) || strings.Count(verifycode.Alphabet, string(r)) != 1 {
			t.Errorf("%c is mistaken for another symbol", r)
		}
	}
	if bits := 20 * math.Log2(float64(len(verifycode.Alphabet))); bits < 80 {
		t.Errorf("only %.1f bits", bits)
	}
}

func TestEverySymbolIsEquallyLikely(t *testing.T) {
	t.Parallel()
	const codes = 20_000
	count, seen := map[rune]int{}, map[string]bool{}
	for range codes {
		c := verifycode.New()
		if len(c) != 23 || strings.Count(c, "-") != 3 || seen[c] {
			t.Fatalf("bad code %q", c)
		}
		seen[c] = true
		for _, r := range strings.ReplaceAll(c, "-", "") {
			count[r]++
		}
	}
	if len(count) != len(verifycode.Alphabet) {
		t.Fatalf("%d symbols", len(count))
	}
	want := float64(codes*20) / float64(len(verifycode.Alphabet))
	chi := 0.0
	for _, n := range count {
		chi += (float64(n) - want) * (float64(n) - want) / want
	}
	if chi > 60 { // 17 degrees of freedom: once in a million runs
		t.Errorf("uneven: chi-square %.1f, %v", chi, count)
	}
}

func TestWhatIsTypedIsRead(t *testing.T) {
	t.Parallel()
	code := verifycode.New()
	plain := strings.ReplaceAll(code, "-", "")
	for _, typed := range []string{code, plain, strings.ToLower(code), " " + code + "\n", strings.ReplaceAll(code, "-", " – "),
		strings.ReplaceAll(code, "-", "\u2011"), strings.ReplaceAll(code, "-", "\u2212"), "\ufeff" + plain[:7] + "\u200b" + plain[7:],
		strings.ReplaceAll(code, "-", "\u00a0\u00ad")} {
		if got, ok := verifycode.Normalise(typed); !ok || got != code {
			t.Errorf("%q: got %q", typed, got)
		}
	}
	for _, typed := range []string{"", plain[1:], plain + "2", plain[1:] + "S", plain[1:] + "0", plain[1:] + "Ψ", plain[1:] + "/",
		plain[1:] + "\x00", plain + strings.Repeat(" ", 200), "\xff" + plain[1:]} {
		if got, ok := verifycode.Normalise(typed); ok || got != "" {
			t.Errorf("%q was taken for %q", typed, got)
		}
	}
}
