package catalogue

import "github.com/thyrida/thyrida/models"

// Certificate is the template of one certificate: one file in certificates/.
// What it states is only what the register gives (DESIGN §8, "Records"): a
// statement is entered or confirmed by a clerk from the paper register with its
// reference, never taken from the applicant's form. As with Service, a new field
// must be omitzero.
type Certificate struct {
	Code       models.CertificateCode `json:"code" jsonschema:"required" jsonschema_description:"Kebab-case; also the name of the file."`
	Version    int                    `json:"version" jsonschema:"required,minimum=1" jsonschema_description:"Raise it whenever anything in the file changes after publication."`
	Title      Text                   `json:"title" jsonschema:"required" jsonschema_description:"Full name of the document, as lists and the file's properties show it."`
	Heading    Text                   `json:"heading" jsonschema:"required" jsonschema_description:"What is printed in capitals, e.g. ΠΙΣΤΟΠΟΙΗΤΙΚΟ."`
	Subheading Text                   `json:"subheading" jsonschema:"required" jsonschema_description:"What stands below it, e.g. Οικογενειακής κατάστασης; may name statements in {placeholders}."`
	Unit       models.UnitCode        `json:"unit" jsonschema:"required" jsonschema_description:"The issuing unit, a code of units.yaml."`
	Mode       IssueMode              `json:"mode" jsonschema:"required" jsonschema_description:"sign: a person signs; seal: the seal of the municipality is put on automatically."`
	Signatory  Signatory              `json:"signatory" jsonschema:"required" jsonschema_description:"In what capacity it is signed."`
	Statements []Statement            `json:"statements" jsonschema:"required,minItems=1" jsonschema_description:"What the register gives."`
	Body       []Block                `json:"body" jsonschema:"required,minItems=1" jsonschema_description:"What is printed, in order."`
	Validity   Text                   `json:"validity,omitzero" jsonschema_description:"How long it is good for; absent when no source says so."`
	Discreet   bool                   `json:"discreet,omitzero" jsonschema_description:"The kind alone says something sensitive: messages do not name it."`
	Indicative bool                   `json:"indicative,omitzero" jsonschema_description:"Content that no source confirms: to be checked before it is relied on."`
	Source     string                 `json:"source" jsonschema:"required" jsonschema_description:"Where the facts of this file come from."`
	Note       string                 `json:"note,omitzero" jsonschema_description:"For those who maintain the file, e.g. what is indicative."`
	Sample     Sample                 `json:"sample,omitzero" jsonschema:"required" jsonschema_description:"Invented values for the preview; not part of what is published."`
}

// IssueMode is who vouches for a certificate (DOMAIN §7: a seal is of the body,
// a signature of a natural person).
type IssueMode string

// Modes.
const (
	Sign IssueMode = "sign"
	Seal IssueMode = "seal"
)

// Signatory is what is printed above a name.
type Signatory struct {
	Title   Text `json:"title" jsonschema:"required" jsonschema_description:"Who signs in his own right, e.g. Ο/Η Δήμαρχος."`
	ByOrder Text `json:"byOrder,omitzero" jsonschema_description:"Title of who signs «με εντολή Δημάρχου»; absent when nobody else may."`
}

// Statement is one thing the register gives.
type Statement struct {
	Key       FieldKey            `json:"key" jsonschema:"required" jsonschema_description:"Kebab-case, unique in the file; placeholders name it."`
	Type      StatementType       `json:"type" jsonschema:"required" jsonschema_description:"What kind of value."`
	Label     Text                `json:"label" jsonschema:"required" jsonschema_description:"Name of the value, for the clerk and on paper."`
	Register  models.RegisterCode `json:"register" jsonschema:"required" jsonschema_description:"Where the clerk reads it; the kind of reference he must give."`
	Required  bool                `json:"required,omitzero" jsonschema_description:"No certificate without it (when its condition holds)."`
	When      *When               `json:"when,omitzero" jsonschema_description:"Only stated when this holds; otherwise a value is a fault."`
	MaxLength int                 `json:"maxLength,omitzero" jsonschema:"minimum=1" jsonschema_description:"Of text and long-text, in characters; 200 and 4000 if absent."`
	Choices   []Choice            `json:"choices,omitzero" jsonschema_description:"Of choice; the label is what is printed."`
	Min       *Decimal            `json:"min,omitzero" jsonschema_description:"Of number: the smallest value."`
	Max       *Decimal            `json:"max,omitzero" jsonschema_description:"Of number: the largest value."`
	Day       DayRule             `json:"day,omitzero" jsonschema_description:"Of date: on which side of the day of issue."`
	Latin     bool                `json:"latin,omitzero" jsonschema_description:"Of text: in English it is printed in Latin letters (ELOT 743), as names and places are."`
	Columns   []Column            `json:"columns,omitzero" jsonschema_description:"Of rows: what each row holds."`
}

