package models

import "time"

// IdentityService is the code under which the process of identification is
// published.
const IdentityService ServiceCode = "identity"

// Presence is the stage of an identity request in which an officer sees the
// person and his document.
const Presence StageKey = "presence"

// IdentityWay is how a person proved who he is.
type IdentityWay string

const (
	AtPoint    IdentityWay = "point"    // with a document at a service point, on his request
	AtCounter  IdentityWay = "counter"  // with a document, while an application was filed for him
	ByTax      IdentityWay = "taxisnet" // with the credentials of the tax authority
	ByProvider IdentityWay = "provider" // at a provider of identities that the municipality trusts
)

// IdentityPaper is a kind of identity document, an entry of the catalogue's
// identity.yaml.
type IdentityPaper string

// ShownDocument is the identity document that a person showed.
type ShownDocument struct {
	Kind      IdentityPaper
	Number    string    // normalised; sealed at rest
	ExpiresOn time.Time // zero: it has no end
	Unit      UnitCode  // where it was shown: a service point, or the unit of the counter
	// Known says that the officer has been told that the same document was shown
	// for somebody of another name, and insists.
	Known bool

	Name       string // as on the document, if it corrects what is kept
	FatherName string
	AFM        string // if it was missing
}

// IdentityRequest is somebody's wish to be identified, as he sees it.
type IdentityRequest struct {
	ID        CaseID
	Code      string // to be told to the officer
	State     CaseState
	Outcome   Outcome // empty while open
	Note      string  // why it was refused
	AskedAt   time.Time
	ExpiresAt time.Time // zero until its workflow has begun
	Outbox    int64     // the start message, for the relay; 0 if it was there before
}

// FoundIdentity is a request as the officer sees it who was told its code: what
// he compares with the document.
type FoundIdentity struct {
	ID         CaseID
	Name       string
	FatherName string
	AFMEnd     string // the last three digits; empty if none is known
	AskedAt    time.Time
	ExpiresAt  time.Time
	Points     []UnitCode    // of the officer
	Waiting    []ServiceCode // applications that go on afterwards
}

// ServicePoint is where people are identified.
type ServicePoint struct {
	UnitName
	Phone                string
	AddressEl, AddressEn string
	HoursEl, HoursEn     string
	Place                *Place // nil: not known
}
