package keyring_test

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	pkcs12 "software.sslmate.com/src/go-pkcs12"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/keyring"
	"github.com/thyrida/thyrida/internal/sign"
)

// reLocked is the same key store under another password.
func reLocked(t *testing.T, store []byte, password string) []byte {
	t.Helper()
	key, cert, chain, err := pkcs12.DecodeChain(store, sign.DevPassword)
	require.NoError(t, err)
	b, err := pkcs12.Modern.Encode(key, cert, chain, password)
	require.NoError(t, err)
	return b
}

func TestWhatIsWrittenOpensAndIsOfItsOwnerAlone(t *testing.T) {
	t.Parallel()
	r := setup(t)
	store := reLocked(t, r.another(t), "Κωδικός με κενά ")
	dir := filepath.Join(t.TempDir(), "new")
	require.NoError(t, keyring.Write(dir, maria, store, "Κωδικός με κενά "))
	_, err := keyring.Open(dir, clock.At(now)).Signer(maria)
	require.NoError(t, err)
	for _, suffix := range []string{".p12", ".password"} {
		i, err := os.Stat(filepath.Join(dir, maria+suffix))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), i.Mode().Perm())
	}
	code(t, keyring.Write(dir, maria, store, "wrong"), keyring.Unreadable)
	code(t, keyring.Write(dir, maria, store, "two\nlines"), keyring.Unreadable)
	code(t, keyring.Write(dir, maria, []byte("rubbish"), "x"), keyring.Unreadable)
	_, err = keyring.Open(dir, clock.At(now)).Signer(maria)
	require.NoError(t, err, "what was refused changed nothing")
}

// A replacement is three files in a row; between any two the key opens.
func TestAnInterruptedReplacementLeavesAKeyThatOpens(t *testing.T) {
	t.Parallel()
	r := setup(t)
	store := reLocked(t, r.another(t), "new")
	secret, key := r.file(maria+".password"), r.file(maria+".p12")
	require.NoError(t, os.WriteFile(secret, []byte("new\n"+sign.DevPassword+"\n"), 0o600))
	before, err := r.Signer(maria)
	require.NoError(t, err, "the password only")
	require.NoError(t, os.WriteFile(key, store, 0o600))
	after, err := r.Signer(maria)
	require.NoError(t, err, "the key too")
	require.NotEqual(t, before.Certificate().SerialNumber, after.Certificate().SerialNumber)
	require.NoError(t, keyring.Write(r.dir, maria, store, "new"))
	b, err := os.ReadFile(secret)
	require.NoError(t, err)
	require.Equal(t, "new\n", string(b), "the old password is gone")
}

// Killed between any two files and run again, development is whole.
func TestDevelopmentMayBeKilledAnywhere(t *testing.T) {
	t.Parallel()
	r := setup(t)
	order := []string{"authority/ca.p12", "authority/tsa.p12", "roots.pem", "seal.password", "seal.p12", maria + ".password", maria + ".p12", nikos + ".password", nikos + ".p12"}
	for done := range len(order) + 1 {
		dir := filepath.Join(t.TempDir(), "keys")
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "authority"), 0o700))
		for _, f := range order[:done] {
			b, err := os.ReadFile(r.file(f))
			require.NoError(t, err, f)
			require.NoError(t, os.WriteFile(filepath.Join(dir, f), b, 0o600))
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, ".new-42"), []byte("half a f"), 0o600))
		a, err := keyring.Development(dir, body, []sign.Holder{{Key: maria, Name: "Μ"}, {Key: nikos, Name: "Ν"}}, now)
		require.NoError(t, err)
		for _, f := range order[:done] {
			want, err := os.ReadFile(r.file(f))
			require.NoError(t, err)
			got, err := os.ReadFile(filepath.Join(dir, f))
			require.NoError(t, err)
			require.Equal(t, want, got, "%s was there and stays", f)
		}
		whole(t, dir, a)
	}
}

// whole says that everything is there and trusted by the ring itself.
func whole(t *testing.T, dir string, a *sign.DevPKI) {
	t.Helper()
	ring := keyring.Open(dir, clock.At(now))
	all, err := ring.Holders()
	require.NoError(t, err)
	require.Len(t, all, 3)
	roots, err := ring.Roots()
	require.NoError(t, err)
	for _, h := range all {
		require.Empty(t, h.Code, h.Name)
		s, err := ring.Signer(h.Name)
		require.NoError(t, err)
		_, err = s.Certificate().Verify(x509.VerifyOptions{Roots: roots, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
		require.NoError(t, err)
	}
	_, err = a.Stamps.Certificate().Verify(x509.VerifyOptions{Roots: roots, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}})
	require.NoError(t, err)
}

func TestDevelopmentLeavesKeysAndRootsOfOthersAlone(t *testing.T) {
	t.Parallel()
	r := setup(t)
	own := reLocked(t, r.another(t), "own")
	require.NoError(t, keyring.Write(r.dir, keyring.Seal, own, "own"))
	foreign, err := sign.DevCA(filepath.Join(t.TempDir(), "other"), sign.Body{Name: "Άλλος"}, now)
	require.NoError(t, err)
	before, err := os.ReadFile(r.file("roots.pem"))
	require.NoError(t, err)
	require.NoError(t, os.RemoveAll(r.file("authority"))) // a new one is made, and trusted beside the old
	a, err := keyring.Development(r.dir, body, []sign.Holder{{Key: maria, Name: "Μ"}, {Key: nikos, Name: "Ν"}}, now)
	require.NoError(t, err)
	after, err := os.ReadFile(r.file("roots.pem"))
	require.NoError(t, err)
	require.Equal(t, string(before), string(after[:len(before)]))
	require.Greater(t, len(after), len(before))
	got, err := os.ReadFile(r.file("seal.p12"))
	require.NoError(t, err)
	require.Equal(t, own, got)
	whole(t, r.dir, a)
	roots, err := r.Roots()
	require.NoError(t, err)
	_, err = foreign.Stamps.Certificate().Verify(x509.VerifyOptions{Roots: roots, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	require.Error(t, err, "and nobody else")
}

func TestDevelopmentMayRunTwiceAtOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if _, err := keyring.Development(dir, body, []sign.Holder{{Key: maria, Name: "Μ"}, {Key: nikos, Name: "Ν"}}, now); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	a, err := keyring.Development(dir, body, nil, now)
	require.NoError(t, err)
	whole(t, dir, a)
}
