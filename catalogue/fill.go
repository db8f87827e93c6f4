package catalogue

import (
	"slices"

	"github.com/thyrida/thyrida/models"
)

// standard is standard.yaml: the questions every service asks whose result can
// reach the applicant in more ways than one.
type standard struct {
	Delivery []Field `json:"delivery" jsonschema:"required,minItems=1" jsonschema_description:"Put at the end of the form when there are several ways of delivery: the question with those the service offers, and what only they need."`
}

// DeliveryField is the key of the question how the result shall come.
const DeliveryField FieldKey = "delivery"

// fill writes out what a file leaves to its defaults, so that a published
// definition depends on nothing but itself.
func (s *Service) fill(std standard, remedies map[RemedyCode]Remedy) {
	s.Appeal = remedies[s.Remedy]
	orInt(&s.Terms.Completion, defaultCompletion)
	if len(s.Delivery) > 1 {
		s.Form = append(slices.Clip(s.Form), std.offered(s.Delivery)...)
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

// offered are the questions about delivery with the answers that a service
// offers; a question that only another answer leads to is left out.
func (std standard) offered(ways []models.Delivery) []Field {
	var out []Field
	for _, f := range std.Delivery {
		if f.Key == DeliveryField {
			f.Choices = slices.DeleteFunc(slices.Clone(f.Choices), func(c Choice) bool {
				return !slices.Contains(ways, models.Delivery(c.Value))
			})
			if f.Default != "" && !slices.Contains(ways, models.Delivery(f.Default)) {
				f.Default = Value(ways[0])
			}
		}
		if f.When == nil || f.When.Field != DeliveryField || slices.Contains(ways, models.Delivery(f.When.Equals)) {
			out = append(out, f)
		}
	}
	return out
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
	switch st.Kind {
	case models.KindStep, models.KindIssue:
		st.Outcomes = orList(st.Outcomes, models.Done)
		return
	case models.KindMake:
		if len(st.Outcomes) == 0 {
			st.Outcomes = []models.Outcome{models.Done, models.SentBack}
		}
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
