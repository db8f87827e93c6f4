package api_test

import "testing"

func TestTheAdministratorAddsChangesAndClosesAUnit(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t)
	b.logsIn("clerk").opens("/admin/units").sees(403)
	b.logsIn("admin").opens("/admin").sees(200, "Διαχείριση", "Οργανικές μονάδες", "Προσοχή:")
	b.opens("/admin/units").sees(200, "Τμήμα Κυκλοφορίας", "Κανένας")
	b.opens("/admin/units/new").sees(200)
	b.sends("/admin/units/new", "key", b.key(), "code", "traffic", "el", "Γραφείο Σήμανσης", "en", "Signs Office", "kind", "office", "phone", "x", "email", "signs@elaionas.example.org").
		sees(422, `href="#f-phone"`, "Γραφείο Σήμανσης")
	form := []string{"el", "Γραφείο Σήμανσης", "en", "Signs Office", "kind", "office", "parent", "traffic", "phone", "2310 000 141", "email", "signs@elaionas.example.org"}
	b.sends("/admin/units/new", "key", b.key(), "code", "traffic", "el", "Άλλο", "en", "Other", "kind", "office", "phone", "2310 000 141", "email", "x@example.org").sees(409, `href="#f-code"`, "Υπάρχει ήδη μονάδα")
	b.sends("/admin/units/new", append([]string{"key", b.key(), "code", "signs"}, form...)...).sees(200, "Η μονάδα δημιουργήθηκε", "Γραφείο Σήμανσης")
	b.sends("/admin/units/signs", append(form, "parent", "signs")...).sees(200) // the first parent counts
	b.sends("/admin/units/signs", "el", "Γραφείο Πινακίδων", "en", "Signs", "kind", "office", "parent", "signs", "phone", "2310 000 141", "email", "s@example.org").
		sees(422, `href="#f-parent"`, "Γραφείο Πινακίδων")
	b.opens("/admin/units/traffic/close").sees(200, "δεν μπορεί να καταργηθεί ακόμη", "1 μονάδα υπάγεται")
	b.sends("/admin/units/traffic/close").sees(409, "δεν μπορεί να καταργηθεί")
	b.opens("/admin/units/signs/close").sees(200, "Κατάργηση μονάδας")
	b.sends("/admin/units/signs/close").sees(200, "Η μονάδα καταργήθηκε", "1 μονάδα που καταργήθηκε")
	b.opens("/admin/units/signs").sees(200, "Επαναλειτουργία")
	b.opens("/admin/units/signs/close").sees(409)
	b.sends("/admin/units/signs/reopen").sees(200, "λειτουργεί ξανά")
	b.opens("/admin/units/nowhere").sees(404)
	h.as(t, "admin").get("admin/units/signs").want(200)
}

func TestTheAdministratorKeepsServicePoints(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t)
	b.logsIn("admin").opens("/admin/points").sees(200, "ΚΕΠ Λιμανιού", "Ακτή Γλάρων")
	b.opens("/admin/points/new").sees(200, "Τμήμα Κυκλοφορίας")
	b.sends("/admin/points/new", "unit", "traffic", "addressEl", "Οδός 1, Ελαιώνας", "addressEn", "", "hoursEl", "8–15", "hoursEn", "8–15").
		sees(422, `href="#f-addressEn"`, "Οδός 1, Ελαιώνας")
	b.sends("/admin/points/new", "unit", "traffic", "addressEl", "Οδός 1, Ελαιώνας", "addressEn", "1 Street", "hoursEl", "8–15", "hoursEn", "8–15").
		sees(200, "Το σημείο εξυπηρέτησης αποθηκεύτηκε", "Οδός 1")
	b.sends("/admin/points/traffic", "addressEl", "Οδός 2, Ελαιώνας", "addressEn", "2 Street", "hoursEl", "8–15", "hoursEn", "8–15").sees(200, "Οδός 2")
	place := []string{"addressEl", "Οδός 2, Ελαιώνας", "addressEn", "2 Street", "hoursEl", "8–15", "hoursEn", "8–15"}
	b.sends("/admin/points/traffic", append(place, "place.lat", "40,57", "place.lon", "")...).sees(422, `href="#f-place-lon"`, `value="40,57"`)
	b.sends("/admin/points/traffic", append(place, "place.lat", "52.5", "place.lon", "22.7")...).sees(422, `href="#f-place-lat"`)
	b.sends("/admin/points/traffic", append(place, "place.lat", "βορράς", "place.lon", "22.7")...).sees(422, `href="#f-place-lat"`, "βορράς")
	b.sends("/admin/points/traffic", append(place, "place.lat", "40,57", "place.lon", "22.7")...).sees(200, "αποθηκεύτηκε")
	b.opens("/admin/points/traffic").sees(200, `value="40,57"`, `value="22,7"`)
	b.sends("/admin/points/traffic", place...).sees(200, "αποθηκεύτηκε")
	b.opens("/admin/points/traffic").sees(200, `name="place.lat"`)
	b.opens("/admin/points/traffic/close").sees(200, "Κατάργηση σημείου")
	b.sends("/admin/points/traffic/close").sees(200, "καταργήθηκε")
	b.opens("/admin/points/traffic").sees(404)
}
