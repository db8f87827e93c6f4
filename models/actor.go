package models

import (
	"slices"
	"time"
)

// Role is what a grant allows. A citizen needs none.
type Role string

const (
	RoleClerk     Role = "clerk"     // of a unit: its tasks
	RoleHead      Role = "head"      // of a unit: approvals, assignment, its tasks
	RoleSignatory Role = "signatory" // of a unit or of the municipality: signs its documents
	RoleProtocol  Role = "protocol"  // of the municipality: the book, every case's summary
	RoleManager   Role = "manager"   // of the municipality: reports
	RoleAdmin     Role = "admin"     // of the municipality: accounts, units, processes
)

// Roles are all of them.
var Roles = []Role{RoleClerk, RoleHead, RoleSignatory, RoleProtocol, RoleManager, RoleAdmin}

// Grant is one role of an account.
type Grant struct {
	Role Role     `json:"role"`
	Unit UnitCode `json:"unit,omitempty"` // empty: the whole municipality
	// Of a signatory: the capacity that is printed, in both languages, and
	// whether he signs «με εντολή Δημάρχου».
	TitleEl string `json:"titleEl,omitempty"`
	TitleEn string `json:"titleEn,omitempty"`
	ByOrder bool   `json:"byOrder,omitempty"`
	// From is when the grant begins to count, if that is later than now; Until ends
	// it by itself, as delegations and substitutions end.
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// Actor is who asks: an account with its grants as they are in force now. The
// zero Actor is somebody who has not logged in.
type Actor struct {
	Account      AccountID
	Municipality Municipality
	Person       PersonID // the citizen behind the account, if any
	Name         string
	Language     string        // "el" or "en"
	Level        IdentityLevel // of the citizen; empty for staff without requests
	Grants       []Grant
	ActsFor      []ActsFor // whom he stands in for now; their grants are among his

	// Of his session.
	SecondFactor bool   // it was shown one
	Provider     string // who vouched for him; empty: a password
}

// Is says whether the actor holds the role, in any unit.
func (a Actor) Is(r Role) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == r })
}

// In says whether the actor holds one of the roles in a unit.
func (a Actor) In(u UnitCode, roles ...Role) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Unit == u && slices.Contains(roles, g.Role) })
}

// Staff says whether the actor works for the municipality.
func (a Actor) Staff() bool { return len(a.Grants) > 0 }
