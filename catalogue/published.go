package catalogue

import (
	"fmt"

	"github.com/thyrida/thyrida/models"
)

// Published is the whole catalogue as the store publishes it: services, the
// certificates, whose making is a case of its own, and the identification.
func (c *Catalogue) Published() []models.Published {
	var out []models.Published
	for _, s := range c.Services {
		definition, sum := s.Definition()
		out = append(out, models.Published{Service: s.Code, Version: s.Version, Definition: definition, SHA256: sum,
			Kind: models.KindApplication})
	}
	for _, t := range c.Certificates {
		definition, sum := t.Definition()
		out = append(out, models.Published{Service: models.ServiceCode(t.Code), Version: t.Version, Definition: definition,
			SHA256: sum, Kind: models.KindCertificate})
	}
	if c.Identity != nil {
		definition, sum := c.Identity.Definition()
		out = append(out, models.Published{Service: models.IdentityService, Version: c.Identity.Version, Definition: definition,
			SHA256: sum, Kind: models.KindIdentity})
	}
	return out
}

// Read reads what was published: a service, or the process of a certificate
// or of the identification.
func Read(p models.Published) (*Service, error) {
	switch p.Kind {
	case models.KindApplication:
		return Parse(p.Definition)
	case models.KindCertificate:
		c, err := ParseCertificate(p.Definition)
		if err != nil {
			return nil, err
		}
		return c.Process(), nil
	case models.KindIdentity:
		i, err := ParseIdentification(p.Definition)
		if err != nil {
			return nil, err
		}
		return i.Process(), nil
	}
	return nil, fmt.Errorf("read %s %d: no process for cases of kind %q", p.Service, p.Version, p.Kind)
}
