package catalogue

import "time"

// Asked are the questions and papers that a form asks for as far as it has
// come: those whose condition holds. Answers that are wrong lead nowhere yet.
func (s *Service) Asked(form map[string]any, now time.Time) (fields []Field, papers []Paper) {
	v := newValidation("form.", form, now)
	for _, f := range s.Form {
		v.field(f)
		if holds, known := v.holds(f.When); holds && known {
			fields = append(fields, f)
		}
	}
	for _, p := range s.Papers {
		if holds, known := v.holds(p.When); holds && known {
			papers = append(papers, p)
		}
	}
	return fields, papers
}

// sectionLength is how many questions one page of a form shows at most.
const sectionLength = 4

// Sections are the questions of the form as its pages show them: few at once,
// never one together with the answer it depends on, so that a page need not
// change while it is filled in. A long text and the way of delivery stand
// alone.
func (s *Service) Sections() (out [][]Field) {
	for i, f := range s.Form {
		fresh := i == 0 || f.Key == DeliveryField || f.Type == TypeLongText
		if !fresh {
			last := out[len(out)-1]
			fresh = len(last) == sectionLength || last[0].Key == DeliveryField || last[0].Type == TypeLongText
			for _, before := range last {
				fresh = fresh || f.When != nil && f.When.Field == before.Key
			}
		}
		if fresh {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], f)
	}
	return out
}
