package sign

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/thyrida/thyrida/internal/pdfdoc"
)

type (
	name  = pdfdoc.Name
	ref   = pdfdoc.Ref
	dict  = pdfdoc.Dict
	array = pdfdoc.Array
)

// Kinds of signature a PDF holds (EN 319 142-1 §5.3, §5.4.3).
const (
	subCAdES     = "ETSI.CAdES.detached"
	subTimestamp = "ETSI.RFC3161"
	subPKCS7     = "adbe.pkcs7.detached" // of other programs
)

const byteRangeRoom = 44

// prepare writes the revision with a signature field, its widget and a
// signature dictionary whose Contents are zeros (ISO 32000-1 §12.8.1).
func prepare(pdf []byte, o Options, sub string) (*preparedFile, error) {
	doc, err := pdfdoc.Open(pdf, nil)
	if err != nil {
		return nil, fail(CannotRead, err)
	}
	if o.Reserve < 1024 || o.Reserve > maxReserve {
		return nil, failf(SignatureTooLarge, "cannot keep so many bytes")
	}
	pages, err := doc.Pages()
	if err != nil {
		return nil, fail(CannotRead, err)
	}
	w := &writer{doc: doc, update: doc.NewUpdate(), pages: pages}
	if w.fields, err = signatureFields(doc); err != nil {
		return nil, err
	}
	title, err := w.fieldName(o.Field)
	if err != nil {
		return nil, err
	}
	page, rect, form, err := w.appearance(o.Box)
	if err != nil {
		return nil, err
	}
	sig, field := w.update.New(), w.update.New()
	w.update.Put(field, pdfdoc.NewDict("Type", name("Annot"), "Subtype", name("Widget"), "FT", name("Sig"), "T", pdfdoc.Text(title),
		"F", 132, "Rect", rect, "P", page.Ref, "V", sig, "AP", pdfdoc.NewDict("N", form)))
	w.addToForm(field)
	w.addToPage(page, field)
	if doc.Err() != nil {
		return nil, fail(CannotRead, doc.Err())
	}
	p := &preparedFile{}
	var rangeAt int
	w.update.PutFunc(sig, func(b *bytes.Buffer) { rangeAt, p.at, p.end = writeSignature(b, o, sub) })
	p.pdf = w.update.Bytes(2*o.Reserve + 4<<10)
	br := fmt.Sprintf("[0 %d %d %d]", p.at, p.end, len(p.pdf)-p.end)
	copy(p.pdf[rangeAt:rangeAt+byteRangeRoom], br+strings.Repeat(" ", byteRangeRoom-len(br)))
	p.digest = digestFrom(o.beginnings(), p.pdf[:p.at], p.pdf[p.end:])
	return p, nil
}

// writeSignature writes the dictionary and tells where its ByteRange and
// Contents lie.
func writeSignature(b *bytes.Buffer, o Options, sub string) (rangeAt, at, end int) {
	kind := "Sig"
	if sub == subTimestamp {
		kind = "DocTimeStamp"
	}
	fmt.Fprintf(b, "<</Type/%s/Filter/Adobe.PPKLite/SubFilter/%s", kind, sub)
	for _, e := range [][2]string{{"Name", o.Name}, {"Reason", o.Reason}, {"Location", o.Location}} {
		if e[1] != "" {
			b.WriteString("/" + e[0])
			pdfdoc.Write(b, pdfdoc.Text(e[1]))
		}
	}
	if !o.At.IsZero() {
		b.WriteString("/M(D:" + o.At.UTC().Format("20060102150405") + "Z)")
	}
	b.WriteString("/ByteRange ")
	rangeAt = b.Len()
	fill(b, ' ', byteRangeRoom)
	b.WriteString("/Contents ")
	at = b.Len()
	b.WriteByte('<')
	fill(b, '0', 2*o.Reserve)
	b.WriteByte('>')
	end = b.Len()
	b.WriteString(">>")
	return rangeAt, at, end
}

func fill(b *bytes.Buffer, c byte, n int) {
	b.Grow(n)
	to := b.AvailableBuffer()[:n]
	for i := range to {
		to[i] = c
	}
	b.Write(to)
}

// writer makes the changes a signature needs around it.
type writer struct {
	doc    *pdfdoc.Doc
	update *pdfdoc.Update
	pages  []pdfdoc.Page
	fields []sigField
}

func (w *writer) fieldName(wanted string) (string, error) {
	taken := map[string]bool{}
	_, cat := w.doc.Catalog()
	for _, v := range w.doc.Array(w.doc.Dict(cat.Val("AcroForm")).Val("Fields")) {
		if s, ok := w.doc.Resolve(w.doc.Dict(v).Val("T")).(pdfdoc.String); ok {
			taken[s.Text()] = true
		}
	}
	if wanted != "" {
		if taken[wanted] || strings.Contains(wanted, ".") {
			return "", failf(FieldTaken, "a field of this name exists or cannot be")
		}
		return wanted, nil
	}
	for n := len(w.fields) + 1; ; n++ {
		if t := fmt.Sprintf("Signature%d", n); !taken[t] {
			return t, nil
		}
	}
}

func (w *writer) addToForm(field ref) {
	root, cat := w.doc.Catalog()
	form := w.doc.Dict(cat.Val("AcroForm")).Clone()
	fields := append(append(array{}, w.doc.Array(form.Val("Fields"))...), field)
	if r, ok := form.Val("Fields").(ref); ok {
		w.update.Put(r, fields)
	} else {
		form.Set("Fields", fields)
	}
	form.Set("SigFlags", 3) // signatures exist, append only
	if r, ok := cat.Val("AcroForm").(ref); ok {
		w.update.Put(r, form)
		return
	}
	r := w.update.New()
	w.update.Put(r, form)
	cat = cat.Clone()
	cat.Set("AcroForm", r)
	w.update.Put(root, cat)
}

func (w *writer) addToPage(page pdfdoc.Page, widget ref) {
	annots := append(append(array{}, w.doc.Array(page.Dict.Val("Annots"))...), widget)
	if r, ok := page.Dict.Val("Annots").(ref); ok {
		w.update.Put(r, annots)
		return
	}
	d := page.Dict.Clone()
	d.Set("Annots", annots)
	w.update.Put(page.Ref, d)
}
