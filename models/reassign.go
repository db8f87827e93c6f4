package models

// Reassignment is what a head gives from one person to another.
type Reassignment struct {
	From    AccountID
	To      AccountID // empty: back to the unit's queue
	Unit    UnitCode
	Service ServiceCode // empty: all
	After   TaskID      // the last one of the call before; empty: from the first
}
