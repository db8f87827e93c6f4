package pages

import "time"

var (
	_ = staff("task/record", sampleRecording(Form{}))
	_ = staff("task/record-faults", sampleRecording(Form{Values: values("statements.surname", "ΖΑΦΕΙΡΙΟΥ", "references.municipal-roll", "x", "statements.members[0].name", "",
		"statements.given-name.reference", "4021/9"),
		Faults: []Fault{{"references.municipal-roll", "Η παραπομπή δεν έχει τη σωστή μορφή."}, {"statements.members[0].name", "Συμπληρώστε το πεδίο."},
			{"statements.members", "Συμπληρώστε το πεδίο."}}}))
	_ = staff("task/no-login", Task{ID: "t1", Case: "c1", Self: "/tasks/t1?", Back: "/queue", Title: "Βεβαίωση μόνιμης κατοικίας", Applicant: "Φανή Ζαφειρίου", Now: Now,
		State: Tag{"wait", "Συμπλήρωση"}, Open: true, Due: Now.Add(99 * time.Hour), TaskHouse: TaskHouse{Complete: "/case/c1/completion", MayAdd: true}})
)

// sampleRecording is a certificate whose statements are being written.
func sampleRecording(f Form) Task {
	relation := []Choice{{Label: "Επιλέξτε"}, {Value: "spouse", Label: "Σύζυγος"}, {Value: "child", Label: "Τέκνο"}}
	row := func(i string) []Field {
		return []Field{{Name: "statements.members[" + i + "].relation", Kind: "select", Label: "Ιδιότητα", Choices: relation},
			{Name: "statements.members[" + i + "].name", Label: "Επώνυμο και όνομα", MaxLength: 200}}
	}
	return Task{Form: f, ID: "t1", Case: "c1", Self: "/tasks/t1?", Back: "/queue", Title: "Πιστοποιητικό οικογενειακής κατάστασης", Applicant: "Φανή Ζαφειρίου", Now: Now,
		State: Tag{"info", "Σε επεξεργασία"}, Stage: "Στοιχεία", Open: true, Due: Now.Add(40 * time.Hour),
		Record: &TaskRecord{Title: "Πιστοποιητικό οικογενειακής κατάστασης", Missing: []string{"Επώνυμο – Συμπληρώστε το πεδίο."}},
		TaskHouse: TaskHouse{MayAdd: true, RecordForm: &RecordForm{Case: "c1", To: "/tasks/t1?", Edit: 1,
			Language: Field{Name: "language", Kind: "radios", Label: "Γλώσσα του εγγράφου", Value: "el", Choices: []Choice{{Value: "el", Label: "Ελληνικά"}, {Value: "en", Label: "Αγγλικά"}}},
			Parts: []RecordPart{{Register: "Δημοτολόγιο", Place: Field{Name: "references.municipal-roll", Label: "Παραπομπή", Hint: "Για όλα τα στοιχεία του μητρώου: οικογενειακή μερίδα, π.χ. 4021/3.", Value: "4021/3"},
				Fields: []RecordField{{Field: Field{Name: "statements.surname", Label: "Επώνυμο"}, Claimed: "Ζαφειρίου"}, {Field: Field{Name: "statements.given-name", Label: "Όνομα", Value: "ΦΑΝΗ"}},
					{Field: Field{Name: "statements.members", Label: "Μέλη της οικογενειακής μερίδας"}, Columns: []string{"Ιδιότητα", "Επώνυμο και όνομα"}, Rows: [][]Field{row("0"), row("1")}}}}},
			Own: []Field{{Name: "statements.surname.reference", Label: "Επώνυμο", Optional: true}, {Name: "statements.given-name.reference", Label: "Όνομα", Optional: true}}}}}
}
