package pages

// Login asks who somebody is.
type Login struct {
	Form
	Return    string // where he wanted to go
	Providers []Provider
	Needed    bool // he was led here by a page that wants to know
}

// Provider is another way to log in. It begins with a link: a form's policy
// would hold for where it leads.
type Provider struct{ Label, Start string }

func (Login) Name() string { return "login" }

// SecondFactor asks for the second thing.
type SecondFactor struct {
	Form
	Return string
}

func (SecondFactor) Name() string { return "second_factor" }
