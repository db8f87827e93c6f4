package pages

import "time"

var sampleFlow = Flow{Label: "Διάγραμμα των σταδίων", Start: "Υποβολή", End: "Ικανοποιήθηκε", Always: []string{"Ο πολίτης μπορεί να αποσύρει την αίτηση ως την απόφαση."},
	Stages: []FlowStage{
		{Name: "Ταυτοποίηση", Who: "Ο πολίτης, αν δεν έχει ταυτοποιηθεί ήδη", Kind: "citizen", Facts: []string{"Χρόνος: 30 ημέρες, μετά υπενθύμιση"},
			Ways: []FlowWay{{Kind: "next", Text: "Ολοκλήρωση"}, {Kind: "end", Text: "Έληξε η προθεσμία", Name: "Τέλος"}}},
		{Name: "Έλεγχος πληρότητας", Who: "Το σύστημα, αμέσως", Kind: "machine", Ways: []FlowWay{{Kind: "next", Text: "Ολοκλήρωση"}}},
		{Name: "Εξέταση αίτησης", Who: "Υπάλληλος: Τμήμα Δημοτολογίου", Kind: "house", Facts: []string{"Χρόνος: 3 εργάσιμες ημέρες, μετά υπενθύμιση"},
			Ways: []FlowWay{{Kind: "next", Text: "Ολοκλήρωση"}, {Kind: "return", Text: "Επιστροφή για συμπλήρωση", Name: "Συμπλήρωση από εσάς", Note: "Έχει 30 ημέρες."},
				{Kind: "end", Text: "Απόρριψη", Name: "Τέλος", Note: "προσφυγή μέσα σε 15 ημέρες"}}},
		{Name: "Έγκριση προϊσταμένου", Who: "Προϊστάμενος: Τμήμα Δημοτολογίου", Kind: "head", Facts: []string{"Όχι όποιος αποφάσισε στο «Εξέταση αίτησης»"},
			Ways: []FlowWay{{Kind: "next", Text: "Έγκριση"}, {Kind: "back", Text: "Επιστροφή σε προηγούμενο στάδιο", To: 2, Name: "στο «Εξέταση αίτησης»"}, {Kind: "end", Text: "Απόρριψη", Name: "Τέλος"}}},
	}}

var samplePublished = AdminService{AdminNav: sampleNav("/admin/services"), Title: "Μεταδημότευση", Summary: "Για όποιον μετακομίζει στον δήμο.", Version: 2, Open: 31,
	Newest: true, Public: "/services/municipality-transfer", Flow: sampleFlow,
	Versions: []Tab{{Link: Link{"/admin/services/x?version=2", "Έκδοση 2", 31}, Counted: true, Current: true}, {Link: Link{"/admin/services/x?version=1", "Έκδοση 1", 4}, Counted: true}},
	Facts:    []Row{{Key: "Προθεσμία του νόμου", Value: "50 ημέρες · ν. 2690/1999, άρθρο 4"}, {Key: "Αποτύπωμα", Value: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}},
	Fields: []AdminField{{Label: "Προηγούμενος δήμος", Type: "Κείμενο", Required: true},
		{Label: "Πότε", Help: "Μετά την πρώτη φορά.", Type: "Ημερομηνία", When: "Μόνο όταν: Ξανά – Ναι"}},
	Papers:   []AdminField{{Label: "Απόδειξη κατοικίας", Type: "PDF, JPEG, έως 10 MB", Required: true}, {Label: "Ποινικό μητρώο", Type: "PDF, έως 10 MB", Fetched: true}},
	Messages: "Χρησιμοποιεί τα γενικά κείμενα για όλα τα γεγονότα.", MessagesHref: "/admin/templates/received?service=x", Source: "DOMAIN §4 row 3", Note: "Indicative."}

