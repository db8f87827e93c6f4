package catalogue

import (
	"slices"

	"github.com/thyrida/thyrida/models"
)

// standard is standard.yaml: the questions every service asks whose result can
// reach the applicant in two ways.
type standard struct {
	Delivery []Field `json:"delivery" jsonschema:"required,minItems=1" jsonschema_description:"Put at the end of the form when there are two ways of delivery."`
}

// DeliveryField is the key of the question how the result shall come.
const DeliveryField FieldKey = "delivery"

// fill writes out what a file leaves to its defaults, so that a published
// definition depends on nothing but itself.
func (s *Service) fill(std standard, remedies map[RemedyCode]Remedy) {
	s.Appeal = remedies[s.Remedy]
	orInt(&s.Terms.Completion, defaultCompletion)
	if len(s.Delivery) > 1 {
		s.Form = append(slices.Clip(s.Form), std.Delivery...)
	}
	for i := range s.Form {
		s.Form[i].fill()
	}
	for i := range s.Papers {
		orInt(&s.Papers[i].MaxMB, 10)
		orInt(&s.Papers[i].MaxCount, 1)
	}
	for i := range s.Stages {
		s.Stages[i].fill(s.Unit)
	}
}

func (f *Field) fill() {
	switch f.Type {
	case TypeText:
		orInt(&f.MaxLength, defaultLine)
	case TypeLongText:
		orInt(&f.MaxLength, defaultText)
	}
}

func (st *Stage) fill(responsible models.UnitCode) {
	if st.Kind == "" {
		st.Kind = models.KindTask
	}
	if st.State == (Text{}) {
		st.State = st.Label
	}
	if st.Kind == models.KindStep {
		st.Outcomes = orList(st.Outcomes, models.Done)
		return
	}
	if st.Audience == "" {
		st.Audience = models.ForClerk
	}
	st.Units = orList(st.Units, responsible)
	switch {
	case st.Kind == models.KindDeliver:
		st.Outcomes = orList(st.Outcomes, models.Delivered)
	case st.Audience == models.ForPayer:
		st.Outcomes = orList(st.Outcomes, models.Paid)
	}
	orInt(&st.Term, defaultTerm)
	orInt(&st.Escalate, defaultEscalate)
}

func orInt(v *int, fallback int) {
	if *v == 0 {
		*v = fallback
	}
}

func orList[T any](list []T, fallback T) []T {
	if len(list) == 0 {
		return []T{fallback}
	}
	return list
}
