package sign

import "bytes"

// toDER rewrites BER with lengths that are not told in advance (X.690 §8.1.3.6),
// as some programs write a CMS, into DER with told ones. PDF asks for DER; what
// is signed is the DER of the attributes either way (RFC 5652 §5.4). What
// follows the value is given back.
func toDER(b []byte) (out, rest []byte, err error) {
	r := &rewriter{left: 50_000}
	return r.value(b, 0)
}

type rewriter struct{ left int }

func (r *rewriter) value(b []byte, depth int) (out, rest []byte, err error) {
	bad := badCMS("neither DER nor BER")
	if r.left--; r.left < 0 || depth > 24 || len(b) < 2 || b[0]&0x1f == 0x1f {
		return nil, nil, bad
	}
	tag, constructed := b[0], b[0]&0x20 != 0
	n, head, ok := berLength(b)
	if !ok || (n < 0 && !constructed) {
		return nil, nil, bad
	}
	body, rest := b[head:], []byte(nil)
	if n >= 0 {
		if n > len(body) {
			return nil, nil, bad
		}
		body, rest = body[:n], body[n:]
	}
	if !constructed {
		return encode(tag, body), rest, nil
	}
	var inner []byte
	for {
		if n < 0 && bytes.HasPrefix(body, []byte{0, 0}) {
			rest = body[2:]
			break
		}
		if n >= 0 && len(body) == 0 {
			break
		}
		var one []byte
		if one, body, err = r.value(body, depth+1); err != nil {
			return nil, nil, err
		}
		if tag == 0x24 { // an octet string in pieces becomes one
			_, head, ok := berLength(one)
			if !ok || one[0] != 0x04 {
				return nil, nil, bad
			}
			one = one[head:]
		}
		inner = append(inner, one...)
	}
	if tag == 0x24 {
		tag = 0x04
	}
	return encode(tag, inner), rest, nil
}

// berLength reads a length, -1 when it is not told, and how long tag and
// length are.
func berLength(b []byte) (n, head int, ok bool) {
	switch k := int(b[1] & 0x7f); {
	case b[1] < 0x80:
		return k, 2, true
	case k == 0:
		return -1, 2, true
	case k > 3 || len(b) < 2+k:
		return 0, 0, false
	default:
		for _, c := range b[2 : 2+k] {
			n = n<<8 | int(c)
		}
		return n, 2 + k, true
	}
}

func encode(tag byte, body []byte) []byte {
	out := append(make([]byte, 0, len(body)+5), tag)
	switch n := len(body); {
	case n < 0x80:
		out = append(out, byte(n))
	case n < 0x100:
		out = append(out, 0x81, byte(n))
	case n < 0x10000:
		out = append(out, 0x82, byte(n>>8), byte(n))
	default:
		out = append(out, 0x83, byte(n>>16), byte(n>>8), byte(n))
	}
	return append(out, body...)
}
