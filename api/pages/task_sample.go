package pages

import "time"

var samplePapers = []TaskPaper{
	{ID: "a", Src: "/api/v1/attachments/a", Name: "Λογαριασμός ΔΕΗ.jpg", Label: "Απόδειξη κατοικίας", Kind: "image", Size: 1250000, State: Tag{"new", "Νέο"}, Current: true, Fetchable: true},
	{ID: "b", Src: "/api/v1/attachments/b", Name: "Μισθωτήριο.pdf", Label: "Μισθωτήριο", Kind: "pdf", Size: 84000, State: Tag{"done", "Δεκτό"}, Judged: true, By: "Κώστας Νικολάου", Fetchable: true},
	{ID: "c", Src: "/api/v1/attachments/c", Name: "Υπεύθυνη δήλωση.pdf", Kind: "pdf", Size: 64000, State: Tag{"action", "Δεν έγινε δεκτό"}, Judged: true, Why: "Δεν διαβάζεται.", Fetchable: true},
}

var sampleTask = Task{ID: "1", Case: "2", Self: "/tasks/1?queue=unit", Query: "queue=unit", Back: "/queue?queue=unit#t-1", Next: "/tasks/2?queue=unit", At: 1, Of: 12,
	Title: "Βεβαίωση μόνιμης κατοικίας", Number: "18452/2026", Applicant: "Γεώργιος Αναγνωστόπουλος", Stage: "Έλεγχος δικαιολογητικών", State: Tag{"late", "Εκπρόθεσμη"},
	Due: Now.Add(-26 * time.Hour), Legal: Now.Add(900 * time.Hour), Now: Now, Handler: "Μαρία Παπαδοπούλου", Mine: true, Open: true, MayPut: true,
	People:  []Choice{{Value: "b", Label: "Κώστας Νικολάου"}},
	Notices: []Notice{{Kind: "warning", Text: "Ο ίδιος πολίτης έχει και άλλη ανοιχτή αίτηση για την ίδια υπηρεσία.", Action: Link{Href: "/case/3", Text: "Δείτε την"}}},
	Data: []Row{{Key: "Αιτών", Value: "Γεώργιος Αναγνωστόπουλος"}, {Key: "Οδός και αριθμός", Value: "Λεωφ. Ελευθερίου Βενιζέλου 128"},
		{Key: "Κάτοικος από", Value: "01/05/2024"}, {Key: "Σκοπός", Value: "Εγγραφή τέκνου σε παιδικό σταθμό"}, {Key: "Υποβολή", Value: "Από την πύλη"}},
	Papers: samplePapers, Paper: &samplePapers[0], Reasons: []Choice{{Label: "Επιλέξτε αιτία"}, {Value: "illegible", Label: "Δεν διαβάζεται."}},
	Sheet:  "/api/v1/cases/2/application.pdf",
	Thread: []TaskItem{{Author: "Γεώργιος Αναγνωστόπουλος", Text: "Πότε θα είναι έτοιμη;", At: Now.Add(-9 * time.Hour)}, {Author: "Μαρία Παπαδοπούλου", House: true, Text: "Αύριο.", At: Now.Add(-8 * time.Hour), Read: "Διαβάστηκε: Γεώργιος Αναγνωστόπουλος, 22/11/2026 02:10"}},
	Notes:  []TaskItem{{Author: "Κώστας Νικολάου", Text: "Τηλεφώνησε στις 10.", At: Now.Add(-7 * time.Hour)}},
	History: []TaskVisit{{Stage: "Έλεγχος δικαιολογητικών", Unit: "Τμήμα Δημοτολογίου", Who: "Μαρία Παπαδοπούλου", From: Now.Add(-80 * time.Hour), Late: true},
		{Stage: "Πληρότητα", Unit: "Τμήμα Δημοτολογίου", Outcome: "Ολοκληρώθηκε", Note: "Πλήρης", From: Now.Add(-90 * time.Hour), To: Now.Add(-80 * time.Hour)}},
	Links: []TaskLink{{Text: "Ίδιο θέμα με την", Href: "/case/3", Title: "Μεταδημότευση 18470/2026", Case: "3"}}, Kinds: []Choice{{Value: "same-matter", Label: "έχει το ίδιο θέμα με την"}},
	Main: &TaskOutcome{Outcome: "done", Label: "Προώθηση για υπογραφή"}, Why: "Εκκρεμεί έλεγχος ενός δικαιολογητικού.",
	Others:  []TaskOutcome{{Outcome: "returned", Label: "Επιστροφή για συμπλήρωση", Panel: true}, {Outcome: "rejected", Label: "Απόρριψη", Panel: true, Danger: true}, {Outcome: "forwarded", Label: "Διαβίβαση", Panel: true}, {Outcome: "handed-on", Label: "Διαβίβαση σε φορέα", Panel: true}},
	Returns: []Choice{{Value: "form", Label: "Συμπληρώστε τα στοιχεία που λείπουν από την αίτηση."}}, Refusals: []Choice{{Value: "conditions", Label: "Δεν συντρέχουν οι προϋποθέσεις του νόμου."}},
	Units: []Choice{{Value: "technical", Label: "Τεχνική Υπηρεσία"}}, Bodies: []Choice{{Value: "region", Label: "Περιφέρεια"}, {Label: "Άλλος φορέας"}},
	Proofs: []Choice{{Value: "rf", Label: "Κωδικός πληρωμής RF"}},
}

