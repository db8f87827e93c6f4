package pdfdoc_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/pdfdoc"
	"github.com/thyrida/thyrida/internal/pdfdoc/pdftest"
)

func zipped(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return b.String()
}

const (
	catalog = "<</Type/Catalog/Pages 2 0 R>>"
	tree    = "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>"
	page    = "<</Type/Page/Parent 2 0 R>>"
)

// streamed is a file whose objects and cross-references lie in streams.
func streamed() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	objs, head := catalog+" "+tree+" "+page, fmt.Sprintf("1 0 2 %d 3 %d ", len(catalog)+1, len(catalog)+len(tree)+2)
	at4 := b.Len()
	fmt.Fprintf(&b, "4 0 obj\n%s\nendobj\n", pdftest.Stream(fmt.Sprintf("/Type/ObjStm/N 3/First %d/Filter/FlateDecode", len(head)), zipped(head+objs)))
	at := b.Len()
	x := string([]byte{2, 0, 4, 0, 2, 0, 4, 1, 2, 0, 4, 2, 1, 0, byte(at4), 0, 1, byte(at >> 8), byte(at), 0})
	fmt.Fprintf(&b, "5 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", pdftest.Stream("/Type/XRef/Size 6/Root 1 0 R/W[1 2 1]/Index[1 5]", x), at)
	return b.Bytes()
}

func TestBothKindsOfFileAreReadAndTakeFurtherRevisions(t *testing.T) {
	t.Parallel()
	for _, b := range [][]byte{pdftest.File("", catalog, tree, page), streamed()} {
		for n := 1; n <= 3; n++ {
			d, err := pdfdoc.Open(b, nil)
			require.NoError(t, err)
			pages, err := d.Pages()
			require.NoError(t, err)
			require.Len(t, pages, 1)
			require.Equal(t, [4]float64{0, 0, 595, 842}, pages[0].Box)
			p := pages[0].Dict.Clone()
			p.Set("Rotate", 90*n)
			u := d.NewUpdate()
			u.Put(pages[0].Ref, p)
			u.PutStream(u.New(), pdfdoc.NewDict(), []byte("data"))
			next := u.Bytes(0)
			require.True(t, bytes.HasPrefix(next, b))
			d, err = pdfdoc.Open(next, nil)
			require.NoError(t, err)
			pages, err = d.Pages()
			require.NoError(t, err)
			turned, _ := pdfdoc.Int(pages[0].Dict.Val("Rotate"))
			require.Equal(t, 90*n, turned)
			b = next
		}
	}
}

func TestTextsComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "Ελένη", "a(b)\\", "𝔸"} {
		require.Equal(t, s, pdfdoc.Text(s).Text())
	}
	require.Equal(t, "AB", pdfdoc.String{Raw: []byte("<41 4 2>")}.Text())
	require.Equal(t, "evil", pdfdoc.String{Raw: []byte("<FEFF202E006500760069006C>")}.Text(), "no turning of directions")
}

// hostile are files that cannot be read, or must not be.
func hostile() map[string][]byte {
	plain := pdftest.File("", catalog, tree, page)
	bomb := zipped(strings.Repeat("\x00", 120<<20))
	return map[string][]byte{
		"empty":                     nil,
		"no PDF":                    []byte("<html>"),
		"something before":          append([]byte("x\n"), plain...),
		"something after":           append(bytes.Clone(plain), "\nmore"...),
		"no end":                    plain[:len(plain)-8],
		"startxref beyond":          []byte("%PDF-1.7\nstartxref\n99999\n%%EOF"),
		"startxref huge":            []byte("%PDF-1.7\nstartxref\n99999999999999999999\n%%EOF"),
		"startxref negative":        []byte("%PDF-1.7\nstartxref\n-1\n%%EOF"),
		"chain in a circle":         []byte("%PDF-1.7\nxref\n0 0\ntrailer\n<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"),
		"table without end":         []byte("%PDF-1.7\nxref\n0 999999999\n0000000000 65535 f\nstartxref\n9\n%%EOF"),
		"encrypted":                 pdftest.File("/Encrypt<<>>", catalog, tree, page),
		"no catalog":                bytes.Replace(plain, []byte("/Root 1 0 R"), []byte("/Root 1 0 X"), 1),
		"page tree in a circle":     pdftest.File("", catalog, "<</Type/Pages/Kids[2 0 R]/Count 1>>"),
		"page tree without pages":   pdftest.File("", catalog, "<</Type/Pages/Kids[]/Count 0>>"),
		"length that needs itself":  pdftest.File("", catalog, "<</Length 2 0 R>>\nstream\nx\nendstream"),
		"length that lies":          pdftest.File("", catalog, "<</Length 9999>>\nstream\nx\nendstream"),
		"length that is short":      pdftest.File("", catalog, "<</Length 1>>\nstream\nxyz\nendstream"),
		"lengths that need another": pdftest.File("", catalog, "<</Length 3 0 R>>\nstream\nx\nendstream", "<</Length 2 0 R>>\nstream\nx\nendstream"),
		"arrays in each other":      pdftest.File("", catalog, strings.Repeat("[", 100_000)),
		"dictionaries in each":      pdftest.File("", catalog, strings.Repeat("<</A", 100_000)),
		"a key twice":               pdftest.File("", catalog, "<</Type/Pages/Kids[3 0 R]/Kids[4 0 R]/Count 1>>", page, page),
		"a key twice, one hidden":   pdftest.File("", catalog, "<</Type/Pages/Kids[3 0 R]/K#69ds[4 0 R]/Count 1>>", page, page),
		"a reference in pieces":     pdftest.File("", catalog, "<</Type/Pages/Kids[3 %x\n0 R]/Count 1>>", page),
		"a broken name":             pdftest.File("", catalog, "<</Type/Pages/K#zz[3 0 R]>>", page),
		"string without end":        pdftest.File("", catalog, "("+strings.Repeat("(", 1000)),
		"more than memory":          pdftest.File("", catalog, "<</Type/Pages/Kids["+strings.Repeat("0 ", 4_000_000)+"]>>"),
		"another object there":      bytes.Replace(plain, []byte("2 0 obj"), []byte("7 0 obj"), 1),
		"a bomb":                    bombFile(bomb),
	}
}

