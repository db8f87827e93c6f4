package catalogue

import "github.com/thyrida/thyrida/models"

// Service is one service of the municipality: one file in services/. The same
// JSON names are the keys of the YAML file, of the schema and of the definition
// that is published. A new field must be omitzero, or every published
// definition would seem changed.
type Service struct {
	Code        models.ServiceCode          `json:"code" jsonschema:"required" jsonschema_description:"Kebab-case; also the name of the file."`
	Version     int                         `json:"version" jsonschema:"required,minimum=1" jsonschema_description:"Raise it whenever anything in the file changes after publication."`
	Title       Text                        `json:"title" jsonschema:"required" jsonschema_description:"Name of the service as the citizen reads it."`
	Summary     Text                        `json:"summary" jsonschema:"required" jsonschema_description:"One or two sentences: for whom, and what for."`
	Result      Text                        `json:"result" jsonschema:"required" jsonschema_description:"What the applicant receives in the end."`
	Certificate models.CertificateCode      `json:"certificate,omitzero" jsonschema_description:"The certificate that is issued in the end, a code of certificates/."`
	Unit        models.UnitCode             `json:"unit" jsonschema:"required" jsonschema_description:"The responsible unit, a code of units.yaml."`
	Mitos       MitosCode                   `json:"mitos,omitzero" jsonschema_description:"Six digits of the national register of procedures (mitos.gov.gr)."`
	Identity    Identity                    `json:"identity" jsonschema:"required" jsonschema_description:"How surely the applicant must be known (eIDAS)."`
	Protocol    bool                        `json:"protocol" jsonschema:"required" jsonschema_description:"Whether an application gets a protocol number."`
	Discreet    bool                        `json:"discreet,omitzero" jsonschema_description:"The name of the service says something sensitive: SMS and subjects do not name it."`
	Terms       Terms                       `json:"terms" jsonschema:"required" jsonschema_description:"How long it takes."`
	Fee         *Fee                        `json:"fee,omitzero" jsonschema_description:"What it costs; absent when it is free."`
	Remedy      RemedyCode                  `json:"remedy" jsonschema:"required" jsonschema_description:"What can be done against a refusal, a code of remedies.yaml."`
	Appeal      Remedy                      `json:"appeal,omitzero" jsonschema:"-"` // the remedy in full, put here by Load
	Delivery    []models.Delivery           `json:"delivery" jsonschema:"required,minItems=1" jsonschema_description:"How the result can reach the applicant; he chooses when there are several."`
	Form        []Field                     `json:"form,omitzero" jsonschema_description:"What is asked beyond the applicant's identity and contact."`
	Behalf      []models.RepresentationKind `json:"behalf,omitzero" jsonschema_description:"For whom somebody may apply beside himself; anybody if absent."`
	Papers      []Paper                     `json:"papers,omitzero" jsonschema_description:"What the applicant attaches."`
	Stages      []Stage                     `json:"stages" jsonschema:"required,minItems=1" jsonschema_description:"The way of an application, in order."`
	Notices     map[models.Event]NoticeText `json:"notices,omitzero" jsonschema_description:"Texts of messages where this service deviates from texts/."`
	Source      string                      `json:"source" jsonschema:"required" jsonschema_description:"Where the facts of this file come from."`
	Note        string                      `json:"note,omitzero" jsonschema_description:"For those who maintain the file, e.g. what is indicative and must be confirmed."`
}

// Text is one text in the two languages.
type Text struct {
	El string `json:"el" jsonschema:"required" jsonschema_description:"Greek."`
	En string `json:"en" jsonschema:"required" jsonschema_description:"English."`
}

// In gives the text in a language; every language but "en" gets Greek.
func (t Text) In(lang string) string {
	if lang == English {
		return t.En
	}
	return t.El
}

// The languages of every text.
const (
	Greek   = "el"
	English = "en"
)

// Languages in the order in which they are checked and written.
var Languages = []string{Greek, English}

// Identity is how surely an applicant must be known (eIDAS; Α and Β on pages).
type Identity string

// Levels of identity.
const (
	Low         Identity = "low"
	Substantial Identity = "substantial"
)

// MitosCode is a procedure of the national register, six digits.
type MitosCode string

