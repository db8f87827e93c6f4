package sign_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/pdfdoc"
	"github.com/thyrida/thyrida/internal/pdfdoc/pdftest"
	"github.com/thyrida/thyrida/internal/sign"
)

var now = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// office is the test authority with its people, made once for all tests.
type office struct {
	*sign.DevPKI
	mayor, clerk, head *sign.Signer // P-256, RSA-2048, P-256
	seal               *sign.Signer
	clerkStore         []byte // PKCS#12
	tsa                *sign.TSA
}

var (
	once      sync.Once
	shared    office
	officeDir string
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "sign")
	if err != nil {
		panic(err)
	}
	officeDir = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func setup(t testing.TB) office {
	t.Helper()
	once.Do(func() { shared = newOffice(t, officeDir, now) })
	require.NotNil(t, shared.DevPKI, "the office could not be made")
	return shared
}

func newOffice(t testing.TB, dir string, at time.Time) office {
	t.Helper()
	p, err := sign.DevCA(dir, sign.Body{Name: "Δήμος Παραδείγματος", VAT: "999999999"}, at)
	require.NoError(t, err)
	o := office{DevPKI: p}
	issue := func(store []byte, err error) *sign.Signer {
		require.NoError(t, err)
		s, err := sign.ReadPKCS12(store, sign.DevPassword)
		require.NoError(t, err)
		return s
	}
	o.mayor = issue(p.Issue(sign.Holder{Name: "Μαρία Παπαδοπούλου", Title: "Δήμαρχος"}))
	o.head = issue(p.Issue(sign.Holder{Name: "Ελένη Δήμου", Title: "Προϊσταμένη"}))
	o.seal = issue(p.IssueSeal())
	o.clerkStore, err = p.Issue(sign.Holder{Name: "Νίκος Γεωργίου", Title: "Ληξίαρχος", RSA: 2048})
	o.clerk = issue(o.clerkStore, err)
	o.tsa, err = sign.NewTSA(p.Stamps, func() time.Time { return at })
	require.NoError(t, err)
	return o
}

func file(objects []string, trailer string) []byte { return pdftest.File(trailer, objects...) }

const text = "BT /F1 12 Tf 70 780 Td (Certificate of residence) Tj 0 -20 Td (of a person at a place) Tj ET"

// certificate is a document of two pages with text at the top of each.
func certificate() []byte { return certificateOf(text) }

func certificateOf(content string) []byte {
	return file([]string{
		"<</Type/Catalog/Pages 2 0 R/Lang(el)>>",
		"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 595 842]/Resources<</Font<</F1 6 0 R>>>>>>",
		"<</Type/Page/Parent 2 0 R/Contents 5 0 R>>",
		"<</Type/Page/Parent 2 0 R/Contents 5 0 R>>",
		pdftest.Stream("", content),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
		"<</Title(Certificate)/Producer(test)>>",
	}, "/Info 7 0 R/ID[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]")
}

// draw shows the lines in Latin letters: fonts are not the business here.
func draw(c *sign.Canvas) error {
	f := c.Add(pdfdoc.NewDict("Type", pdfdoc.Name("Font"), "Subtype", pdfdoc.Name("Type1"), "BaseFont", pdfdoc.Name("Helvetica")), nil)
	c.Resources.Set("Font", pdfdoc.NewDict("F1", f))
	fmt.Fprintf(&c.Content, "BT /F1 8 Tf 9 TL 2 %.0f Td ", c.Height-9)
	for _, l := range c.Lines {
		fmt.Fprintf(&c.Content, "(%s) ' ", strings.Map(func(r rune) rune {
			if r < ' ' || r > '~' || strings.ContainsRune(`()\`, r) {
				return '?'
			}
			return r
		}, l))
	}
	c.Content.WriteString("ET")
	return nil
}

// box is the n-th place for a signature at the foot of the first page.
func box(n int) *sign.Box {
	x := 60 + 170*float64(n)
	return &sign.Box{Page: 1, Rect: [4]float64{x, 80, x + 150, 140}, Lines: []string{"Digitally signed", "M. P."}, Draw: draw}
}

func (o office) sign(t testing.TB, pdf []byte, s *sign.Signer, opt sign.Options) []byte {
	t.Helper()
	if opt.At.IsZero() {
		opt.At = now
	}
	out, err := s.Sign(context.Background(), pdf, opt)
	require.NoError(t, err)
	return out
}

func (o office) verify(t testing.TB, pdf []byte) sign.Report {
	t.Helper()
	r, err := sign.Verify(pdf, o.Roots(), now)
	require.NoError(t, err)
	return r
}

// tamper adds a revision to a file, as an attacker would.
func tamper(t testing.TB, pdf []byte, f func(d *pdfdoc.Doc, u *pdfdoc.Update)) []byte {
	t.Helper()
	d, err := pdfdoc.Open(pdf, nil)
	require.NoError(t, err)
	u := d.NewUpdate()
	f(d, u)
	return u.Bytes(0)
}

func code(t testing.TB, err error, want sign.Code) {
	t.Helper()
	require.Error(t, err)
	require.Equal(t, want, sign.CodeOf(err), err.Error())
}
