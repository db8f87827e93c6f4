// Package verifycode makes and reads the codes by which anybody can check a
// document: they are printed on it, typed from it, and must not be guessed.
package verifycode

import (
	"crypto/rand"
	"strings"
	"unicode"
)

// Alphabet survives paper and keyboard: no letter that has a Greek twin
// (A B E Z H I K M N O P T Y X), nothing that is read as a digit or as another
// letter (S, Q, 0, 1).
const Alphabet = "23456789CDFGJLRUVW"

const (
	length = 20 // 20 of 18 symbols are 83.4 bits
	group  = 5
	// Even choice: bytes from this one on are thrown away.
	ceiling = 256 - 256%len(Alphabet)
)

// New makes a code: four groups of five, as it is kept and printed.
func New() string {
	symbols := make([]byte, 0, length)
	var raw [2 * length]byte
	for len(symbols) < length {
		_, _ = rand.Read(raw[:]) // never fails
		for _, b := range raw {
			if int(b) < ceiling && len(symbols) < length {
				symbols = append(symbols, Alphabet[int(b)%len(Alphabet)])
			}
		}
	}
	return grouped(symbols)
}

// Normalise gives what somebody typed the form that New gives, whatever case,
// blanks and dashes he used; false if it cannot be a code.
func Normalise(typed string) (string, bool) {
	symbols, ok := symbolsOf(typed, length)
	if !ok {
		return "", false
	}
	return grouped(symbols), true
}

// symbolsOf reads so many symbols; false if there are more, fewer or others.
func symbolsOf(typed string, length int) ([]byte, bool) {
	if len(typed) > 200 {
		return nil, false
	}
	symbols := make([]byte, 0, length)
	for _, r := range typed {
		if 'a' <= r && r <= 'z' {
			r += 'A' - 'a'
		}
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Pd, r), unicode.Is(unicode.Cf, r), r == '\u2212': // minus sign
			continue
		case r > unicode.MaxASCII, strings.IndexByte(Alphabet, byte(r)) < 0, len(symbols) == length:
			return nil, false
		}
		symbols = append(symbols, byte(r))
	}
	return symbols, len(symbols) == length
}

func grouped(symbols []byte) string {
	var b strings.Builder
	for i, c := range symbols {
		if i > 0 && i%group == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(c)
	}
	return b.String()
}
