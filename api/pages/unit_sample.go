package pages

import "time"

var sampleUnits = []UnitRow{
	{Key: "technical", Name: "Διεύθυνση Τεχνικών Υπηρεσιών", Other: "Technical Services", OtherLang: "en", Kind: "Διεύθυνση", Phone: "2310 000 130", Email: "technical@elaionas.example",
		Staff: 9, Heads: []UnitHead{{Href: "/admin/people/1", Name: "Νίκος Αθανασίου", Until: Now.Add(99 * 24 * time.Hour)}}},
	{Key: "lighting", Name: "Τμήμα Ηλεκτροφωτισμού", Other: "Street Lighting Department", OtherLang: "en", Kind: "Τμήμα", Phone: "2310 000 320", Email: "lighting@elaionas.example", Depth: 1, Staff: 1},
	{Key: "workshop", Name: "Γραφείο Συνεργείου", Other: "Workshop Office", OtherLang: "en", Kind: "Γραφείο", Phone: "2310 000 321", Email: "workshop@elaionas.example", Depth: 2,
		Heads: []UnitHead{{Href: "/admin/people/2", Name: "Ελένη Μαυρίδου"}, {Href: "/admin/people/3", Name: "Πέτρος Λάμπρου"}}},
	{Key: "kep-port", Name: "ΚΕΠ Λιμανιού", Other: "KEP of the Port", OtherLang: "en", Kind: "ΚΕΠ", Phone: "2310 000 400", Email: "kep-port@elaionas.example", Depth: 3, Point: true, Staff: 2},
}

var samplePoint = PointRow{Key: "kep-port", Name: "ΚΕΠ Λιμανιού", Address: "Ακτή Γλάρων 3, 570 01 Λιμάνι Ελαιώνα", Hours: "Δευτέρα έως Παρασκευή, 8:00–15:00", Phone: "2310 000 400", Staff: 2}

var (
	sampleKinds = []Choice{{Value: "directorate", Label: "Διεύθυνση"}, {Value: "department", Label: "Τμήμα"}}

	_ = staff("units/tree", Units{AdminNav: sampleNav("/admin/units"), Rows: sampleUnits,
		Closed: []UnitRow{{Key: "old", Name: "Γραφείο Ύδρευσης", Closed: Now}}})
	_ = staff("unit/new", Unit{AdminNav: sampleNav("/admin/units"), New: true, Kinds: sampleKinds, Parents: []Choice{{Label: "Απευθείας στον Δήμαρχο"}}})
	_ = staff("unit/refused", Unit{AdminNav: sampleNav("/admin/units"), New: true, Kinds: sampleKinds, Parents: []Choice{{Label: "Απευθείας στον Δήμαρχο"}},
		Form: Form{Values: map[string][]string{"code": {"technical"}, "el": {"Τμήμα"}}, Faults: []Fault{{"code", "Υπάρχει ήδη μονάδα με αυτόν τον κωδικό."}}}})
	_ = staff("unit/one", Unit{AdminNav: sampleNav("/admin/units"), Row: sampleUnits[0], Kinds: sampleKinds, Parents: []Choice{{Label: "Απευθείας στον Δήμαρχο"}},
		People: []Choice{{Label: "Το τηλέφωνο της μονάδας"}, {Value: "1", Label: "Νίκος Αθανασίου"}},
		Form:   Form{Values: map[string][]string{"el": {"Διεύθυνση Τεχνικών Υπηρεσιών"}, "en": {"Technical Services"}, "phone": {"2310 000 130"}, "email": {"technical@elaionas.example"}}}})
	_ = staff("unit/point", Unit{AdminNav: sampleNav("/admin/units"), Row: sampleUnits[3], Kinds: sampleKinds, Parents: []Choice{{Label: "Απευθείας στον Δήμαρχο"}}, People: []Choice{{Label: "Κανείς"}}})
	_ = staff("unit/closed", Unit{AdminNav: sampleNav("/admin/units"), Row: UnitRow{Key: "old", Name: "Γραφείο Ύδρευσης", Closed: Now}})
	_ = staff("unit_end/free", UnitEnd{AdminNav: sampleNav("/admin/units"), Row: sampleUnits[1]})
	_ = staff("unit_end/busy", UnitEnd{AdminNav: sampleNav("/admin/units"), Row: sampleUnits[0], Units: 1, Services: 2, Cases: 31, Tasks: 12})
	_ = staff("points/some", Points{AdminNav: sampleNav("/admin/points"), Rows: []PointRow{samplePoint, {Key: "hill", Name: "ΚΕΠ Άνω Ελαιώνα", Address: "Οδός 1", Hours: "8:00–15:00", Phone: "2310 000 410"}}})
	_ = staff("points/none", Points{AdminNav: sampleNav("/admin/points")})
	_ = staff("point/new", Point{AdminNav: sampleNav("/admin/points"), New: true, Units: []Choice{{Value: "protocol", Label: "Τμήμα Πρωτοκόλλου"}}})
	_ = staff("point/one", Point{AdminNav: sampleNav("/admin/points"), Row: samplePoint, Form: Form{Values: map[string][]string{"addressEl": {samplePoint.Address}, "hoursEl": {samplePoint.Hours}}}})
	_ = staff("point_end/ask", PointEnd{AdminNav: sampleNav("/admin/points"), Row: samplePoint})
	_ = staff("point_end/last", PointEnd{AdminNav: sampleNav("/admin/points"), Row: samplePoint, Form: Form{Title: "Είναι το μόνο σημείο εξυπηρέτησης.", Detail: "Ορίστε πρώτα άλλο."}})
)