func taskWith(change func(*Task)) Task {
	t := sampleTask
	change(&t)
	return t
}

var (
	_ = staff("task/review", sampleTask)
	_ = staff("task/returning", taskWith(func(t *Task) {
		t.Form = Form{Values: map[string][]string{"outcome": {"returned"}}, Faults: []Fault{{"note-returned", "Γράψτε την αιτιολογία."}}}
		t.Paper = &samplePapers[1]
	}))
	_ = staff("task/others", taskWith(func(t *Task) {
		t.Main, t.Others, t.Why, t.MayPut, t.MayClaim, t.Mine, t.HandlerOf = nil, nil, "Την έχει αναλάβει: Κώστας Νικολάου.", false, false, false, "Ελένη Δήμου"
		t.Papers, t.Paper, t.Watched = nil, nil, true
	}))
	_ = staff("task/free", taskWith(func(t *Task) { t.Handler, t.MayPut, t.MayClaim, t.Paper = "", false, true, &samplePapers[2] }))
	_ = staff("task/pay", taskWith(func(t *Task) {
		t.Main, t.Others = &TaskOutcome{Outcome: "paid", Label: "Καταχώριση πληρωμής", Panel: true}, []TaskOutcome{{Outcome: "delivered", Label: "Παραδόθηκε", Panel: true}, {Outcome: "negative", Label: "Αρνητική γνώμη", Panel: true}, {Outcome: "sent-back", Label: "Επιστροφή", Panel: true}, {Outcome: "lapsed", Label: "Έληξε η προθεσμία"}}
		t.Settled = []Row{{Key: "Κωδικός πληρωμής RF", Value: "RF18"}}
		t.Paper = &TaskPaper{ID: "d", Src: "/api/v1/attachments/d", Name: "χάρτης.tiff", Fetchable: true}
	}))
	_ = staff("task/sign", taskWith(func(t *Task) {
		t.Main, t.Others = &TaskOutcome{Outcome: "signed", Label: "Υπογραφή", Seen: "x", Way: "server"}, nil
		t.Record = &TaskRecord{Title: "Έγγραφο: Βεβαίωση μόνιμης κατοικίας", Preview: "/api/v1/cases/2/preview.pdf", Seen: "x", Rows: []Row{{Key: "Επώνυμο", Value: "Αναγνωστόπουλος · 12/3 · Μαρία Παπαδοπούλου"}},
			Claimed: []Row{{Key: "Διεύθυνση", Value: "Δήλωσε: Πλαταιών 14 – διαφέρει από το μητρώο"}}, Ways: []string{"Δεν έχει οριστεί κλειδί."}}
		t.Record.Server, t.Sign = true, &TaskSign{Seen: "x", Ways: []Choice{{Value: "external", Label: "Με δικό μου πρόγραμμα υπογραφής", Hint: "Κατεβάζετε το PDF."}, {Value: "paper", Label: "Σε χαρτί"}}}
		t.Paper = &TaskPaper{ID: "e", Src: "/api/v1/attachments/e", Name: "αρχείο.pdf", Kind: "pdf", Old: true}
	}))
	_ = staff("task/offered", taskWith(func(t *Task) {
		t.Main, t.Others = nil, nil
		t.Record = &TaskRecord{Title: "Έγγραφο: Βεβαίωση μόνιμης κατοικίας", Preview: "/api/v1/cases/2/preview.pdf", Seen: "x"}
		t.Sign = &TaskSign{Seen: "x", Ways: []Choice{{Value: "paper", Label: "Σε χαρτί"}}, Offer: &TaskOffer{Way: "external", Number: "18500/2026", Src: "/api/v1/tasks/1/offer.pdf", Decision: "y"}}
		t.Paper = &TaskPaper{Name: t.Record.Title, Src: t.Record.Preview, Kind: "pdf", Made: true, Fetchable: true}
	}))
	_ = staff("task/offered-print", taskWith(func(t *Task) {
		t.Main, t.Others = nil, nil
		t.Sign = &TaskSign{Seen: "x", Ways: []Choice{{Value: "external", Label: "Με δικό μου πρόγραμμα"}}, Offer: &TaskOffer{Way: "paper", Number: "18500/2026", Src: "/api/v1/tasks/1/offer.pdf", Decision: "y"}}
		t.Form = Form{Faults: []Fault{{"file", "Διαλέξτε αρχείο."}}}
	}))
	_ = staff("task/signed", taskWith(func(t *Task) {
		t.ID, t.Open = "", false
		t.Record = &TaskRecord{Title: "Έγγραφο: Βεβαίωση μόνιμης κατοικίας", Issued: "/api/v1/documents/1/versions/1/files/x",
			Signatures: []Row{{Key: "Ίων Στεργιανός, Δήμαρχος", Value: "Έλεγχος: ανέπαφη, υπογραφή με χρονοσήμανση (PAdES B-T)"}}}
	}))
	_ = staff("task/incomplete", taskWith(func(t *Task) {
		t.Record = &TaskRecord{Title: "Έγγραφο: Βεβαίωση μόνιμης κατοικίας", Missing: []string{"Επώνυμο"}}
	}))
	_ = staff("task/closed", taskWith(func(t *Task) {
		t.ID, t.Open, t.At, t.Of, t.Next, t.Legal, t.State = "", false, 0, 0, "", time.Time{}, Tag{"done", "Ολοκληρώθηκε"}
	}))
)
