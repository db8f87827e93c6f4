package intake

import (
	"bytes"
	"errors"

	"github.com/thyrida/thyrida/internal/pdfdoc"
)

// What a reading of a citizen's PDF may cost: a tenth of a second or two, and a
// few dozen megabytes. Object streams are held in memory, so they have a
// tighter limit than pictures and pages, which are only counted.
const (
	pdfSteps    = 600_000
	pdfInMemory = 24 << 20
	maxNesting  = 64
)

// pdf judges a PDF (ISO 32000-1). It must be readable without repair: what one
// program mends and another does not is two documents. It must be open, because
// a clerk, a court and an archive must be able to read it in ten years. And it
// must be paper: JavaScript, Launch and media run on the machine of whoever
// opens it, an XFA form shows other things in other programs, and embedded
// files are a way past every rule about kinds. Marking such a file would leave
// the danger with the clerk who opens thirty papers an hour, while the citizen
// can print it to a new PDF in a minute; so it is refused, and the text says so.
func (e *examiner) pdf(b []byte) error {
	if err := tail(b); err != nil {
		return err
	}
	// Earlier revisions and objects that the cross-references leave out are
	// seen by programs that rebuild the table; they are at least searched.
	for _, w := range []struct {
		word string
		code Code
	}{{"/JavaScript", Active}, {"/Launch", Active}, {"/EmbeddedFile", CarriesFiles}} {
		if bytes.Contains(b, []byte(w.word)) {
			return refuse(w.code)
		}
	}
	d, err := pdfdoc.Open(b, pdfdoc.BudgetOf(pdfSteps, pdfInMemory))
	if err != nil {
		return e.unread(err)
	}
	for i, n := range d.Numbers() {
		if i%256 == 0 && e.ctx.Err() != nil {
			return e.ctx.Err()
		}
		entry, _ := d.Entry(n)
		ref := pdfdoc.Ref{N: n, G: entry.Gen}
		if entry.InStream {
			ref.G = 0
		}
		o, err := d.Object(ref)
		if err != nil {
			return e.unread(err)
		}
		if err := harmless(d, o.Value, 0); err != nil {
			return err
		}
		if err := e.stream(d, o); err != nil {
			return err
		}
	}
	pages, err := d.Pages()
	if err != nil {
		return e.unread(err)
	}
	if len(pages) > e.limits.Pages {
		return &Fault{Code: TooManyPages, Data: map[string]any{"limit": e.limits.Pages}}
	}
	return nil
}

// tail looks at what follows the last end-of-file mark.
func tail(b []byte) error {
	at := bytes.LastIndex(b, []byte("%%EOF"))
	switch {
	case at < 0:
		return refuse(Damaged)
	case foreign(b[at+5:]), zipped(b):
		return refuse(TwoInOne)
	}
	return nil
}

// unread says what an error of reading means.
func (e *examiner) unread(err error) error {
	switch {
	case errors.Is(err, pdfdoc.ErrEncrypted):
		return refuse(Locked)
	case errors.Is(err, pdfdoc.ErrTooMuch):
		return refuse(Bomb)
	case errors.Is(err, pdfdoc.ErrMalformed):
		return refuse(Damaged)
	}
	return err
}

// keys that make a program do or show something else than pages, whatever they
// hold (§12.6.4, §7.11.4, §12.7.8, adobe supplement for rich media).
var activeKeys = map[string]Code{"JS": Active, "JavaScript": Active, "XFA": Active, "RichMediaContent": Active,
	"EF": CarriesFiles, "EmbeddedFiles": CarriesFiles}

// actions that start programs, run scripts, send what was typed, or play media.
var actions = map[pdfdoc.Name]Code{"JavaScript": Active, "Launch": Active, "SubmitForm": Active, "ImportData": Active,
	"Rendition": Active, "Movie": Active, "Sound": Active, "GoTo3DView": Active, "RichMediaExecute": Active,
	"GoToE": CarriesFiles}

// kinds of annotations and streams that carry more than marks on a page.
var subtypes = map[pdfdoc.Name]Code{"FileAttachment": CarriesFiles, "RichMedia": Active, "Movie": Active, "Sound": Active,
	"Screen": Active, "3D": Active}

// harmless looks through a value. References are not followed: every object is
// looked at for itself, but for the names of actions, which may stand apart.
func harmless(d *pdfdoc.Doc, v any, depth int) error {
	if depth > maxNesting {
		return refuse(Bomb)
	}
	switch t := v.(type) {
	case pdfdoc.Array:
		for _, x := range t {
			if err := harmless(d, x, depth+1); err != nil {
				return err
			}
		}
	case *pdfdoc.Dict:
		for _, k := range t.Keys() {
			if c, bad := activeKeys[k]; bad && t.Val(k) != nil {
				return refuse(c)
			}
			if err := harmless(d, t.Val(k), depth+1); err != nil {
				return err
			}
		}
		for _, at := range []struct {
			key  string
			list map[pdfdoc.Name]Code
		}{{"S", actions}, {"Subtype", subtypes}} {
			if name, ok := d.Resolve(t.Val(at.key)).(pdfdoc.Name); ok && at.list[name] != "" {
				return refuse(at.list[name])
			}
		}
		if d.Resolve(t.Val("Type")) == pdfdoc.Name("EmbeddedFile") {
			return refuse(CarriesFiles)
		}
	}
	return nil
}
