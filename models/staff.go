package models

import "time"

// AccountFilter narrows the list of accounts. What is empty narrows nothing.
type AccountFilter struct {
	Query string // part of a name, without accents, or the beginning of an e-mail
	Role  Role
	Unit  UnitCode
	Staff bool // only who has, had or will have a role
	Off   bool // only who is blocked
	Page  Page
}

// AccountFile is everything an administrator sees of an account.
type AccountFile struct {
	Account
	Grants    []GrantLine // newest first
	Sessions  int         // in force
	SeenAt    time.Time   // last; zero: never
	FactorAt  time.Time   // since when it has a second factor; zero: none
	Password  bool
	Providers int // that log in to it
}

// GrantLine is a grant with its history.
type GrantLine struct {
	Grant
	GivenBy string // name; empty: the machine
	Source  string // admin, import, oidc:…
	GivenAt time.Time
}

// StaffRow is a line of a table of accredited users: one role of one person.
type StaffRow struct {
	Email, Name string
	Grant
}

// StaffChange is what a line of the table does.
type StaffChange struct {
	StaffRow
	New     bool // the account is made, and its owner invited
	Granted bool // the role is given; otherwise it is in force already
}
