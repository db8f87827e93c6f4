package sign

import (
	"bytes"

	"github.com/thyrida/thyrida/internal/pdfdoc"
)

// Change is something a later revision did that is more than adding a
// signature, a time-stamp or validation data.
type Change struct {
	What   What
	Object int // number of the object in the file, 0 when it is none
	Page   int // from 1, 0 when unknown
}

// What changed.
type What string

// Kinds of change.
const (
	ChangedContent  What = "content"          // text, pictures, fonts, anything shown or not
	ChangedPage     What = "page"             // a page itself
	ChangedForm     What = "form"             // fields other than signatures
	ChangedDocument What = "document"         // the catalog or the trailer
	AddedAnnotation What = "annotation"       // anything on a page that is no signature box
	AddedCovering   What = "covering"         // a signature box over what is shown
	AddedHidden     What = "hidden-object"    // that the signed revision named and did not have
	AddedUnsigned   What = "unsigned-content" // a signature field without a signature
)

// comparison walks two states of one file, the earlier a prefix of the later.
type comparison struct {
	old, new *pdfdoc.Doc
	named    map[int]int // how often the old state refers to an object
	role     map[int]role
	fields   map[int]bool // signature fields that were added
	out      []Change
}

// role is what an object is for, of the few that a signature must change.
type role int

const (
	roleNone role = iota
	roleCatalog
	roleForm    // the form or its list of fields
	rolePage    // a page or its list of annotations
	roleInfo    // document information
	roleXRef    // a cross-reference stream, which is no content
	maxReported = 50
)

// changes lists what a later state changed. Every object of the earlier state
// must be the same in the later, apart from: the catalog (form, validation
// data), the form (one more signature), pages (one more signature box) and the
// dates of the document information. New objects are seen only from there; so
// a new object that the earlier state already named is a change too.
func changes(earlier, later *pdfdoc.Doc) ([]Change, error) {
	c := &comparison{old: earlier, new: later, named: map[int]int{}, role: map[int]role{}, fields: map[int]bool{}}
	nums := earlier.Numbers()
	for _, n := range nums {
		e, _ := earlier.Entry(n)
		o, err := earlier.Object(ref{N: n, G: generation(e)})
		if err != nil {
			return nil, err
		}
		c.count(o.Value)
	}
	c.count(earlier.Trailer())
	pages, err := earlier.Pages()
	if err != nil {
		return nil, err
	}
	c.assign(pages)
	for _, n := range nums {
		if err := c.object(n); err != nil {
			return nil, err
		}
	}
	for n := range c.named {
		if _, had := c.live(earlier, n); !had {
			if _, has := c.live(later, n); has {
				c.add(AddedHidden, n, 0)
			}
		}
	}
	c.document()
	c.form()
	for i, p := range pages {
		c.page(i+1, p)
	}
	if err := earlier.Err(); err != nil {
		return nil, err
	}
	return c.out, later.Err()
}

func generation(e pdfdoc.Entry) int {
	if e.InStream {
		return 0
	}
	return e.Gen
}

func (c *comparison) add(w What, object, page int) {
	if len(c.out) < maxReported {
		c.out = append(c.out, Change{w, object, page})
	}
}

func (c *comparison) live(d *pdfdoc.Doc, n int) (pdfdoc.Entry, bool) {
	e, ok := d.Entry(n)
	return e, ok && !e.Free
}

// count notes every reference in a value.
func (c *comparison) count(v any) {
	switch t := v.(type) {
	case ref:
		c.named[t.N]++
	case array:
		for _, x := range t {
			c.count(x)
		}
	case *dict:
		for _, k := range t.Keys() {
			c.count(t.Val(k))
		}
	}
}

