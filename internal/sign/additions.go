package sign

import (
	"github.com/thyrida/thyrida/internal/pdfdoc"
)

// form compares the forms: only signature fields may have been added.
func (c *comparison) form() {
	_, a := c.old.Catalog()
	_, b := c.new.Catalog()
	was, is := c.old.Dict(a.Val("AcroForm")), c.new.Dict(b.Val("AcroForm"))
	if was == nil && is == nil {
		return
	}
	if was == nil {
		was = pdfdoc.NewDict()
	}
	before, after := c.old.Array(was.Val("Fields")), c.new.Array(is.Val("Fields"))
	allowed := []string{"Fields", "SigFlags"}
	if c.onlySignatures(before) { // default appearance: of fields with text, of which there are none
		allowed = append(allowed, "DA", "DR")
	}
	c.keys(was, is, ChangedForm, 0, 0, allowed...)
	added, ok := grown(before, after)
	if !ok {
		c.add(ChangedForm, 0, 0)
		return
	}
	for _, v := range added {
		r, _ := v.(ref)
		if what := c.field(r); what != "" {
			c.add(what, r.N, 0)
			continue
		}
		c.fields[r.N] = true
	}
}

func (c *comparison) onlySignatures(fields array) bool {
	for _, v := range fields {
		if c.old.Dict(v).Val("FT") != name("Sig") {
			return false
		}
	}
	return true
}

// grown gives what a list has more at its end.
func grown(a, b array) (array, bool) {
	if len(b) < len(a) || !pdfdoc.Same(a, b[:len(a)]) {
		return nil, false
	}
	return b[len(a):], true
}

// of a signature field that is its own widget; more could do more: actions,
// other looks on touch, values.
var fieldKeys = map[string]bool{
	"Type": true, "Subtype": true, "FT": true, "T": true, "TU": true, "TM": true, "F": true, "Ff": true, "Rect": true, "P": true,
	"AP": true, "V": true, "DA": true, "Lock": true, "SV": true, "NM": true, "M": true, "Border": true, "BS": true, "MK": true, "AS": true,
}

// field checks one added field.
func (c *comparison) field(r ref) What {
	if _, known := c.old.Entry(r.N); r.N == 0 || known || c.named[r.N] > 0 {
		return ChangedForm
	}
	o, err := c.new.Object(r)
	d, _ := o.Value.(*dict)
	if err != nil || d == nil || o.Stream != nil || d.Val("FT") != name("Sig") || d.Val("Subtype") != name("Widget") {
		return ChangedForm
	}
	for _, k := range d.Keys() {
		if !fieldKeys[k] {
			return ChangedForm
		}
	}
	for _, k := range c.new.Dict(d.Val("MK")).Keys() {
		if k != "R" { // the rest is a caption or a colour
			return ChangedForm
		}
	}
	v := c.new.Dict(d.Val("V"))
	if v == nil {
		return AddedUnsigned
	}
	if s := v.Val("SubFilter"); s != name(subCAdES) && s != name(subTimestamp) && s != name(subPKCS7) {
		return AddedUnsigned
	}
	return ""
}

// page compares one page: only the boxes of added signatures may be more.
func (c *comparison) page(number int, p pdfdoc.Page) {
	o, err := c.new.Object(p.Ref)
	now, _ := o.Value.(*dict)
	if err != nil || now == nil {
		c.add(ChangedPage, p.Ref.N, number)
		return
	}
	c.keys(p.Dict, now, ChangedPage, p.Ref.N, number, "Annots")
	added, ok := grown(c.old.Array(p.Dict.Val("Annots")), c.new.Array(now.Val("Annots")))
	if !ok {
		c.add(AddedAnnotation, p.Ref.N, number)
		return
	}
	var boxes [][4]float64
	for _, v := range added {
		r, _ := v.(ref)
		if !c.fields[r.N] {
			c.add(AddedAnnotation, r.N, number)
			continue
		}
		box, what := c.box(p, c.new.Dict(r))
		for _, other := range boxes {
			if what == "" && overlap(box, other) {
				what = AddedCovering
			}
		}
		if what != "" {
			c.add(what, r.N, number)
		}
		boxes = append(boxes, box)
	}
}

// box checks where an added widget is seen. Whatever its appearance draws, it
// is scaled into the rectangle and clipped there (ISO 32000-1 §12.5.5), so the
// rectangle is all that counts; flags that take it out of the page's scale and
// rotation are refused.
func (c *comparison) box(p pdfdoc.Page, widget *dict) ([4]float64, What) {
	r, ok := c.new.Rect(widget.Val("Rect"))
	if !ok {
		return r, AddedAnnotation
	}
	if r[0] == r[2] || r[1] == r[3] {
		return r, ""
	}
	const noZoom, noRotate = 8, 16
	flags, ok := pdfdoc.Int(c.new.Resolve(widget.Val("F")))
	if widget.Has("F") && (!ok || flags&(noZoom|noRotate) != 0) {
		return r, AddedAnnotation
	}
	looks := c.new.Dict(widget.Val("AP"))
	n, isRef := looks.Val("N").(ref)
	if !isRef || len(looks.Keys()) != 1 {
		return r, AddedAnnotation
	}
	if o, err := c.new.Object(n); err != nil || o.Stream == nil {
		return r, AddedAnnotation
	}
	if fits(p.Box, r) != "" || covers(c.old, p, r) {
		return r, AddedCovering
	}
	return r, ""
}
