package models

import "time"

// RepresentationKind is why somebody may apply for another.
type RepresentationKind string

// The kinds.
const (
	ForMinor        RepresentationKind = "minor"         // a parent for his child (ΑΚ 1510)
	ByAuthorisation RepresentationKind = "authorisation" // by a signed paper (ν. 2690/1999 art. 11)
	ForOrganisation RepresentationKind = "organisation"  // its named representative
	ByGuardian      RepresentationKind = "guardian"      // whom a court appointed
)

// SlotRepresentation is the paper that proves a representation. Every service
// takes it, and no other application does.
const SlotRepresentation SlotKey = "representation"

// Behalf says for whom somebody applies.
type Behalf struct {
	Kind     RepresentationKind
	For      Person // the applicant
	Capacity string // of who applies: «μητέρα», «νόμιμος εκπρόσωπος»
	BornOn   string // of a minor, YYYY-MM-DD
}

// Representation is a Behalf as a case shows it.
type Representation struct {
	Kind           RepresentationKind
	Representative string // name
	Capacity       string
	BornOn         time.Time // of a minor; zero otherwise
}

// Proven says whether the kind needs a paper: of a child the registers know the
// parents.
func (k RepresentationKind) Proven() bool { return k != ForMinor }

// Adult is the age at which nobody else applies any more (ΑΚ 127).
const Adult = 18
