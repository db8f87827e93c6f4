package pages

var (
	_ = staff("sign/several", Sign{Back: "/queue?queue=sign", Gone: 1, Form: Form{Faults: []Fault{{"sign", "Επιλέξτε τουλάχιστον ένα έγγραφο."}}}, Rows: []SignRow{
		{Value: "1.x.y", Title: "Έγγραφο: Βεβαίωση μόνιμης κατοικίας", Number: "18452/2026", Applicant: "Γεώργιος Αναγνωστόπουλος", Src: "/api/v1/cases/2/preview.pdf", Href: "/tasks/1?queue=sign",
			Rows: []Row{{Key: "Επώνυμο", Value: "Αναγνωστόπουλος · 12/3 · Μαρία Παπαδοπούλου"}}},
		{Value: "2.x.y", Title: "Έγγραφο: Πιστοποιητικό οικογενειακής κατάστασης", Number: "18470/2026", Applicant: "Ελένη Οικονόμου", Src: "/api/v1/cases/3/preview.pdf", Href: "/tasks/2?queue=sign"},
		{Why: "Λείπουν στοιχεία από το έγγραφο.", Title: "Έγγραφο: Πιστοποιητικό γέννησης", Applicant: "Κώστας Νικολάου", Href: "/tasks/3?queue=sign"}}})
	_ = staff("sign/nothing", Sign{Back: "/queue?queue=sign"})
	_ = staff("signed/some", Signed{Back: "/queue?queue=sign", Again: "/sign?tasks=2", Done: 1, Refused: 1, Rows: []SignedRow{
		{Title: "Βεβαίωση μόνιμης κατοικίας", Number: "18452/2026", Applicant: "Γεώργιος Αναγνωστόπουλος", Href: "/case/2", State: Tag{"done", "Υπογράφηκε"}},
		{Title: "Έγγραφο που δεν περιμένει πια εσάς", State: Tag{"action", "Δεν υπογράφηκε"}, Why: "Τα στοιχεία άλλαξαν στο μεταξύ."}}})
	_ = staff("signed/all", Signed{Back: "/queue?queue=sign", Done: 3})
)
