package pages

var sampleService = Service{Slug: "residence-certificate", Title: "Βεβαίωση μόνιμης κατοικίας",
	Summary: "Βεβαιώνει ότι κατοικείτε μόνιμα στον δήμο.", Result: "Βεβαίωση με ηλεκτρονική σφραγίδα του δήμου και κωδικό επαλήθευσης.",
	Unit: "Τμήμα Δημοτολογίου", Who: []string{"Όποιος κατοικεί μόνιμα στον δήμο.", "Χρειάζεστε λογαριασμό με ταυτοποίηση."},
	Papers: []ServicePaper{{Label: "Αποδεικτικό κατοικίας", Help: "Λογαριασμός ρεύματος, νερού ή τηλεφώνου των τελευταίων 6 μηνών.", Kinds: "PDF ή φωτογραφία, έως 10 MB"},
		{Label: "Βεβαίωση του Ε9", Fetched: true}, {Label: "Μισθωτήριο", When: "Αν μένετε σε ενοίκιο", Kinds: "PDF ή φωτογραφία, έως 10 MB"}},
	Fee: "Δωρεάν", Legal: 20, Target: 3, Times: &Times{Median: 2, P90: 6, Cases: 1334}, Basis: []string{"άρθρο 279 ν. 3463/2006", "άρθρο 4 ν. 2690/1999"},
	Remedy: "Μπορείτε να προσφύγετε μέσα σε 15 ημέρες από την κοινοποίηση.", Delivery: []string{"Στη θυρίδα σας εδώ", "Με e-mail"},
	Start: "/apply/residence-certificate", Phone: "2310 123 457"}

var _ = citizen("service/open", sampleService)

var _ = citizen("service/closed", func() Service {
	s := sampleService
	s.Start, s.Why, s.Times, s.Papers, s.Fee, s.FeeNote = "", "Την αίτηση την κάνουν πολίτες με δικό τους λογαριασμό.", nil, nil, "18,00 €", "e-παράβολο"
	return s
}())
