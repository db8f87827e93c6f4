package catalogue

import (
	"fmt"
	"slices"
	"strings"

	"github.com/thyrida/thyrida/models"
)

// Placeholders of a certificate that are not statements. A value may be followed
// by a form after a bar, e.g. {birth-on|words}.
const (
	PlaceMunicipality FieldKey = "municipality"
	FormWords                  = "words"    // of a date or number: in words
	FormLong                   = "long"     // of a date: the month in letters
	FormGenitive               = "genitive" // of the municipality: «Δήμου …»
)

// checkCertificates asks the rules of every template.
func (c *Catalogue) checkCertificates() {
	seen := make(map[models.CertificateCode]string)
	if _, ok := c.Unit(dispatch); !ok && len(c.Certificates) > 0 && c.sound("units.yaml") {
		c.sources["units.yaml"].fault("units", "no unit %q, which posts the certificates: add it", dispatch)
	}
	for _, t := range c.Certificates {
		src := c.certified[t]
		if len(src.faults) > 0 {
			continue
		}
		if want := "certificates/" + string(t.Code) + ".yaml"; src.file != want {
			src.fault("code", "the file must have the name of its code: rename it to %s or change the code", want)
		}
		if other, twice := seen[t.Code]; twice {
			src.fault("code", "%q is the code of %s already: choose another", t.Code, other)
		}
		seen[t.Code] = src.file
		if _, taken := c.Service(models.ServiceCode(t.Code)); taken {
			src.fault("code", "%q is the code of a service already, and both are published under their code: choose another", t.Code)
		}
		c.unitExists(src, "unit", t.Unit)
		walkTexts(src, "", valueOf(t))
		checkStatements(src, t)
		used := make(map[FieldKey]bool)
		for i, b := range t.Body {
			checkBlock(src, fmt.Sprintf("body[%d]", i), t, b, used)
		}
		t.checkPlaces(src, "subheading", t.Subheading, used, func(at string, s Statement) {
			if !s.Required || s.When != nil {
				src.fault(at, "{%s} may have no value: name only what is always there", s.Key)
			}
		})
		for i, s := range t.Statements {
			if !used[s.Key] {
				src.fault(fmt.Sprintf("statements[%d].key", i), "%q is never printed: name it in body, or drop it", s.Key)
			}
		}
		if len(src.faults) == 0 {
			checkSample(src, t)
		}
	}
}

func checkStatements(src *source, t *Certificate) {
	var earlier []Field
	for i, s := range t.Statements {
		path, f := fmt.Sprintf("statements[%d]", i), s.field()
		if s.Key == PlaceMunicipality {
			src.fault(path+".key", "%q is the municipality itself: choose another key", s.Key)
		}
		if slices.ContainsFunc(earlier, func(e Field) bool { return e.Key == f.Key }) {
			src.fault(path+".key", "the key %q is used twice: every statement needs a key of its own", f.Key)
		}
		checkWhen(src, path+".when", s.When, earlier)
		checkStatement(src, path, f, s.Latin)
		if (s.Type == TypeRows) != (len(s.Columns) > 0) {
			src.fault(path+".columns", "a statement of type rows has columns, and no other has")
		}
		for j, col := range s.Columns {
			at := fmt.Sprintf("%s.columns[%d]", path, j)
			if slices.ContainsFunc(s.Columns[:j], func(e Column) bool { return e.Key == col.Key }) {
				src.fault(at+".key", "the key %q is used twice: every column needs a key of its own", col.Key)
			}
			if col.Type == TypeRows {
				src.fault(at+".type", "a row holds no rows: choose another type")
			}
			checkStatement(src, at, col.field(), col.Latin)
		}
		earlier = append(earlier, f)
	}
}

func checkStatement(src *source, path string, f Field, latin bool) {
	checkChoices(src, path, f)
	checkDates(src, path, f)
	checkNumbers(src, path, f)
	if f.MaxLength > 0 && f.Type != TypeText && f.Type != TypeLongText {
		src.fault(path+".maxLength", "only text and long-text have a length: drop it")
	}
	if latin && f.Type != TypeText {
		src.fault(path+".latin", "only text is written in Latin letters: drop it")
	}
}

