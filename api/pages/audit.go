package pages

import "time"

// Audit is what was done and refused.
type Audit struct {
	AdminNav
	Form
	Objects, Actions []Choice
	Rows             []AuditRow
	By               string // whose lines these are, when one account was asked for
	Narrowed         bool   // by any filter
	CSV, XLSX        string
	Pager            Pager
	Now              time.Time
}

// AuditRow is one line. Same leads to all lines of the same thing.
type AuditRow struct {
	At                                              time.Time
	Who, For, Action, Object, Called, Same, Refused string
}

func (Audit) Name() string { return "audit" }
func (Audit) Wide() bool   { return true }
