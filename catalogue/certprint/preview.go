package certprint

import (
	"fmt"
	"time"

	"github.com/thyrida/thyrida/catalogue"
)

// previewDay stands in files that are made of samples, so that the same template
// gives the same bytes.
var previewDay = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// SampleFacts are the facts of a preview out of the template's own sample.
func SampleFacts(c *catalogue.Catalogue, cert *catalogue.Certificate, lang string) (Facts, error) {
	clean, faults := cert.Validate(cert.SampleValues(), previewDay)
	if len(faults) > 0 {
		return Facts{}, fmt.Errorf("sample of %s: %s: %s", cert.Code, faults[0].Field, faults[0].Code)
	}
	unit, _ := c.Unit(cert.Unit)
	const code = "XXXX-XXXX-XXXX-XXXX"
	return Facts{Municipality: c.Municipality, Unit: unit, Code: code, VerifyURL: "https://elaionas.example.org/v/" + code, Lang: lang,
		Signatory:  Signatory{Name: cert.Sample.Signatory.In(lang), ByOrder: cert.Signatory.ByOrder.El != ""},
		Statements: clean, Created: previewDay}, nil
}

// Preview renders a template from its sample.
func Preview(c *catalogue.Catalogue, cert *catalogue.Certificate, lang string) ([]byte, error) {
	f, err := SampleFacts(c, cert, lang)
	if err != nil {
		return nil, err
	}
	file, _, err := Render(cert, f)
	return file, err
}