// checkBlock: a block has what its kind needs and nothing else, and names only
// statements that are there whenever it is printed.
func checkBlock(src *source, path string, t *Certificate, b Block, used map[FieldKey]bool) {
	if b.When != nil {
		var fields []Field
		for _, s := range t.Statements {
			fields = append(fields, s.field())
		}
		checkWhen(src, path+".when", b.When, fields)
		used[b.When.Field] = true
	}
	text := b.Kind == Paragraph || b.Kind == Notice || b.Kind == Heading
	for key, wrong := range map[string]bool{"text": text != (b.Text != Text{}), "pairs": (b.Kind == Pairs) != (len(b.Pairs) > 0),
		"rows": (b.Kind == Table) != (b.Rows != "")} {
		if wrong {
			src.fault(path+"."+key, "%s does not go with kind %s: paragraph, notice and heading have text, pairs has pairs, table has rows", key, b.Kind)
		}
	}
	t.checkPlaces(src, path+".text", b.Text, used, func(at string, s Statement) {
		if !b.Optional && (!s.Required || s.When != nil && (b.When == nil || *s.When != *b.When)) {
			src.fault(at, "{%s} may have no value: give the block the when of the statement, or write optional: true", s.Key)
		}
	})
	for i, p := range b.Pairs {
		at := fmt.Sprintf("%s.pairs[%d]", path, i)
		if (p.Statement != "") == (p.Label != Text{}) || (p.Label != Text{}) != (p.Value != Text{}) {
			src.fault(at, "give either statement, or label and value")
			continue
		}
		t.checkPlaces(src, at+".value", p.Value, used, func(string, Statement) {})
		if p.Statement == "" {
			continue
		}
		used[p.Statement] = true
		switch s, ok := t.Statement(p.Statement); {
		case !ok:
			src.fault(at+".statement", "no statement %q; %s", p.Statement, instead(string(p.Statement), t.keys()))
		case s.Type == TypeRows:
			src.fault(at+".statement", "%q is a list of rows: print it with a table", p.Statement)
		case p.Words && !s.spoken():
			src.fault(at+".words", "only a date or a number is written in words")
		}
	}
	if b.Kind == Table && b.Rows != "" {
		used[b.Rows] = true
		if s, ok := t.Statement(b.Rows); !ok || s.Type != TypeRows {
			src.fault(path+".rows", "%q is no statement of type rows", b.Rows)
		}
	}
}

// checkPlaces checks the placeholders of a text in both languages.
func (t *Certificate) checkPlaces(src *source, path string, text Text, used map[FieldKey]bool, each func(at string, s Statement)) {
	for lang, words := range map[string]string{Greek: text.El, English: text.En} {
		at := path + "." + lang
		for _, m := range placeholder.FindAllStringSubmatch(words, -1) {
			name, form, formed := strings.Cut(m[1], "|")
			s, ok := t.Statement(FieldKey(name))
			switch {
			case name == string(PlaceMunicipality):
				if formed && form != FormGenitive {
					src.fault(at, "{%s}: the municipality has only the form genitive", m[1])
				}
				continue
			case !ok:
				src.fault(at, "unknown placeholder {%s}; %s", m[1], instead(name, append(t.keys(), string(PlaceMunicipality))))
				continue
			case s.Type == TypeRows:
				src.fault(at, "{%s} is a list of rows: print it with a table", m[1])
			case formed && !(form == FormWords && s.spoken() || form == FormLong && s.Type == StatementType(TypeDate)):
				src.fault(at, "{%s}: a date has the forms words and long, a number has words, nothing else has any", m[1])
			}
			used[s.Key] = true
			each(at, s)
		}
		if strings.ContainsAny(placeholder.ReplaceAllString(words, ""), "{}") {
			src.fault(at, "a brace without its partner: placeholders are written {like-this}")
		}
	}
}

// spoken says whether a value can be written in words.
func (s Statement) spoken() bool {
	return s.Type == StatementType(TypeDate) || s.Type == StatementType(TypeNumber)
}

func (t *Certificate) keys() []string {
	var out []string
	for _, s := range t.Statements {
		out = append(out, string(s.Key))
	}
	return out
}
