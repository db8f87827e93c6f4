package pages

import (
	"net/url"
	"time"
)

// ApplyAt is where an application that is being written stands.
type ApplyAt struct {
	Service  string // its title
	Step, Of int    // «Βήμα 2 από 6»; 0 where it has not begun
	Back     string // the page before
	Leave    string // where to go on another day; empty where nothing is kept yet
}

// Apply asks one thing for an application.
type Apply struct {
	Form
	At     ApplyAt
	Title  string
	Lead   string
	Inputs []Field // as they are asked; Fields fills them
	Drafts []ApplyDraft
}

// ApplyDraft is an application that was begun before.
type ApplyDraft struct {
	Service, Href, Drop string
	At                  time.Time
}

func (Apply) Name() string { return "apply" }

// Fields are the inputs with what was typed and what is wrong.
func (a Apply) Fields() []Field { return filled(a.Form, a.Inputs) }

// filled gives inputs what a form holds for them.
func filled(f Form, inputs []Field) []Field {
	out := make([]Field, len(inputs))
	for i, in := range inputs {
		if _, typed := f.Values[in.Name]; typed {
			in.Value, in.Chosen = f.Values.Get(in.Name), f.Values[in.Name]
		}
		in.Fault = f.Fault(in.Name)
		out[i] = in
	}
	return out
}

// ApplyPaper asks for one paper.
type ApplyPaper struct {
	Form
	At             ApplyAt
	Label, Help    string
	Rules          string // kinds and size, told before
	Service, Slot  string // of the upload
	Accept         string
	Files          []ApplyFile
	More           bool   // another file may come
	Needed         bool   // there is no going on without
	Next, Drop     string // where to go on; where a file is taken away
	Representation bool
}

// ApplyFile is a file that was brought.
type ApplyFile struct {
	ID, Name string
	Size     int64
	Held     bool // not yet looked at for viruses
}

func (ApplyPaper) Name() string { return "apply_paper" }

// Offers says whether a file can be brought now.
func (a ApplyPaper) Offers() bool { return a.More || len(a.Files) == 0 }

// ApplyCheck shows everything once more.
type ApplyCheck struct {
	At       ApplyAt
	Missing  []Link // what must be mended first
	Parts    []ApplyPart
	Fetched  []string // papers that the municipality fetches itself
	Next     string
	Applying string
}

// ApplyPart is one part of the answers.
type ApplyPart struct {
	Title string
	Rows  []Row
}

func (ApplyCheck) Name() string { return "apply_check" }

// Failed says whether something is missing; the title says so.
func (a ApplyCheck) Failed() bool { return len(a.Missing) > 0 }

// ApplyDeclare is the last page before an application is filed.
type ApplyDeclare struct {
	Form
	At       ApplyAt
	Fee      string
	Identify bool // it will wait until the applicant is identified
}

func (ApplyDeclare) Name() string { return "apply_declare" }

// Filed confirms an application.
type Filed struct {
	ID, Title, Number   string
	At                  time.Time
	Target, Legal       time.Time
	Email, Mobile       string // where the news will go
	Unit, Contact       string
	Phone, ContactEmail string
	Papers              []string
	Identify            bool   // it waits until the applicant is identified
	Duplicate           string // where an open application for the same is
	Fee                 bool   // a fee code will be asked for
	Address             string // of the case, for the QR code; empty: no portal
}

func (Filed) Name() string { return "filed" }

// values makes a form of names and values in turn, for samples.
func values(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Add(pairs[i], pairs[i+1])
	}
	return out
}
