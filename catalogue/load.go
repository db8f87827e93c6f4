package catalogue

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/thyrida/thyrida/models"
)

// Catalogue is everything staff edit, read and checked. It does not change
// after it was loaded.
type Catalogue struct {
	House
	Services     []*Service     // by code
	Certificates []*Certificate // by code
	Remedies     map[RemedyCode]Remedy
	Identity     *Identification // nil if it could not be read
	Texts        Texts
	Ground       []models.GroundLine      // drawn below the service points; perhaps none
	sources      map[string]*source       // by file
	origin       map[*Service]*source     // the file of each service
	certified    map[*Certificate]*source // the file of each certificate
}

// Load reads a catalogue and checks it. It gives every fault of every file at
// once, ordered by place. When Errors(faults) is not empty the catalogue holds
// what could be read and must not be used.
func Load(files fs.FS) (*Catalogue, []Fault) {
	c := &Catalogue{sources: make(map[string]*source), origin: make(map[*Service]*source),
		certified: make(map[*Certificate]*source)}
	var standard standard
	c.read(files, "units.yaml", &c.House)
	c.read(files, "remedies.yaml", &c.Remedies)
	c.read(files, "standard.yaml", &standard)
	if identity := new(Identification); c.read(files, identityFile, identity) {
		c.Identity = identity
	}
	c.Texts = make(Texts)
	for _, lang := range Languages {
		words := new(Words)
		c.read(files, "texts/"+lang+".yaml", words)
		c.Texts[lang] = words
	}
	c.readGround(files)
	names, _ := fs.Glob(files, "services/*.yaml")
	for _, name := range names {
		s := new(Service)
		if c.read(files, name, s) {
			c.Services = append(c.Services, s)
			c.origin[s] = c.sources[name]
		}
	}
	slices.SortStableFunc(c.Services, func(a, b *Service) int { return strings.Compare(string(a.Code), string(b.Code)) })
	for _, s := range c.Services {
		s.fill(standard, c.Remedies)
	}
	names, _ = fs.Glob(files, "certificates/*.yaml")
	for _, name := range names {
		t := new(Certificate)
		if c.read(files, name, t) {
			c.Certificates = append(c.Certificates, t)
			c.certified[t] = c.sources[name]
			t.fill()
		}
	}
	slices.SortStableFunc(c.Certificates, func(a, b *Certificate) int { return strings.Compare(string(a.Code), string(b.Code)) })
	c.check()
	return c, c.faults()
}

// Shipped is the catalogue that ships with the program. It is read and checked
// once, which takes about half a second, and is the same for all who ask.
func Shipped() (*Catalogue, error) { return shipped() }

var shipped = sync.OnceValues(func() (*Catalogue, error) {
	c, faults := Load(Embedded())
	var errs []error
	for _, f := range Errors(faults) {
		errs = append(errs, errors.New(f.String()))
	}
	if len(errs) > 0 {
		return nil, fmt.Errorf("load the catalogue: %w", errors.Join(errs...))
	}
	return c, nil
})

// read reads one file; false if it is not there.
func (c *Catalogue) read(files fs.FS, name string, out any) bool {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		s := &source{file: name, at: map[string]position{}}
		s.fault("", "cannot be read: %v", err)
		c.sources[name] = s
		return false
	}
	c.sources[name] = read(name, data, out)
	return true
}

// sound says whether every value of a file could be read. Rules about how
// things hang together are asked only then; else one slip would be told several
// times over.
func (c *Catalogue) sound(name string) bool {
	s := c.sources[name]
	return s != nil && len(s.faults) == 0
}

func (c *Catalogue) faults() []Fault {
	var out []Fault
	for _, s := range c.sources {
		out = append(out, s.faults...)
	}
	sortFaults(out)
	return out
}

// Service finds a service by its code.
func (c *Catalogue) Service(code models.ServiceCode) (*Service, bool) {
	for _, s := range c.Services {
		if s.Code == code {
			return s, true
		}
	}
	return nil, false
}

// Unit finds a unit by its code.
func (c *Catalogue) Unit(code models.UnitCode) (Unit, bool) {
	for _, u := range c.Units {
		if u.Code == code {
			return u, true
		}
	}
	return Unit{}, false
}
