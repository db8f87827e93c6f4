package catalogue

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/thyrida/thyrida/models"
)

// reference is how a place in a register is written.
type reference struct {
	re *regexp.Regexp // groups are the parts; nil: free text
}

// maxReference bounds what is written freely, in characters.
const maxReference = 120

// references holds the form of each register's references (DOMAIN §2.2, §2.4).
var references = map[models.RegisterCode]reference{
	MunicipalRoll: {regexp.MustCompile(`^([0-9]{1,7})(?:/([0-9]{1,3}))?$`)},                         // family record, line
	VitalActs:     {regexp.MustCompile(`^([0-9]{1,6})/([0-9]{1,3}[Α-Ω]?)/((?:18|19|20)[0-9]{2})$`)}, // number, volume, year
	MalesRegister: {regexp.MustCompile(`^([0-9]{1,6})/((?:18|19|20)[0-9]{2})$`)},                    // number, year
	RevenueLedger: {},
	CaseFile:      {},
}

// CheckReference gives the place in a register as it is kept, e.g. "4021/3",
// "112/4/2014", "17/2014". Every statement has one. Codes: required,
// reference-form.
func (c *Certificate) CheckReference(register models.RegisterCode, typed string) (string, models.Code) {
	if !utf8.ValidString(typed) {
		return "", faultReference
	}
	text := strings.Join(strings.Fields(typed), " ")
	if text == "" {
		return "", faultRequired
	}
	form, known := references[register]
	if !known || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
		return "", faultReference
	}
	if form.re == nil {
		if utf8.RuneCountInString(text) > maxReference {
			return "", faultReference
		}
		return text, ""
	}
	// On paper the parts are parted by slashes or dashes, with blanks or without.
	text = strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return -1
		case unicode.Is(unicode.Pd, r), r == '\u2212', r == '\u2044': // minus sign, fraction slash
			return '/'
		}
		return unicode.ToUpper(r)
	}, text)
	parts := form.re.FindStringSubmatch(text)
	if parts == nil {
		return "", faultReference
	}
	var out []string
	for _, p := range parts[1:] {
		if p == "" {
			continue
		}
		if p = strings.TrimLeft(p, "0"); p == "" || p[0] < '0' || p[0] > '9' {
			return "", faultReference // nothing has the number 0
		}
		out = append(out, p)
	}
	return strings.Join(out, "/"), ""
}

// ReferenceFault is the fault of a reference with what its text names. path is
// that of the reference in the request.
func ReferenceFault(path string, register models.RegisterCode, code models.Code) models.FieldFault {
	return models.FieldFault{Field: path, Code: code, Data: map[string]any{"register": string(register)}}
}

// Register names a register.
func (t Texts) Register(lang string, r models.RegisterCode) string {
	return t.In(lang).Registers[string(r)].Label
}

// ReferenceForm says how a place in a register is written, with an example.
func (t Texts) ReferenceForm(lang string, r models.RegisterCode) string {
	return t.In(lang).Registers[string(r)].Reference
}
