package paper

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/pdf"
)

func TestBothLanguagesSayTheSame(t *testing.T) {
	t.Parallel()
	words, err := texts()
	require.NoError(t, err)
	assert.Empty(t, words.Faults())
}

func TestSizesAndHashesAreShort(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0\u00a0B", 999: "999\u00a0B", 184_320: "184\u00a0kB", 5_250_000: "5,2\u00a0MB", 25_000_000: "25,0\u00a0MB"} {
		assert.Equal(t, want, size(n, "el"))
	}
	assert.Equal(t, "5.2\u00a0MB", size(5_200_000, "en"))
	for sum, want := range map[string]string{"": "", "ab": "ab", "0123456789abcdef0123": "0123 4567 89ab cdef", "01234": "0123 4"} {
		assert.Equal(t, want, short(sum))
	}
}

func TestWhatThePrinterRefusesIsNumberedOnTheNextTry(t *testing.T) {
	t.Parallel()
	words, err := texts()
	require.NoError(t, err)
	s := &sheet{texts: words, banned: map[rune]bool{'β': true}}
	assert.Equal(t, "α[U+03B2 U+03B2]γ", s.fit("αββγ"))
	assert.True(t, s.odd)
	require.NoError(t, pdf.Check(s.fit("\ufffd\u0301\u202e")))
}
