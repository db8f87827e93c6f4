package certprint

import (
	"fmt"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

// previewDay stands in files that are made of samples, so that the same template
// gives the same bytes.
var previewDay = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// SampleOptions are those of a preview out of a sample.
var SampleOptions = Options{Portal: "https://elaionas.example.org"}

// sampleReferences are places in registers, all invented.
var sampleReferences = map[models.RegisterCode]string{catalogue.MunicipalRoll: "4021/3", catalogue.VitalActs: "112/4/2014",
	catalogue.MalesRegister: "57/1981", catalogue.RevenueLedger: "00-48213", catalogue.CaseFile: "1"}

// SampleFacts are the facts of a preview out of the template's own sample.
func SampleFacts(c *catalogue.Catalogue, cert *catalogue.Certificate, lang string) (models.IssueFacts, error) {
	clean, faults := cert.Validate(cert.SampleValues(), previewDay)
	if len(faults) > 0 {
		return models.IssueFacts{}, fmt.Errorf("sample of %s: %s: %s", cert.Code, faults[0].Field, faults[0].Code)
	}
	unit, _ := c.Unit(cert.Unit)
	f := models.IssueFacts{
		Record: models.Record{Municipality: c.Municipality.Code, Template: cert.Code, TemplateVersion: cert.Version, Version: 1,
			Language: lang, Unit: cert.Unit},
		House: c.Municipality.Name(), UnitName: unit.Name(), UnitPhone: unit.Phone,
		Code: "XXXXX-XXXXX-XXXXX-XXXXX", Class: development,
	}
	for _, s := range cert.Statements {
		if v, ok := clean[string(s.Key)]; ok {
			f.Statements = append(f.Statements, models.Statement{Key: string(s.Key), Value: v, Register: s.Register,
				Reference: sampleReferences[s.Register], By: "sample", ByName: cert.Sample.Signatory.In(lang), At: previewDay})
		}
	}
	if cert.Mode == catalogue.Sign {
		f.Signatory = models.Signatory{Name: cert.Sample.Signatory.In(lang), ByOrder: cert.Signatory.ByOrder.El != ""}
	}
	return f, nil
}

// Preview renders a template from its sample.
func Preview(c *catalogue.Catalogue, cert *catalogue.Certificate, lang string) ([]byte, error) {
	f, err := SampleFacts(c, cert, lang)
	if err != nil {
		return nil, err
	}
	file, _, err := Render(cert, f, SampleOptions)
	return file, err
}
