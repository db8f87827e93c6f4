package store_test

import (
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

// fileFor files a case at the registry's counter for somebody without a login.
func (h *house) fileFor(t testing.TB, clerk string, p models.Person) models.CaseID {
	t.Helper()
	p.Kind, p.Email = models.Natural, "someone@example.org" // else the unit would have to call
	filed, err := h.as(t, clerk).SubmitCase(t.Context(), models.Submission{CaseID: models.CaseID(newID()), Service: service, Version: 1,
		Unit: registry, Form: map[string]any{}, Delivery: models.ByPortal, Channel: models.FiledCounter, Applicant: &p,
		Due: models.Due{Legal: monday.AddDate(0, 2, 0), Target: monday.AddDate(0, 0, 10)}})
	want(t, err, "")
	h.clock.Advance(time.Minute)
	return filed.CaseID
}

// finds gives how many cases somebody finds.
func (h *house) finds(t testing.TB, name string, f models.CaseFilter) int {
	t.Helper()
	cs, _, err := h.as(t, name).Cases(t.Context(), f)
	want(t, err, "")
	return len(cs)
}

func TestCasesAreFoundByNumberNameAndTaxNumber(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.fileFor(t, "clerk", models.Person{Name: "Χρήστος Παπαδόπουλος", AFM: "123456783"})
	h.fileFor(t, "clerk", models.Person{Name: "Μαρία Παπαδοπούλου"})
	h.fileFor(t, "clerk", models.Person{Name: "John Smith"})
	h.file(t, "citizen")
	for typed, n := range map[string]int{"παπαδόπουλος": 1, "papadop": 2, "PAPADOPOYLOS xristos": 1, "xristos maria": 0, "smith": 1, "1/2026": 1,
		"1": 1, " 2 / 2026 ": 1, "1/2025": 0, "77": 0, "123456783": 1, "123 456 783": 1, "12345678": 0, "123456784": 0, "ονομα": 1, "'|ψξ": 0, "Иван": 0, "王": 0, "Иван smith": 1, `\`: 0, "!&": 0} {
		if got := h.finds(t, "protocol", models.CaseFilter{Query: typed}); got != n {
			t.Errorf("%q finds %d cases, want %d", typed, got, n)
		}
	}
	h.open(t, c, 1, "review")
	h.decide(t, "clerk2", c, 1, models.Rejected, "Λόγος")
	for _, row := range []struct {
		models.CaseFilter
		n int
	}{
		{models.CaseFilter{Query: "papadop", Service: service, Unit: registry}, 2},
		{models.CaseFilter{Query: "papadop", Service: "another"}, 0},
		{models.CaseFilter{Query: "papadop", Unit: works}, 0},
		{models.CaseFilter{Query: "papadop", State: models.Closed}, 0},
		{models.CaseFilter{Query: "papadop", Year: 2026}, 2},
		{models.CaseFilter{Query: "papadop", Year: 2025}, 0},
		{models.CaseFilter{Query: "2", Unit: works}, 0},
	} {
		if got := h.finds(t, "manager", row.CaseFilter); got != row.n {
			t.Errorf("%+v finds %d", row.CaseFilter, got)
		}
	}
	page := models.Page{Limit: 1}
	var found []models.CaseID
	for {
		cs, next, err := h.as(t, "clerk").Cases(t.Context(), models.CaseFilter{Query: "παπαδ", Page: page})
		want(t, err, "")
		for _, c := range cs {
			found = append(found, c.ID)
		}
		if page.After = next; next == "" {
			break
		}
	}
	if len(found) != 2 || found[1] != c {
		t.Errorf("by pages, newest first: %v", found)
	}
	lines, _, err := h.as(t, "admin").Audit(t.Context(), models.AuditFilter{Object: "case"})
	want(t, err, "")
	n := 0
	for _, l := range lines {
		if l.Action == "search-afm" && l.Actor == account("protocol") {
			n++
		}
	}
	if n != 3 {
		t.Errorf("%d searches for a tax number were audited, want 3", n)
	}
}

func TestASearchFindsOnlyWhatItsActorMayOpen(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.invite(t)
	own := h.file(t, "citizen")
	counter := h.fileFor(t, "head-tech", models.Person{Name: "Όνομα Κανενός", AFM: "123456783"}) // for the registry, by the works
	asked := h.file(t, "citizen2")
	for _, row := range []struct {
		who               string
		name, number, afm int
	}{
		{"citizen", 1, 1, 0}, {"citizen2", 1, 0, 0}, {"clerk", 3, 1, 1}, {"head", 3, 1, 1}, {"protocol", 3, 1, 1}, {"manager", 3, 1, 1},
		{"clerk-tech", 0, 0, 0}, {"head-tech", 1, 0, 1}, {"admin", 0, 0, 0}, {"stranger-clerk", 0, 0, 0}, {"stranger-manager", 0, 0, 0},
	} {
		if got := [3]int{h.finds(t, row.who, models.CaseFilter{Query: "onoma"}), h.finds(t, row.who, models.CaseFilter{Query: "1/2026"}),
			h.finds(t, row.who, models.CaseFilter{Query: "123456783"})}; got != [3]int{row.name, row.number, row.afm} {
			t.Errorf("%s finds %v, want %+v", row.who, got, row)
		}
	}
	h.open(t, asked, 1, "opinion") // now the works may read it
	if n := h.finds(t, "clerk-tech", models.CaseFilter{Query: "onoma"}); n != 1 {
		t.Errorf("the works find %d", n)
	}
	h.exec(t, `UPDATE cases SET unit = $2 WHERE id = $1`, string(counter), string(works))
	if n := h.finds(t, "clerk-tech", models.CaseFilter{Query: "kanenos"}); n != 1 {
		t.Errorf("after it was forwarded the works find %d", n)
	}
	if n := h.finds(t, "clerk", models.CaseFilter{Query: "kanenos"}); n != 0 {
		t.Errorf("after it was forwarded the registry finds %d", n)
	}
	_ = own
}

func TestNamesWrittenWithoutKeysGetThem(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.file(t, "citizen")
	h.exec(t, `UPDATE persons SET name = 'Ξένια Ψαρρού'`)
	if n := h.finds(t, "citizen", models.CaseFilter{Query: "xenia"}); n != 0 {
		t.Errorf("found %d before there are keys", n)
	}
	keyed := 0
	for {
		n, err := h.System().KeyNames(t.Context(), 1)
		want(t, err, "")
		if keyed += n; n == 0 {
			break
		}
	}
	if keyed == 0 || h.finds(t, "citizen", models.CaseFilter{Query: "3enia psarou"}) != 1 || h.finds(t, "citizen", models.CaseFilter{Query: "onoma"}) != 0 {
		t.Errorf("%d names got keys", keyed)
	}
}

func TestNoSearchFindsARequestToBeIdentified(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	h.wishes(t, "citizen")
	for _, who := range []string{"protocol", "manager", "clerk", "head"} {
		if n := h.finds(t, who, models.CaseFilter{Query: "onoma"}); n != 0 {
			t.Errorf("%s finds %d", who, n)
		}
	}
	if n := h.finds(t, "citizen", models.CaseFilter{Query: "onoma"}); n != 1 {
		t.Errorf("he himself finds %d", n)
	}
}
