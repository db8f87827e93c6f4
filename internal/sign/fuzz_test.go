package sign_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/thyrida/thyrida/internal/sign"
)

// seeds are files as they come and as they do not.
func seeds(f *testing.F) [][]byte {
	o := setup(f)
	one := o.sign(f, certificate(), o.mayor, sign.Options{Box: box(0)})
	two := o.sign(f, one, o.clerk, sign.Options{Timestamp: o.tsa})
	stamped, err := sign.AddTimestamp(f.Context(), one, o.tsa)
	if err != nil {
		f.Fatal(err)
	}
	out := [][]byte{nil, []byte("%PDF-1.7\n"), certificate(), one, two, stamped, one[:len(one)/2]}
	for _, a := range attacks {
		out = append(out, tamper(f, one, a.do))
	}
	return out
}

func FuzzVerify(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s)
	}
	o := setup(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := sign.Verify(b, o.Roots(), now)
		if err != nil {
			if sign.CodeOf(err) != sign.CannotRead {
				t.Fatalf("error without its code: %v", err)
			}
			return
		}
		for _, s := range r.Signatures {
			if s.Valid() != (len(s.Faults) == 0) || (s.Level != "" && s.Certificate == nil) {
				t.Fatalf("%+v", s)
			}
			for _, c := range s.Faults {
				if c == "" {
					t.Fatalf("fault without a name: %+v", s)
				}
			}
		}
		_, err = o.mayor.Sign(t.Context(), b, sign.Options{At: now, Box: box(1)})
		if e := (*sign.Error)(nil); err != nil && !errors.As(err, &e) {
			t.Fatalf("error without a code: %v", err)
		}
	})
}

func FuzzAcceptExternal(f *testing.F) {
	o := setup(f)
	offered := certificate()
	good := o.sign(f, offered, o.clerk, sign.Options{Box: box(0)})
	f.Add(good[len(offered):])
	f.Add([]byte("rubbish"))
	cms := bytes.Index(good, []byte("/Contents <"))
	f.Fuzz(func(t *testing.T, added []byte) {
		whole := append(bytes.Clone(offered), added...)
		if err := sign.AcceptExternal(offered, whole, o.clerk.Certificate()); err != nil {
			if sign.CodeOf(err) == "" {
				t.Fatalf("error without a code: %v", err)
			}
			return
		}
		// the room beside the signature is the only thing nobody signed
		if !bytes.Equal(whole[:cms], good[:cms]) {
			t.Fatal("accepted a change")
		}
	})
}

func FuzzCMS(f *testing.F) {
	o := setup(f)
	digest := make([]byte, 32)
	for _, s := range []*sign.Signer{o.mayor, o.clerk} {
		cms, err := s.CMS(f.Context(), digest, o.tsa)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(cms)
	}
	tok, err := o.tsa.Timestamp(f.Context(), digest)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(tok)
	ber, _ := hex.DecodeString("30800609" + "2a864886f70d010702" + "a0803003020101" + "00000000")
	f.Add(ber)
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := sign.ParseCMS(b); err != nil && sign.CodeOf(err) == "" {
			t.Fatal(err)
		}
		if err := sign.ParseToken(b); err != nil && sign.CodeOf(err) == "" {
			t.Fatal(err)
		}
		if _, err := sign.Respond(o.tsa, b); err != nil {
			t.Fatal(err)
		}
	})
}
