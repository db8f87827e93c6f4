package pdfdoc

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
)

// inflate decodes a stream that is plain or compressed with Flate, the only
// filter that cross-reference and object streams of signed documents use.
func inflate(t *Dict, data []byte, at int, budget *Budget) ([]byte, error) {
	f, parms := t.Val("Filter"), t.Val("DecodeParms")
	if a, ok := f.(Array); ok {
		if len(a) > 1 {
			return nil, malformed("stream with several filters", at)
		}
		if f = nil; len(a) == 1 {
			f = a[0]
		}
	}
	if a, ok := parms.(Array); ok && len(a) == 1 {
		parms = a[0]
	}
	if f == nil {
		if budget.inflate -= len(data); budget.inflate < 0 {
			return nil, fmt.Errorf("%w: streams at byte %d", ErrTooMuch, at)
		}
		return data, nil
	}
	if f != Name("FlateDecode") {
		return nil, malformed("stream with a foreign filter", at)
	}
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, malformed("stream that cannot be inflated", at)
	}
	out, err := io.ReadAll(io.LimitReader(r, int64(budget.inflate)+1))
	if budget.inflate -= len(out); budget.inflate < 0 { // before the error: a broken stream costs too
		return nil, fmt.Errorf("%w: streams at byte %d", ErrTooMuch, at)
	}
	if err != nil {
		return nil, malformed("stream that cannot be inflated", at)
	}
	if dp, ok := parms.(*Dict); ok {
		return unpredict(dp, out, at)
	}
	return out, nil
}

// unpredict undoes the PNG predictors (ISO 32000-1 §7.4.4.4).
func unpredict(dp *Dict, in []byte, at int) ([]byte, error) {
	if p, _ := Int(dp.Val("Predictor")); p < 2 {
		return in, nil
	} else if p < 10 {
		return nil, malformed("TIFF predictor", at)
	}
	param := func(k string, otherwise int) int {
		if n, ok := Int(dp.Val(k)); ok {
			return n
		}
		return otherwise
	}
	col, colors, bits := param("Columns", 1), param("Colors", 1), param("BitsPerComponent", 8)
	if col < 1 || col > 1<<16 || colors != 1 || bits != 8 || len(in)%(col+1) != 0 {
		return nil, malformed("unknown predictor", at)
	}
	out := make([]byte, 0, len(in))
	prev := make([]byte, col)
	for ; len(in) > 0; in = in[col+1:] {
		row := append(out[len(out):], in[1:col+1]...)
		for i := range row {
			var left, corner byte
			if i > 0 {
				left, corner = row[i-1], prev[i-1]
			}
			switch in[0] {
			case 0:
			case 1:
				row[i] += left
			case 2:
				row[i] += prev[i]
			case 3:
				row[i] += byte((int(left) + int(prev[i])) / 2)
			case 4:
				row[i] += paeth(left, prev[i], corner)
			default:
				return nil, malformed("unknown predictor", at)
			}
		}
		out, prev = out[:len(out)+col], row
	}
	return out, nil
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	da, db, dc := distance(p, a), distance(p, b), distance(p, c)
	switch {
	case da <= db && da <= dc:
		return a
	case db <= dc:
		return b
	}
	return c
}

func distance(p int, v byte) int {
	if d := p - int(v); d >= 0 {
		return d
	} else {
		return -d
	}
}
