package pages

import "time"

// Profile is somebody's account.
type Profile struct {
	Form    // how to be told
	Who     string
	Email   string
	Mobile  string
	Level   string // in words; empty: no citizen
	Known   bool   // identified
	Citizen bool

	Told     []Field // how to be told
	House    string  // quiet hours of the municipality
	Sessions []ProfileSession
	Logins   []ProfileLogin
	More     []Link // providers that he may add
	Language Field  // in which he is written to
	Password bool   // he has one
	Factor   *ProfileFactor
}

// ProfileSession is where somebody is logged in.
type ProfileSession struct {
	ID, Device  string
	Began, Seen time.Time
	Current     bool
}

// ProfileLogin is a provider that logs in to the account.
type ProfileLogin struct {
	ID, Label string
	Used      time.Time
	Removable bool
}

// ProfileFactor is the second factor of an employee.
type ProfileFactor struct {
	Since    *time.Time // nil: none
	Codes    int        // recovery codes left
	Required bool
}

func (Profile) Name() string { return "profile" }

// Fields are the inputs with what was typed and what is wrong.
func (p Profile) Fields() []Field { return filled(p.Form, p.Told) }

// Tongue is the choice of a language with what is wrong with it.
func (p Profile) Tongue() Field { return filled(p.Form, []Field{p.Language})[0] }

// ProfileWay adds a provider to an account: the password first, then a link to
// the provider.
type ProfileWay struct {
	Form
	Key, Label string
	Password   bool   // is asked for
	To         string // at the provider; empty: not begun
}

func (ProfileWay) Name() string { return "profile_way" }

// ProfileSecret shows once what is shown never again: the secret of a second
// factor, or recovery codes.
type ProfileSecret struct {
	Form
	Secret, URI string
	Codes       []string
}

func (ProfileSecret) Name() string { return "profile_secret" }

// Identification is where somebody asks to be identified.
type Identification struct {
	Form
	Known     bool // he is
	Request   *IdentityRequest
	Points    []ServicePoint
	Map       *Map // nil: no place is known
	Documents []string
}

// IdentityRequest is a wish to be identified.
type IdentityRequest struct {
	ID, Code, Note string
	Asked, Expires time.Time
	Open           bool
	Tag            Tag
}

// ServicePoint is where people are identified. Number is that of its mark on the
// map, 0 if its place is not known; Place opens the map of the reader's own device.
type ServicePoint struct {
	Name, Address, Hours, Phone string

	Number int
	Place  string
}

func (Identification) Name() string { return "identification" }
