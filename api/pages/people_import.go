package pages

// ImportPeople takes a table of employees, and says what is wrong with it.
type ImportPeople struct {
	AdminNav
	Form
	Most  int   // rows of a table
	Bytes int64 // of a file, at most
}

func (ImportPeople) Name() string { return "people_import" }
func (ImportPeople) Wide() bool   { return true }

// ImportCheck shows what a table would do, and asks.
type ImportCheck struct {
	AdminNav
	Form
	Imported
	Rows    []ImportRow
	Ignored []string // headings of columns that were not read
	Table   string   // goes with the answer
}

// ImportRow is what one row of the table does.
type ImportRow struct {
	Line                       int // of the table
	Called, Email, Role, Times string

	What Tag
}

func (ImportCheck) Name() string { return "people_import_check" }
func (ImportCheck) Wide() bool   { return true }

// Imported counts what a table does: accounts that it makes, roles that it
// gives, and rows that change nothing.
type Imported struct{ New, Granted, Same int }

// ImportDone says what a table did.
type ImportDone struct {
	AdminNav
	Imported
}

func (ImportDone) Name() string { return "people_import_done" }
func (ImportDone) Wide() bool   { return true }
