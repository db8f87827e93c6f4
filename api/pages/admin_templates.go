package pages

// AdminTemplates are the texts of all messages.
type AdminTemplates struct {
	AdminNav
	Groups []TemplateGroup
	Places []Row // placeholders and what they stand for
}

// TemplateGroup are messages to the same people.
type TemplateGroup struct {
	Title string
	Rows  []TemplateRow
}

// TemplateRow is the text of one event.
type TemplateRow struct{ Title, Href, State, Channels string }

func (AdminTemplates) Name() string { return "admin_templates" }
func (AdminTemplates) Wide() bool   { return true }

// AdminTemplate is the text of one event in both languages, and what people
// get, with invented particulars.
type AdminTemplate struct {
	AdminNav
	Title, When string
	Key         string
	Services    []Choice // with whose words it is shown; none: it tells of no case
	Service     string
	Own         bool // the service has words of its own for it
	Texts       []TemplateText
	Places      []Row
}

// TemplateText is the text in one language.
type TemplateText struct {
	Lang, Language string
	State          string
	Body, Next     []string
	SMSNext        string
	Email          *TemplateMail
	SMS            *TemplateSMS
}

// TemplateMail is an e-mail as it goes out.
type TemplateMail struct{ Subject, Body string }

// TemplateSMS is an SMS as it goes out.
type TemplateSMS struct {
	Text     string
	Plain    bool // in the 7-bit alphabet, else UCS-2
	Length   int  // in its units
	Parts    int
	Capacity int // of one part
}

func (AdminTemplate) Name() string { return "admin_template" }
func (AdminTemplate) Wide() bool   { return true }

// Form is the choice of a service.
func (AdminTemplate) Form() Form { return Form{} }