// assign finds the objects that a signature may change. Lists must belong to
// one place only: one that is a page's content too could smuggle something in.
func (c *comparison) assign(pages []pdfdoc.Page) {
	root, cat := c.old.Catalog()
	give := func(v any, r role, alone bool) {
		if x, ok := v.(ref); ok && c.role[x.N] == roleNone && (!alone || c.named[x.N] == 1) {
			c.role[x.N] = r
		}
	}
	give(root, roleCatalog, false)
	give(cat.Val("AcroForm"), roleForm, true)
	give(c.old.Dict(cat.Val("AcroForm")).Val("Fields"), roleForm, true)
	for _, p := range pages {
		give(p.Ref, rolePage, false)
		give(p.Dict.Val("Annots"), rolePage, true)
	}
	give(c.old.Trailer().Val("Info"), roleInfo, true)
}

// untouched says whether both states read an object from the same bytes.
func (c *comparison) untouched(n int) bool {
	a, _ := c.old.Entry(n)
	b, ok := c.new.Entry(n)
	if !ok || a != b {
		return false
	}
	if a.InStream {
		x, _ := c.old.Entry(a.Off)
		y, ok := c.new.Entry(a.Off)
		return ok && x == y
	}
	return true
}

func (c *comparison) object(n int) error {
	if c.untouched(n) {
		return nil
	}
	e, _ := c.old.Entry(n)
	r := ref{N: n, G: generation(e)}
	a, err := c.old.Object(r)
	if err != nil {
		return err
	}
	b, err := c.new.Object(r)
	if err != nil {
		return err
	}
	if pdfdoc.Same(a.Value, b.Value) && bytes.Equal(a.Stream, b.Stream) && (a.Stream == nil) == (b.Stream == nil) {
		return nil
	}
	switch c.role[n] {
	case roleCatalog, roleForm, rolePage: // looked at key by key elsewhere
		if a.Stream != nil || b.Stream != nil {
			c.add(ChangedDocument, n, 0)
		}
	case roleInfo:
		c.keys(a.Value, b.Value, ChangedDocument, n, 0, "ModDate", "Producer")
	default:
		x, ok1 := a.Value.(*dict)
		y, ok2 := b.Value.(*dict)
		if ok1 && ok2 && c.named[n] == 0 && x.Val("Type") == name("XRef") && y.Val("Type") == name("XRef") {
			return nil
		}
		c.add(ChangedContent, n, 0)
	}
	return nil
}

// keys reports every key of two dictionaries that differs and is not allowed to.
func (c *comparison) keys(a, b any, what What, object, page int, allowed ...string) {
	x, ok1 := a.(*dict)
	y, ok2 := b.(*dict)
	if !ok1 || !ok2 {
		c.add(what, object, page)
		return
	}
	may := map[string]bool{}
	for _, k := range allowed {
		may[k] = true
	}
	for _, k := range x.Keys() {
		if !may[k] && !pdfdoc.Same(x.Val(k), y.Val(k)) {
			c.add(what, object, page)
			return
		}
	}
	for _, k := range y.Keys() {
		if !may[k] && !x.Has(k) {
			c.add(what, object, page)
			return
		}
	}
}

// document compares trailer and catalog.
func (c *comparison) document() {
	a, b := c.old.Trailer(), c.new.Trailer()
	root, cat := c.old.Catalog()
	newRoot, newCat := c.new.Catalog()
	if root != newRoot {
		c.add(ChangedDocument, newRoot.N, 0)
		return
	}
	c.keys(cat, newCat, ChangedDocument, root.N, 0, "AcroForm", "DSS", "Extensions")
	if id := c.old.Array(a.Val("ID")); len(id) > 0 {
		now := c.new.Array(b.Val("ID"))
		if len(now) == 0 || !sameBytes(id[0], now[0]) { // the first part stays (§14.4), however it is written
			c.add(ChangedDocument, 0, 0)
		}
	}
	if x, y := a.Val("Info"), b.Val("Info"); !pdfdoc.Same(x, y) {
		had := c.old.Dict(x)
		if had == nil {
			had = pdfdoc.NewDict()
		}
		c.keys(had, c.new.Dict(y), ChangedDocument, 0, 0, "ModDate", "Producer")
	}
}

func sameBytes(a, b any) bool {
	x, ok1 := a.(pdfdoc.String)
	y, ok2 := b.(pdfdoc.String)
	return ok1 && ok2 && bytes.Equal(x.Bytes(), y.Bytes())
}
