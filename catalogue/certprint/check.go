package certprint

import (
	"errors"
	"fmt"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

// Faults of facts.
var (
	ErrOtherTemplate = errors.New("the facts are of another template")
	ErrHalfIssued    = errors.New("a number, its time, the way and class of the signature come together, or there is no number")
	ErrNoCode        = errors.New("a document needs its code and the page that verifies it")
	ErrNoOrder       = errors.New("nobody may sign this by order")
	ErrNoName        = errors.New("a document that is signed needs the name of its signatory")
	ErrWay           = errors.New("what is sealed is not signed, and the other way round")
	ErrUndated       = errors.New("a correction needs a date of its own")
	ErrNotOfRegister = errors.New("a value that no clerk read in the register is not printed")
	ErrValues        = errors.New("the template does not take these values")
)

// RegisterError says which value is not of the register. It is an
// ErrNotOfRegister.
type RegisterError struct {
	Key string // of the statement
	Why string
}

func (e *RegisterError) Error() string {
	return fmt.Sprintf("%v: %q %s", ErrNotOfRegister, e.Key, e.Why)
}

func (e *RegisterError) Unwrap() error { return ErrNotOfRegister }

// preview says whether the facts are those of a preview.
func preview(f models.IssueFacts) bool { return f.Number.Number == 0 }

// check refuses what must not be printed and gives the values that are.
func check(c *catalogue.Certificate, f models.IssueFacts, o Options) (map[string]any, error) {
	issued := !preview(f)
	signed := c.Mode == catalogue.Sign
	switch {
	case f.Template != c.Code || f.TemplateVersion != c.Version:
		return nil, ErrOtherTemplate
	case f.Code == "" || o.Portal == "":
		return nil, ErrNoCode
	case issued == f.Number.At.IsZero(), issued && f.Way == "", issued && f.Class == "" && f.Way != models.WayPaper:
		return nil, ErrHalfIssued
	case issued && f.Correction != "" && f.CorrectedOn.IsZero():
		return nil, ErrUndated
	case signed == (wayOf(c, f) == models.WaySeal):
		return nil, ErrWay
	case signed && f.Signatory.ByOrder && c.Signatory.ByOrder.El == "":
		return nil, ErrNoOrder
	case signed && f.Signatory.Name == "":
		return nil, ErrNoName
	}
	return read(c, f.Statements)
}

// read takes the values out of what clerks read in the registers, and nothing
// else: what only the applicant claims has neither clerk nor reference.
func read(c *catalogue.Certificate, statements []models.Statement) (map[string]any, error) {
	values := make(map[string]any)
	for _, s := range statements {
		wrong := func(why string) (map[string]any, error) { return nil, &RegisterError{Key: s.Key, Why: why} }
		known, ok := c.Statement(catalogue.FieldKey(s.Key))
		_, twice := values[s.Key]
		switch {
		case !ok:
			return wrong("is no statement of the template")
		case twice:
			return wrong("is stated twice")
		case s.Register == "" || s.Register != known.Register:
			return wrong("is of another register than the template's")
		case s.Reference == "":
			return wrong("has no reference")
		case s.By == "" || s.At.IsZero():
			return wrong("was entered by nobody")
		}
		values[s.Key] = s.Value
	}
	clean, faults := c.Validate(values, newest(statements))
	if len(faults) > 0 {
		return nil, fmt.Errorf("%w: %s: %s", ErrValues, faults[0].Field, faults[0].Code)
	}
	return clean, nil
}

// newest is when the last statement was entered: the moment at which all of them
// were true.
func newest(statements []models.Statement) (last time.Time) {
	for _, s := range statements {
		if s.At.After(last) {
			last = s.At
		}
	}
	return last
}

// wayOf is how the document is signed; a preview may leave it open.
func wayOf(c *catalogue.Certificate, f models.IssueFacts) models.SigningWay {
	switch {
	case f.Way != "":
		return f.Way
	case c.Mode == catalogue.Seal:
		return models.WaySeal
	}
	return models.WayServer
}

func numberOf(f models.IssueFacts) string {
	return fmt.Sprintf("%d/%d", f.Number.Number, f.Number.Year)
}
