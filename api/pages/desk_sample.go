package pages

import "time"

var (
	_ = staff("search/empty", Search{Keys: true, States: []Choice{{Label: "Όλες"}}, Services: []Choice{{Label: "Όλες"}}})
	_ = staff("search/nothing", Search{Query: "ΠΑΠΑΔΟΠΟΥΛΟΣ", Asked: true, States: []Choice{{Label: "Όλες"}}, Services: []Choice{{Label: "Όλες"}}})
	_ = staff("search/found", Search{Query: "anagnost", Asked: true, States: []Choice{{Label: "Όλες"}}, Services: []Choice{{Label: "Όλες"}}, Pager: Pager{Next: "/search?q=a&cursor=x"},
		Rows: []SearchRow{{Href: "/case/1", Title: "Βεβαίωση μόνιμης κατοικίας", Number: "18452/2026", Applicant: "Γεώργιος Αναγνωστόπουλος",
			Unit: "Τμήμα Δημοτολογίου", State: Tag{"info", "Ελέγχεται"}, At: Now.Add(-99 * time.Hour)}}})

	_ = staff("identify/code", Identify{})
	_ = staff("identify/found", Identify{Found: sampleIdentified, Kinds: []Choice{{Value: "identity-card", Label: "Δελτίο ταυτότητας"}, {Value: "passport", Label: "Διαβατήριο"}}})
	_ = staff("identify/refused", Identify{Found: &Identified{ID: "1", Code: "ABCD-EFGH", Person: "Ahmed Karimi", At: Now}, Kinds: []Choice{{Value: "passport", Label: "Διαβατήριο"}},
		Units: []Choice{{Value: "kep", Label: "ΚΕΠ"}}, Form: Form{Values: map[string][]string{"name": {"Ahmad Karimi"}}, Faults: []Fault{{"document.number", "Ανήκει σε άλλον."}}}})

	_ = staff("absences/none", Absences{Substitutes: []Choice{{Value: "b", Label: "Κώστας Νικολάου"}}})
	_ = staff("absences/head", Absences{Substitutes: []Choice{{Value: "b", Label: "Κώστας Νικολάου"}}, Staff: []Choice{{Value: "a", Label: "Μαρία Παπαδοπούλου"}, {Value: "b", Label: "Κώστας Νικολάου"}},
		Units: []Choice{{Value: "municipal-roll", Label: "Τμήμα Δημοτολογίου"}},
		Rows:  []AbsenceRow{{ID: "1", Who: "Μαρία Παπαδοπούλου", Substitute: "Κώστας Νικολάου", From: Now, To: Now.Add(99 * time.Hour), Signs: true, Ends: true}}})
)

var sampleIdentified = &Identified{ID: "1", Code: "ABCD-EFGH", Person: "Γεώργιος Αναγνωστόπουλος", FatherName: "Δημήτριος", AFMEnd: "783", At: Now, Waiting: []string{"Μεταδημότευση"}}