// bombFile keeps its catalog in an object stream that grows without measure.
func bombFile(bomb string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	at2 := b.Len()
	fmt.Fprintf(&b, "2 0 obj\n%s\nendobj\n", pdftest.Stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", bomb))
	at := b.Len()
	x := string([]byte{2, 0, 0, 2, 0, 1, 0, 0, byte(at2), 0})
	fmt.Fprintf(&b, "3 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", pdftest.Stream("/Type/XRef/Size 3/Root 1 0 R/W[1 3 1]/Index[1 2]", x), at)
	return b.Bytes()
}

// read does everything a verifier does.
func read(b []byte) error {
	d, err := pdfdoc.Open(b, nil)
	if err != nil {
		return err
	}
	for _, n := range d.Numbers() {
		e, _ := d.Entry(n)
		if e.InStream {
			e.Gen = 0
		}
		o, err := d.Object(pdfdoc.Ref{N: n, G: e.Gen})
		if err != nil {
			return err
		}
		if o.Stream != nil {
			if _, err := d.Inflate(o); err != nil && !errors.Is(err, pdfdoc.ErrMalformed) {
				return err
			}
		}
	}
	_, err = d.Pages()
	return err
}

func TestHostileFilesAreRefusedSoonWithOneError(t *testing.T) {
	t.Parallel()
	for title, b := range hostile() {
		began := time.Now()
		err := read(b)
		require.ErrorIs(t, err, pdfdoc.ErrMalformed, title)
		require.Less(t, time.Since(began), 5*time.Second, title)
	}
	require.NoError(t, read(pdftest.File("", catalog, tree, page)), "and a good one is read")
	require.NoError(t, read(streamed()))
}

// Many objects at one place, each a long comment, cost what they are worth.
func TestReadingTheSameBytesManyTimesIsNotFree(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	at := b.Len()
	b.WriteString("1 0 obj %" + strings.Repeat("x", 8<<20) + "\n<<>> endobj\n")
	x := b.Len()
	fmt.Fprintf(&b, "xref\n0 100000\n%s", strings.Repeat(fmt.Sprintf("%010d 00000 n\r\n", at), 100_000))
	fmt.Fprintf(&b, "trailer\n<</Size 100000/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", x)
	began := time.Now()
	d, err := pdfdoc.Open(b.Bytes(), nil)
	require.NoError(t, err)
	for _, n := range d.Numbers() {
		_, err = d.Object(pdfdoc.Ref{N: n})
	}
	require.ErrorIs(t, err, pdfdoc.ErrMalformed)
	require.Less(t, time.Since(began), 20*time.Second)
}

func FuzzRead(f *testing.F) {
	f.Add(pdftest.File("/Info<</A(b)>>/ID[<00><00>]", catalog, tree, page, pdftest.Stream("", "q Q")))
	f.Add(streamed())
	for _, b := range hostile() {
		if len(b) < 100_000 {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := read(b); err != nil {
			if !errors.Is(err, pdfdoc.ErrMalformed) {
				t.Fatal(err)
			}
			return
		}
		d, err := pdfdoc.Open(b, nil)
		if err != nil {
			t.Fatal(err)
		}
		u := d.NewUpdate()
		u.Put(u.New(), pdfdoc.NewDict("A", pdfdoc.Text("α")))
		if err := read(u.Bytes(0)); err != nil {
			t.Fatalf("a further revision cannot be read: %v", err)
		}
	})
}
