package models

// News say that something has changed, not what: a case, with the units that
// have or had a part in it, or the sessions or rights of an account.
type News struct {
	Case    CaseID
	Units   []UnitCode
	Account AccountID
}
