package sign_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/pdfdoc"
	"github.com/thyrida/thyrida/internal/pdfdoc/pdftest"
	"github.com/thyrida/thyrida/internal/sign"
)

type (
	name  = pdfdoc.Name
	ref   = pdfdoc.Ref
	array = pdfdoc.Array
)

// widget is the dictionary of a visible signature field over a rectangle that
// takes its signature from an existing one.
func widget(d *pdfdoc.Doc, u *pdfdoc.Update, rect array) *pdfdoc.Dict {
	ap := u.New()
	u.PutStream(ap, pdfdoc.NewDict("Type", name("XObject"), "Subtype", name("Form"), "BBox", array{0, 0, 100, 100}), []byte("1 1 1 rg 0 0 100 100 re f"))
	_, cat := d.Catalog()
	first := d.Dict(d.Array(d.Dict(cat.Val("AcroForm")).Val("Fields"))[0])
	return pdfdoc.NewDict("Type", name("Annot"), "Subtype", name("Widget"), "FT", name("Sig"), "T", pdfdoc.Text("Extra"),
		"F", 132, "Rect", rect, "V", first.Val("V"), "AP", pdfdoc.NewDict("N", ap))
}

// addAnnotation puts an annotation on the first page, as a field too if asked.
func addAnnotation(d *pdfdoc.Doc, u *pdfdoc.Update, r ref, annot *pdfdoc.Dict, field bool) {
	u.Put(r, annot)
	pages, err := d.Pages()
	if err != nil {
		panic(err)
	}
	p := pages[0].Dict.Clone()
	p.Set("Annots", append(append(array{}, d.Array(p.Val("Annots"))...), r))
	u.Put(pages[0].Ref, p)
	if field {
		_, cat := d.Catalog()
		form := d.Dict(cat.Val("AcroForm")).Clone()
		form.Set("Fields", append(append(array{}, d.Array(form.Val("Fields"))...), r))
		u.Put(cat.Val("AcroForm").(ref), form)
	}
}

func changeCatalog(d *pdfdoc.Doc, u *pdfdoc.Update, key string, v any) {
	r, cat := d.Catalog()
	cat = cat.Clone()
	cat.Set(key, v)
	u.Put(r, cat)
}

var over = array{60, 770, 260, 800} // the first line of the text

