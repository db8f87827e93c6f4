package pages

import "time"

var sampleAt = ApplyAt{Service: "Βεβαίωση μόνιμης κατοικίας", Step: 2, Of: 6, Back: "/apply/residence-certificate", Leave: "/cases"}

var (
	_ = citizen("apply/who", Apply{At: ApplyAt{Service: sampleAt.Service, Back: "/services/residence-certificate"}, Title: "Για ποιον κάνετε την αίτηση;",
		Inputs: []Field{{Name: "behalf.kind", Kind: "radios", Label: "Για ποιον κάνετε την αίτηση;", Quiet: true, Value: "self", Choices: []Choice{
			{Value: "self", Label: "Για εμένα", Hint: "Γεωργία Αναγνωστοπούλου"}, {Value: "minor", Label: "Για το ανήλικο παιδί μου", Hint: "Χρειάζεται η ημερομηνία γέννησής του."}}}},
		Drafts: []ApplyDraft{{Service: sampleAt.Service, Href: "/apply/residence-certificate/1/form-1", At: Now.Add(-26 * time.Hour)}}})
	_ = citizen("apply/questions", Apply{At: sampleAt, Title: "Στοιχεία της αίτησης", Inputs: sampleInputs})
	_ = citizen("apply/faults", Apply{Form: Form{Values: values("form.street", "Λεωφ. Ελευθερίου Βενιζέλου 128", "form.postcode", "1234"),
		Faults: []Fault{{"form.postcode", "Ο ταχυδρομικός κώδικας έχει 5 ψηφία, όπως 123 45."}, {"form.home", "Επιλέξτε μία απάντηση."}}},
		At: sampleAt, Title: "Στοιχεία της αίτησης", Inputs: sampleInputs})
	_ = citizen("apply_paper/empty", samplePaper)
	_ = citizen("apply_paper/faults", func() ApplyPaper {
		p := samplePaper
		p.Form = Form{Faults: []Fault{{"file", "Αυτό το είδος αρχείου δεν γίνεται δεκτό."}}}
		return p
	}())
	_ = citizen("apply_paper/several", func() ApplyPaper {
		p := samplePaper
		p.Files = []ApplyFile{{ID: "1", Name: "Λογαριασμός ρεύματος Σεπτεμβρίου.pdf", Size: 830_000}, {ID: "2", Name: "Ε1.pdf", Size: 1_200_000, Held: true}}
		return p
	}())
	_ = citizen("apply_check/ready", sampleCheck)
	_ = citizen("apply_check/missing", func() ApplyCheck {
		c := sampleCheck
		c.Missing = []Link{{Href: "/apply/residence-certificate/1/form-1", Text: "Ταχυδρομικός κώδικας: Συμπληρώστε το πεδίο."}}
		return c
	}())
	_ = citizen("apply_declare/plain", ApplyDeclare{At: sampleAt, Identify: true, Fee: "18,00 €"})
	_ = citizen("apply_declare/faults", ApplyDeclare{At: sampleAt, Form: Form{Faults: []Fault{{"declared", "Για να υποβληθεί η αίτηση χρειάζεται η δήλωση."}}}})
	_ = citizen("filed/plain", Filed{ID: "1", Title: sampleAt.Service, Number: "18452/2026", At: Now, Target: Now.AddDate(0, 0, 5), Legal: Now.AddDate(0, 0, 20),
		Email: "georgia@example.org", Mobile: "690 0000000", Unit: "Τμήμα Δημοτολογίου", Contact: "Μαρία Παπαδοπούλου", Phone: "2310 123 457",
		ContactEmail: "roll@elaionas.example", Papers: []string{"Αποδεικτικό κατοικίας – λογαριασμός.pdf"}, Address: "https://thyrida.elaionas.example/cases/1"})
	_ = citizen("filed/waits", Filed{ID: "1", Title: sampleAt.Service, Number: "18453/2026", At: Now, Target: Now.AddDate(0, 0, 5), Legal: Now.AddDate(0, 0, 20),
		Unit: "Τμήμα Δημοτολογίου", Identify: true, Fee: true, Duplicate: "/cases/2"})
)

var sampleInputs = []Field{{Name: "form.street", Label: "Οδός και αριθμός", MaxLength: 120}, {Name: "form.postcode", Label: "Ταχυδρομικός κώδικας", Mode: "numeric", Width: 5},
	{Name: "form.home", Kind: "radios", Label: "Το σπίτι είναι", Choices: []Choice{{Value: "own", Label: "Ιδιόκτητο"}, {Value: "rent", Label: "Μισθωμένο"}}},
	{Name: "form.since", Kind: "date", Width: 20, Label: "Από πότε μένετε εκεί", Optional: true}}

var samplePaper = ApplyPaper{At: sampleAt, Label: "Αποδεικτικό κατοικίας", Help: "Λογαριασμός ρεύματος, νερού ή τηλεφώνου των τελευταίων 6 μηνών.",
	Rules: "PDF ή φωτογραφία, έως 10 MB. Έως 3 αρχεία, ένα κάθε φορά.", Service: "residence-certificate", Slot: "proof", Accept: ".pdf,.jpeg,.jpg",
	More: true, Needed: true, Next: "/apply/residence-certificate/1/check", Drop: "/apply/residence-certificate/1/remove"}

var sampleCheck = ApplyCheck{At: sampleAt, Next: "/apply/residence-certificate/1/declaration", Fetched: []string{"Βεβαίωση του Ε9"}, Parts: []ApplyPart{
	{Title: "Αιτών", Rows: []Row{{Key: "Για ποιον κάνετε την αίτηση;", Value: "Για εμένα: Γεωργία Αναγνωστοπούλου", Change: "/apply/residence-certificate/1/who"}}},
	{Title: "Στοιχεία της αίτησης", Rows: []Row{{Key: "Οδός και αριθμός", Value: "Λεωφ. Ελευθερίου Βενιζέλου 128", Change: "/apply/residence-certificate/1/form-1"}}},
	{Title: "Δικαιολογητικά", Rows: []Row{{Key: "Αποδεικτικό κατοικίας", Value: "λογαριασμός.pdf", Change: "/apply/residence-certificate/1/paper-proof"}}}}}
