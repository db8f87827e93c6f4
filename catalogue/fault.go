package catalogue

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing wrong with the files of a catalogue. Message says what to
// do about it. A warning does not keep a catalogue from being used.
type Fault struct {
	File    string // path inside the catalogue
	Line    int    // from 1; 0 when the whole file is meant
	Column  int    // from 1
	Field   string // path, e.g. "stages[2].returnTo", counted from 0
	Message string
	Warning bool
}

// String is "file:line:column: field: message", as compilers write it.
func (f Fault) String() string {
	message := f.Message
	if f.Warning {
		message = "warning: " + message
	}
	if f.Field != "" {
		message = f.Field + ": " + message
	}
	return fmt.Sprintf("%s:%d:%d: %s", f.File, max(f.Line, 1), max(f.Column, 1), message)
}

// Errors are the faults that are not warnings.
func Errors(faults []Fault) []Fault {
	var out []Fault
	for _, f := range faults {
		if !f.Warning {
			out = append(out, f)
		}
	}
	return out
}

func sortFaults(faults []Fault) {
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			strings.Compare(a.Field, b.Field), strings.Compare(a.Message, b.Message))
	})
}

// source is one file that was read: where each of its fields stands.
type source struct {
	file   string
	at     map[string]position // by path
	faults []Fault
}

type position struct{ line, column int }

// fault adds a fault at a path, or at the nearest thing around it that exists.
func (s *source) fault(path, format string, args ...any) {
	s.add(false, path, fmt.Sprintf(format, args...))
}

func (s *source) warn(path, format string, args ...any) {
	s.add(true, path, fmt.Sprintf(format, args...))
}

func (s *source) add(warning bool, path, message string) {
	at := s.find(path)
	s.faults = append(s.faults, Fault{File: s.file, Line: at.line, Column: at.column,
		Field: path, Message: message, Warning: warning})
}

// wrote says whether a path stands in the file, and not only in the defaults.
func (s *source) wrote(path string) bool {
	_, ok := s.at[path]
	return ok
}

func (s *source) find(path string) position {
	for {
		if at, ok := s.at[path]; ok {
			return at
		}
		i := strings.LastIndexAny(path, ".[")
		if i < 0 {
			return s.at[""]
		}
		path = path[:i]
	}
}

// nearest is the word of a list that was probably meant; empty if none is near.
func nearest(word string, list []string) string {
	best, bestCost := "", 3
	for _, w := range list {
		if c := distance(word, w); c < bestCost && c < len(w) {
			best, bestCost = w, c
		}
	}
	return best
}

// distance counts the letters to change, insert or drop (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// instead words a list of allowed words, with the one probably meant first.
func instead(word string, list []string) string {
	if len(word) < 64 {
		if n := nearest(word, list); n != "" {
			return fmt.Sprintf("did you mean %q? Allowed here: %s", n, strings.Join(list, ", "))
		}
	}
	return "allowed here: " + strings.Join(list, ", ")
}
