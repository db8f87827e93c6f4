//go:build unix

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/models"
)

// chooses sets a select of the page.
func (s *surfer) chooses(name, value string) *surfer {
	s.t.Helper()
	if got := s.Text(fmt.Sprintf("(e=>{e.value=%q;return e.value})(document.querySelector('main select[name=%s]'))", value, name)); got != value {
		s.t.Fatalf("%s: no %s to choose for %s", s.Path(), value, name)
	}
	return s
}

// downloads reads the file behind a link as the browser would, and says what
// came and how it begins.
func (s *surfer) downloads(selector string) string {
	s.t.Helper()
	return s.Text(fmt.Sprintf(`fetch(document.querySelector(%q).href).then(async r=>r.status+" "+r.headers.get("content-type")+" "+(await r.text()).slice(0,60))`, selector))
}

func TestBrowserJourneyOfAManager(t *testing.T) {
	h := setup(t)
	const service = models.ServiceCode("tree-pruning")
	const first = models.StageKey("review") // after the check that the machine does
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk-green")
	for range models.FewVisits {
		clerk.decides(t, citizen.file(t, service, nil).ID, first, models.Approved, "")
	}
	waits := citizen.file(t, service, nil) // is there now
	clerk.at(t, waits.ID, first)

	m := h.surfer(t, false)
	m.opens("/reports").logsIn("manager@example.org", demo.Password)
	m.Wide(1280)
	m.opens("/reports").sees("Χρόνοι ανά στάδιο", "Πού καθυστερούμε", "Τι σημαίνουν οι αριθμοί")
	m.chooses("period", "month").chooses("by", "stage").chooses("service", string(service)).chooses("compare", "none")
	m.presses(`main form[action="/reports"] button`).sees("Κλάδεμα δέντρου", "Ο περισσότερος χρόνος πηγαίνει στο στάδιο")
	if where := m.Text("location.search"); !strings.Contains(where, "by=stage") || !strings.Contains(where, "service=tree-pruning") {
		t.Errorf("the address forgets: %s", where)
	}
	for selector, want := range map[string]string{`a[href*="format=csv"]`: "200 text/csv; charset=utf-8",
		`a[href*="format=xlsx"]`: "200 application/vnd.openxmlformats-officedocument.spreadsheetml.sheet PK"} {
		if got := m.downloads(selector); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q", selector, got)
		}
	}
	m.presses(`.app-insight a[href^="/work/cases"]`).looks().sees("Υποθέσεις στα χέρια του δήμου", "Κλάδεμα δέντρου")
	if !m.Has(`a[href="/case/` + string(waits.ID) + `"]`) {
		t.Errorf("the sentence does not lead to the case that is there:\n%s", m.Says())
	}
	m.opens("/work").sees("Εκκρεμότητες και η ηλικία τους", "Κλάδεμα δέντρου")
	m.opens("/reports?lang=en&by=unit").sees("Time in each stage", "Where we are slow", "What the figures mean")
}
