package main

import (
	"bytes"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/catalogue/certprint"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/sign"
)

var signedOn = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// desk is a signed certificate with the authority that its signer is under.
type verifyDesk struct {
	t             *testing.T
	dir, roots    string
	draft, signed []byte
	key           *sign.Signer
}

func verifyingDesk(t *testing.T) verifyDesk {
	t.Helper()
	d := verifyDesk{t: t, dir: t.TempDir()}
	c, err := catalogue.Shipped()
	require.NoError(t, err)
	d.draft, err = certprint.Preview(c, c.Certificates[0], catalogue.Greek)
	require.NoError(t, err)
	var root []byte
	d.key, root = signer(t, "Μαρία Παπαδοπούλου")
	d.signed = d.sign(d.draft, d.key, sign.Options{At: signedOn})
	d.roots = d.write("roots.pem", root)
	return d
}

func signer(t *testing.T, name string) (key *sign.Signer, root []byte) {
	t.Helper()
	pki, err := sign.DevCA(t.TempDir(), sign.Body{Name: "Δήμος Ελαιώνα"}, signedOn)
	require.NoError(t, err)
	store, err := pki.Issue(sign.Holder{Name: name})
	require.NoError(t, err)
	key, err = sign.ReadPKCS12(store, sign.DevPassword)
	require.NoError(t, err)
	return key, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pki.Root().Raw})
}

func (d verifyDesk) sign(pdf []byte, key *sign.Signer, o sign.Options) []byte {
	d.t.Helper()
	out, err := key.Sign(d.t.Context(), pdf, o)
	require.NoError(d.t, err)
	return out
}

func (d verifyDesk) write(name string, data []byte) string {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	require.NoError(d.t, os.WriteFile(path, data, 0o600))
	return path
}

// run verifies a file some time after it was signed.
func (d verifyDesk) run(data []byte, later time.Duration, args ...string) (int, string, string) {
	d.t.Helper()
	var out, errs strings.Builder
	code := verifyCommand(append(args, d.write("a.pdf", data)), clock.At(signedOn.Add(later)), &out, &errs)
	return code, out.String(), errs.String()
}

func TestAnybodyVerifiesAFileOffline(t *testing.T) {
	t.Parallel()
	d := verifyingDesk(t)
	foreign, _ := signer(t, "Ξένος")
	changed := bytes.Clone(d.signed)
	changed[len(d.draft)/2] ^= 1
	const year = 365 * 24 * time.Hour
	for _, c := range []struct {
		name  string
		data  []byte
		later time.Duration
		code  int
		says  []string
	}{
		{"valid", d.signed, time.Hour, 0, []string{"ΙΣΧΥΕΙ.", "Μαρία Παπαδοπούλου", "ΔΟΚΙΜΑΣΤΙΚΗ", "Ανέπαφη                    ναι", "όλο το αρχείο     ναι", "B-B"}},
		{"byte changed", changed, 0, 1, []string{"ΔΕΝ ΙΣΧΥΕΙ.", "έχει αλλάξει", "Ανέπαφη                    ΟΧΙ"}},
		{"more after it", append(bytes.Clone(d.signed), d.signed[bytes.LastIndex(d.signed, []byte("startxref")):]...), 0, 1, []string{"ΔΕΝ ΙΣΧΥΕΙ", "όλο το αρχείο     ΟΧΙ"}},
		{"cut off", d.signed[:len(d.signed)/2], 0, 2, []string{"ΔΕΝ ΔΙΑΒΑΖΕΤΑΙ"}},
		{"expired", d.signed, 30 * year, 1, []string{"είχε λήξει", "Έμπιστο πιστοποιητικό      ΟΧΙ"}},
		{"foreign", d.sign(d.draft, foreign, sign.Options{At: signedOn}), 0, 1, []string{"δεν είναι αρχής που εμπιστευόμαστε"}},
		{"unsigned", d.draft, 0, 1, []string{"δεν έχει υπογραφή"}},
		{"no PDF", []byte("hello"), 0, 2, []string{"ΔΕΝ ΔΙΑΒΑΖΕΤΑΙ"}},
	} {
		code, out, errs := d.run(c.data, c.later, "--roots", d.roots)
		require.Equal(t, c.code, code, "%s: %s%s", c.name, out, errs)
		for _, s := range c.says {
			require.Contains(t, out, s, c.name)
		}
	}
	code, out, _ := d.run(d.signed, 0, "--lang", "en", "--roots", d.roots)
	require.Zero(t, code)
	require.Contains(t, out, "VALID.")
	require.Contains(t, out, "TEST signature")
}

func TestWithoutRootsAFileIsNotCalledValid(t *testing.T) {
	d := verifyingDesk(t)
	t.Setenv("THYRIDA_SIGNING_DIR", filepath.Join(d.dir, "none"))
	code, out, errs := d.run(d.signed, 0)
	require.Equal(t, 1, code, errs)
	require.Contains(t, out, "Η εμπιστοσύνη ΔΕΝ ελέγχθηκε")
	require.Contains(t, out, "ανέπαφες")
	require.NotContains(t, out, "\nΙΣΧΥΕΙ")
	require.NotContains(t, out, "Σφάλμα")

	t.Setenv("THYRIDA_SIGNING_DIR", d.dir) // roots.pem lies there
	code, out, errs = d.run(d.signed, 0)
	require.Zero(t, code, out+errs)
}

func TestVerifyRefusesWhatItDoesNotUnderstand(t *testing.T) {
	t.Parallel()
	d := verifyingDesk(t)
	for _, args := range [][]string{{"--lang", "fr"}, {"--what"}, {"b.pdf"}, {"--roots", filepath.Join(d.dir, "none.pem")},
		{"--roots", d.write("empty.pem", []byte("x"))}} {
		code, _, errs := d.run(d.signed, 0, args...)
		require.Equal(t, 2, code)
		require.NotEmpty(t, errs)
	}
	var out, errs strings.Builder
	code := verifyCommand([]string{filepath.Join(d.dir, "no.pdf"), "--roots", d.roots}, clock.At(signedOn), &out, &errs)
	require.Equal(t, 2, code)
	require.Contains(t, errs.String(), "no.pdf")
	require.Equal(t, "a\ufffd[31mb\ufffdc", shown("a\x1b[31mb\u202ec"))
}

func TestBothLanguagesOfTheVerdictSayTheSame(t *testing.T) {
	t.Parallel()
	for k, w := range proofWords["el"] {
		require.NotEmpty(t, w, k)
		require.NotEmpty(t, proofWords["en"][k], k)
	}
	require.Len(t, proofWords["en"], len(proofWords["el"]))
	for _, c := range []sign.Code{sign.CertificateExpired, sign.CertificateNotYetValid, sign.CertificateForeign, sign.CertificateUsage,
		sign.TimestampInvalid, sign.SignatureMalformed, sign.NotPAdES, sign.WeakAlgorithm, sign.ContentChanged, sign.SigningCertificate,
		sign.LaterChanges} {
		require.NotEmpty(t, proofWords["el"]["fault-"+string(c)], c)
	}
	for _, c := range []sign.What{sign.ChangedContent, sign.ChangedPage, sign.ChangedForm, sign.ChangedDocument, sign.AddedAnnotation,
		sign.AddedCovering, sign.AddedHidden, sign.AddedUnsigned} {
		require.NotEmpty(t, proofWords["el"]["change-"+string(c)], c)
	}
}
