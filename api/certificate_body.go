package api

import (
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

// CertificateTemplate is a certificate with everything a form for its
// statements needs.
type CertificateTemplate struct {
	Code       models.CertificateCode `json:"code"`
	Version    int                    `json:"version"`
	Title      string                 `json:"title"`
	Unit       models.UnitCode        `json:"unit" doc:"That issues it."`
	UnitName   string                 `json:"unitName"`
	Mode       catalogue.IssueMode    `json:"mode" enum:"sign,seal" doc:"sign: a person signs; seal: the machine puts the seal on."`
	Language   string                 `json:"language" enum:"el,en" doc:"Of the document, unless another is asked for."`
	Languages  []string               `json:"languages" enum:"el,en" nullable:"false"`
	Delivery   []models.Delivery      `json:"delivery" enum:"portal,email,post" nullable:"false"`
	Registers  []CertificateRegister  `json:"registers" nullable:"false" doc:"Those its statements stand in."`
	Statements []CertificateStatement `json:"statements" nullable:"false" doc:"What the registers give, in order."`
}

// CertificateRegister is a register and how its places are written.
type CertificateRegister struct {
	Code  models.RegisterCode `json:"code"`
	Label string              `json:"label"`
	Form  string              `json:"form" doc:"How a reference is written, with an example."`
}

// CertificateStatement is one thing a register gives.
type CertificateStatement struct {
	CertificateColumn
	Register models.RegisterCode `json:"register"`
	When     *ServiceCondition   `json:"when,omitempty" doc:"Only stated when this holds."`
	Min      string              `json:"min,omitempty"`
	Max      string              `json:"max,omitempty"`
	Columns  []CertificateColumn `json:"columns,omitempty" doc:"Of rows: the value is a list of objects with these keys."`
}

// CertificateColumn is a value of its own or one in every row.
type CertificateColumn struct {
	Key       catalogue.FieldKey      `json:"key"`
	Type      catalogue.StatementType `json:"type" enum:"text,long-text,afm,amka,mobile,phone,email,postcode,date,number,decimal,choice,multi-choice,boolean,rows"`
	Label     string                  `json:"label"`
	Required  bool                    `json:"required"`
	MaxLength int                     `json:"maxLength,omitempty"`
	Choices   []ServiceChoice         `json:"choices,omitempty"`
	Day       catalogue.DayRule       `json:"day,omitempty" enum:"past,past-or-today,future,future-or-today"`
}

func (s *server) showTemplate(lang string, t sheet, names unitNames) CertificateTemplate {
	out := CertificateTemplate{Code: t.Code, Version: t.Version, Title: t.Title.In(lang), Unit: t.Unit, UnitName: names[t.Unit],
		Mode: t.Mode, Language: catalogue.Greek, Languages: []string{catalogue.Greek, catalogue.English},
		Delivery: []models.Delivery{models.ByPortal, models.ByEmail, models.ByPost}, Registers: s.showRegisters(lang, t),
		Statements: []CertificateStatement{}}
	for _, st := range t.Statements {
		line := CertificateStatement{Register: st.Register, When: showWhen(st.When), CertificateColumn: CertificateColumn{Key: st.Key,
			Type: st.Type, Label: st.Label.In(lang), Required: st.Required, MaxLength: st.MaxLength, Choices: showChoices(lang, st.Choices), Day: st.Day}}
		if st.Min != nil {
			line.Min = string(*st.Min)
		}
		if st.Max != nil {
			line.Max = string(*st.Max)
		}
		for _, c := range st.Columns {
			line.Columns = append(line.Columns, CertificateColumn{Key: c.Key, Type: c.Type, Label: c.Label.In(lang), Required: c.Required,
				MaxLength: c.MaxLength, Choices: showChoices(lang, c.Choices), Day: c.Day})
		}
		out.Statements = append(out.Statements, line)
	}
	return out
}

// showRegisters lists the registers of a template in the order of their first
// statement.
func (s *server) showRegisters(lang string, t sheet) []CertificateRegister {
	out, seen := []CertificateRegister{}, map[models.RegisterCode]bool{}
	for _, st := range t.Statements {
		if !seen[st.Register] {
			seen[st.Register] = true
			out = append(out, CertificateRegister{Code: st.Register, Label: s.Texts.Register(lang, st.Register),
				Form: s.Texts.ReferenceForm(lang, st.Register)})
		}
	}
	return out
}

func showChoices(lang string, choices []catalogue.Choice) (out []ServiceChoice) {
	for _, c := range choices {
		out = append(out, ServiceChoice{Value: c.Value, Label: c.Label.In(lang)})
	}
	return out
}
