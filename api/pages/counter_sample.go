package pages

import "time"

var (
	_ = staff("counter/begin", Counter{Drafts: []ApplyDraft{{Service: "Βεβαίωση μόνιμης κατοικίας – Φανή Ζαφειρίου", Href: "/counter/residence-certificate/1/form-1",
		Drop: "/counter/residence-certificate/1/drop", At: Now.Add(-2 * time.Hour)}}})
	_ = staff("counter/found", Counter{Query: "zafeiriou", People: []CounterPerson{samplePerson, {ID: "2", Person: "Ζαφειρίου Τεχνική Α.Ε."}}})
	_ = staff("counter/nobody", Counter{Query: "Ανύπαρκτος"})
	_ = staff("counter/services", Counter{Chosen: &samplePerson, Found: 2, Groups: []ServiceGroup{{Title: "Τμήμα Δημοτολογίου", Services: []ServiceLink{
		{Slug: "/counter/residence-certificate?person=1", Title: "Βεβαίωση μόνιμης κατοικίας", Summary: "Βεβαιώνει ότι μένετε στον δήμο."}}}}})
	_ = staff("counter/wanted", Counter{New: true, Wanted: "λακκούβα", Found: 1, Groups: []ServiceGroup{{Title: "Τεχνική Υπηρεσία", Services: []ServiceLink{
		{Slug: "/counter/pothole?new=1", Title: "Δήλωση φθοράς οδοστρώματος", Summary: "Για λακκούβες και σπασμένα πεζοδρόμια."}}}}})
	_ = staff("counter/nothing-wanted", Counter{New: true, Wanted: "ουρανοξύστης"})
	_ = staff("counter_declare/plain", CounterDeclare{At: counterAt, Agree: "Ο αιτών έλεγξε τα στοιχεία και υπογράφει την αίτηση που εκτυπώνεται αμέσως μετά", Fee: "18,00 €",
		Kinds: sampleShown, Units: []Choice{{Value: "kep-port", Label: "ΚΕΠ Λιμανιού"}, {Value: "kep", Label: "ΚΕΠ Δημαρχείου"}}})
	_ = staff("counter_declare/faults", CounterDeclare{Form: Form{Values: values("identification.kind", "identity-card", "identification.number", "ΑΒ 123456"),
		Faults: []Fault{{"identification.number", "Ο αριθμός είναι άλλου προσώπου."}, {"declared", "Για να υποβληθεί η αίτηση χρειάζεται η δήλωση."}}},
		At: counterAt, Agree: "Ο αιτών υπογράφει", Needed: true, Kinds: sampleShown})
	_ = staff("counter_declare/phone", CounterDeclare{At: counterAt, Agree: "Διάβασα στον αιτούντα τα στοιχεία και τη δήλωση και τα επιβεβαίωσε προφορικά", Needed: true})
	_ = staff("counter_filed/plain", CounterFiled{ID: "1", Title: "Βεβαίωση μόνιμης κατοικίας", Number: "18452/2026", Applicant: "Ίρις Ζαφειρίου", Speaks: "Φανή Ζαφειρίου",
		Unit: "Τμήμα Δημοτολογίου", At: Now, Target: Now.AddDate(0, 0, 5), Legal: Now.AddDate(0, 0, 20), Papers: []string{"Αποδεικτικό κατοικίας – λογαριασμός.pdf"},
		Signs: true, Inside: true, Again: "/counter?person=1", Duplicate: "/case/2", Identify: true})
	_ = staff("counter_filed/told", CounterFiled{ID: "1", Title: "Βεβαίωση μόνιμης κατοικίας", Number: "18453/2026", Applicant: "Φανή Ζαφειρίου", Unit: "Τμήμα Δημοτολογίου",
		At: Now, Target: Now.AddDate(0, 0, 5), Legal: Now.AddDate(0, 0, 20), Mobile: "690 0000000"})
)

var counterAt = ApplyAt{Service: "Βεβαίωση μόνιμης κατοικίας", Step: 6, Of: 6, Back: "/counter/residence-certificate/1/check", Leave: "/counter"}

var samplePerson = CounterPerson{ID: "1", Person: "Φανή Ζαφειρίου", FatherName: "Ηλία", AFMEnd: "045", Mobile: "690 0000000", Email: "fani@example.org",
	Address: "Ερμού 3, 57000", Known: true}

var sampleShown = []Choice{{Label: "Δεν έδειξε έγγραφο"}, {Value: "identity-card", Label: "Δελτίο ταυτότητας"}}
