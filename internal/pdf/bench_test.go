package pdf_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"testing"

	"github.com/thyrida/thyrida/internal/pdf"
)

// Each prints how many a second on one core, beside what signing would cost:
// generation must not be what a signed certificate waits for.

func BenchmarkCertificate(b *testing.B) { perSecond(b, func(i int) { render(b, i) }) }

func BenchmarkCertificateOnAllCores(b *testing.B) {
	render(b, 0)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			render(b, i)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "docs/s")
}

func BenchmarkSignRSA2048(b *testing.B) {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		b.Fatal(err)
	}
	sign(b, k)
}

func BenchmarkSignP256(b *testing.B) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	sign(b, k)
}

func BenchmarkSHA256OfCertificate(b *testing.B) {
	file := render(b, 0)
	perSecond(b, func(int) { sha256.Sum256(file) })
}

func sign(b *testing.B, k crypto.Signer) {
	sum := sha256.Sum256(nil)
	perSecond(b, func(int) {
		if _, err := k.Sign(rand.Reader, sum[:], crypto.SHA256); err != nil {
			b.Fatal(err)
		}
	})
}

func render(b *testing.B, i int) []byte {
	d, _ := certificate(i, pdf.A2b)
	file, err := d.Bytes()
	if err != nil {
		b.Fatal(err)
	}
	return file
}

func perSecond(b *testing.B, do func(int)) {
	do(0)
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		do(i)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "docs/s")
}
