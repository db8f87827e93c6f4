package api_test

import (
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/models"
)

// signatory has a key store of a test authority as it is at a time.
func signatory(t testing.TB, at time.Time) *sign.Signer {
	t.Helper()
	ca, err := sign.DevCA(t.TempDir(), sign.Body{Name: "Δήμος Ελαιώνα"}, at)
	if err != nil {
		t.Fatal(err)
	}
	p12, err := ca.Issue(sign.Holder{Name: "Ίων Στεργιανός"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := sign.ReadPKCS12(p12, sign.DevPassword)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// certificate is one that signs documents, in PEM.
func certificate(t testing.TB, at time.Time) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signatory(t, at).Certificate().Raw}))
}

type keyList struct {
	Items []struct {
		Account, Way, Subject, Class, Reason, Name string
		Certificate                                []byte
		Usable                                     bool
	}
}

func TestTheExpectedCertificateIsSeenByItsHolderAndTheAdministrator(t *testing.T) {
	t.Parallel()
	h := setup(t)
	at := "admin/accounts/" + string(account("head")) + "/signing-certificate"
	cert := signatory(t, monday).Certificate()
	for _, body := range []string{base64.StdEncoding.EncodeToString(cert.Raw), certificate(t, monday) + "\n",
		string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw}))} {
		h.as(t, "admin").do("PUT", at, map[string]any{"certificate": body}).want(200)
	}
	for who, n := range map[string]int{"admin": 1, "head": 1, "clerk": 0, "citizen": 0} {
		var keys keyList
		h.as(t, who).get("signing-keys").want(200).into(&keys)
		if len(keys.Items) != n {
			t.Fatalf("%s sees %+v", who, keys)
		}
		if n == 1 {
			k := keys.Items[0]
			if k.Account != string(account("head")) || k.Way != string(models.WayExternal) || k.Class != "development" || !k.Usable ||
				string(k.Certificate) != string(cert.Raw) || !strings.Contains(k.Subject, "Ίων Στεργιανός") || k.Name == "" {
				t.Errorf("%s sees %+v", who, k)
			}
		}
	}
	h.as(t, "admin").do("DELETE", at, nil).want(204)
	h.as(t, "admin").do("DELETE", at, nil).problem(404, "no-certificate")
}

func TestACertificateThatCannotSignIsRefused(t *testing.T) {
	t.Parallel()
	h := setup(t)
	at := "admin/accounts/" + string(account("head")) + "/signing-certificate"
	ca, err := sign.DevCA(t.TempDir(), sign.Body{Name: "Δήμος Ελαιώνα"}, monday)
	if err != nil {
		t.Fatal(err)
	}
	pemOf := func(raw []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}))
	}
	good := certificate(t, monday)
	for body, code := range map[string]string{
		certificate(t, monday.AddDate(-10, 0, 0)):              "certificate-expired",
		certificate(t, monday.AddDate(2, 0, 0)):                "certificate-not-yet-valid",
		pemOf(ca.Root().Raw):                                   "certificate-usage",
		pemOf(ca.Stamps.Certificate().Raw):                     "certificate-usage",
		good + good:                                            "certificate-unreadable",
		strings.ReplaceAll(good, "CERTIFICATE", "PRIVATE KEY"): "certificate-unreadable",
		strings.Repeat("not a certificate ", 20):               "certificate-unreadable",
		base64.StdEncoding.EncodeToString(make([]byte, 200)):   "certificate-unreadable",
	} {
		h.as(t, "admin").do("PUT", at, map[string]any{"certificate": body}).problem(422, "invalid-request", "certificate "+code)
	}
}
