package catalogue

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

// Identification is identity.yaml: how people are identified in person, and
// with which documents. As with Service, a new field must be omitzero.
type Identification struct {
	Version   int             `json:"version" jsonschema:"required,minimum=1" jsonschema_description:"Raise it whenever anything in the file changes after publication."`
	Title     Text            `json:"title" jsonschema:"required" jsonschema_description:"Name of the procedure as the citizen reads it."`
	Summary   Text            `json:"summary" jsonschema:"required" jsonschema_description:"One or two sentences: what for."`
	Result    Text            `json:"result" jsonschema:"required" jsonschema_description:"What one has afterwards."`
	Unit      models.UnitCode `json:"unit" jsonschema:"required" jsonschema_description:"The unit that answers for it, a service point."`
	Term      int             `json:"term" jsonschema:"required,minimum=1" jsonschema_description:"Calendar days after which the citizen is reminded."`
	Lapse     int             `json:"lapse" jsonschema:"required,minimum=1" jsonschema_description:"Calendar days after the reminder when the request lapses."`
	Documents []IdentityPaper `json:"documents" jsonschema:"required,minItems=1" jsonschema_description:"What is accepted."`
	Source    string          `json:"source" jsonschema:"required" jsonschema_description:"Where the facts of this file come from."`
	Note      string          `json:"note,omitzero" jsonschema_description:"For those who maintain the file, e.g. what is indicative."`
}

// IdentityPaper is one kind of identity document that is accepted, for a time.
type IdentityPaper struct {
	Kind   models.IdentityPaper `json:"kind" jsonschema:"required" jsonschema_description:"Kebab-case, unique in the file."`
	Label  Text                 `json:"label" jsonschema:"required" jsonschema_description:"Name of the document."`
	Number NumberCheck          `json:"number" jsonschema:"required" jsonschema_description:"How its number is checked."`
	End    EndRule              `json:"end" jsonschema:"required" jsonschema_description:"Whether the document says until when it is good."`
	From   Date                 `json:"from,omitzero" jsonschema_description:"First day on which it is accepted; always before that if absent."`
	Until  Date                 `json:"until,omitzero" jsonschema_description:"Last day on which it is accepted; no end if absent."`
}

// NumberCheck names how a document's number is checked.
type NumberCheck string

// Checks of numbers.
const (
	CardNumber     NumberCheck = "identity-card"
	PassportNumber NumberCheck = "passport"
	OtherNumber    NumberCheck = "other" // of another state: letters and digits
)

// EndRule says whether a document names the last day of its validity.
type EndRule string

// Rules of ends.
const (
	EndRequired EndRule = "required"
	EndOptional EndRule = "optional"
	EndNone     EndRule = "none"
)

// Date is a day, YYYY-MM-DD.
type Date string

// Definition is the file as it is published: see Service.Definition.
func (i *Identification) Definition() (definition []byte, sum string) { return definitionOf(i) }

// ParseIdentification reads a published definition back.
func ParseIdentification(definition []byte) (*Identification, error) {
	i := new(Identification)
	if err := json.Unmarshal(definition, i); err != nil {
		return nil, fmt.Errorf("parse the published identification: %w", err)
	}
	return i, nil
}

// Process is the way of a request to be identified, wherever a case is asked
// for its texts and plan.
func (i *Identification) Process() *Service {
	return &Service{Code: models.IdentityService, Version: i.Version, Title: i.Title, Summary: i.Summary, Result: i.Result,
		Unit: i.Unit, Identity: Low, Terms: Terms{Completion: defaultCompletion, Identification: Waiting{i.Term, i.Lapse}},
		Delivery: []models.Delivery{models.ByPortal}, Source: i.Source, Note: i.Note,
		Stages: []Stage{{Key: models.Presence, Kind: models.KindTask, Audience: models.ForOfficer, Units: []models.UnitCode{i.Unit},
			Label:    Text{El: "Έλεγχος στοιχείων με φυσική παρουσία", En: "Check in person"},
			State:    Text{El: "Περιμένει να έρθετε σε σημείο εξυπηρέτησης", En: "Waiting for you to come to a service point"},
			Outcomes: []models.Outcome{models.Done, models.Rejected},
			OutcomeTexts: map[models.Outcome]Text{models.Done: {El: "Ταυτοποιήθηκε", En: "Identified"},
				models.Rejected: {El: "Δεν ταυτοποιήθηκε", En: "Not identified"},
				models.Lapsed:   {El: "Δεν έγινε προσέλευση μέσα στην προθεσμία", En: "Nobody came in time"}}}}}
}

// Accepted are the documents accepted on the day of a moment.
func (i *Identification) Accepted(at time.Time) []IdentityPaper {
	today := Date(dayOf(at))
	return slices.DeleteFunc(slices.Clone(i.Documents), func(d IdentityPaper) bool {
		return d.From != "" && today < d.From || d.Until != "" && today > d.Until
	})
}

// Codes of faults of a document that is shown.
const (
	faultPaperUnknown models.Code = "document-not-accepted"
	faultPaperExpired models.Code = "document-expired"
	faultPaperEndless models.Code = "document-has-no-end"
)

// Shown checks a document that a person shows at a moment: its number comes
// back normalised. expires is YYYY-MM-DD or empty. Fields of faults are kind,
// number and expires.
func (i *Identification) Shown(kind models.IdentityPaper, number, expires string, at time.Time) (models.ShownDocument, []models.FieldFault) {
	accepted := i.Accepted(at)
	n := slices.IndexFunc(accepted, func(d IdentityPaper) bool { return d.Kind == kind })
	if n < 0 {
		return models.ShownDocument{}, []models.FieldFault{{Field: "kind", Code: faultPaperUnknown}}
	}
	d, out := accepted[n], models.ShownDocument{Kind: kind}
	var faults []models.FieldFault
	fault := func(field string, c models.Code) { faults = append(faults, models.FieldFault{Field: field, Code: c}) }
	var err error
	if out.Number, err = numberChecks[d.Number](number); err != nil {
		fault("number", models.Code(err.Error()))
	}
	switch {
	case expires == "" && d.End == EndRequired:
		fault("expires", faultRequired)
	case expires != "" && d.End == EndNone:
		fault("expires", faultPaperEndless)
	case expires != "":
		if out.ExpiresOn, err = time.ParseInLocation(time.DateOnly, expires, calendar.Athens); err != nil {
			fault("expires", faultDateForm)
		} else if expires < dayOf(at) {
			fault("expires", faultPaperExpired)
		}
	}
	return out, faults
}

// numberChecks gives the number in the one form that is kept; its error is an
// ident.Fault.
var numberChecks = map[NumberCheck]ident.Check{CardNumber: ident.IdentityCard, PassportNumber: ident.Passport, OtherNumber: ident.ForeignDocument}
