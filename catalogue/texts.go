package catalogue

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/thyrida/thyrida/models"
)

// Texts are the words of every message and fault, by language: texts/el.yaml
// and texts/en.yaml. Staff edit them.
type Texts map[string]*Words

// Words are the texts of one language. A {placeholder} stands for a value; a
// sentence (an item of a list) whose value is missing is left out, so that no
// message ever has a hole.
type Words struct {
	Email          EmailWords               `json:"email" jsonschema:"required" jsonschema_description:"The frame of every e-mail."`
	SMS            SMSWords                 `json:"sms" jsonschema:"required" jsonschema_description:"The pieces of every SMS, joined by blanks."`
	Events         map[string]EventWords    `json:"events" jsonschema:"required" jsonschema_description:"What happened, by event; event-portal, event-email and event-post go before event."`
	Outcomes       map[string]string        `json:"outcomes" jsonschema:"required" jsonschema_description:"How a task, stage or case ended."`
	Proofs         map[string]string        `json:"proofs" jsonschema:"required" jsonschema_description:"What proves a payment."`
	Identification StageWords               `json:"identification" jsonschema:"required" jsonschema_description:"The stage in which the applicant is identified."`
	Completion     StageWords               `json:"completion" jsonschema:"required" jsonschema_description:"The stage in which the citizen completes."`
	Verdicts       VerdictWords             `json:"verdicts" jsonschema:"required" jsonschema_description:"What is said of a paper that is not accepted."`
	Registers      map[string]RegisterWords `json:"registers" jsonschema:"required" jsonschema_description:"The registers that statements stand in."`
	Called         map[string]string        `json:"called,omitzero" jsonschema_description:"What people call services, by code; searched beside title and summary."`
	Faults         map[models.Code]string   `json:"faults" jsonschema:"required" jsonschema_description:"What is wrong with one field of a form."`
}

// EmailWords are the frame of every e-mail.
type EmailWords struct {
	Subject  []string `json:"subject" jsonschema:"required,minItems=1" jsonschema_description:"The first whose values are all there."`
	Greeting []string `json:"greeting" jsonschema:"required,minItems=1" jsonschema_description:"The first whose values are all there."`
	Facts    []string `json:"facts" jsonschema:"required,minItems=1" jsonschema_description:"Lines below what happened: number, service, state."`
	Reasons  string   `json:"reasons" jsonschema:"required" jsonschema_description:"Heading above the reasons."`
	Message  string   `json:"message" jsonschema:"required" jsonschema_description:"Heading above what somebody wrote to the citizen."`
	Remedy   string   `json:"remedy" jsonschema:"required" jsonschema_description:"Heading above the remedy."`
	Next     string   `json:"next" jsonschema:"required" jsonschema_description:"Heading above what happens next."`
	Papers   string   `json:"papers" jsonschema:"required" jsonschema_description:"Heading above the documents a message tells of."`
	Paper    []string `json:"paper" jsonschema:"required,minItems=1" jsonschema_description:"Lines of each document: name, number, where it is, how anybody checks it."`
	Points   string   `json:"points" jsonschema:"required" jsonschema_description:"Heading above the service points."`
	Point    []string `json:"point" jsonschema:"required,minItems=1" jsonschema_description:"Lines of each service point: name, where, when, telephone."`
	Unnamed  string   `json:"unnamed" jsonschema:"required" jsonschema_description:"Name of a document whose title is nobody's business."`
	Contact  string   `json:"contact" jsonschema:"required" jsonschema_description:"Heading above the contact."`
	Lines    []string `json:"lines" jsonschema:"required,minItems=1" jsonschema_description:"Lines of the contact."`
	Footer   []string `json:"footer" jsonschema:"required,minItems=1" jsonschema_description:"Lines at the end."`
	Note     string   `json:"note" jsonschema:"required" jsonschema_description:"Last line of what citizens get."`
}

// SMSWords are the pieces of an SMS, in their order. Next, service and house
// are left out, in this order, when it would exceed one part.
type SMSWords struct {
	House   string   `json:"house" jsonschema:"required" jsonschema_description:"Short name of the municipality."`
	Number  string   `json:"number" jsonschema:"required" jsonschema_description:"Protocol number."`
	Service string   `json:"service" jsonschema:"required" jsonschema_description:"Name of the service."`
	State   string   `json:"state" jsonschema:"required" jsonschema_description:"The new state."`
	Next    string   `json:"next" jsonschema:"required" jsonschema_description:"What happens next."`
	Contact []string `json:"contact" jsonschema:"required,minItems=1" jsonschema_description:"Name, telephone and e-mail of the clerk."`
}

