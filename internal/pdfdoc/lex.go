package pdfdoc

import (
	"bytes"
	"strconv"
	"strings"
)

func isSpace(c byte) bool {
	return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' '
}

func isDelim(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

// Lexer reads values out of bytes: of the file itself, of an object stream,
// or of a content stream.
type Lexer struct {
	b      []byte
	i      int
	inFile bool
	ops    bool // operators are welcome
	budget *Budget
}

// Lex reads the content of a stream.
func Lex(b []byte, budget *Budget) *Lexer { return &Lexer{b: b, ops: true, budget: budget} }

func (l *Lexer) bad(what string) error { return malformed(what, l.i) }

// skip passes white space and comments.
func (l *Lexer) skip() {
	i, b := l.i, l.b
	for i < len(b) && (isSpace(b[i]) || b[i] == '%') {
		if b[i] == '%' {
			for i < len(b) && b[i] != '\n' && b[i] != '\r' {
				i++
			}
			continue
		}
		i++
	}
	l.charge(i - l.i)
	l.i = i
}

// charge takes for bytes that were looked at: many objects may point at the
// same long comment. The next value finds out when too much is spent.
func (l *Lexer) charge(n int) { l.budget.steps -= n / 32 }

// More says whether anything but white space is left.
func (l *Lexer) More() bool { l.skip(); return l.i < len(l.b) }

func (l *Lexer) word() []byte {
	s := l.i
	for l.i < len(l.b) && !isSpace(l.b[l.i]) && !isDelim(l.b[l.i]) {
		l.i++
	}
	l.charge(l.i - s)
	return l.b[s:l.i]
}

// number reads a whole number that is not negative.
func (l *Lexer) number() (int, error) {
	if err := l.budget.spend(1, l.i); err != nil {
		return 0, err
	}
	l.skip()
	w := l.word()
	n, ok := natural(w)
	if !ok {
		return 0, l.bad("no number")
	}
	return n, nil
}

func natural(w []byte) (int, bool) {
	if len(w) == 0 || len(w) > 12 {
		return 0, false
	}
	n := 0
	for _, c := range w {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// literal passes exactly this word.
func (l *Lexer) literal(s string) bool {
	l.skip()
	if !bytes.HasPrefix(l.b[l.i:], []byte(s)) {
		return false
	}
	l.i += len(s)
	return true
}

// Value reads the next value; in content streams an operator is a Token.
func (l *Lexer) Value() (any, error) { return l.value(0) }

func (l *Lexer) value(depth int) (any, error) {
	if depth > maxDepth {
		return nil, l.bad("nested too deeply")
	}
	if err := l.budget.spend(1, l.i); err != nil {
		return nil, err
	}
	l.skip()
	if l.i >= len(l.b) {
		return nil, l.bad("unexpected end")
	}
	switch c := l.b[l.i]; {
	case c == '/':
		l.i++
		return l.name()
	case c == '(':
		return l.parens()
	case bytes.HasPrefix(l.b[l.i:], []byte("<<")):
		l.i += 2
		return l.dict(depth)
	case c == '<':
		j := bytes.IndexByte(l.b[l.i:], '>')
		if j < 0 {
			l.charge(len(l.b) - l.i)
			return nil, l.bad("string without end")
		}
		return l.str(l.i, l.i+j+1), nil
	case c == '[':
		l.i++
		return l.array(depth)
	}
	w := l.word()
	if len(w) == 0 {
		return nil, l.bad("unexpected character")
	}
	if n, ok := natural(w); ok && n <= maxNumber {
		if r, ok := l.ref(n); ok {
			return r, nil
		}
	}
	if !l.ops && !plain(w) {
		return nil, l.bad("unknown word")
	}
	return Token(w), nil
}

// plain says whether a word is a number, true, false or null.
func plain(w []byte) bool {
	switch string(w) {
	case "true", "false", "null":
		return true
	}
	for _, c := range w {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' {
			return false
		}
	}
	return true
}

// ref reads the rest of "n g R", or goes back.
func (l *Lexer) ref(n int) (Ref, bool) {
	save := l.i
	for l.i < len(l.b) && isSpace(l.b[l.i]) && l.i-save < 64 {
		l.i++
	}
	if g, ok := natural(l.word()); ok && g <= 65535 {
		for l.i < len(l.b) && isSpace(l.b[l.i]) && l.i-save < 128 {
			l.i++
		}
		if w := l.word(); len(w) == 1 && w[0] == 'R' {
			return Ref{n, g}, true
		}
	}
	l.i = save
	return Ref{}, false
}

func (l *Lexer) str(from, to int) String {
	at := -1
	if l.inFile {
		at = from
	}
	l.i = to
	l.charge(to - from)
	return String{l.b[from:to], at}
}

func (l *Lexer) parens() (any, error) {
	level := 0
	for j := l.i; j < len(l.b); j++ {
		switch l.b[j] {
		case '\\':
			j++
		case '(':
			level++
		case ')':
			if level--; level == 0 {
				return l.str(l.i, j+1), nil
			}
		}
	}
	l.charge(len(l.b) - l.i)
	return nil, l.bad("string without end")
}

// names are those that stand in most files, made once: half of what is read are
// names.
var names = func() map[string]any {
	m := map[string]any{}
	for s := range strings.FieldsSeq("AP AcroForm Annot Annots Ascent BBox BaseFont BitsPerComponent ByteRange CIDFontType2 CIDSet " +
		"CIDSystemInfo CIDToGIDMap CapHeight Catalog ColorSpace Contents Count CropBox DecodeParms DescendantFonts Descent DestOutputProfile " +
		"DisplayDocTitle Emblem Encoding F F0 F1 F2 F3 F4 FT Fields Filter First Flags FlateDecode Font FontBBox FontDescriptor FontFile2 FontName " +
		"Form GTS_PDFA1 Group Height I0 I1 ID Identity Identity-H Image Info ItalicAngle K Kids Lang Length Length1 M MarkInfo Marked Matrix " +
		"MediaBox Metadata N Name Nums ObjStm Ordering OutputConditionIdentifier OutputIntent OutputIntents P Page Pages Parent ParentTree " +
		"Prev Producer Rect Registry Resources Root Rotate S Sig SigFlags Size StemV StructElem StructParents StructTreeRoot SubFilter Subtype " +
		"Supplement T Tabs ToUnicode Type Type0 V ViewerPreferences W Widget Width Widths XML XObject XRef") {
		m[s] = Name(s)
	}
	return m
}()

func (l *Lexer) name() (any, error) {
	w := l.word()
	if n, ok := names[string(w)]; ok {
		return n, nil
	}
	if bytes.IndexByte(w, '#') < 0 {
		return Name(w), nil
	}
	out := make([]byte, 0, len(w))
	for i := 0; i < len(w); i++ {
		if w[i] == '#' {
			if i+2 >= len(w) {
				return nil, l.bad("name with a broken escape")
			}
			n, err := strconv.ParseUint(string(w[i+1:i+3]), 16, 8)
			if err != nil {
				return nil, l.bad("name with a broken escape")
			}
			out = append(out, byte(n))
			i += 2
			continue
		}
		out = append(out, w[i])
	}
	return Name(out), nil
}

func (l *Lexer) dict(depth int) (any, error) {
	d := &Dict{}
	for {
		if l.skip(); bytes.HasPrefix(l.b[l.i:], []byte(">>")) {
			l.i += 2
			return d, nil
		}
		k, err := l.value(depth + 1)
		if err != nil {
			return nil, err
		}
		n, ok := k.(Name)
		if !ok {
			return nil, l.bad("key that is no name")
		}
		if d.Has(string(n)) {
			return nil, l.bad("key that stands twice")
		}
		v, err := l.value(depth + 1)
		if err != nil {
			return nil, err
		}
		d.Set(string(n), v)
	}
}

func (l *Lexer) array(depth int) (any, error) {
	a := Array{}
	for {
		if l.skip(); l.i < len(l.b) && l.b[l.i] == ']' {
			l.i++
			return a, nil
		}
		v, err := l.value(depth + 1)
		if err != nil {
			return nil, err
		}
		a = append(a, v)
	}
}

// SkipImage passes the data of an inline image, behind its ID operator
// (ISO 32000-1 §8.9.7).
func (l *Lexer) SkipImage() error {
	for j := l.i + 1; j+2 < len(l.b); j++ {
		if isSpace(l.b[j-1]) && l.b[j] == 'E' && l.b[j+1] == 'I' && isSpace(l.b[j+2]) {
			l.charge(j - l.i)
			l.i = j + 2
			return nil
		}
	}
	if bytes.HasSuffix(l.b, []byte("EI")) {
		l.i = len(l.b)
		return nil
	}
	return l.bad("inline image without end")
}
