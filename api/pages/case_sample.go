package pages

import "time"

var sampleCase = Case{ID: "0197b2f0-0000-7000-8000-000000000001", Title: "Βεβαίωση μόνιμης κατοικίας", Number: "18452/2026", Tag: Tag{"info", "Σε εξέλιξη"},
	State: "Εξετάζεται", Expected: Now.AddDate(0, 0, 5), Legal: Now.AddDate(0, 0, 20), Filed: Now.AddDate(0, 0, -6), Unit: "Τμήμα Δημοτολογίου",
	Handler: "Μαρία Παπαδοπούλου", Phone: "2310 123 457", Receipt: true, MayWrite: true,
	Steps: []Step{{"Υποβολή", "done"}, {"Έλεγχος πληρότητας", "done"}, {"Εξέταση αίτησης", "now"}, {"Έκδοση πιστοποιητικού", ""}, {"Απάντηση", ""}},
	History: []CaseEvent{{At: Now.AddDate(0, 0, -5), Title: "Εξέταση αίτησης", Who: "Μαρία Παπαδοπούλου, Τμήμα Δημοτολογίου", Now: true},
		{At: Now.AddDate(0, 0, -6), Title: "Έλεγχος πληρότητας: ολοκληρώθηκε", Who: "Αυτόματα"},
		{At: Now.AddDate(0, 0, -6), Title: "Υποβλήθηκε η αίτηση", Who: "Εσείς", Note: "Αριθμός πρωτοκόλλου 18452/2026."}},
	Files: []CaseFile{{Label: "Αποδεικτικό κατοικίας", Name: "Λογαριασμός ΔΕΗ.jpg", Href: "/api/v1/attachments/1", Size: 640_000, At: Now.AddDate(0, 0, -6), Replace: "/cases/1/papers?slot=proof"}}}

