package pdf

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestGreekWordsAreDividedWhereGrammarAllows(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"ενδιαφερομένου": "εν-δια-φε-ρο-μέ-νου", "πιστοποιητικό": "πι-στο-ποιη-τικό", "άνθρωπος": "άν-θρω-πος", "αστραπή": "αστραπή",
		"Δημοτολογίου": "Δη-μο-το-λο-γίου", "θάλασσα": "θά-λασσα", "έκδοσης,": "έκ-δο-σης,", "«στρατολογία»": "«στρα-το-λο-γία»", "εκστρατεία": "εκ-στρα-τεία",
		"μπαμπάς": "μπα-μπάς", "ΠΑΠΑΔΟΠΟΥΛΟΣ": "ΠΑΠΑΔΟΠΟΥΛΟΣ", "20-11-2026": "20-11-2026", "certificate": "certificate", "ἀρχῇἀρχῇ": "ἀρχῇἀρχῇ", "νόμος": "νόμος",
	} {
		rs, got := []rune(word), ""
		cuts := hyphenate(rs)
		for i, r := range rs {
			if slices.Contains(cuts, i) {
				got += "-"
			}
			got += string(r)
		}
		assert.Equal(t, want, got)
	}
}

// text is what lines say, a soft hyphen for a divided word.
func text(t *testing.T, ls []line) (out string) {
	t.Helper()
	for i, ln := range ls {
		for j, r := range ln.runs {
			if r.space && j > 0 {
				out += " "
			}
			for _, g := range r.glyph {
				out += string(fonts[r.face].base[g.id])
			}
		}
		if ln.joined && i+1 < len(ls) {
			out += " "
		}
	}
	return strings.ReplaceAll(out, "\u00ad", "")
}

var someDay = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

const prose = "Βεβαιώνεται ότι, σύμφωνα με τα στοιχεία του Δημοτολογίου του Δήμου, η οικογενειακή κατάσταση του ανωτέρω προσώπου κατά την ημερομηνία έκδοσης " +
	"του παρόντος έχει όπως αναγράφεται στον κατωτέρω πίνακα. ΚΩΝΣΤΑΝΤΙΝΙΔΟΥ-ΠΑΠΑΔΟΠΟΥΛΟΥ αντισυνταγματικότητα https://dimos-paradeigmatos.gr/v/DM7K-1001-X9R2-TL84"

func TestNoLineIsWiderThanItsColumnAndNothingIsLost(t *testing.T) {
	t.Parallel()
	require.NoError(t, fontsReady())
	for width := 20.0; width < 500; width += 3.5 {
		for _, align := range []Align{Left, Justify} {
			d := New(Meta{Title: "Α", Created: someDay, ID: "1"})
			st := body
			st.align = align
			ls := d.set(st, width, Span{Text: prose})
			require.NoError(t, d.Err())
			require.Equal(t, prose, text(t, ls), "at %g points", width)
			for _, ln := range ls {
				require.LessOrEqual(t, ln.width, width*1000/st.size+.6, "at %g points", width)
			}
		}
	}
}

func TestAHugeWordIsBrokenInGoodTime(t *testing.T) {
	t.Parallel()
	d := New(Meta{Title: "Α", Created: someDay, ID: "1"})
	word := strings.Repeat("Α", 50000)
	assert.Equal(t, word, text(t, d.set(body, 300, Span{Text: word})))
}

func TestLettersAreKerned(t *testing.T) {
	t.Parallel()
	require.NoError(t, fontsReady())
	for _, f := range fonts {
		pair := f.shape("ΑΥ")
		assert.Less(t, pair.width, f.shape("Α").width+f.shape("Υ").width, f.name)
	}
}

func TestColumnsShareTheWidth(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []float64{20, 80}, share(100, []float64{5, 5}, []float64{10, 40}))
	assert.Equal(t, []float64{10, 90}, share(100, []float64{5, 50}, []float64{10, 400}))
	assert.Equal(t, []float64{50, 50}, share(100, []float64{90, 90}, []float64{90, 90}))
}

func TestTheProfileIsSRGB(t *testing.T) {
	t.Parallel()
	red, green, blue := primaries([3]float64{.9642, 1, .8249})
	for i, want := range [][3]float64{{.4361, .2225, .0139}, {.3851, .7169, .0971}, {.1431, .0606, .7139}} { // IEC 61966-2-1, Bradford to D50
		got := [][3]float64{red, green, blue}[i]
		for j := range got {
			assert.InDelta(t, want[j], got[j], 3e-4)
		}
	}
	assert.NotEmpty(t, srgb())
}

// Words set without the shaper are those that it sets.
func TestWordsAreSetAsTheShaperSetsThem(t *testing.T) {
	t.Parallel()
	require.NoError(t, fontsReady())
	letters := []rune(prepared + "\u2010\u2011\u037e\u0374")
	rapid.Check(t, func(t *rapid.T) {
		f := fonts[rapid.IntRange(0, int(faces)-1).Draw(t, "face")]
		s := rapid.StringOfN(rapid.SampledFrom(letters), 1, 30, -1).Draw(t, "word")
		want := f.shape(s)
		for range 2 { // shaped in pairs, then from what is known of them
			got, width, ok := f.word([]glyph{{id: 1}}, s)
			if !ok {
				assert.True(t, strings.ContainsAny(s, "\u037e\u0374\u00ad"), "%q", s)
				return
			}
			assert.Equal(t, want.glyphs, got[1:])
			assert.Equal(t, want.width, width)
		}
	})
	for _, s := range strings.Fields(prose) {
		for _, f := range fonts {
			want := f.shape(s)
			got, width, _ := f.word(nil, s)
			assert.Equal(t, want.glyphs, got)
			assert.Equal(t, want.width, width)
		}
	}
}
