package sign_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"testing"

	"github.com/thyrida/thyrida/internal/sign"
)

// Signatures a second beside what the key alone can do in the same run.
func BenchmarkSign(b *testing.B) {
	o := setup(b)
	pdf := certificateOf(text + string(make([]byte, 40<<10))) // as large as a certificate with its fonts
	digest := sha256.Sum256(pdf)
	rsaKey, _ := rsa.GenerateKey(rand.Reader, 2048)
	ecKey, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	for _, c := range []struct {
		name string
		s    *sign.Signer
		raw  crypto.Signer
	}{{"RSA-2048", o.clerk, rsaKey}, {"P-256", o.mayor, ecKey}} {
		var raw float64
		b.Run(c.name+"/key-alone", func(b *testing.B) {
			for b.Loop() {
				_, _ = c.raw.Sign(rand.Reader, digest[:], crypto.SHA256)
			}
			raw = float64(b.N) / b.Elapsed().Seconds()
			b.ReportMetric(raw, "signatures/s")
		})
		measure := func(name string, opt sign.Options) {
			b.Run(c.name+"/"+name, func(b *testing.B) {
				for b.Loop() {
					if _, err := c.s.Sign(b.Context(), pdf, opt); err != nil {
						b.Fatal(err)
					}
				}
				rate := float64(b.N) / b.Elapsed().Seconds()
				b.ReportMetric(rate, "signatures/s")
				b.ReportMetric(rate/raw, "of-the-key")
			})
		}
		measure("B-B", sign.Options{At: now, Box: box(0)})
		measure("B-T", sign.Options{At: now, Box: box(0), Timestamp: o.tsa})
		signed := o.sign(b, pdf, c.s, sign.Options{At: now, Box: box(0), Timestamp: o.tsa})
		b.Run(c.name+"/verify", func(b *testing.B) {
			for b.Loop() {
				if r, err := sign.Verify(signed, o.Roots(), now); err != nil || !r.Valid() {
					b.Fatal(err)
				}
			}
		})
	}
}