var (
	_ = staff("admin_services/list", AdminServices{AdminNav: sampleNav("/admin/services"), Groups: []VersionGroup{
		{Title: "Υπηρεσίες για πολίτες", Rows: []VersionRow{
			{Title: "Βεβαίωση μόνιμης κατοικίας", Href: "/admin/services/a", Unit: "Τμήμα Δημοτολογίου", Public: "/services/a", Version: 1, Open: 12, Since: Now},
			{Title: "Μεταδημότευση", Href: "/admin/services/b", Unit: "Τμήμα Δημοτολογίου", Public: "/services/b", Version: 2, Open: 31, Since: Now,
				Older: []OlderVersion{{Href: "/admin/services/b?version=1", Version: 1, Open: 4}}}}},
		{Title: "Ταυτοποίηση", Rows: []VersionRow{{Title: "Ταυτοποίηση πολίτη", Href: "/admin/services/c", Unit: "ΚΕΠ", Version: 1, Since: Now}}}}})
	_ = staff("admin_services/none", AdminServices{AdminNav: sampleNav("/admin/services")})
	_ = staff("admin_service/newest", samplePublished)
	_ = staff("admin_service/bare", AdminService{AdminNav: sampleNav("/admin/services"), Title: "Παράπονο", Summary: "Για ό,τι δεν πήγε καλά.", Version: 1,
		Flow:  Flow{Label: "Διάγραμμα", Start: "Υποβολή", End: "Ικανοποιήθηκε", Stages: []FlowStage{{Name: "Εξέταση", Who: "Υπάλληλος", Kind: "house"}}},
		Facts: []Row{{Key: "Μονάδα", Value: "Διοίκηση"}}, Messages: "Δικά της κείμενα για: Παραλήφθηκε."})
)

var sampleTemplate = AdminTemplate{AdminNav: sampleNav("/admin/templates"), Title: "Παραλήφθηκε η αίτηση", When: "Στέλνεται στον πολίτη.", Key: "received",
	Services: []Choice{{Value: "a", Label: "Βεβαίωση μόνιμης κατοικίας"}}, Service: "a", Own: true, Places: []Row{{Key: "{number}", Value: "ο αριθμός πρωτοκόλλου"}},
	Texts: []TemplateText{{Lang: "el", Language: "Ελληνικά", State: "Παραλήφθηκε", Body: []string{"Παραλάβαμε την αίτησή σας «{service}»."}, Next: []string{"Την εξετάζει: {unit}."},
		SMSNext: "Απάντηση έως {legal-due-short}", Email: &TemplateMail{"[ΑΠ 12345/2026] Παραλήφθηκε", "Προς: Ελένη Δοκιμή\n\nΠαραλάβαμε την αίτησή σας."},
		SMS: &TemplateSMS{Text: "Δ. EΛAIΩNA: AΠ 12345/2026 ΠAPAΛHΦΘHKE.", Plain: true, Length: 38, Parts: 1, Capacity: 160}},
		{Lang: "en", Language: "Αγγλικά", State: "Received", Body: []string{"We have received your application “{service}”."},
			SMS: &TemplateSMS{Text: "Δήμος: received", Length: 15, Parts: 2, Capacity: 70}}}}

var (
	_ = staff("admin_templates/list", AdminTemplates{AdminNav: sampleNav("/admin/templates"), Places: []Row{{Key: "{number}", Value: "ο αριθμός πρωτοκόλλου"}},
		Groups: []TemplateGroup{{Title: "Προς πολίτες", Rows: []TemplateRow{{"Παραλήφθηκε η αίτηση", "/admin/templates/received", "Παραλήφθηκε", "E-mail, SMS"}}}}})
	_ = staff("admin_template/case", sampleTemplate)
	_ = staff("admin_template/house", AdminTemplate{AdminNav: sampleNav("/admin/templates"), Title: "Λήγει το πιστοποιητικό", When: "Στέλνεται σε υπαλλήλους.", Texts: sampleTemplate.Texts[:1]})
)

var sampleDeliveries = AdminDeliveries{AdminNav: sampleNav("/admin/deliveries"), Days: 30,
	Tabs:   []Tab{{Link: Link{"/admin/deliveries", "Δεν έφτασαν", 0}, Current: true}, {Link: Link{"/admin/deliveries?trying=true", "Ξαναδοκιμάζονται", 0}}},
	Counts: []DeliveryCount{{"E-mail", "Η διεύθυνση e-mail δεν υπάρχει", "Ζητήστε τη σωστή διεύθυνση.", "smtp-550", "/admin/deliveries?failure=smtp-550", 14, Now}, {"SMS", "Άγνωστη αιτία", "Δείτε το αρχείο.", "", "/admin/deliveries?channel=sms", 1, Now}},
	Rows: []DeliveryRow{
		{ID: "1", What: "Παραλήφθηκε η αίτηση", Channel: "E-mail", To: "e•••@example.org", Number: "18452/2026", Case: "/admin/cases/1", Reason: "Η διεύθυνση e-mail δεν υπάρχει",
			Remedy: "Ζητήστε τη σωστή διεύθυνση.", Failure: "smtp-550", State: Tag{"late", "Εγκαταλείφθηκε"}, Written: Now, Failed: Now, Attempts: 1,
			Since: []string{"Πήγε με SMS: Παραδόθηκε"}, MayRetry: true},
		{ID: "2", What: "Κωδικός εγγραφής", Channel: "E-mail", Staff: true, Reason: "Άγνωστη αιτία", Remedy: "Δείτε το αρχείο.", State: Tag{"late", "Δεν παραδόθηκε"}, Written: Now, Attempts: 3},
		{ID: "3", What: "Ο πολίτης έγραψε", Channel: "E-mail", To: "k•••@example.org", Case: "/admin/cases/2", Reason: "Το γραμματοκιβώτιο είναι γεμάτο", Remedy: "Τηλεφωνήστε.", State: Tag{"late", "Δεν παραδόθηκε"}, Written: Now, Attempts: 2}},
	Pager: Pager{Next: "/admin/deliveries?cursor=x"}}

