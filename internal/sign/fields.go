package sign

import (
	"bytes"
	"fmt"

	"github.com/thyrida/thyrida/internal/pdfdoc"
)

const (
	maxFields     = 2_000
	maxSignatures = 32
)

// sigField is a signature field that has been signed, or has room for it.
type sigField struct {
	ref   ref
	dict  *dict
	value *dict
	name  string
}

// signatureFields are those of the document's form, in its order
// (ISO 32000-1 §12.7).
func signatureFields(d *pdfdoc.Doc) (out []sigField, err error) {
	_, cat := d.Catalog()
	if cat == nil {
		return nil, fail(CannotRead, d.Err())
	}
	seen := map[int]bool{}
	var walk func(v any, kind any, depth int) error
	walk = func(v, kind any, depth int) error {
		r, _ := v.(ref)
		f := d.Dict(v)
		if f == nil || depth > 8 || len(seen) > maxFields || (r.N != 0 && seen[r.N]) {
			return failf(CannotRead, "bad form")
		}
		seen[r.N] = r.N != 0
		if ft := d.Resolve(f.Val("FT")); ft != nil {
			kind = ft
		}
		value := d.Dict(f.Val("V"))
		if kind == name("Sig") && value != nil {
			s, _ := d.Resolve(f.Val("T")).(pdfdoc.String)
			if out = append(out, sigField{r, f, value, s.Text()}); len(out) > maxSignatures {
				return failf(CannotRead, "too many signatures")
			}
		}
		for _, kid := range d.Array(f.Val("Kids")) {
			if err := walk(kid, kind, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	for _, v := range d.Array(d.Dict(cat.Val("AcroForm")).Val("Fields")) {
		if err := walk(v, nil, 0); err != nil {
			return nil, err
		}
	}
	if d.Err() != nil {
		return nil, fail(CannotRead, d.Err())
	}
	return out, nil
}

// room is what a signature leaves out, and what it covers: [0,at) and
// [end,end+tail).
type room struct{ at, end, tail int }

func (r room) contents(file []byte) []byte { return file[r.at+1 : r.end-1] }

// room checks that the ByteRange leaves out exactly the signature's own
// Contents and nothing else (ISO 32000-1 §12.8.1). The string must lie there:
// an equal one elsewhere would let the signature be wrapped.
func (f sigField) room(d *pdfdoc.Doc) (r room, err error) {
	bad := func(what string) (room, error) { return r, fail(SignatureMalformed, fmt.Errorf("%s", what)) }
	br := d.Array(f.value.Val("ByteRange"))
	contents, ok := f.value.Val("Contents").(pdfdoc.String)
	if len(br) != 4 || !ok || len(contents.Raw) < 2 || contents.Raw[0] != '<' {
		return bad("no ByteRange or Contents")
	}
	var n [4]int
	for i := range n {
		if n[i], ok = pdfdoc.Int(br[i]); !ok || n[i] < 0 {
			return bad("bad ByteRange")
		}
	}
	r = room{n[1], n[2], n[3]}
	file := d.Bytes()
	if n[0] != 0 || contents.At != r.at || r.end != r.at+len(contents.Raw) || r.tail > len(file)-r.end {
		return bad("the ByteRange does not leave out the Contents alone")
	}
	if bytes.ContainsFunc(r.contents(file), func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'A' || c > 'F') && (c < 'a' || c > 'f')
	}) {
		return bad("Contents are not hexadecimal")
	}
	return r, nil
}
