package pages

// Sign is what somebody looks at before he signs several documents at once.
type Sign struct {
	Form
	Rows []SignRow
	Gone int // how many wait for him no longer
	Back string
}

// SignRow is one document. Value is what its signature stands for; empty: it
// cannot be signed here, and Why says why.
type SignRow struct {
	Value, Why, Href         string
	Title, Number, Applicant string
	Src                      string // its preview
	Rows                     []Row
}

// Kind is how its preview is shown.
func (SignRow) Kind() string { return "pdf" }

// Name names its preview.
func (r SignRow) Name() string { return r.Title + " " + r.Number }

func (Sign) Name() string { return "sign" }

// Open says how many can be signed.
func (s Sign) Open() (n int) {
	for _, r := range s.Rows {
		if r.Value != "" {
			n++
		}
	}
	return n
}

// Signed says what became of each.
type Signed struct {
	Rows          []SignedRow
	Done, Refused int
	Again, Back   string // Again: those that wait still
}

// SignedRow is one of them.
type SignedRow struct {
	Title, Number, Applicant, Href, Why string
	State                               Tag
}

func (Signed) Name() string { return "signed" }
