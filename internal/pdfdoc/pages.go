package pdfdoc

// Page is one page with what it inherits.
type Page struct {
	Ref       Ref
	Dict      *Dict
	Box       [4]float64 // what is shown: the crop box, else the media box
	Resources *Dict
}

// Pages walks the page tree (ISO 32000-1 §7.7.3).
func (d *Doc) Pages() ([]Page, error) {
	_, cat := d.Catalog()
	w := &walk{doc: d, seen: map[int]bool{}}
	if err := w.node(cat.Val("Pages"), Page{}, 0); err != nil {
		return nil, err
	}
	if len(w.out) == 0 {
		return nil, malformed("no pages", d.xrefAt)
	}
	return w.out, d.err
}

type walk struct {
	doc  *Doc
	seen map[int]bool
	out  []Page
}

func (w *walk) node(v any, above Page, depth int) error {
	r, ok := v.(Ref)
	if !ok || w.seen[r.N] || depth > maxDepth || len(w.out) >= maxPages {
		return malformed("bad page tree", 0)
	}
	w.seen[r.N] = true
	dict := w.doc.Dict(r)
	if dict == nil {
		if w.doc.err != nil {
			return w.doc.err
		}
		return malformed("bad page tree", 0)
	}
	p := Page{r, dict, above.Box, above.Resources}
	if b, ok := w.doc.Rect(dict.Val("MediaBox")); ok && !above.cropped(w.doc) {
		p.Box = b
	}
	if b, ok := w.doc.Rect(dict.Val("CropBox")); ok {
		p.Box = b
	}
	if res := w.doc.Dict(dict.Val("Resources")); res != nil {
		p.Resources = res
	}
	if dict.Val("Type") == Name("Page") {
		w.out = append(w.out, p)
		return nil
	}
	for _, kid := range w.doc.Array(dict.Val("Kids")) {
		if err := w.node(kid, p, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (p Page) cropped(d *Doc) bool { return p.Dict != nil && d.Resolve(p.Dict.Val("CropBox")) != nil }

// Rect reads a rectangle, corners in order.
func (d *Doc) Rect(v any) (r [4]float64, ok bool) {
	a := d.Array(v)
	if len(a) != 4 {
		return r, false
	}
	for i := range r {
		if r[i], ok = Float(d.Resolve(a[i])); !ok {
			return r, false
		}
	}
	return [4]float64{min(r[0], r[2]), min(r[1], r[3]), max(r[0], r[2]), max(r[1], r[3])}, true
}