var (
	_ = staff("admin_deliveries/over", sampleDeliveries)
	_ = staff("admin_deliveries/filtered", func() AdminDeliveries {
		d := sampleDeliveries
		d.Failure, d.Form = "smtp-550", Form{Title: "Η ειδοποίηση έχει ήδη σταλεί ξανά.", Detail: "Δείτε τι απέγινε στη λίστα."}
		return d
	}())
	_ = staff("admin_deliveries/trying", AdminDeliveries{AdminNav: sampleNav("/admin/deliveries"), Tabs: sampleDeliveries.Tabs, Trying: true,
		Rows: []DeliveryRow{{ID: "1", What: "Άρχισε νέο στάδιο", Channel: "SMS", To: "•••789", Number: "1/2026", Case: "/admin/cases/1", Reason: "Η Twilio δεν απαντά",
			Remedy: "Δεν χρειάζεται τίποτα.", Failure: "sms-timeout", State: Tag{"wait", "Ξαναδοκιμάζεται"}, Written: Now, Next: Now.Add(time.Hour), Attempts: 4}}})
	_ = staff("admin_deliveries/none", AdminDeliveries{AdminNav: sampleNav("/admin/deliveries"), Tabs: sampleDeliveries.Tabs})
	_ = staff("admin_deliveries/none-trying", AdminDeliveries{AdminNav: sampleNav("/admin/deliveries"), Tabs: sampleDeliveries.Tabs, Trying: true})

	_ = staff("admin_doctor/well", AdminDoctor{AdminNav: sampleNav("/admin/doctor"), At: Now, Looks: []Row{{Key: "Ανοιχτή υπόθεση χωρίς διαδικασία", Value: "Δεν προχωρά."}}})
	_ = staff("admin_doctor/ill", AdminDoctor{AdminNav: sampleNav("/admin/doctor"), At: Now, Stale: true, Failed: Now, Why: "Ο Temporal δεν απάντησε.",
		Looks: []Row{{Key: "Ανοιχτή υπόθεση χωρίς διαδικασία", Value: "Δεν προχωρά."}},
		Found: []DoctorFinding{{Key: "no-workflow", Title: "Ανοιχτή υπόθεση χωρίς διαδικασία", Means: "Η διαδικασία της χάθηκε.", Remedy: "Τρέξτε thyrida doctor --repair.", Since: Now,
			Cases: []DoctorCase{{Href: "/admin/cases/1", Text: "Υπόθεση 0198c2f0-1", Since: Now}, {Text: "ab/cdef", Since: Now}}},
			{Key: "messages-wait", Title: "Μηνύματα που καθυστερούν", Means: "Περιμένουν.", Remedy: "Ελέγξτε τον Temporal.", Since: Now, Many: 3}}})
	_ = staff("admin_doctor/never", AdminDoctor{AdminNav: sampleNav("/admin/doctor")})

	_ = staff("admin_case/open", AdminCase{AdminNav: sampleNav("/admin/cases"), Facts: []Row{{Key: "Στάδιο", Value: "review"}}, Workflow: []Row{{Key: "Στάδιο", Value: "review"}},
		Visits: []CaseVisit{{N: 1, Stage: "check", Unit: "Τμήμα Δημοτολογίου", Opened: Now, Closed: Now, Outcome: "Ολοκλήρωση"}, {N: 2, Stage: "review", Unit: "Τμήμα Δημοτολογίου",
			Handler: "Μαρία Παπαδοπούλου", Opened: Now, Due: Now}},
		Messages: []CaseMessage{{ID: 1, What: "start", State: "Παραδόθηκε", Attempts: 1, Written: Now, Delivered: Now}, {ID: 2, What: "update", State: "Περιμένει", Written: Now}}})
	_ = staff("admin_case/halted", AdminCase{AdminNav: sampleNav("/admin/cases"), Facts: []Row{{Key: "Στάδιο", Value: "review"}}, Halted: "too-many-visits", Why: "temporal-away"})
)
