package sign

import "encoding/hex"

// Parts are what other programs check: the signed bytes, the CMS, and of a
// signature with a time-stamp the value that was stamped and the token.
type Parts struct{ Content, CMS, Value, Token []byte }

// Take takes a file apart by its n-th ByteRange, without the parser.
func Take(pdf []byte, at, end, tail int) (p Parts, err error) {
	p.Content = append(append([]byte{}, pdf[:at]...), pdf[end:end+tail]...)
	raw := make([]byte, (end-at-2)/2)
	if _, err = hex.Decode(raw, pdf[at+1:end-1]); err != nil {
		return p, err
	}
	n := 4 + int(raw[2])<<8 + int(raw[3]) // 30 82 xx xx
	p.CMS = raw[:n]
	x, err := parseCMS(p.CMS)
	if err != nil {
		return p, err
	}
	p.Value = x.value
	p.Token, _ = one(x.unsigned, oidTSToken)
	return p, nil
}

// Inputs of the fuzz targets.
var (
	ParseCMS   = func(b []byte) error { _, err := parseCMS(b); return err }
	ParseToken = func(b []byte) error { _, err := parseToken(b); return err }
	Respond    = (*TSA).respond
)
