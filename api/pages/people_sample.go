package pages

import "time"

var (
	sampleRoles = []Choice{{Value: "clerk", Label: "Υπάλληλος"}, {Value: "signatory", Label: "Υπογράφων"}}
	samplePlace = []Choice{{Label: "Όλος ο δήμος"}, {Value: "technical", Label: "Διεύθυνση Τεχνικών Υπηρεσιών"}}

	_ = staff("people/found", People{AdminNav: sampleNav("/admin/people"), Roles: sampleRoles, Units: samplePlace, Pager: Pager{First: "/admin/people", Next: "/admin/people?cursor=x"},
		Rows: []PersonRow{{ID: "1", Name: "Νίκος Αθανασίου", Email: "n.athanasiou@elaionas.example", Roles: []string{"Προϊστάμενος, Διεύθυνση Τεχνικών Υπηρεσιών", "Διοίκηση"}},
			{ID: "2", Name: "Ελένη Μαυρίδου", Email: "e.mavridou@elaionas.example", Blocked: true}}})
	_ = staff("people/nobody", People{AdminNav: sampleNav("/admin/people"), Query: "ξ", Roles: sampleRoles, Units: samplePlace})
	_ = staff("person_new/empty", NewPerson{AdminNav: sampleNav("/admin/people"), Roles: sampleRoles, Units: samplePlace})
	_ = staff("person_new/refused", NewPerson{AdminNav: sampleNav("/admin/people"), Roles: sampleRoles, Units: samplePlace,
		Form: Form{Values: map[string][]string{"name": {"Ελένη"}, "titleEl": {"Αντιδήμαρχος"}}, Faults: []Fault{{"email", "Συμπληρώστε το."}}}})
	_ = staff("person/working", Person{AdminNav: sampleNav("/admin/people"), ID: "1", Called: "Νίκος Αθανασίου", Email: "n.athanasiou@elaionas.example", Phone: "2310 000 130",
		Since: Now.Add(-9999 * time.Hour), Seen: Now, Factor: Now.Add(-999 * time.Hour), Sessions: 2, Roles: sampleRoles, Units: samplePlace,
		Now: []PersonRole{{Text: "Προϊστάμενος, Διεύθυνση Τεχνικών Υπηρεσιών", Role: "head", Unit: "technical", By: "Μαρία Παπαδοπούλου", From: Now.Add(-999 * time.Hour)},
			{Text: "Υπογράφων", Title: "Διευθυντής", Role: "signatory", By: "το σύστημα", From: Now.Add(99 * time.Hour), Until: Now.Add(9999 * time.Hour), Ahead: true}},
		Past: []PersonRole{{Text: "Υπάλληλος, Τμήμα Κυκλοφορίας", By: "Μαρία Παπαδοπούλου", From: Now.Add(-9999 * time.Hour), Until: Now.Add(-999 * time.Hour), Over: true}}})
	_ = staff("person/invited", Person{AdminNav: sampleNav("/admin/people"), ID: "1", Called: "Ελένη Μαυρίδου", Email: "e@elaionas.example", Since: Now, Invited: true, Roles: sampleRoles, Units: samplePlace})
	_ = staff("person/blocked", Person{AdminNav: sampleNav("/admin/people"), ID: "1", Called: "Ελένη Μαυρίδου", Email: "e@elaionas.example", Since: Now, Blocked: Now, Himself: true, Factor: Now, Roles: sampleRoles, Units: samplePlace})
	_ = staff("person_act/block", PersonAct{AdminNav: sampleNav("/admin/people"), ID: "1", Called: "Νίκος Αθανασίου", Act: "block", Title: "Φραγή λογαριασμού", Text: "Δεν θα μπορεί να συνδεθεί.", Do: "Φραγή λογαριασμού"})
	_ = staff("person_act/role", PersonAct{AdminNav: sampleNav("/admin/people"), ID: "1", Called: "Νίκος Αθανασίου", Act: "grants/end", Title: "Αφαίρεση ρόλου", Text: "Παύει να ισχύει τώρα.", Do: "Αφαίρεση ρόλου", Role: "head", Unit: "technical"})
)
