package catalogue

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/thyrida/thyrida/models"
)

// Definition is the service as it is published: JSON with every default written
// out, and the SHA-256 of those bytes in hexadecimal. The same service always
// gives the same bytes, and Parse(definition).Definition() gives them again,
// even when a database has reordered the keys in between.
func (s *Service) Definition() (definition []byte, sum string) { return definitionOf(s) }

func definitionOf(v any) (definition []byte, sum string) {
	definition, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts, numbers and lists always have a JSON form
	}
	h := sha256.Sum256(definition)
	return definition, hex.EncodeToString(h[:])
}

// Parse reads a published definition back. It was checked when it was
// published, so only its JSON is looked at here.
func Parse(definition []byte) (*Service, error) {
	s := new(Service)
	if err := json.Unmarshal(definition, s); err != nil {
		return nil, fmt.Errorf("parse a published service: %w", err)
	}
	if len(s.Stages) == 0 {
		return nil, fmt.Errorf("parse a published service: %q has no stages", s.Code)
	}
	return s, nil
}

// Compare checks the catalogue, services and certificates, against what is
// published: by code and version the SHA-256 of the definition. Changed content
// under an unchanged version, or a version older than the newest published one,
// is a fault.
func (c *Catalogue) Compare(published map[models.ServiceCode]map[int]string) []Fault {
	origin := make(map[models.ServiceCode]*source)
	for s, src := range c.origin {
		origin[s.Code] = src
	}
	for t, src := range c.certified {
		origin[models.ServiceCode(t.Code)] = src
	}
	origin[models.IdentityService] = c.sources[identityFile]
	var out []Fault
	for _, p := range c.Published() {
		newest := 0
		for v := range published[p.Service] {
			newest = max(newest, v)
		}
		message := ""
		if p.Version < newest {
			message = fmt.Sprintf("version %d is published already: write version: %d", newest, newest+1)
		} else if old := published[p.Service][p.Version]; old != "" && old != p.SHA256 {
			message = fmt.Sprintf("the content differs from the published version %d, which never changes: write version: %d",
				p.Version, p.Version+1)
		}
		if src := origin[p.Service]; message != "" && src != nil {
			at := src.find("version")
			out = append(out, Fault{File: src.file, Line: at.line, Column: at.column, Field: "version", Message: message})
		}
	}
	return out
}
