package pages

// Accessibility is the statement that ν. 4727/2020 asks for.
type Accessibility struct{ House House }

// Privacy says what is kept of whom, why and for how long.
type Privacy struct{ House House }

// Help answers what people ask most.
type Help struct{ House House }

// Maintenance is shown while the house is closed: a proxy keeps a copy.
type Maintenance struct{ House House }

func (Accessibility) Name() string { return "accessibility" }
func (Privacy) Name() string       { return "privacy" }
func (Help) Name() string          { return "help" }
func (Maintenance) Name() string   { return "maintenance" }