// attacks are revisions added after signing, each with what it must be called.
var attacks = map[string]struct {
	do   func(d *pdfdoc.Doc, u *pdfdoc.Update)
	want sign.What
}{
	"other content": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		u.PutStream(ref{N: 5}, pdfdoc.NewDict(), []byte("BT /F1 12 Tf 70 780 Td (Another person) Tj ET"))
	}, sign.ChangedContent},
	"other font": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		u.Put(ref{N: 6}, pdfdoc.NewDict("Type", name("Font"), "Subtype", name("Type1"), "BaseFont", name("Symbol")))
	}, sign.ChangedContent},
	"page with other content": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		c := u.New()
		u.PutStream(c, pdfdoc.NewDict(), []byte("n"))
		pages, _ := d.Pages()
		p := pages[0].Dict.Clone()
		p.Set("Contents", c)
		u.Put(pages[0].Ref, p)
	}, sign.ChangedPage},
	"pages in another order": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		p := d.Dict(ref{N: 2}).Clone()
		p.Set("Kids", array{ref{N: 4}, ref{N: 3}})
		u.Put(ref{N: 2}, p)
	}, sign.ChangedContent},
	"a turned page": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		p := d.Dict(ref{N: 3}).Clone()
		p.Set("Rotate", 180)
		u.Put(ref{N: 3}, p)
	}, sign.ChangedPage},
	"another catalog": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		_, cat := d.Catalog()
		r := u.New()
		u.Put(r, cat)
		d.Trailer().Set("Root", r)
	}, sign.ChangedDocument},
	"script on opening": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		changeCatalog(d, u, "OpenAction", pdfdoc.NewDict("S", name("JavaScript"), "JS", pdfdoc.Text("app.alert(1)")))
	}, sign.ChangedDocument},
	"layers": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		changeCatalog(d, u, "OCProperties", pdfdoc.NewDict("OCGs", array{}))
	}, sign.ChangedDocument},
	"another title": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		u.Put(ref{N: 7}, pdfdoc.NewDict("Title", pdfdoc.Text("Διορισμός"), "Producer", "(test)"))
	}, sign.ChangedDocument},
	"note on the page": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		addAnnotation(d, u, u.New(), pdfdoc.NewDict("Type", name("Annot"), "Subtype", name("FreeText"), "Rect", over, "Contents", pdfdoc.Text("x")), false)
	}, sign.AddedAnnotation},
	"signature box over text": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		addAnnotation(d, u, u.New(), widget(d, u, over), true)
	}, sign.AddedCovering},
	"signature box over a signature box": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		addAnnotation(d, u, u.New(), widget(d, u, array{100, 100, 180, 120}), true)
	}, sign.AddedCovering},
	"signature box as large as the page": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		addAnnotation(d, u, u.New(), widget(d, u, array{0, 0, 595, 842}), true)
	}, sign.AddedCovering},
	"signature box that does not zoom": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		w := widget(d, u, array{300, 300, 350, 320})
		w.Set("F", 4|8)
		addAnnotation(d, u, u.New(), w, true)
	}, sign.AddedAnnotation},
	"signature box with another look on touch": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		w := widget(d, u, array{300, 300, 350, 320})
		w.Set("AP", pdfdoc.NewDict("N", w.Val("AP").(*pdfdoc.Dict).Val("N"), "D", w.Val("AP").(*pdfdoc.Dict).Val("N")))
		addAnnotation(d, u, u.New(), w, true)
	}, sign.AddedAnnotation},
	"signature box with an action": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		w := widget(d, u, array{300, 300, 350, 320})
		w.Set("AA", pdfdoc.NewDict())
		addAnnotation(d, u, u.New(), w, true)
	}, sign.ChangedForm},
	"signature box without a signature": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		w := widget(d, u, array{300, 300, 350, 320})
		w.Set("V", pdfdoc.NewDict())
		addAnnotation(d, u, u.New(), w, true)
	}, sign.AddedUnsigned},
	"signature box that is no field": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		addAnnotation(d, u, u.New(), widget(d, u, array{300, 300, 350, 320}), false)
	}, sign.AddedAnnotation},
	"text field": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		w := widget(d, u, array{300, 300, 350, 320})
		w.Set("FT", name("Tx"))
		addAnnotation(d, u, u.New(), w, true)
	}, sign.ChangedForm},
	"looks made anew by the reader": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		_, cat := d.Catalog()
		form := d.Dict(cat.Val("AcroForm")).Clone()
		form.Set("NeedAppearances", "true")
		u.Put(cat.Val("AcroForm").(ref), form)
	}, sign.ChangedForm},
	"box of the signature moved": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		_, cat := d.Catalog()
		r := d.Array(d.Dict(cat.Val("AcroForm")).Val("Fields"))[0].(ref)
		w := d.Dict(r).Clone()
		w.Set("Rect", over)
		u.Put(r, w)
	}, sign.ChangedContent},
	"look of the signature changed": {func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		_, cat := d.Catalog()
		w := d.Dict(d.Array(d.Dict(cat.Val("AcroForm")).Val("Fields"))[0])
		u.PutStream(d.Dict(w.Val("AP")).Val("N").(ref), pdfdoc.NewDict("Subtype", name("Form"), "BBox", array{0, 0, 9, 9}), []byte("n"))
	}, sign.ChangedContent},
}