// Terms are the time limits of a service.
type Terms struct {
	Legal      LegalTerm `json:"legal" jsonschema:"required" jsonschema_description:"The law's limit, in calendar days from the complete application."`
	Target     int       `json:"target" jsonschema:"required,minimum=1" jsonschema_description:"What the municipality aims at, in working days."`
	Completion int       `json:"completion,omitzero" jsonschema:"minimum=1" jsonschema_description:"How long the applicant has to complete what was returned, in calendar days; 30 if absent."`
	// Identification is told to the workflow, never counted for the municipality.
	Identification Waiting `json:"identification,omitzero" jsonschema_description:"How long an application waits for its applicant to be identified, where the service needs level substantial."`
}

// Waiting is how long somebody is waited for, in calendar days.
type Waiting struct {
	Term  int `json:"term,omitzero" jsonschema:"minimum=1" jsonschema_description:"Until he is reminded; 30 if absent."`
	Lapse int `json:"lapse,omitzero" jsonschema:"minimum=1" jsonschema_description:"From then until the machine ends it; 30 if absent."`
}

// LegalTerm is a limit in calendar days (ΑΚ 241-242) with the law that sets it.
type LegalTerm struct {
	Days       int  `json:"days" jsonschema:"required,minimum=1" jsonschema_description:"Calendar days."`
	Basis      Text `json:"basis" jsonschema:"required" jsonschema_description:"The provision."`
	Indicative bool `json:"indicative,omitzero" jsonschema_description:"No source confirms the number: it is shown as indicative."`
}

// Remedy is what a citizen can do against a refusal: an entry of remedies.yaml.
type Remedy struct {
	Days       int    `json:"days" jsonschema:"required,minimum=1" jsonschema_description:"Calendar days from the notification of the refusal."`
	Basis      Text   `json:"basis" jsonschema:"required" jsonschema_description:"The provision."`
	Text       Text   `json:"text" jsonschema:"required" jsonschema_description:"What the refusal says; may name {days} and {basis}."`
	Source     string `json:"source" jsonschema:"required" jsonschema_description:"Where the facts come from."`
	Indicative bool   `json:"indicative,omitzero" jsonschema_description:"To be confirmed before it is relied on."`
}

// RemedyCode names an entry of remedies.yaml.
type RemedyCode string

// NoticeText replaces parts of the general text of one event.
type NoticeText struct {
	State Text `json:"state,omitzero" jsonschema_description:"The new state in a few plain words."`
	Body  Text `json:"body,omitzero" jsonschema_description:"What happened."`
	Next  Text `json:"next,omitzero" jsonschema_description:"What happens next."`
}

// Paper is a slot of the form that an attachment fills.
type Paper struct {
	Slot      models.SlotKey `json:"slot" jsonschema:"required" jsonschema_description:"Kebab-case, unique in the file."`
	Label     Text           `json:"label" jsonschema:"required" jsonschema_description:"Name of the paper."`
	Help      Text           `json:"help,omitzero" jsonschema_description:"What it must show, where to get it."`
	Required  bool           `json:"required,omitzero" jsonschema_description:"No submission without it (when its condition holds)."`
	When      *When          `json:"when,omitzero" jsonschema_description:"Only asked for when this holds."`
	Accept    []FileKind     `json:"accept" jsonschema:"required,minItems=1" jsonschema_description:"Kinds of file, recognised by content."`
	MaxMB     int            `json:"maxMB,omitzero" jsonschema:"minimum=1" jsonschema_description:"Largest file in megabytes (10^6 bytes); 10 if absent."`
	MaxCount  int            `json:"maxCount,omitzero" jsonschema:"minimum=1" jsonschema_description:"How many files; 1 if absent."`
	ExOfficio bool           `json:"exOfficio,omitzero" jsonschema_description:"The municipality can fetch it itself: shown, never demanded."`
	KeepPlace bool           `json:"keepPlace,omitzero" jsonschema_description:"The photograph shall say where it was taken: GPS in EXIF and XMP stays. Otherwise it is removed from every photograph."`
}

// FileKind is a kind of file a slot accepts.
type FileKind string

// Kinds of file.
const (
	PDF  FileKind = "pdf"
	JPEG FileKind = "jpeg"
	PNG  FileKind = "png"
)

// MIME is the media type of a kind of file, as content detection names it.
func (k FileKind) MIME() string {
	if k == PDF {
		return "application/pdf"
	}
	return "image/" + string(k)
}

// Paper finds a slot.
func (s *Service) Paper(k models.SlotKey) (Paper, bool) {
	for _, p := range s.Papers {
		if p.Slot == k {
			return p, true
		}
	}
	if k == models.SlotRepresentation {
		return representation, true
	}
	return Paper{}, false
}

// MaxBytes is the largest file the slot takes.
func (p Paper) MaxBytes() int64 { return int64(p.MaxMB) * 1_000_000 }
