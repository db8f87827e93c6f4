// Package intake judges files that strangers bring, by their content and never
// by what they say of themselves, and takes out of photographs where they were
// taken.
//
// Nothing is decoded or drawn: headers, tables and directories are read, with
// limits on bytes, on what comes out of compressed parts, on pixels, pages and
// entries, and under a deadline. It all happens in the caller's goroutine, for
// a few files at a time, so memory is bounded whatever is brought. What a file
// may carry is decided for a municipality's papers: something to look at, by
// people who open what citizens send.
package intake

// Code names why a file is not taken. Each has a text that names the remedy.
type Code string

// The codes. A file of a kind that nobody accepts is KindNotAllowed.
const (
	KindNotAllowed Code = "kind-not-allowed"
	Program        Code = "file-is-program" // EXE, ELF, Mach-O, Java, shell script …
	WebPage        Code = "file-is-page"    // HTML, SVG, XML, PHP, JavaScript
	NameNotContent Code = "name-not-content"
	TwoInOne       Code = "file-two-in-one" // polyglot: two programs would see two files
	Damaged        Code = "file-damaged"    // truncated, or it breaks the rules of its format
	TooManyPixels  Code = "too-many-pixels"
	Bomb           Code = "file-too-costly" // small on disk and vast, or slow, once opened
	Locked         Code = "file-locked"     // encrypted
	Active         Code = "file-active"     // JavaScript, Launch, macros …
	CarriesFiles   Code = "file-carries-files"
	TooManyPages   Code = "too-many-pages"
	Infected       Code = "file-infected"
)

// Fault is why a file is not taken.
type Fault struct {
	Code Code
	Data map[string]any // the values its text names
}

// Error implements error.
func (f *Fault) Error() string { return "file is not taken: " + string(f.Code) }

func refuse(c Code) error { return &Fault{Code: c} }

// Limits of one file.
type Limits struct {
	Bytes    int64 // as it comes
	Inflated int64 // out of all its compressed parts together
	Pixels   int64 // width × height
	Side     int   // width or height
	Pages    int
	Entries  int // of an archive
}

// Default is enough for any paper: 100 megapixels are an A3 sheet at 600 dpi.
func Default() Limits {
	return Limits{Bytes: 25_000_000, Inflated: 128 << 20, Pixels: 100_000_000, Side: 20_000, Pages: 1_000, Entries: 2_000}
}
