package catalogue

import (
	"embed"
	"encoding/json"
	"fmt"
	"time"

	"github.com/thyrida/thyrida/models"
)

//go:embed examples/*.json
var examples embed.FS

// Example is a filled-in form of a shipped service and the papers it needs, for
// demonstration data and for tests that drive every service. Days that must lie
// ahead are counted from now. All names, numbers and addresses are invented.
func (s *Service) Example(now time.Time) (map[string]any, []models.SlotKey, error) {
	data, err := examples.ReadFile("examples/" + string(s.Code) + ".json")
	if err != nil {
		return nil, nil, fmt.Errorf("read the example of %s: %w", s.Code, err)
	}
	var form map[string]any
	if err := json.Unmarshal(data, &form); err != nil {
		return nil, nil, fmt.Errorf("read the example of %s: %w", s.Code, err)
	}
	for i, f := range s.Form {
		if _, answered := form[string(f.Key)]; answered && (f.Day == Future || f.Day == FutureOrToday) {
			form[string(f.Key)] = dayOf(now.AddDate(0, 0, 60+i))
		}
	}
	clean, _ := s.Validate(form, nil, now)
	var slots []models.SlotKey
	for _, p := range s.PapersFor(clean) {
		if p.Required {
			slots = append(slots, p.Slot)
		}
	}
	return form, slots, nil
}

// PapersFor are the papers that are asked for after these answers; those that
// are Required must come along.
func (s *Service) PapersFor(clean map[string]any) []Paper {
	v := &validation{service: s, clean: clean}
	var out []Paper
	for _, p := range s.Papers {
		if asked, _ := v.holds(p.When); asked {
			out = append(out, p)
		}
	}
	return out
}
