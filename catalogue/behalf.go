package catalogue

import (
	"slices"

	"github.com/thyrida/thyrida/models"
)

// Behalfs are all kinds of representation.
var Behalfs = []models.RepresentationKind{models.ForMinor, models.ByAuthorisation, models.ForOrganisation, models.ByGuardian}

// representation is the paper that proves a representation: every service takes
// it, from who applies for another.
var representation = Paper{Slot: models.SlotRepresentation, Accept: []FileKind{PDF, JPEG, PNG}, MaxMB: 10, MaxCount: 1,
	Label: Text{El: "Έγγραφο εκπροσώπησης", En: "Proof of representation"},
	Help: Text{El: "Εξουσιοδότηση με βεβαιωμένο το γνήσιο της υπογραφής, ή πράξη που ορίζει τον εκπρόσωπο.",
		En: "An authorisation with a certified signature, or the act that appoints the representative."}}

// Behalfs are the representations a service takes: all, if it does not say.
func (s *Service) Behalfs() []models.RepresentationKind {
	if len(s.Behalf) == 0 {
		return Behalfs
	}
	return s.Behalf
}

// Allows says whether a service takes applications of a kind of
// representation.
func (s *Service) Allows(k models.RepresentationKind) bool { return slices.Contains(s.Behalfs(), k) }
