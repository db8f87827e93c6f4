package verifycode

import (
	"crypto/rand"
	"strings"
)

// A short code is told across a counter: seven symbols and a check symbol, in
// two groups of four. Guesses are limited by whoever takes it.
const shortLength = 8

// weights have no factor in common with the number of symbols, so that every
// single mistyped symbol is found.
var weights = [shortLength]int{1, 5, 7, 11, 13, 17, 5, 1}

// NewShort makes a short code.
func NewShort() string {
	symbols := make([]byte, 0, shortLength)
	var raw [1]byte
	for sum := 0; ; {
		_, _ = rand.Read(raw[:]) // never fails
		if int(raw[0]) >= ceiling {
			continue
		}
		n := int(raw[0]) % len(Alphabet)
		sum += n * weights[len(symbols)]
		symbols = append(symbols, Alphabet[n])
		if len(symbols) == shortLength-1 { // the last weight is 1
			n := len(Alphabet)
			symbols = append(symbols, Alphabet[(n-sum%n)%n])
			return string(symbols[:4]) + "-" + string(symbols[4:])
		}
	}
}

// NormaliseShort gives what somebody typed the form that NewShort gives; false
// if it cannot be a code, or a symbol was mistyped.
func NormaliseShort(typed string) (string, bool) {
	symbols, ok := symbolsOf(typed, shortLength)
	if !ok {
		return "", false
	}
	sum := 0
	for i, c := range symbols {
		sum += strings.IndexByte(Alphabet, c) * weights[i]
	}
	return string(symbols[:4]) + "-" + string(symbols[4:]), sum%len(Alphabet) == 0
}