func TestWhatARevisionAfterTheSignatureChangedIsFound(t *testing.T) {
	t.Parallel()
	o := setup(t)
	signed := o.sign(t, certificate(), o.mayor, sign.Options{Box: box(0)})
	for title, a := range attacks {
		bad := tamper(t, signed, a.do)
		require.True(t, bytes.HasPrefix(bad, signed), title)
		r := o.verify(t, bad)
		require.False(t, r.Valid(), title)
		s := r.Signatures[0]
		require.Contains(t, s.Faults, sign.LaterChanges, title)
		require.False(t, s.Whole, title)
		var what []sign.What
		for _, c := range s.Changes {
			what = append(what, c.What)
		}
		require.Contains(t, what, a.want, "%s: %v", title, what)
		// an honest signature after it hides nothing
		if again, err := o.clerk.Sign(t.Context(), bad, sign.Options{At: now}); err == nil {
			require.Contains(t, o.verify(t, again).Signatures[0].Faults, sign.LaterChanges, title)
		}
	}
}

func TestAnObjectTheSignedFileNamedButDidNotHaveCannotBeAddedLater(t *testing.T) {
	t.Parallel()
	o := setup(t)
	pdf := file([]string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
		"<</Type/Page/Parent 2 0 R/Contents[4 0 R 40 0 R]/Resources<<>>>>", pdftest.Stream("", "n"),
	}, "")
	signed := o.sign(t, pdf, o.mayor, sign.Options{})
	require.True(t, o.verify(t, signed).Valid())
	bad := tamper(t, signed, func(d *pdfdoc.Doc, u *pdfdoc.Update) {
		u.PutStream(ref{N: 40}, pdfdoc.NewDict(), []byte("0 0 300 300 re f"))
	})
	require.Equal(t, []sign.Change{{What: sign.AddedHidden, Object: 40}}, o.verify(t, bad).Signatures[0].Changes)
}

func TestWhatOnlyRecordsIsNoChange(t *testing.T) {
	t.Parallel()
	o := setup(t)
	signed := o.sign(t, certificate(), o.mayor, sign.Options{Box: box(0)})
	for title, do := range map[string]func(d *pdfdoc.Doc, u *pdfdoc.Update){
		"validation data": func(d *pdfdoc.Doc, u *pdfdoc.Update) {
			c := u.New()
			u.PutStream(c, pdfdoc.NewDict(), o.Root().Raw)
			changeCatalog(d, u, "DSS", pdfdoc.NewDict("Type", name("DSS"), "Certs", array{c}))
		},
		"date of change": func(d *pdfdoc.Doc, u *pdfdoc.Update) {
			u.Put(ref{N: 7}, pdfdoc.NewDict("Title", "(Certificate)", "Producer", "(another)", "ModDate", "(D:20261122)"))
		},
		"the same again": func(d *pdfdoc.Doc, u *pdfdoc.Update) { u.Put(ref{N: 6}, d.Dict(ref{N: 6})) },
	} {
		r := o.verify(t, tamper(t, signed, do))
		require.Empty(t, r.Signatures[0].Faults, title)
		require.False(t, r.Signatures[0].Whole, title)
		require.False(t, r.Whole(), title)
	}
}

func TestEveryChangedByteIsFound(t *testing.T) {
	t.Parallel()
	o := setup(t)
	signed := o.sign(t, certificate(), o.mayor, sign.Options{Box: box(0), Timestamp: o.tsa})
	require.True(t, o.verify(t, signed).Valid())
	from := bytes.Index(signed, []byte("/Contents <")) + len("/Contents <")
	end := from + bytes.IndexByte(signed[from:], '>')
	used := from + len(bytes.TrimRight(signed[from:end], "0"))
	// issuers that lie beside the signature are not signed, only used if they fit
	raw := []byte(hex.EncodeToString(o.Root().Raw))
	roots := [2]int{bytes.Index(signed, raw), bytes.LastIndex(signed, raw)}
	require.Positive(t, roots[0])
	for i := 0; i < len(signed); i += 11 {
		if i >= used && i < end {
			i = end // the room that stayed empty
		}
		if (i >= roots[0] && i < roots[0]+len(raw)) || (i >= roots[1] && i < roots[1]+len(raw)) {
			continue
		}
		bad := bytes.Clone(signed)
		bad[i] ^= 0x01
		r, err := sign.Verify(bad, o.Roots(), now)
		if err != nil {
			require.Equal(t, sign.CannotRead, sign.CodeOf(err))
			continue
		}
		// the name of the attribute with the time-stamp is not signed either:
		// without it the signature stands, and its level falls
		require.False(t, r.Valid() && r.Signatures[0].Level == sign.LevelT, "byte %d of %d, %q", i, len(signed), signed[max(0, i-20):min(len(signed), i+20)])
	}
}

