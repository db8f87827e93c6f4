package keyring_test

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/keyring"
	"github.com/thyrida/thyrida/internal/sign"
)

const maria, nikos = "maria@elaionas.example.org", "nikos@elaionas.example.org"

var (
	now  = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	body = sign.Body{Name: "Δήμος Ελαιώνα", VAT: "999999999"}
)

// room is a ring with the keys of development and a clock to turn.
type room struct {
	*keyring.Ring
	dir       string
	clock     *clock.Fake
	authority *sign.DevPKI
}

func setup(t *testing.T) room {
	t.Helper()
	r := room{dir: filepath.Join(t.TempDir(), "keys"), clock: clock.At(now)}
	var err error
	r.authority, err = keyring.Development(r.dir, body, []sign.Holder{
		{Key: maria, Name: "Μαρία Παπαδοπούλου", Title: "Δήμαρχος"}, {Key: nikos, Name: "Νίκος Γεωργίου", RSA: 2048},
	}, now)
	require.NoError(t, err)
	r.Ring = keyring.Open(r.dir, r.clock)
	return r
}

func (r room) file(name string) string { return filepath.Join(r.dir, name) }

// another is a new key of maria's, as an office would deliver it.
func (r room) another(t *testing.T) []byte {
	t.Helper()
	b, err := r.authority.Issue(sign.Holder{Name: "Μαρία Παπαδοπούλου", Title: "Αντιδήμαρχος"})
	require.NoError(t, err)
	return b
}

func code(t *testing.T, err error, want keyring.Code) {
	t.Helper()
	e, ok := errors.AsType[*keyring.Error](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, want, e.Code, err.Error())
	require.NotContains(t, err.Error(), "elaionas", "errors reach logs")
}

func TestTheKeysOfARingSign(t *testing.T) {
	t.Parallel()
	r := setup(t)
	for holder, name := range map[string]string{keyring.Seal: "Δήμος Ελαιώνα – ψηφιακή σφραγίδα", maria: "Μαρία Παπαδοπούλου", nikos: "Νίκος Γεωργίου"} {
		s, err := r.Signer(holder)
		require.NoError(t, err)
		require.Equal(t, name, s.Certificate().Subject.CommonName)
		again, err := r.Signer(holder)
		require.NoError(t, err)
		require.Same(t, s, again, "opened once")
	}
}

func TestAKeyThatCannotSignSaysWhy(t *testing.T) {
	t.Parallel()
	r := setup(t)
	_, err := r.Signer("eleni@elaionas.example.org")
	code(t, err, keyring.Absent)

	s, err := r.Signer(maria)
	require.NoError(t, err)
	r.clock.Set(s.EndsAt().Add(time.Second))
	_, err = r.Signer(maria)
	code(t, err, keyring.Expired)
	r.clock.Set(s.Certificate().NotBefore.Add(-time.Second))
	_, err = r.Signer(maria)
	code(t, err, keyring.NotYetValid)
	r.clock.Set(now)

	require.NoError(t, os.WriteFile(r.file(maria+".password"), []byte("wrong\n"), 0o600))
	_, err = r.Signer(maria)
	code(t, err, keyring.Unreadable)
	require.Equal(t, sign.WrongPassword, sign.CodeOf(err))
	require.NoError(t, os.Remove(r.file(maria+".password")))
	_, err = r.Signer(maria)
	code(t, err, keyring.Unreadable)

	require.NoError(t, os.WriteFile(r.file(nikos+".p12"), []byte("rubbish"), 0o600))
	_, err = r.Signer(nikos)
	code(t, err, keyring.Unreadable)
	require.NoError(t, os.Remove(r.file(nikos+".p12")))
	require.NoError(t, os.Mkdir(r.file(nikos+".p12"), 0o700))
	_, err = r.Signer(nikos)
	code(t, err, keyring.Unreadable)

	require.NoError(t, os.Chmod(r.file("seal.password"), 0o640))
	_, err = r.Signer(keyring.Seal)
	code(t, err, keyring.Exposed)
	require.ErrorContains(t, err, "key-exposed: key of the seal: ")
	require.NoError(t, os.Chmod(r.file("seal.password"), 0o600))
	_, err = r.Signer(keyring.Seal)
	require.NoError(t, err)
}

func TestAKeyThatIsNotForDocumentsIsRefused(t *testing.T) {
	t.Parallel()
	r := setup(t)
	stamps, err := os.ReadFile(r.file("authority/tsa.p12"))
	require.NoError(t, err)
	require.NoError(t, keyring.Write(r.dir, maria, stamps, sign.DevPassword))
	_, err = r.Signer(maria)
	code(t, err, keyring.Unreadable)
	require.Equal(t, sign.CertificateUsage, sign.CodeOf(err))
}

