// Package signbox draws what a visible signature shows in the fonts of the
// house, so that a signed PDF/A stays one: it puts together internal/pdf, which
// has the fonts, and internal/sign, which writes the signature.
package signbox

import (
	"bytes"
	"fmt"
	"strconv"

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
	const over = .4 // points: half of the dashed line around the place, which the box hides
	return &sign.Box{Page: place.Page, Rect: [4]float64{place.Left - over, place.Bottom - over, place.Right + over, place.Top + over}, Lines: lines, Draw: Draw, Beginnings: pdf.Beginnings}
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
			r = embed(c, f)
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
	kid, _ := kids[0].(pdfdoc.Ref)
	descriptor, ok := descriptorOf(d, kid, f)
	return ok && holds(d, d.Dict(descriptor).Val("FontFile2"), f.Program)
}

// descriptorOf gives the descriptor of a CID font that is written, to the letter,
// as ours are. Its hundreds of widths are compared and not read: that would take
// longer than the signature.
func descriptorOf(d *pdfdoc.Doc, kid pdfdoc.Ref, f pdf.Font) (pdfdoc.Ref, bool) {
	b, ok := d.Written(kid)
	if !ok {
		return pdfdoc.Ref{}, false
	}
	b, ok = bytes.CutPrefix(b, []byte(f.CIDFont[0]))
	digits := bytes.IndexByte(b, ' ')
	if !ok || digits < 1 || digits > 8 || !bytes.HasPrefix(b[digits:], []byte(f.CIDFont[1]+"\nendobj")) {
		return pdfdoc.Ref{}, false
	}
	n, err := strconv.Atoi(string(b[:digits]))
	return pdfdoc.Ref{N: n}, err == nil
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

// embed adds the objects of a font (ISO 32000-1 §9.7, §9.9).
func embed(c *sign.Canvas, f pdf.Font) pdfdoc.Ref {
	packed := pdfdoc.NewDict("Filter", pdfdoc.Name("FlateDecode"))
	program := packed.Clone()
	program.Set("Length1", f.Length)
	descriptor := c.AddWritten(fmt.Sprintf("<</Type/FontDescriptor/FontName/%s%s/FontFile2 %d 0 R/CIDSet %d 0 R>>",
		f.Name, f.Descriptor, c.Add(program, f.Program).N, c.Add(packed, f.CIDSet).N))
	kid := c.AddWritten(f.CIDFont[0] + strconv.Itoa(descriptor.N) + f.CIDFont[1])
	return c.Add(pdfdoc.NewDict("Type", pdfdoc.Name("Font"), "Subtype", pdfdoc.Name("Type0"), "BaseFont", pdfdoc.Name(f.Name),
		"Encoding", pdfdoc.Name("Identity-H"), "DescendantFonts", pdfdoc.Array{kid}, "ToUnicode", c.Add(packed, f.Unicode)), nil)
}
