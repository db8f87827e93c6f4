package models

import "time"

// PersonKind says what sort of person the law sees.
type PersonKind string

const (
	Natural      PersonKind = "natural"
	Organisation PersonKind = "organisation"
)

// Person is somebody who deals with the municipality, with or without an
// account.
type Person struct {
	ID         PersonID
	Kind       PersonKind
	Name       string
	FatherName string
	Email      string
	Mobile     string // E.164
	Address    string
	Postcode   string
	Language   string        // "el" or "en"
	AFM        string        // sealed at rest
	Level      IdentityLevel // IdentityA if empty
}

// Account is a login.
type Account struct {
	ID         AccountID
	Email      string
	Name       string
	Phone      string
	Person     PersonID
	Language   string
	Grants     []Grant
	CreatedAt  time.Time
	DisabledAt time.Time
}

// NewAccount asks for a login.
type NewAccount struct {
	ID           AccountID
	Email        string
	Name         string
	Phone        string
	PasswordHash string // argon2id, encoded
	Language     string
	Person       *Person // for a citizen
	Grants       []Grant
	Source       string // where the grants come from
}

// Draft is a submission as far as it has come.
type Draft struct {
	ID        DraftID
	Service   ServiceCode
	Body      []byte // JSON, as the client sent it
	UpdatedAt time.Time
}

// Published is one immutable version of a service.
type Published struct {
	Service     ServiceCode
	Version     int
	Definition  []byte // JSON
	SHA256      string
	PublishedAt time.Time
	Kind        CaseKind // of the cases it leads
}

// Unit is a part of the municipality that handles cases.
type Unit struct {
	UnitName
	Phone   string
	Email   string
	Contact AccountID // who answers while nobody has claimed a task

	Closed               bool // it handles nothing any more
	Point                bool // people are identified here
	AddressEl, AddressEn string
	HoursEl, HoursEn     string
	Place                *Place // nil: not known
}