var (
	_ = citizen("case/open", sampleCase)
	_ = citizen("case/asked", func() Case {
		c := sampleCase
		c.Tag, c.State = Tag{"action", "Χρειάζεται ενέργειά σας"}, "Περιμένουμε τη συμπλήρωση που ζητήσαμε"
		c.Ask = &CaseAsk{Title: "Συμπληρώστε την αίτησή σας", Text: "Ο λογαριασμός είναι παλαιότερος από 6 μήνες.\nΧρειαζόμαστε έναν πιο πρόσφατο.", Until: Now.AddDate(0, 0, 9), Do: Link{Href: "/cases/1/completion", Text: "Απαντήστε"}}
		c.Files[0].Verdict, c.Files[0].Why = Tag{"action", "Δεν έγινε δεκτό"}, "Είναι παλαιότερος από 6 μήνες."
		c.Talk = []CaseTalk{{Author: "Μαρία Παπαδοπούλου", At: Now.Add(-72 * time.Hour), Text: "Καλημέρα σας. Ο λογαριασμός που ανεβάσατε είναι του Μαρτίου."},
			{Mine: true, At: Now.Add(-70 * time.Hour), Text: "Βεβαίως, θα τον ανεβάσω σήμερα.", Files: []Link{{Href: "/api/v1/attachments/2", Text: "σημείωμα.pdf"}}, Read: "Διαβάστηκε από Μαρία Παπαδοπούλου, 19/11/2026 14:20"}}
		c.Links = []CaseLine{{Href: "/cases/2", Title: "Πιστοποιητικό οικογενειακής κατάστασης", Number: "18001/2026", State: "Ολοκληρώθηκε", Tag: Tag{"done", "Ολοκληρώθηκε"}, At: Now.AddDate(0, -1, 0), What: "Για το ίδιο θέμα"}}
		c.Applicant = "Ίρις Αναγνωστοπούλου"
		return c
	}())
	_ = citizen("case/granted", func() Case {
		c := sampleCase
		c.Closed, c.Tag, c.State = true, Tag{"done", "Ολοκληρώθηκε"}, "Εγκρίθηκε"
		c.Documents = []CaseDocument{{Title: "Βεβαίωση μόνιμης κατοικίας", Number: "18520/2026", Href: "/api/v1/documents/1", Code: "ABCD-EFGH-JKLM", At: Now, Size: 82_000},
			{Title: "Παλαιά βεβαίωση", At: Now, Void: "Το έγγραφο ανακλήθηκε και δεν ισχύει."}}
		return c
	}())
	_ = citizen("case/refused", func() Case {
		c := sampleCase
		c.Closed, c.Tag, c.State, c.Again, c.Files, c.Number = true, Tag{"wait", "Απορρίφθηκε"}, "Απορρίφθηκε", "/services/residence-certificate", nil, ""
		c.Remedy, c.RemedyEnd = "Μπορείτε να ασκήσετε ειδική διοικητική προσφυγή μέσα σε 15 ημέρες.", Now.AddDate(0, 0, 15)
		c.MayWrite = false
		return c
	}())
	_ = citizen("case/faults", func() Case {
		c := sampleCase
		c.Form = Form{Values: values("text", ""), Faults: []Fault{{"text", "Γράψτε το μήνυμά σας."}}}
		return c
	}())
	_ = citizen("cases/open", Cases{Tabs: []Tab{{Link: Link{Href: "/cases", Text: "Ανοιχτές"}, Current: true}, {Link: Link{Href: "/cases?state=closed", Text: "Ολοκληρωμένες"}}},
		Drafts: []ApplyDraft{{Service: "Άδεια στάθμευσης κατοίκου", Href: "/apply/resident-parking-card/1/form-2", Drop: "/apply/resident-parking-card/1/drop", At: Now.Add(-time.Hour)}},
		Lines: []CaseLine{{Href: "/cases/1", Title: "Βεβαίωση μόνιμης κατοικίας", Number: "18452/2026", State: "Περιμένουμε τη συμπλήρωση που ζητήσαμε", Tag: Tag{"action", "Χρειάζεται ενέργειά σας"}, At: Now.AddDate(0, 0, -6), Unread: 2},
			{Href: "/cases/2", Title: "Αναφορά προβλήματος οδοφωτισμού", Number: "18401/2026", State: "Εξετάζεται", Tag: Tag{"info", "Σε εξέλιξη"}, At: Now.AddDate(0, 0, -8)}},
		Pager: Pager{Next: "/cases?cursor=x"}})
	_ = citizen("cases/empty", Cases{Tabs: []Tab{{Link: Link{Href: "/cases", Text: "Ανοιχτές"}, Current: true}}})
	_ = citizen("case_act/pay", CaseAct{ID: "1", Case: "Άδεια στάθμευσης κατοίκου", Title: "Δήλωση πληρωμής", Lead: "Ποσό: 18,00 €.", Button: "Δήλωση", Back: "/cases/1",
		Form:   Form{Values: values("kind", "rf", "code", "RF12"), Faults: []Fault{{"code", "Ο κωδικός RF δεν είναι σωστός."}}},
		Inputs: []Field{{Name: "kind", Kind: "radios", Label: "Τι κωδικός είναι;", Choices: []Choice{{"e-paravolo", "e-παράβολο", "20 ψηφία"}, {"rf", "Κωδικός RF του δήμου", ""}}}, {Name: "code", Label: "Κωδικός πληρωμής", Width: 20}}})
	_ = citizen("case_act/paper", CaseAct{ID: "1", Case: "Άδεια στάθμευσης κατοίκου", Title: "Προσθήκη αρχείου", Button: "Ανεβάστε το αρχείο", Back: "/cases/1", Files: true,
		Inputs: []Field{{Name: "slot", Kind: "select", Label: "Ποιο δικαιολογητικό είναι;", Choices: []Choice{{"", "Άλλο έγγραφο", ""}}}, {Name: "file", Kind: "file", Label: "Επιλέξτε αρχείο", Hint: "PDF, έως 10 MB", Accept: ".pdf"}}})
	_ = citizen("case_act/withdraw", CaseAct{ID: "1", Case: "Άδεια στάθμευσης κατοίκου", Title: "Ανάκληση της αίτησης", Lead: "Θέλετε να ανακαλέσετε την αίτηση;", Warning: "Η ανάκληση δεν αναιρείται.",
		Button: "Ανάκληση", Back: "/cases/1", Inputs: []Field{{Name: "note", Kind: "textarea", Rows: 3, Label: "Λόγος", Optional: true}}})
	_ = citizen("case_complete/open", CaseComplete{Base: "/cases/1", Case: "Βεβαίωση μόνιμης κατοικίας", Why: "Ο λογαριασμός είναι παλαιότερος από 6 μήνες.", Until: Now.AddDate(0, 0, 9),
		Papers:  []CaseNeeded{{Slot: "proof", Label: "Αποδεικτικό κατοικίας", Why: "Παλαιότερο από 6 μήνες.", Href: "/cases/1/papers?slot=proof"}, {Slot: "lease", Label: "Μισθωτήριο", Href: "/cases/1/papers?slot=lease"}},
		Brought: []string{"μισθωτήριο.pdf"}, Inputs: sampleInputs})
	_ = staff("case_complete/staff", CaseComplete{Base: "/case/1", Staff: true, Case: "Βεβαίωση μόνιμης κατοικίας", Why: "Ο λογαριασμός είναι παλαιότερος από 6 μήνες.",
		Until: Now.AddDate(0, 0, 9), Brought: []string{"μισθωτήριο.pdf"}, Inputs: sampleInputs})
	_ = citizen("case_complete/over", CaseComplete{Base: "/cases/1", Case: "Βεβαίωση μόνιμης κατοικίας", Over: "Η προθεσμία πέρασε και η αίτηση έκλεισε.", Again: "/services/residence-certificate"})
)
