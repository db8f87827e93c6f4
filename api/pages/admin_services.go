package pages

import "time"

// AdminServices are all published services with their versions.
type AdminServices struct {
	AdminNav
	Groups []VersionGroup
}

// VersionGroup are the services of one kind.
type VersionGroup struct {
	Title string
	Rows  []VersionRow
}

// VersionRow is a service with its newest version, and the earlier ones that
// cases still follow.
type VersionRow struct {
	Title, Href, Unit string
	Public            string // the citizen's page; empty if there is none
	Version, Open     int
	Since             time.Time
	Older             []OlderVersion
}

// OlderVersion is a version before the newest.
type OlderVersion struct {
	Href          string
	Version, Open int
}

func (AdminServices) Name() string { return "admin_services" }
func (AdminServices) Wide() bool   { return true }

// AdminService is one version of a published service.
type AdminService struct {
	AdminNav
	Title, Summary string
	Version, Open  int
	Newest         bool
	Public         string
	Versions       []Tab
	Flow           Flow
	Facts          []Row
	Fields         []AdminField
	Papers         []AdminField
	Messages       string // which texts it uses
	MessagesHref   string // empty: nobody is told of it by its own name
	Source, Note   string
}

// AdminField is a question or a paper of a service.
type AdminField struct {
	Label, Help, Type string
	When              string // empty: always asked
	Required          bool
	Fetched           bool // a paper that the municipality finds itself
}

func (AdminService) Name() string { return "admin_service" }
func (AdminService) Wide() bool   { return true }

// AdminFields are questions or papers as a table; Name and Type head it.
type AdminFields struct {
	Name, Type string
	Rows       []AdminField
}

func (s AdminService) Asked(name, kind string) AdminFields { return AdminFields{name, kind, s.Fields} }
func (s AdminService) Brought(name, kind string) AdminFields {
	return AdminFields{name, kind, s.Papers}
}
