package catalogue

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"github.com/thyrida/thyrida/models"
)

// DataHash is the SHA-256 of what a document says: its statements in whatever
// order, where they stand and who entered them, in a language, by a template.
// Equal content gives an equal hash, also after a way through the database.
// When and under which name of the clerk something was entered does not change
// what is said. template is the SHA-256 of the published definition.
func (c *Certificate) DataHash(statements []models.Statement, language string, template models.SHA256) models.SHA256 {
	type line struct {
		Key       string              `json:"key"`
		Value     json.RawMessage     `json:"value"`
		Register  models.RegisterCode `json:"register"`
		Reference string              `json:"reference"`
		By        models.AccountID    `json:"by"`
	}
	content := struct {
		Certificate models.CertificateCode `json:"certificate"`
		Version     int                    `json:"version"`
		Template    models.SHA256          `json:"template"`
		Language    string                 `json:"language"`
		Statements  []line                 `json:"statements"`
	}{Certificate: c.Code, Version: c.Version, Template: template, Language: language}
	for _, s := range statements {
		content.Statements = append(content.Statements, line{s.Key, canonical(s.Value), s.Register, s.Reference, s.By})
	}
	slices.SortStableFunc(content.Statements, func(a, b line) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), bytes.Compare(a.Value, b.Value))
	})
	h := sha256.Sum256(encoded(content))
	return models.SHA256(hex.EncodeToString(h[:]))
}

// canonical is a value as JSON with sorted keys and one form for each number,
// whether it comes from Validate or out of JSON.
func canonical(value any) json.RawMessage {
	var loose any
	if err := json.Unmarshal(encoded(value), &loose); err != nil {
		panic(err) // what was just encoded
	}
	return encoded(loose)
}

func encoded(value any) []byte {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err) // values of statements are texts, numbers and lists of them
	}
	return data
}
