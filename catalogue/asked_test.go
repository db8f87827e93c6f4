package catalogue

import (
	"testing"
	"time"
)

func TestSectionsHoldEveryQuestionOnceAndNeverOneWithItsCondition(t *testing.T) {
	t.Parallel()
	c, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range c.Services {
		n := 0
		for _, section := range s.Sections() {
			if len(section) == 0 || len(section) > sectionLength {
				t.Errorf("%s: a section of %d", s.Code, len(section))
			}
			for i, f := range section {
				if f.Key != s.Form[n].Key {
					t.Fatalf("%s: %s stands where %s should", s.Code, f.Key, s.Form[n].Key)
				}
				n++
				for _, before := range section[:i] {
					if f.When != nil && f.When.Field == before.Key {
						t.Errorf("%s: %s stands beside its condition", s.Code, f.Key)
					}
				}
			}
		}
		if n != len(s.Form) {
			t.Errorf("%s: %d of %d questions", s.Code, n, len(s.Form))
		}
	}
}

func TestOnlyWhatItsConditionAsksForIsAsked(t *testing.T) {
	t.Parallel()
	s := &Service{Form: []Field{{Key: "kind", Type: TypeChoice, Required: true, Choices: []Choice{{Value: "a", Label: Text{"α", "a"}}, {Value: "b", Label: Text{"β", "b"}}}},
		{Key: "more", Type: TypeText, MaxLength: 10, When: &When{Field: "kind", Equals: "b"}}},
		Papers: []Paper{{Slot: "proof", When: &When{Field: "kind", Equals: "b"}}}}
	for answer, want := range map[any]int{nil: 1, "a": 1, "b": 3, "nonsense": 1} {
		fields, papers := s.Asked(map[string]any{"kind": answer}, time.Unix(0, 0))
		if got := len(fields) + len(papers); got != want {
			t.Errorf("%v: %d asked, want %d", answer, got, want)
		}
	}
}
