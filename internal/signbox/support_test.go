package signbox_test

import (
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/pdf"
	"github.com/thyrida/thyrida/internal/pdf/pdftest"
	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/internal/signbox"
)

// office is a test authority of today (other programs have the machine's clock)
// with a key of each kind, and what pdfsig needs to trust it.
type office struct {
	*sign.DevPKI
	at      time.Time
	signers []*sign.Signer // RSA-2048, RSA-3072, P-256
	tsa     *sign.TSA
	nss     string
}

var names = [3]string{"Άννα-Μαρία Ευαγγελία Χατζηϋφαντή", "Νίκος Γεωργίου", "Ελένη Δήμου"}

func setup(t *testing.T) office {
	t.Helper()
	dir := t.TempDir()
	o := office{at: time.Now()}
	var err error
	o.DevPKI, err = sign.DevCA(filepath.Join(dir, "authority"), sign.Body{Name: "Δήμος Ελαιώνα", VAT: "999999999"}, o.at)
	require.NoError(t, err)
	for i, bits := range []int{2048, 3072, 0} {
		store, err := o.Issue(sign.Holder{Name: names[i], RSA: bits})
		require.NoError(t, err)
		s, err := sign.ReadPKCS12(store, sign.DevPassword)
		require.NoError(t, err)
		o.signers = append(o.signers, s)
	}
	o.tsa, err = sign.NewTSA(o.Stamps, func() time.Time { return o.at })
	require.NoError(t, err)
	ca := filepath.Join(dir, "ca.pem")
	require.NoError(t, os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: o.Root().Raw}), 0o600))
	nss := filepath.Join(dir, "nss")
	require.NoError(t, os.Mkdir(nss, 0o700))
	o.nss = "sql:" + nss
	pdftest.Run(t, "certutil", "-N", "-d", o.nss, "--empty-password")
	pdftest.Run(t, "certutil", "-A", "-d", o.nss, "-n", "ca", "-t", "C,C,C", "-i", ca)
	return o
}

// paper is a document with three places for signatures.
func paper(t *testing.T, level pdf.Level) (file []byte, places [3]pdf.Box) {
	t.Helper()
	d := pdf.New(pdf.Meta{Title: "Απόφαση", ID: "1", Created: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), Level: level})
	d.Title("ΑΠΟΦΑΣΗ", "για δοκιμή")
	d.Paragraph("Τρεις υπογράφουν αυτό το έγγραφο, ο ένας μετά τον άλλο.")
	for i := range places {
		places[i] = d.SignatureBox(pdf.Signature{Width: 70, Height: 22})
		d.Space(5)
	}
	file, err := d.Bytes()
	require.NoError(t, err)
	return file, places
}

func (o office) lines(i int) []string {
	return sign.Lines("el", names[i], "Προϊσταμένη Τμήματος Αστικής και Δημοτικής Κατάστασης", o.at.In(time.FixedZone("EET", 2*3600)), sign.ClassOf(o.signers[i].Certificate()))
}

func (o office) sign(t *testing.T, file []byte, i int, place pdf.Box, ts sign.Timestamper) []byte {
	t.Helper()
	out, err := o.signers[i].Sign(t.Context(), file, sign.Options{At: o.at, Name: names[i], Box: signbox.At(place, o.lines(i)), Timestamp: ts})
	require.NoError(t, err)
	return out
}
