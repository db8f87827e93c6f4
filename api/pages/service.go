package pages

// Service is the page an application begins at.
type Service struct {
	Slug, Title, Summary, Result, Unit string

	Who      []string       // who may apply, and how surely he must be known
	Papers   []ServicePaper // to have at hand
	Fee      string         // «18,00 €», or «Δωρεάν»
	FeeNote  string
	Legal    int    // the law's limit in calendar days
	Target   int    // what the municipality aims at, in working days
	Times    *Times // how long our own cases took; nil if too few to tell
	Basis    []string
	Remedy   string // what can be done against a refusal
	Delivery []string

	Start string // where the application begins; empty: not for who is logged in
	Why   string // why there is no start
	Phone string
}

// ServicePaper is one paper to bring.
type ServicePaper struct {
	Label, Help string
	Kinds       string // «PDF ή φωτογραφία έως 10 MB»
	When        string // in which case it is needed; empty: always
	Fetched     bool   // the municipality fetches it itself
}

// Times are how long closed cases of the last year were the municipality's, in
// days begun; what it waited for the citizen is not counted.
type Times struct {
	Median, P90 int
	Cases       int
}

func (Service) Name() string { return "service" }