func TestATruncatedFileIsNeverValid(t *testing.T) {
	t.Parallel()
	o := setup(t)
	one := o.sign(t, certificate(), o.mayor, sign.Options{})
	two := o.sign(t, one, o.clerk, sign.Options{})
	for n := 0; n < len(two); n += 13 {
		if n == len(one) {
			continue // which is a document of its own
		}
		r, err := sign.Verify(two[:n], o.Roots(), now)
		if err != nil {
			require.Equal(t, sign.CannotRead, sign.CodeOf(err))
			continue
		}
		require.False(t, r.Valid(), "%d bytes", n)
	}
	require.True(t, o.verify(t, one).Valid())
}

func TestASignatureOfAnotherFileIsFound(t *testing.T) {
	t.Parallel()
	o := setup(t)
	a := o.sign(t, certificate(), o.mayor, sign.Options{})
	b := o.sign(t, certificateOf(text[:len(text)-40]+"BT (of another person) Tj ET"), o.mayor, sign.Options{})
	cut := func(f []byte) (int, int) {
		i := bytes.Index(f, []byte("/Contents <"))
		return i, i + bytes.IndexByte(f[i:], '>')
	}
	ai, aj := cut(a)
	bi, bj := cut(b)
	require.Equal(t, aj-ai, bj-bi)
	moved := bytes.Clone(b)
	copy(moved[bi:bj], a[ai:aj])
	require.Equal(t, []sign.Code{sign.ContentChanged}, o.verify(t, moved).Signatures[0].Faults)
}

// A signature wrapped: the ByteRange of the original, its Contents, and beside
// them a document of the attacker's own.
func TestAWrappedSignatureIsFound(t *testing.T) {
	t.Parallel()
	o := setup(t)
	signed := o.sign(t, certificate(), o.mayor, sign.Options{})
	i := bytes.Index(signed, []byte("/ByteRange [")) + len("/ByteRange [")
	j := i + bytes.IndexByte(signed[i:], ']')
	var br [4]int
	_, err := fmt.Sscan(string(signed[i:j]), &br[0], &br[1], &br[2], &br[3])
	require.NoError(t, err)
	for title, n := range map[string][4]int{
		"leaves out more":      {0, br[1] - 4, br[2], br[3]},
		"leaves out the end":   {0, br[1], br[2], br[3] - 40},
		"begins later":         {4, br[1] - 4, br[2], br[3]},
		"goes beyond the file": {0, br[1], br[2], br[3] + 1},
		"negative":             {0, -1, br[2], br[3]},
		"backwards":            {0, br[2], br[1], br[3]},
		"huge":                 {0, br[1], 1 << 39, 1 << 39},
	} {
		bad := bytes.Clone(signed)
		s := strconv.Itoa(n[0]) + " " + strconv.Itoa(n[1]) + " " + strconv.Itoa(n[2]) + " " + strconv.Itoa(n[3]) + "]"
		copy(bad[i:], fmt.Sprintf("%-*s", j+1-i, s))
		r, err := sign.Verify(bad, o.Roots(), now)
		if err == nil {
			require.False(t, r.Valid(), title)
		}
	}
}

func TestAForeignCertificateIsFoundAndStillSaysWhose(t *testing.T) {
	t.Parallel()
	o := setup(t)
	stranger := newOffice(t, t.TempDir(), now)
	out := o.sign(t, certificate(), stranger.mayor, sign.Options{Timestamp: stranger.tsa})
	s := o.verify(t, out).Signatures[0]
	require.Contains(t, s.Faults, sign.CertificateForeign)
	require.Contains(t, s.Faults, sign.TimestampInvalid)
	require.True(t, s.Intact())
	r, err := sign.Verify(out, nil, now)
	require.NoError(t, err)
	require.False(t, r.Valid(), "no roots trust nobody")
}