// EventWords tell one event.
type EventWords struct {
	State   string   `json:"state" jsonschema:"required" jsonschema_description:"The new state in a few plain words; also in the subject and the SMS."`
	Body    []string `json:"body" jsonschema:"required,minItems=1" jsonschema_description:"What happened."`
	Next    []string `json:"next,omitzero" jsonschema_description:"What happens next, with the expected date."`
	SMSNext string   `json:"smsNext,omitzero" jsonschema_description:"The same in a few words."`
}

// StageWords name a stage.
type StageWords struct {
	Label string `json:"label" jsonschema:"required" jsonschema_description:"Name of the stage."`
	State string `json:"state" jsonschema:"required" jsonschema_description:"What the citizen is told while it lasts."`
}

// In gives the words of a language; every language but English gets Greek.
func (t Texts) In(lang string) *Words {
	if lang == English {
		return t[English]
	}
	return t[Greek]
}

// RegisterWords name a register.
type RegisterWords struct {
	Label     string `json:"label" jsonschema:"required" jsonschema_description:"Name of the register."`
	Reference string `json:"reference" jsonschema:"required" jsonschema_description:"How a place in it is written, with an example."`
}

// Outcome is the word for an outcome. A stage's own word goes before it, see
// Called is what people call a service in either language; empty if nothing is
// written down.
func (t Texts) Called(s models.ServiceCode) string {
	var all []string
	for _, lang := range Languages {
		all = append(all, t.In(lang).Called[string(s)])
	}
	return strings.Join(all, " ")
}

// OutcomeText, and a case has its own, see Ending.
func (t Texts) Outcome(lang string, o models.Outcome) string { return t.In(lang).Outcomes[string(o)] }

// OutcomeText is what the button of an outcome says in a stage of a service, and
// how that stage ended. Why one lapsed depends on whom it waited for.
func (t Texts) OutcomeText(lang string, s *Service, k models.StageKey, o models.Outcome) string {
	if st, ok := s.Stage(k); ok {
		if own := st.OutcomeTexts[o].In(lang); own != "" {
			return own
		}
	}
	if own := t.In(lang).Outcomes[string(o)+"-"+string(k)]; own != "" {
		return own
	}
	return t.Outcome(lang, o)
}

// Ending is how a case ended. One lapses only because nobody came to be
// identified: an answer that does not come leads back into the house.
func (t Texts) Ending(lang string, o models.Outcome) string {
	if o == models.Lapsed {
		return t.In(lang).Outcomes[lapsedUnidentified]
	}
	return t.Outcome(lang, o)
}

// StageLabel names a stage of a service, the citizen's own included. It is the
// bare key when the service has no such stage.
func (t Texts) StageLabel(lang string, s *Service, k models.StageKey) string {
	switch k {
	case models.Completion:
		return t.In(lang).Completion.Label
	case models.Identification:
		return t.In(lang).Identification.Label
	}
	if st, ok := s.Stage(k); ok {
		return st.Label.In(lang)
	}
	return string(k)
}

// StageState is what the citizen is told while the stage lasts.
func (t Texts) StageState(lang string, s *Service, k models.StageKey) string {
	switch k {
	case models.Completion:
		return t.In(lang).Completion.State
	case models.Identification:
		return t.In(lang).Identification.State
	}
	if st, ok := s.Stage(k); ok {
		return st.State.In(lang)
	}
	return string(k)
}

// Fault words one fault of a form. A code without a text gives the code, which
// a test rules out for every code Validate can give.
func (t Texts) Fault(lang string, f models.FieldFault) string {
	text, ok := t.In(lang).Faults[f.Code]
	if !ok {
		return string(f.Code)
	}
	values := make(map[string]string, len(f.Data))
	for k, v := range f.Data {
		values[k] = fmt.Sprint(v)
	}
	values["form"] = t.ReferenceForm(lang, models.RegisterCode(values["register"]))
	text, _ = expand(text, values)
	return text
}

// FaultText is Texts.Fault with the texts that ship with the program.
func FaultText(lang string, f models.FieldFault) string {
	c, err := Shipped()
	if err != nil {
		return string(f.Code)
	}
	return c.Texts.Fault(lang, f)
}

var placeholder = regexp.MustCompile(`\{([^{}]*)\}`)

// expand puts values in the places of a text; false if one of them is missing.
func expand(text string, values map[string]string) (string, bool) {
	whole := true
	out := placeholder.ReplaceAllStringFunc(text, func(p string) string {
		v := values[p[1:len(p)-1]]
		whole = whole && v != ""
		return v
	})
	return out, whole
}

// expandAll expands the sentences whose values are all there.
func expandAll(texts []string, values map[string]string) []string {
	var out []string
	for _, t := range texts {
		if s, ok := expand(t, values); ok && strings.TrimSpace(s) != "" {
			out = append(out, s)
		}
	}
	return out
}

// first is the first text whose values are all there, the last one otherwise.
func first(texts []string, values map[string]string) string {
	var s string
	for _, t := range texts {
		var ok bool
		if s, ok = expand(t, values); ok {
			break
		}
	}
	return s
}
