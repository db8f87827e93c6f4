package certprint

import (
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	pkcs12 "software.sslmate.com/src/go-pkcs12"

	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/internal/signbox"
)

// Certificates a second from facts to signed file, box and all, beside what the
// key alone does in the same run: on one core, then on two. What ends in /cpu-s is
// by the second of computing, which other programs on the machine disturb less
// than the clock. of-the-key divides two of those: the part of the work that no
// program can save; 1 would be a certificate for nothing.
func BenchmarkRenderAndSign(b *testing.B) {
	c := setup(b)
	cert, ok := c.Certificate("residence")
	require.True(b, ok)
	f, err := SampleFacts(c, cert, "el")
	require.NoError(b, err)
	at := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	f = issued(f)
	authority, err := sign.DevCA(filepath.Join(b.TempDir(), "authority"), sign.Body{Name: f.House.El}, at)
	require.NoError(b, err)

	for _, k := range []struct {
		name string
		bits int
	}{{"RSA-2048", 2048}, {"P-256", 0}} {
		store, err := authority.Issue(sign.Holder{Name: "Μαρία Παπαδοπούλου", Title: "Δήμαρχος", RSA: k.bits})
		require.NoError(b, err)
		signer, err := sign.ReadPKCS12(store, sign.DevPassword)
		require.NoError(b, err)
		opened, _, _, err := pkcs12.DecodeChain(store, sign.DevPassword)
		require.NoError(b, err)
		key, digest := opened.(crypto.Signer), sha256.Sum256(store)
		lines := sign.Lines("el", "Μαρία Παπαδοπούλου", "Δήμαρχος", at, sign.Development)

		alone := func(int) error {
			_, err := key.Sign(rand.Reader, digest[:], crypto.SHA256) // SignPKCS1v15, SignASN1
			return err
		}
		render := func(i int) error {
			facts := f
			facts.Number.Number = i
			_, _, err := Render(cert, facts, SampleOptions)
			return err
		}
		whole := func(i int) error {
			facts := f
			facts.Number.Number = i
			file, place, err := Render(cert, facts, SampleOptions)
			if err != nil {
				return err
			}
			_, err = signer.Sign(b.Context(), file, sign.Options{At: at, Name: facts.Signatory.Name, Box: signbox.At(place, lines)})
			return err
		}
		for _, cores := range []int{1, 2} {
			if cores > runtime.NumCPU() {
				continue
			}
			raw := new(float64)
			title := fmt.Sprintf("%s/%d-core", k.name, cores)
			b.Run(title+"/key-alone", func(b *testing.B) { *raw = perSecond(b, cores, "signatures", alone) })
			b.Run(title+"/render-alone", func(b *testing.B) { perSecond(b, cores, "certs", render) })
			b.Run(title+"/certificate", func(b *testing.B) {
				rate := perSecond(b, cores, "certs", whole)
				if *raw > 0 {
					b.ReportMetric(rate / *raw, "of-the-key")
				}
			})
		}
	}
}

// perSecond does something b.N times on so many cores and gives how often it was
// done in a second of computing.
func perSecond(b *testing.B, cores int, unit string, do func(i int) error) float64 {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
	if err := do(1); err != nil { // what is made once for the process
		b.Fatal(err)
	}
	b.ReportAllocs()
	runtime.GC()
	began := computed(b)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for i := 1; pb.Next(); i++ {
			if err := do(i); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.StopTimer()
	rate := float64(b.N) / (computed(b) - began).Seconds()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), unit+"/s")
	b.ReportMetric(rate, unit+"/cpu-s")
	return rate
}

// computed is the time that the process has had processors for, garbage
// collection and all.
func computed(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
