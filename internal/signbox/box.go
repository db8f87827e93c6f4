// Package signbox draws what a visible signature shows in the fonts of the
// house, so that a signed PDF/A stays one: it puts together internal/pdf, which
// has the fonts, and internal/sign, which writes the signature.
package signbox

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/thyrida/thyrida/internal/pdf"
	"github.com/thyrida/thyrida/internal/pdfdoc"
	"github.com/thyrida/thyrida/internal/sign"
)

// At gives the box of a signature at a place that internal/pdf kept free, with
// the lines of sign.Lines: the second, the name, in bold. A line too wide goes
// on below, and all become smaller until they fit. Sign fails with a
// *pdf.RuneError for a character that the fonts do not have, and with
// pdf.ErrNoRoom for a text that could not be read any more.
func At(place pdf.Box, lines []string) *sign.Box {
	return &sign.Box{Page: place.Page, Rect: [4]float64{place.Left, place.Bottom, place.Right, place.Top}, Lines: lines, Draw: Draw}
}

// Draw draws the lines of a canvas. A font that the file embeds already, byte
// for byte, is used and not embedded again.
func Draw(c *sign.Canvas) error {
	a, err := pdf.InBox(c.Lines, c.Width, c.Height)
	if err != nil {
		return err
	}
	fonts := pdfdoc.NewDict()
	for _, f := range a.Fonts {
		r, ok := c.Shared("Font", func(d *pdfdoc.Doc, have *pdfdoc.Dict) bool { return embeds(d, have, f) })
		if !ok {
			if r, err = embed(c, f); err != nil {
				return err
			}
		}
		fonts.Set(f.Resource, r)
	}
	c.Resources.Set("Font", fonts)
	c.Content.Write(a.Content)
	return nil
}

// embeds says whether a font of the file draws, measures and reads every glyph
// as f does. Names alone would not do: whoever made the file chose them, and
// could have the box show another name than the signer's.
func embeds(d *pdfdoc.Doc, have *pdfdoc.Dict, f pdf.Font) bool {
	if have.Val("BaseFont") != pdfdoc.Name(f.Name) || have.Val("Subtype") != pdfdoc.Name("Type0") || have.Val("Encoding") != pdfdoc.Name("Identity-H") {
		return false
	}
	kids := d.Array(have.Val("DescendantFonts"))
	if len(kids) != 1 || !holds(d, have.Val("ToUnicode"), f.Unicode) {
		return false
	}
	kid := d.Dict(kids[0])
	if kid.Val("CIDToGIDMap") != pdfdoc.Name("Identity") || kid.Has("DW") || !holds(d, d.Dict(kid.Val("FontDescriptor")).Val("FontFile2"), f.Program) {
		return false
	}
	widths, err := widths(f)
	return err == nil && pdfdoc.Same(d.Resolve(kid.Val("W")), widths)
}

// holds says whether a reference leads to a stream of these bytes, compressed as
// ours are.
func holds(d *pdfdoc.Doc, v any, want []byte) bool {
	r, ok := v.(pdfdoc.Ref)
	if !ok {
		return false
	}
	o, err := d.Object(r)
	if err != nil || o.Stream == nil {
		return false
	}
	dict, _ := o.Value.(*pdfdoc.Dict)
	return dict.Val("Filter") == pdfdoc.Name("FlateDecode") && !dict.Has("DecodeParms") && bytes.Equal(o.Stream, want)
}

func widths(f pdf.Font) (any, error) {
	return pdfdoc.Lex([]byte("["+f.Widths+"]"), pdfdoc.NewBudget()).Value()
}

// embed adds the objects of a font (ISO 32000-1 §9.7, §9.9).
func embed(c *sign.Canvas, f pdf.Font) (pdfdoc.Ref, error) {
	w, err := widths(f)
	if err != nil {
		return pdfdoc.Ref{}, fmt.Errorf("embed a font: %w", err)
	}
	v, err := pdfdoc.Lex([]byte("<<"+f.Descriptor+">>"), pdfdoc.NewBudget()).Value()
	descriptor, ok := v.(*pdfdoc.Dict)
	if err != nil || !ok {
		return pdfdoc.Ref{}, errors.Join(errors.New("embed a font: bad descriptor"), err)
	}
	packed := pdfdoc.NewDict("Filter", pdfdoc.Name("FlateDecode"))
	program := packed.Clone()
	program.Set("Length1", f.Length)
	descriptor.Set("Type", pdfdoc.Name("FontDescriptor"))
	descriptor.Set("FontName", pdfdoc.Name(f.Name))
	descriptor.Set("FontFile2", c.Add(program, f.Program))
	descriptor.Set("CIDSet", c.Add(packed, f.CIDSet))
	kid := c.Add(pdfdoc.NewDict("Type", pdfdoc.Name("Font"), "Subtype", pdfdoc.Name("CIDFontType2"), "BaseFont", pdfdoc.Name(f.Name),
		"CIDSystemInfo", pdfdoc.NewDict("Registry", ascii("Adobe"), "Ordering", ascii("Identity"), "Supplement", 0),
		"CIDToGIDMap", pdfdoc.Name("Identity"), "FontDescriptor", c.Add(descriptor, nil), "W", w), nil)
	return c.Add(pdfdoc.NewDict("Type", pdfdoc.Name("Font"), "Subtype", pdfdoc.Name("Type0"), "BaseFont", pdfdoc.Name(f.Name),
		"Encoding", pdfdoc.Name("Identity-H"), "DescendantFonts", pdfdoc.Array{kid}, "ToUnicode", c.Add(packed, f.Unicode)), nil), nil
}

// ascii is a string of plain letters.
func ascii(s string) pdfdoc.String { return pdfdoc.String{Raw: []byte("(" + s + ")"), At: -1} }
