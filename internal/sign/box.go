package sign

import (
	"bytes"
	"fmt"
	"time"

	"github.com/thyrida/thyrida/internal/pdfdoc"
)

// Box is where a signature is seen, and what is seen. Rect is in points from
// the lower left corner of the page. Fonts are the caller's: Draw embeds what it
// needs, so that PDF/A stays PDF/A. Without Draw the signature is invisible.
type Box struct {
	Page  int // from 1
	Rect  [4]float64
	Lines []string
	Draw  func(*Canvas) error

	// Beginnings, if set, gives bytes with which many files begin, a few and always
	// the same. A file that begins so is digested from there on; any other as always.
	Beginnings func() [][]byte
}

func (o Options) beginnings() [][]byte {
	if o.Box == nil || o.Box.Beginnings == nil {
		return nil
	}
	return o.Box.Beginnings()
}

// Canvas is the inside of a box, from 0,0 to Width,Height. Draw writes content
// operators into Content and names what they use in Resources.
type Canvas struct {
	Width, Height float64
	Lines         []string
	Content       bytes.Buffer
	Resources     *pdfdoc.Dict
	update        *pdfdoc.Update
	have          []*pdfdoc.Dict // resources that the page has already
}

// AddWritten puts an object into the file as it is written already.
func (c *Canvas) AddWritten(text string) pdfdoc.Ref {
	r := c.update.New()
	c.update.PutWritten(r, text)
	return r
}

// Shared finds what is in the file already: a resource of a kind ("Font") of the
// page, or of the box of an earlier signature, that is says yes to. Whoever draws
// need not bring it again.
func (c *Canvas) Shared(kind string, is func(*pdfdoc.Doc, *pdfdoc.Dict) bool) (pdfdoc.Ref, bool) {
	doc := c.update.Doc()
	for _, res := range c.have {
		of := doc.Dict(res.Val(kind))
		for _, k := range of.Keys() {
			if r, ok := of.Val(k).(ref); ok && is(doc, doc.Dict(r)) {
				return r, true
			}
		}
	}
	return pdfdoc.Ref{}, false
}

// resources are those of the page, and of the boxes of signatures.
func (w *writer) resources(page pdfdoc.Page) []*pdfdoc.Dict {
	out := []*pdfdoc.Dict{page.Resources}
	for _, f := range w.fields {
		look, ok := w.doc.Dict(f.dict.Val("AP")).Val("N").(ref)
		if !ok {
			continue
		}
		if o, err := w.doc.Object(look); err == nil {
			if d, ok := o.Value.(*dict); ok {
				out = append(out, w.doc.Dict(d.Val("Resources")))
			}
		}
	}
	return out
}

// Add puts an object into the file, with data a stream: a font, its program.
func (c *Canvas) Add(d *pdfdoc.Dict, data []byte) pdfdoc.Ref {
	r := c.update.New()
	if data == nil {
		c.update.Put(r, d)
	} else {
		c.update.PutStream(r, d, data)
	}
	return r
}

// Lines are the usual words in a box: that it is signed, by whom, as what,
// when, and of which class the signature is. at is written in its own location.
// English for "en", else Greek.
func Lines(language, name, title string, at time.Time, class Class) []string {
	first := "Ψηφιακά υπογεγραμμένο από"
	if language == "en" {
		first = "Digitally signed by"
	}
	out := []string{first, name}
	if title != "" {
		out = append(out, title)
	}
	return append(out, at.Format("02/01/2006 15:04:05 -07:00"), classLine(language, class))
}

// classLine names the class for whoever holds the paper. No words call a
// signature qualified: nobody here can know that (see Class).
func classLine(language string, class Class) string {
	switch {
	case class == Development && language == "en":
		return "Not a qualified signature (development)"
	case class == Development:
		return "Μη εγκεκριμένη υπογραφή (ανάπτυξη)"
	case language == "en":
		return "Class: advanced"
	}
	return "Κατηγορία: προηγμένη"
}

// appearance draws the box, or nothing, as a form XObject (ISO 32000-1 §12.5.5).
func (w *writer) appearance(b *Box) (page pdfdoc.Page, rect array, form ref, err error) {
	page = w.pages[0]
	form = w.update.New()
	d := pdfdoc.NewDict("Type", name("XObject"), "Subtype", name("Form"))
	if b == nil || b.Draw == nil {
		d.Set("BBox", array{0, 0, 0, 0})
		d.Set("Resources", pdfdoc.NewDict())
		w.update.PutStream(form, d, nil)
		return page, array{0, 0, 0, 0}, form, nil
	}
	if b.Page < 1 || b.Page > len(w.pages) {
		return page, nil, form, failf(BoxOutside, "no such page")
	}
	page = w.pages[b.Page-1]
	if c := fits(page.Box, b.Rect); c != "" {
		return page, nil, form, fail(c, nil)
	}
	if len(w.fields) > 0 && covers(w.doc, page, b.Rect) {
		return page, nil, form, fail(BoxCoversContent, nil)
	}
	c := &Canvas{Width: b.Rect[2] - b.Rect[0], Height: b.Rect[3] - b.Rect[1], Lines: b.Lines, Resources: pdfdoc.NewDict(), update: w.update, have: w.resources(page)}
	if err := b.Draw(c); err != nil {
		return page, nil, form, fmt.Errorf("draw the signature box: %w", err)
	}
	d.Set("BBox", array{0, 0, c.Width, c.Height})
	d.Set("Resources", c.Resources)
	w.update.PutStream(form, d, c.Content.Bytes())
	return page, array{b.Rect[0], b.Rect[1], b.Rect[2], b.Rect[3]}, form, nil
}

// fits says whether a visible box lies on the page and is no larger than a
// box for a name has reason to be: a quarter of the page.
func fits(page, r [4]float64) Code {
	w, h := r[2]-r[0], r[3]-r[1]
	if !(w > 0 && h > 0) || r[0] < page[0] || r[1] < page[1] || r[2] > page[2] || r[3] > page[3] {
		return BoxOutside
	}
	if w*h > (page[2]-page[0])*(page[3]-page[1])/4 {
		return BoxOutside
	}
	return ""
}

// overlap says whether two rectangles share more than an edge.
func overlap(a, b [4]float64) bool {
	const edge = 0.5
	return a[0]+edge < b[2] && b[0]+edge < a[2] && a[1]+edge < b[3] && b[1]+edge < a[3]
}