func TestAReplacedKeyIsPickedUp(t *testing.T) {
	t.Parallel()
	r := setup(t)
	before, err := r.Signer(maria)
	require.NoError(t, err)
	require.NoError(t, keyring.Write(r.dir, maria, r.another(t), sign.DevPassword))
	after, err := r.Signer(maria)
	require.NoError(t, err)
	require.NotEqual(t, before.Certificate().SerialNumber, after.Certificate().SerialNumber)
	require.NoError(t, os.Remove(r.file(maria+".p12")))
	_, err = r.Signer(maria)
	code(t, err, keyring.Absent)
}

func TestNoNameLeavesTheDirectory(t *testing.T) {
	t.Parallel()
	r := setup(t)
	outside := filepath.Join(r.dir, "..", "out@side.org")
	for _, suffix := range []string{".p12", ".password"} {
		b, err := os.ReadFile(r.file(maria + suffix))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(outside+suffix, b, 0o600))
	}
	for _, bad := range []string{"../out@side.org", "", "ca", "authority/ca", "authority/tsa", "Maria@elaionas.example.org", "..@x", "a@..", ".a@b.org", "a@b\x00.org",
		`..\out@side.org`, "a b@c.org", "a@b@c.org", "@b.org", "a@", "a@b:c", strings.Repeat("a", 250) + "@b.org", "seal\n"} {
		_, err := r.Signer(bad)
		e, ok := errors.AsType[*keyring.Error](err)
		require.True(t, ok && e.Code == keyring.Absent, "%q: %v", bad, err)
		require.Error(t, keyring.Write(r.dir, bad, r.another(t), sign.DevPassword), bad)
		_, err = keyring.Development(r.dir, body, []sign.Holder{{Key: bad, Name: "Α"}}, now)
		require.Error(t, err, bad)
	}
}

func TestHoldersSayWhatLiesInTheRing(t *testing.T) {
	t.Parallel()
	r := setup(t)
	require.NoError(t, os.WriteFile(r.file("readme.p12"), nil, 0o600), "passed over")
	require.NoError(t, os.WriteFile(r.file(".new-123"), nil, 0o600), "left by a power cut")
	require.NoError(t, os.WriteFile(r.file("broken@b.org.p12"), []byte("x"), 0o600))
	all, err := r.Holders()
	require.NoError(t, err)
	require.Len(t, all, 4)
	require.Equal(t, []string{keyring.Seal, "broken@b.org", maria, nikos}, []string{all[0].Name, all[1].Name, all[2].Name, all[3].Name})
	require.Equal(t, keyring.Holder{Name: "broken@b.org", Code: keyring.Unreadable}, all[1])
	require.Equal(t, []string{"RSA-2048", "ECDSA P-256", "RSA-2048"}, []string{all[0].Algorithm, all[2].Algorithm, all[3].Algorithm})
	s, err := r.Signer(maria)
	require.NoError(t, err)
	h, c := all[2], s.Certificate()
	sum := sha256.Sum256(c.Raw)
	require.Equal(t, hex.EncodeToString(sum[:]), h.SHA256)
	require.Equal(t, c.Raw, h.Certificate)
	require.Equal(t, c.SerialNumber.Text(16), h.Serial)
	require.Equal(t, sign.Development, h.Class)
	require.Contains(t, h.Subject, "Μαρία Παπαδοπούλου")
	require.Contains(t, h.Issuer, "Ελαιώνα")
	require.True(t, h.NotBefore.Before(now) && h.NotAfter.After(now))
	require.Empty(t, h.Code)

	r.clock.Set(h.NotAfter.Add(time.Hour))
	all, err = r.Holders()
	require.NoError(t, err)
	require.Equal(t, keyring.Expired, all[2].Code)
	require.Equal(t, h.Serial, all[2].Serial, "and still says which it is")
}

func TestAnEmptyRingTrustsNobodyAndHasNoKeys(t *testing.T) {
	t.Parallel()
	r := keyring.Open(filepath.Join(t.TempDir(), "none"), clock.At(now))
	all, err := r.Holders()
	require.NoError(t, err)
	require.Empty(t, all)
	_, err = r.Signer(keyring.Seal)
	code(t, err, keyring.Absent)
	roots, err := r.Roots()
	require.NoError(t, err)
	require.True(t, roots.Equal(x509.NewCertPool()))
}

func TestBrokenRootsAreAnError(t *testing.T) {
	t.Parallel()
	r := setup(t)
	for _, bad := range []string{"", "no certificate", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"} {
		require.NoError(t, os.WriteFile(r.file("roots.pem"), []byte(bad), 0o600))
		_, err := r.Roots()
		require.Error(t, err, bad)
	}
}

func TestManyAskWhileAKeyIsReplaced(t *testing.T) {
	t.Parallel()
	r := setup(t)
	keys := [][]byte{r.another(t), r.another(t)}
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for range 20 {
				if _, err := r.Signer(maria); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Go(func() {
		for i := range 4 {
			if err := keyring.Write(r.dir, maria, keys[i%2], sign.DevPassword); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Wait()
}
