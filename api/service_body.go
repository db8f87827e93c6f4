package api

import (
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

// Service is a service with everything its form asks for.
type Service struct {
	ServiceLine
	Result   string                      `json:"result" doc:"What the applicant receives in the end."`
	Mitos    string                      `json:"mitos,omitempty" doc:"Code in the national register of procedures."`
	Identity catalogue.Identity          `json:"identity" enum:"low,substantial" doc:"How surely the applicant must be known (eIDAS)."`
	Protocol bool                        `json:"protocol" doc:"An application gets a protocol number."`
	Terms    ServiceTerms                `json:"terms"`
	Remedy   ServiceRemedy               `json:"remedy" doc:"What can be done against a refusal."`
	Delivery []models.Delivery           `json:"delivery" nullable:"false" enum:"portal,email,post" doc:"How the result can reach the applicant."`
	Behalf   []models.RepresentationKind `json:"behalf" nullable:"false" enum:"minor,authorisation,organisation,guardian" doc:"For whom somebody may apply beside himself."`
	Form     []ServiceField              `json:"form" nullable:"false"`
	Papers   []ServicePaper              `json:"papers" nullable:"false"`
	Stages   []ServiceStage              `json:"stages" nullable:"false" doc:"The way of an application, in order."`
	Times    *CaseTimes                  `json:"times,omitempty" doc:"How long applications took; absent if too few have ended to tell."`
}

// ServiceFee is what a service costs.
type ServiceFee struct {
	Amount    string            `json:"amount,omitempty" doc:"In euros, e.g. 18.00; absent when the council sets it."`
	ByCouncil bool              `json:"byCouncil,omitempty"`
	Proof     []catalogue.Proof `json:"proof" nullable:"false" enum:"e-paravolo,rf" doc:"Which codes prove the payment."`
	Basis     string            `json:"basis"`
	Note      string            `json:"note,omitempty"`
}

func showFee(lang string, f *catalogue.Fee) *ServiceFee {
	if f == nil {
		return nil
	}
	out := &ServiceFee{ByCouncil: f.ByCouncil, Proof: f.Proof, Basis: f.Basis.In(lang), Note: f.Note.In(lang)}
	if !f.ByCouncil {
		out.Amount = f.Amount.String()
	}
	return out
}

// ServiceTerms are the time limits of a service.
type ServiceTerms struct {
	LegalDays  int    `json:"legalDays" doc:"The law's limit in calendar days."`
	Basis      string `json:"basis" doc:"The provision."`
	Indicative bool   `json:"indicative,omitempty" doc:"No source confirms the number."`
	TargetDays int    `json:"targetDays" doc:"What the municipality aims at, in working days."`
	Completion int    `json:"completionDays" doc:"How long the applicant has to complete what was returned, in calendar days."`
}

// ServiceRemedy is what can be done against a refusal.
type ServiceRemedy struct {
	Days       int    `json:"days" doc:"Calendar days from the notification."`
	Basis      string `json:"basis"`
	Text       string `json:"text"`
	Indicative bool   `json:"indicative,omitempty"`
}

// ServiceCondition says when something is asked.
type ServiceCondition struct {
	Field  catalogue.FieldKey `json:"field"`
	Equals catalogue.Value    `json:"equals"`
}

func showWhen(w *catalogue.When) *ServiceCondition {
	if w == nil {
		return nil
	}
	return &ServiceCondition{Field: w.Field, Equals: w.Equals}
}

// ServiceField is one question of a form.
type ServiceField struct {
	Key       catalogue.FieldKey  `json:"key"`
	Type      catalogue.FieldType `json:"type" enum:"text,long-text,afm,amka,mobile,phone,email,postcode,date,number,decimal,choice,multi-choice,boolean"`
	Label     string              `json:"label"`
	Help      string              `json:"help,omitempty"`
	Required  bool                `json:"required"`
	When      *ServiceCondition   `json:"when,omitempty" doc:"Only asked when this holds."`
	MaxLength int                 `json:"maxLength,omitempty"`
	Choices   []ServiceChoice     `json:"choices,omitempty"`
	Default   catalogue.Value     `json:"default,omitempty"`
	Min       string              `json:"min,omitempty"`
	Max       string              `json:"max,omitempty"`
	Day       catalogue.DayRule   `json:"day,omitempty" enum:"past,past-or-today,future,future-or-today"`
	From      string              `json:"from,omitempty" format:"date"`
	To        string              `json:"to,omitempty" format:"date"`
}

// ServiceChoice is one value of a choice.
type ServiceChoice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// ServicePaper is a slot that an attachment fills.
type ServicePaper struct {
	Slot      models.SlotKey       `json:"slot"`
	Label     string               `json:"label"`
	Help      string               `json:"help,omitempty"`
	Required  bool                 `json:"required"`
	When      *ServiceCondition    `json:"when,omitempty" doc:"Only asked for when this holds."`
	Accept    []catalogue.FileKind `json:"accept" nullable:"false" enum:"pdf,jpeg,png,tiff" doc:"Kinds of file, recognised by content."`
	MaxBytes  int64                `json:"maxBytes"`
	MaxCount  int                  `json:"maxCount"`
	ExOfficio bool                 `json:"exOfficio,omitempty" doc:"The municipality can fetch it itself: shown, never demanded."`
	KeepPlace bool                 `json:"keepPlace,omitempty" doc:"A photograph keeps the place where it was taken; upload it with service and slot. Every other photograph loses it."`
}

// ServiceStage is one stop on the way.
type ServiceStage struct {
	Key      models.StageKey   `json:"key"`
	Kind     models.StageKind  `json:"kind" enum:"task,step,deliver,make,issue"`
	Label    string            `json:"label"`
	Audience models.Audience   `json:"audience,omitempty" enum:"clerk,head,signatory,citizen,payer"`
	Units    []models.UnitCode `json:"units,omitempty"`
	TermDays int               `json:"termDays,omitempty" doc:"Working days."`
}

func (s *server) serviceBody(lang string, v *catalogue.Service, names unitNames) Service {
	out := Service{
		ServiceLine: ServiceLine{Code: v.Code, Version: v.Version, Title: v.Title.In(lang), Summary: v.Summary.In(lang),
			Unit: v.Unit, UnitName: names[v.Unit], Fee: showFee(lang, v.Fee)},
		Result: v.Result.In(lang), Mitos: string(v.Mitos), Identity: v.Identity, Protocol: v.Protocol,
		Terms: ServiceTerms{LegalDays: v.Terms.Legal.Days, Basis: v.Terms.Legal.Basis.In(lang),
			Indicative: v.Terms.Legal.Indicative, TargetDays: v.Terms.Target, Completion: v.Terms.Completion},
		Remedy: showRemedy(lang, v), Delivery: v.Delivery, Behalf: v.Behalfs(), Form: []ServiceField{}, Papers: []ServicePaper{}, Stages: []ServiceStage{},
	}
	for _, f := range v.Form {
		out.Form = append(out.Form, showField(lang, f))
	}
	for _, p := range v.Papers {
		out.Papers = append(out.Papers, ServicePaper{Slot: p.Slot, Label: p.Label.In(lang), Help: p.Help.In(lang),
			Required: p.Required, When: showWhen(p.When), Accept: p.Accept, MaxBytes: p.MaxBytes(), MaxCount: p.MaxCount,
			ExOfficio: p.ExOfficio, KeepPlace: p.KeepPlace})
	}
	for _, st := range v.Stages {
		out.Stages = append(out.Stages, ServiceStage{Key: st.Key, Kind: st.Kind, Label: st.Label.In(lang),
			Audience: st.Audience, Units: st.Units, TermDays: st.Term})
	}
	return out
}

func showRemedy(lang string, v *catalogue.Service) ServiceRemedy {
	basis := v.Appeal.Basis.In(lang)
	return ServiceRemedy{Days: v.Appeal.Days, Basis: basis, Indicative: v.Appeal.Indicative,
		Text: fill(v.Appeal.Text.In(lang), map[string]any{"days": v.Appeal.Days, "basis": basis})}
}

func showField(lang string, f catalogue.Field) ServiceField {
	out := ServiceField{Key: f.Key, Type: f.Type, Label: f.Label.In(lang), Help: f.Help.In(lang), Required: f.Required,
		When: showWhen(f.When), MaxLength: f.MaxLength, Default: f.Default, Day: f.Day, From: f.From, To: f.To}
	for _, c := range f.Choices {
		out.Choices = append(out.Choices, ServiceChoice{Value: c.Value, Label: c.Label.In(lang)})
	}
	if f.Min != nil {
		out.Min = string(*f.Min)
	}
	if f.Max != nil {
		out.Max = string(*f.Max)
	}
	return out
}
