package pages

import "time"

// People are the employees that were looked for.
type People struct {
	AdminNav
	Form
	Query, Role, Unit string
	Blocked           bool
	Roles, Units      []Choice
	Rows              []PersonRow
	Pager             Pager
}

// PersonRow is one employee with his roles of now.
type PersonRow struct {
	ID, Name, Email string

	Roles   []string
	Blocked bool
}

func (People) Name() string { return "people" }
func (People) Wide() bool   { return true }

// NewPerson invites an employee.
type NewPerson struct {
	AdminNav
	Form
	Roles, Units []Choice
}

func (NewPerson) Name() string { return "person_new" }
func (NewPerson) Wide() bool   { return true }

// Person is one account.
type Person struct {
	AdminNav
	Form
	ID, Called, Email, Phone string

	Since, Seen, Factor, Blocked time.Time // zero: never, or not
	Sessions                     int
	Himself                      bool // the visitor's own
	Invited                      bool // he has not chosen a password yet
	Now, Past                    []PersonRole
	Roles, Units                 []Choice
}

// PersonRole is a role with its history.
type PersonRole struct {
	Text, Title, Role, Unit, By string

	From, Until time.Time
	Over, Ahead bool
}

func (Person) Name() string { return "person" }
func (Person) Wide() bool   { return true }

// PersonAct asks whether something is to be done to an account.
type PersonAct struct {
	AdminNav
	ID, Called, Act, Title, Text, Do string

	Role, Unit string // of a role that ends
}

func (PersonAct) Name() string { return "person_act" }
func (PersonAct) Wide() bool   { return true }
