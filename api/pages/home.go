package pages

import "net/url"

// Home is the first page: what the municipality does for people, found by what
// people call it.
type Home struct {
	Query  string
	Groups []ServiceGroup // by unit; of a search one without title
	Found  int            // of a search
}

// ServiceGroup are the services of one unit.
type ServiceGroup struct {
	Title    string
	Services []ServiceLink
}

// ServiceLink is a service in a list.
type ServiceLink struct{ Slug, Title, Summary, Unit string }

func (Home) Name() string { return "home" }

// Searched says whether somebody looks for something.
func (h Home) Searched() bool { return h.Query != "" }

// Form is the search.
func (h Home) Form() Form { return Form{Values: url.Values{"q": {h.Query}}} }
