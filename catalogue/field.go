package catalogue

// Field is one question of a form.
type Field struct {
	Key       FieldKey  `json:"key" jsonschema:"required" jsonschema_description:"Kebab-case, unique in the form."`
	Type      FieldType `json:"type" jsonschema:"required" jsonschema_description:"What kind of answer."`
	Label     Text      `json:"label" jsonschema:"required" jsonschema_description:"The question."`
	Help      Text      `json:"help,omitzero" jsonschema_description:"A hint below the question."`
	Required  bool      `json:"required,omitzero" jsonschema_description:"Must be answered (when its condition holds)."`
	When      *When     `json:"when,omitzero" jsonschema_description:"Only asked when this holds; otherwise an answer is a fault."`
	MaxLength int       `json:"maxLength,omitzero" jsonschema:"minimum=1" jsonschema_description:"Of text and long-text, in characters; 200 and 4000 if absent."`
	Choices   []Choice  `json:"choices,omitzero" jsonschema_description:"Of choice and multi-choice."`
	Default   Value     `json:"default,omitzero" jsonschema_description:"Of choice and boolean: taken when there is no answer."`
	Min       *Decimal  `json:"min,omitzero" jsonschema_description:"Of number and decimal: the smallest value."`
	Max       *Decimal  `json:"max,omitzero" jsonschema_description:"Of number and decimal: the largest value."`
	Day       DayRule   `json:"day,omitzero" jsonschema_description:"Of date: on which side of the day of submission."`
	From      string    `json:"from,omitzero" jsonschema:"format=date" jsonschema_description:"Of date: the first day allowed, e.g. \"1900-01-01\"."`
	To        string    `json:"to,omitzero" jsonschema:"format=date" jsonschema_description:"Of date: the last day allowed."`
	Sensitive bool      `json:"sensitive,omitzero" jsonschema_description:"Never shown in lists, messages or logs."`
}

// FieldKey names a field of a form.
type FieldKey string

// FieldType is what kind of answer a field takes. The set is closed.
type FieldType string

// Types of field, and what Validate makes of each.
const (
	TypeText        FieldType = "text"         // one line; string
	TypeLongText    FieldType = "long-text"    // several lines; string
	TypeAFM         FieldType = "afm"          // tax number; 9 digits
	TypeAMKA        FieldType = "amka"         // social security number; 11 digits
	TypeMobile      FieldType = "mobile"       // E.164, +3069…
	TypePhone       FieldType = "phone"        // Greek number in E.164, mobile or landline
	TypeEmail       FieldType = "email"        // address; string
	TypePostcode    FieldType = "postcode"     // 5 digits
	TypeDate        FieldType = "date"         // "2006-01-02"
	TypeNumber      FieldType = "number"       // whole number; int64
	TypeDecimal     FieldType = "decimal"      // number with a fraction; float64
	TypeChoice      FieldType = "choice"       // one value; string
	TypeMultiChoice FieldType = "multi-choice" // several values; []string in the order of the choices
	TypeBoolean     FieldType = "boolean"      // bool
)

// DayRule bounds a date by the day of submission (in Athens).
type DayRule string

// Rules for dates.
const (
	Past          DayRule = "past"
	PastOrToday   DayRule = "past-or-today"
	Future        DayRule = "future"
	FutureOrToday DayRule = "future-or-today"
)

// Choice is one value of a choice.
type Choice struct {
	Value string `json:"value" jsonschema:"required" jsonschema_description:"Kebab-case; what is stored."`
	Label Text   `json:"label" jsonschema:"required" jsonschema_description:"What the citizen reads."`
}

// When is the one expression of the catalogue: an earlier choice, multi-choice
// or boolean field has a value. A field that is itself not asked has none.
type When struct {
	Field  FieldKey `json:"field" jsonschema:"required" jsonschema_description:"An earlier field of type choice, multi-choice or boolean."`
	Equals Value    `json:"equals" jsonschema:"required" jsonschema_description:"A value of it; true or false for a boolean."`
}

// Value is a value of a choice, or "true" or "false" of a boolean.
type Value string

// Default lengths of text, in characters.
const (
	defaultLine = 200
	defaultText = 4000
)

// Field finds a field of the form.
func (s *Service) Field(k FieldKey) (Field, bool) {
	for _, f := range s.Form {
		if f.Key == k {
			return f, true
		}
	}
	return Field{}, false
}

// Choice finds the label of a value; empty texts if there is none.
func (f Field) Choice(value string) Text {
	for _, c := range f.Choices {
		if c.Value == value {
			return c.Label
		}
	}
	return Text{}
}
