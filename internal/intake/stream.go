package intake

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"encoding/hex"
	"io"

	"github.com/thyrida/thyrida/internal/pdfdoc"
)

// stream counts what comes out of a stream of a PDF and looks at the size of a
// picture. Filters are undone as far as they multiply: two layers of Flate make
// a megabyte of a byte. Pictures of DCT and the like are not decoded, only
// measured by what the dictionary says, which is what a viewer allocates.
func (e *examiner) stream(d *pdfdoc.Doc, o pdfdoc.Object) error {
	t, ok := o.Value.(*pdfdoc.Dict)
	if !ok || o.Stream == nil {
		return nil
	}
	if d.Resolve(t.Val("Subtype")) == pdfdoc.Name("Image") {
		w, okW := pdfdoc.Int(d.Resolve(t.Val("Width")))
		h, okH := pdfdoc.Int(d.Resolve(t.Val("Height")))
		if !okW || !okH {
			return refuse(Damaged)
		}
		if err := e.picture(int64(w), int64(h)); err != nil {
			return err
		}
	}
	r, packed := io.Reader(bytes.NewReader(o.Stream)), 0
	for i, f := range filters(d, t) {
		switch f {
		case "FlateDecode", "Fl":
			z, err := zlib.NewReader(r)
			if err != nil {
				return nil // viewers show nothing of it either
			}
			r = z
			packed++
		case "ASCII85Decode", "A85":
			r = ascii85.NewDecoder(&until{in: bufio.NewReader(r), end: '~'})
		case "ASCIIHexDecode", "AHx":
			r = hex.NewDecoder(&until{in: bufio.NewReader(r), end: '>', tight: true})
		case "LZWDecode", "LZW", "RunLengthDecode", "RL":
			if packed++; i > 0 || len(filters(d, t)) > 1 {
				return refuse(Bomb) // nobody writes this, and it multiplies
			}
			return nil
		default:
			if packed == 0 {
				return nil
			}
		}
		if packed > 2 || i > 5 {
			return refuse(Bomb)
		}
	}
	if packed == 0 {
		return nil
	}
	err := e.count(r)
	if _, refused := err.(*Fault); refused || e.ctx.Err() != nil {
		return err
	}
	return nil // it breaks off: a viewer shows as much, and that much was counted
}

// filters are the names of a stream's filters in the order of decoding.
func filters(d *pdfdoc.Doc, t *pdfdoc.Dict) (out []pdfdoc.Name) {
	switch f := d.Resolve(t.Val("Filter")).(type) {
	case pdfdoc.Name:
		out = append(out, f)
	case pdfdoc.Array:
		for _, x := range f {
			n, _ := d.Resolve(x).(pdfdoc.Name)
			out = append(out, n)
		}
	}
	return out
}

// until ends before a mark, and leaves blanks out where the decoder behind it
// does not know them.
type until struct {
	in    *bufio.Reader
	end   byte
	tight bool
}

// Read implements io.Reader.
func (u *until) Read(p []byte) (n int, err error) {
	for n < len(p) {
		c, err := u.in.ReadByte()
		if err != nil || c == u.end {
			u.in.Reset(bytes.NewReader(nil))
			return n, io.EOF
		}
		if !u.tight || c > ' ' {
			p[n] = c
			n++
		}
	}
	return n, nil
}
