package pages

var sampleServices = []ServiceLink{
	{Slug: "residence-certificate", Title: "Βεβαίωση μόνιμης κατοικίας", Unit: "Τμήμα Δημοτολογίου",
		Summary: "Βεβαιώνει ότι κατοικείτε μόνιμα στον δήμο."},
	{Slug: "family-status", Title: "Πιστοποιητικό οικογενειακής κατάστασης", Unit: "Τμήμα Δημοτολογίου",
		Summary: "Τα μέλη της οικογένειάς σας, όπως είναι γραμμένα στο δημοτολόγιο."},
}

var (
	_ = citizen("home/all", Home{Groups: []ServiceGroup{{Title: "Τμήμα Δημοτολογίου", Services: sampleServices},
		{Title: "Τμήμα Εσόδων", Services: []ServiceLink{{Slug: "pavement", Title: "Άδεια κατάληψης πεζοδρομίου",
			Summary: "Για τραπεζοκαθίσματα ή οικοδομικά υλικά μπροστά από το κατάστημα ή το κτίριό σας."}}}}})
	_ = citizen("home/found", Home{Query: "katoikia", Found: 1, Groups: []ServiceGroup{{Services: sampleServices[:1]}}})
	_ = citizen("home/nothing", Home{Query: "διαβατήριο"})
)
