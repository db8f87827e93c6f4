package catalogue

import "github.com/thyrida/thyrida/models"

// Published is the whole catalogue as the store publishes it.
func (c *Catalogue) Published() []models.Published {
	out := make([]models.Published, len(c.Services))
	for i, s := range c.Services {
		definition, sum := s.Definition()
		out[i] = models.Published{Service: s.Code, Version: s.Version, Definition: definition, SHA256: sum}
	}
	return out
}