// Column is one value of every row.
type Column struct {
	Key       FieldKey      `json:"key" jsonschema:"required" jsonschema_description:"Kebab-case, unique among the columns."`
	Type      StatementType `json:"type" jsonschema:"required" jsonschema_description:"What kind of value; not rows."`
	Label     Text          `json:"label" jsonschema:"required" jsonschema_description:"Head of the column."`
	Required  bool          `json:"required,omitzero" jsonschema_description:"No row without it."`
	MaxLength int           `json:"maxLength,omitzero" jsonschema:"minimum=1" jsonschema_description:"Of text and long-text, in characters."`
	Choices   []Choice      `json:"choices,omitzero" jsonschema_description:"Of choice."`
	Day       DayRule       `json:"day,omitzero" jsonschema_description:"Of date: on which side of the day of issue."`
	Latin     bool          `json:"latin,omitzero" jsonschema_description:"Of text: in English it is printed in Latin letters."`
}

// StatementType is the type of a field, or rows.
type StatementType string

// TypeRows is a list of rows, such as the members of a family. The other types
// of a statement are types of a field under the same names.
const TypeRows StatementType = "rows"

// Registers a statement can stand in (DOMAIN §2.2, §2.4), with the reference
// each is quoted by; see CheckReference.
const (
	MunicipalRoll models.RegisterCode = "municipal-roll" // οικογενειακή μερίδα and line
	VitalActs     models.RegisterCode = "vital-acts"     // number / volume / year of the act
	MalesRegister models.RegisterCode = "males-register" // number and year
	RevenueLedger models.RegisterCode = "revenue-ledger" // account of the debtor
	CaseFile      models.RegisterCode = "case-file"      // a paper that was examined, or a decision
)

// Block is one piece of the body.
type Block struct {
	Kind     BlockKind `json:"kind" jsonschema:"required" jsonschema_description:"What it is."`
	When     *When     `json:"when,omitzero" jsonschema_description:"Only printed when this holds of a statement."`
	Text     Text      `json:"text,omitzero" jsonschema_description:"Of paragraph, notice and heading; names statements in {placeholders}."`
	Optional bool      `json:"optional,omitzero" jsonschema_description:"Left out when a statement it names has no value."`
	Pairs    []Pair    `json:"pairs,omitzero" jsonschema_description:"Of pairs: a label and a value on each line; lines without a value are left out."`
	Rows     FieldKey  `json:"rows,omitzero" jsonschema_description:"Of table: a statement of type rows."`
}

// Pair is a line with a label and a value.
type Pair struct {
	Statement FieldKey `json:"statement,omitzero" jsonschema_description:"The statement; its label is the label."`
	Words     bool     `json:"words,omitzero" jsonschema_description:"A date or number is written in figures and in words."`
	Label     Text     `json:"label,omitzero" jsonschema_description:"Instead of a statement: a label with a value of its own."`
	Value     Text     `json:"value,omitzero" jsonschema_description:"The value, with {placeholders}."`
}

// BlockKind is what a block is.
type BlockKind string

// Kinds of block.
const (
	Paragraph BlockKind = "paragraph"
	Pairs     BlockKind = "pairs"
	Table     BlockKind = "table"
	Notice    BlockKind = "notice"
	Heading   BlockKind = "heading"
)

// Sample is what a preview is made of. All of it is invented.
type Sample struct {
	Signatory Text                               `json:"signatory" jsonschema:"required" jsonschema_description:"A name."`
	Values    map[FieldKey]string                `json:"values,omitzero" jsonschema_description:"Values, as a clerk would type them."`
	Rows      map[FieldKey][]map[FieldKey]string `json:"rows,omitzero" jsonschema_description:"Rows of the statements that have them."`
}

// Statement finds a statement.
func (c *Certificate) Statement(k FieldKey) (Statement, bool) {
	for _, s := range c.Statements {
		if s.Key == k {
			return s, true
		}
	}
	return Statement{}, false
}

// Certificate finds a template by its code.
func (c *Catalogue) Certificate(code models.CertificateCode) (*Certificate, bool) {
	for _, t := range c.Certificates {
		if t.Code == code {
			return t, true
		}
	}
	return nil, false
}

// field is the statement as a question of a form, for the checks of fields.
func (s Statement) field() Field {
	return Field{Key: s.Key, Type: FieldType(s.Type), Label: s.Label, Required: s.Required, When: s.When, MaxLength: s.MaxLength,
		Choices: s.Choices, Min: s.Min, Max: s.Max, Day: s.Day}
}

func (c Column) field() Field {
	return Field{Key: c.Key, Type: FieldType(c.Type), Label: c.Label, Required: c.Required, MaxLength: c.MaxLength,
		Choices: c.Choices, Day: c.Day}
}

// fill writes out the defaults.
func (c *Certificate) fill() {
	for i := range c.Statements {
		s := &c.Statements[i]
		f := s.field()
		f.fill()
		s.MaxLength = f.MaxLength
		for j := range s.Columns {
			f := s.Columns[j].field()
			f.fill()
			s.Columns[j].MaxLength = f.MaxLength
		}
	}
}
