package pdf

import (
	"bytes"
	"fmt"
	"sync"
	"unicode"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-fonts/liberation/liberationserifbold"
	"codeberg.org/go-fonts/liberation/liberationserifitalic"
	"codeberg.org/go-fonts/liberation/liberationserifregular"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// face is one of the five faces that documents are set in.
type face int8

const (
	serif face = iota
	serifBold
	serifItalic
	sans
	sansBold
	faces
)

// prepared are the characters of nearly every document. Their subset of each
// face is made once for the process; a document with others carries a subset
// of its own. Of characters drawn alike, what is copied out of the file is the
// one named first here.
const prepared = " !\"#%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz" +
	"«»·–—‘’“”…€№°§•\u00a0\u00ad΄΅ʹ͵" +
	"ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψωςΆΈΉΊΌΎΏάέήίόύώϊϋΐΰΪΫ"

// RuneError says that a text holds a character that cannot be printed: the
// fonts have no glyph for it, or it is written from right to left, or is a
// control character or a loose accent.
type RuneError struct{ Rune rune }

func (e *RuneError) Error() string {
	return fmt.Sprintf("pdf: no glyph for %U %q", e.Rune, e.Rune)
}

// glyph is a drawn character; lengths are in 1/1000 of the size.
type glyph struct {
	id      uint16
	advance int16 // after kerning
	width   int16 // of the glyph alone, as the font dictionary says it
}

// typeface is a face ready to be set. Nothing that it keeps is of a document.
type typeface struct {
	name  string // PostScript
	file  []byte
	font  *font.Font
	units int
	base  map[uint16]rune // glyphs of the prepared subset
	space []glyph
	dash  []glyph // the hyphen at the end of a line

	common [2]*embedding // of the prepared subset, by Level
	quick  quick

	shaping sync.Mutex // guards the two below, which keep scratch space
	face    *font.Face
	shaper  shaping.HarfbuzzShaper
}

// word is a run of letters without space, shaped.
type word struct {
	runes  []rune // of the text as set, one for each glyph
	glyphs []glyph
	width  int             // sum of the advances
	beyond map[uint16]rune // glyphs outside the prepared subset
	err    error
}

var (
	fonts     [faces]*typeface
	fontsOnce sync.Once
	fontsErr  error
)

// fontsReady parses and subsets the fonts on first use, about 60 ms.
func fontsReady() error {
	fontsOnce.Do(func() {
		for f, src := range [faces]struct {
			name string
			file []byte
		}{
			serif:       {"LiberationSerif", liberationserifregular.TTF},
			serifBold:   {"LiberationSerif-Bold", liberationserifbold.TTF},
			serifItalic: {"LiberationSerif-Italic", liberationserifitalic.TTF},
			sans:        {"LiberationSans", liberationsansregular.TTF},
			sansBold:    {"LiberationSans-Bold", liberationsansbold.TTF},
		} {
			if fonts[f], fontsErr = newTypeface(src.name, src.file); fontsErr != nil {
				fontsErr = fmt.Errorf("pdf: prepare %s: %w", src.name, fontsErr)
				return
			}
		}
	})
	return fontsErr
}

func newTypeface(name string, file []byte) (*typeface, error) {
	f, err := font.ParseTTF(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	t := &typeface{name: name, file: file, font: f.Font, face: f, units: int(f.Upem()), base: map[uint16]rune{}}
	for _, r := range prepared {
		g, ok := t.font.NominalGlyph(r)
		if !ok {
			return nil, &RuneError{Rune: r}
		}
		if _, twin := t.base[uint16(g)]; !twin {
			t.base[uint16(g)] = r
		}
	}
	for level := range t.common {
		if t.common[level], err = t.embed(nil, Level(level)); err != nil {
			return nil, err
		}
	}
	t.quick.prepare(t)
	t.space = t.shape(" ").glyphs
	// The hyphen of a divided word is U+00AD: drawn as a hyphen, but whoever reads
	// or searches the text can put the word together again.
	dash, _ := t.font.NominalGlyph('\u00ad')
	t.dash = []glyph{{id: uint16(dash), advance: t.width(uint16(dash)), width: t.width(uint16(dash))}}
	return t, nil
}

// features turns off whatever makes other than one glyph of one character, so
// that a word can be cut between any two.
var features = func() (fs []shaping.FontFeature) {
	for _, tag := range []string{"liga", "clig", "dlig", "calt", "ccmp", "locl", "rlig"} {
		fs = append(fs, shaping.FontFeature{Tag: ot.MustNewTag(tag)})
	}
	return fs
}()

func (t *typeface) shape(s string) *word {
	w := &word{runes: []rune(norm.NFC.String(s))}
	ids := make([]uint16, len(w.runes))
	for i, r := range w.runes {
		if r == '\u2010' || r == '\u2011' { // hyphens that break or not: drawn the same
			r = '-'
			w.runes[i] = r
		}
		g, ok := t.font.NominalGlyph(r)
		if !ok || !printable(r) {
			w.err = &RuneError{Rune: r}
			return w
		}
		ids[i] = uint16(g)
		if _, ok := t.base[ids[i]]; !ok {
			if w.beyond == nil {
				w.beyond = map[uint16]rune{}
			}
			w.beyond[ids[i]] = r
		}
	}
	t.shaping.Lock()
	defer t.shaping.Unlock()
	out := t.shaper.Shape(shaping.Input{Text: w.runes, RunEnd: len(w.runes), Direction: di.DirectionLTR, Face: t.face,
		Size: fixed.I(1000), Script: language.Greek, Language: "el", FontFeatures: features})
	if len(out.Glyphs) != len(w.runes) {
		w.err = fmt.Errorf("pdf: %d characters became %d glyphs", len(w.runes), len(out.Glyphs))
		return w
	}
	w.glyphs = make([]glyph, len(out.Glyphs))
	for i, g := range out.Glyphs {
		id := uint16(g.GlyphID)
		if id != ids[i] {
			w.err = &RuneError{Rune: w.runes[i]}
			return w
		}
		w.glyphs[i] = glyph{id: id, advance: int16(g.Advance.Round()), width: t.width(id)}
		w.width += int(w.glyphs[i].advance)
	}
	return w
}

// width is the advance of a glyph, in 1/1000 of the size.
func (t *typeface) width(id uint16) int16 {
	return int16(t.face.HorizontalAdvance(font.GID(id))*1000/float32(t.units) + .5)
}

// printable leaves out what has a glyph but cannot be set letter after letter.
func printable(r rune) bool {
	return !unicode.Is(unicode.M, r) && !unicode.Is(unicode.C, r) &&
		!unicode.In(r, unicode.Hebrew, unicode.Arabic)
}

// Check says with a *RuneError whether a text could be printed, without printing
// it: for the form where the text is entered.
func Check(s string) error {
	if err := fontsReady(); err != nil {
		return err
	}
	for _, r := range norm.NFC.String(s) {
		switch r {
		case '\n', '\r', '\t', '\u00ad', '\u2010', '\u2011':
			continue
		}
		for _, t := range fonts {
			if _, ok := t.font.NominalGlyph(r); !ok || !printable(r) {
				return &RuneError{Rune: r}
			}
		}
	}
	return nil
}
