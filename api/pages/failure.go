package pages

// Failure is the page of what cannot be shown: not found, not allowed, not
// available now, or broken.
type Failure struct {
	Status        int
	Title, Detail string
	Request       string   // its number, of a fault of ours
	Again         bool     // trying again may help
	LogIn         bool     // a form was sent after the session had ended
	Kept          []string // what was written in it
}

// Name implements View.
func (Failure) Name() string { return "failure" }
