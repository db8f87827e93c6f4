package pages

var (
	sampleImport = ImportPeople{AdminNav: sampleNav("/admin/people"), Most: 1000, Bytes: 1 << 20}

	_ = staff("people_import/empty", sampleImport)
	_ = staff("people_import/no-table", importWith(Form{Faults: []Fault{{"file", "Το αρχείο δεν είναι βιβλίο Excel (.xlsx), ή έχει βλάβη."}}}))
	_ = staff("people_import/faults", importWith(Form{Title: "Ο πίνακας έχει 2 λάθη. Δεν άλλαξε τίποτε.", Detail: "Διορθώστε τα στο Excel, αποθηκεύστε και ανεβάστε ξανά τον πίνακα.",
		Faults: []Fault{{"", "Γραμμή 4, στήλη «Μονάδα», «Τμήμα Θαυμάτων»: Δεν υπάρχει τέτοια μονάδα."}, {"", "Γραμμή 7, στήλη «E-mail»: Συμπληρώστε το."}}}))
	_ = staff("people_import_check/changes", ImportCheck{AdminNav: sampleNav("/admin/people"), Imported: Imported{New: 1, Granted: 2, Same: 1}, Table: `{"rows":[]}`, Ignored: []string{"Παρατηρήσεις"},
		Rows: []ImportRow{{Line: 2, Called: "Δανάη Ρήγα", Email: "d.riga@elaionas.example", Role: "Υπάλληλος, Διεύθυνση Τεχνικών Υπηρεσιών", Times: "από 01/02/2027 έως και 31/12/2027", What: Tag{"new", "Νέος λογαριασμός"}},
			{Line: 3, Called: "Δανάη Ρήγα", Email: "d.riga@elaionas.example", Role: "Πρωτόκολλο", What: Tag{"info", "Νέος ρόλος"}},
			{Line: 5, Called: "Νίκος Αθανασίου", Email: "n.athanasiou@elaionas.example", Role: "Διοίκηση", What: Tag{"done", "Ισχύει ήδη"}}}})
	_ = staff("people_import_check/nothing", ImportCheck{AdminNav: sampleNav("/admin/people"), Imported: Imported{Same: 1},
		Rows: []ImportRow{{Line: 2, Called: "Νίκος Αθανασίου", Email: "n.athanasiou@elaionas.example", Role: "Διοίκηση", What: Tag{"done", "Ισχύει ήδη"}}}})
	_ = staff("people_import_done/new", ImportDone{AdminNav: sampleNav("/admin/people"), Imported: Imported{New: 1, Granted: 2, Same: 1}})
	_ = staff("people_import_done/known", ImportDone{AdminNav: sampleNav("/admin/people"), Imported: Imported{Granted: 1}})
)

func importWith(f Form) ImportPeople {
	p := sampleImport
	p.Form = f
	return p
}
