package pages

// AdminNav leads between the administrator's pages; each of them embeds it and
// begins with {{template "admin-nav" .AdminNav}}.
type AdminNav struct{ Sections []Tab }

// Admin is the administrator's first page.
type Admin struct {
	AdminNav
	Cards []AdminCard
}

// AdminCard says what one of the administrator's pages is for, and how things
// stand there. Fact is empty where there is nothing to count.
type AdminCard struct {
	Link
	Lead, Fact string
	Alarm      bool // the fact wants somebody to look
}

func (Admin) Name() string { return "admin" }
func (Admin) Wide() bool   { return true }
