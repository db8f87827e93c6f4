package pages

// sampleNav is the administrator's navigation on one of his pages.
func sampleNav(here string) (n AdminNav) {
	for _, s := range []Link{{Href: "/admin", Text: "Επισκόπηση"}, {Href: "/admin/units", Text: "Οργανικές μονάδες"},
		{Href: "/admin/points", Text: "Σημεία εξυπηρέτησης"}, {Href: "/admin/people", Text: "Χρήστες και ρόλοι"}, {Href: "/admin/audit", Text: "Ιστορικό ενεργειών"}} {
		n.Sections = append(n.Sections, Tab{Link: s, Current: s.Href == here})
	}
	return n
}

var (
	_ = staff("admin/overview", Admin{AdminNav: sampleNav("/admin"), Cards: []AdminCard{
		{Link: Link{Href: "/admin/units", Text: "Οργανικές μονάδες"}, Lead: "Τμήματα και διευθύνσεις.", Fact: "14 μονάδες"},
		{Link: Link{Href: "/admin/points", Text: "Σημεία εξυπηρέτησης"}, Lead: "Όπου ταυτοποιούνται οι πολίτες.", Fact: "Κανένα σημείο", Alarm: true},
		{Link: Link{Href: "/admin/audit", Text: "Ιστορικό ενεργειών"}, Lead: "Ποιος έκανε τι και πότε."}}})
	_ = staff("admin/empty", Admin{AdminNav: sampleNav("/admin")})
)
