package pages

import "github.com/thyrida/thyrida/models"

var sampleMapPoints = []ServicePoint{
	{Name: "Γραφείο Εξυπηρέτησης Πολιτών", Address: "Δημαρχείο, Πλατεία Ελαίας 1", Hours: "Δευτέρα έως Παρασκευή, 8:00–15:00", Phone: "2310 000 380", Number: 1, Place: "https://www.openstreetmap.org/?mlat=40.5602&mlon=22.7003#map=17/40.5602/22.7003"},
	{Name: "ΚΕΠ Λιμανιού", Address: "Ακτή Γλάρων 3", Hours: "Δευτέρα έως Παρασκευή, 8:00–15:00", Phone: "2310 000 400", Number: 2, Place: "https://www.openstreetmap.org/?mlat=40.5448&mlon=22.6962#map=17/40.5448/22.6962"},
	{Name: "ΚΕΠ Άνω Ελαιώνα", Address: "Πλατεία Πλατάνου 2", Hours: "Δευτέρα έως Παρασκευή, 8:00–15:00", Phone: "2310 000 410"},
}

// sampleMap has two marks in one house, an area of each kind, and a line that is
// outside.
var sampleMap = &Map{ID: "points", Title: "Χάρτης των σημείων εξυπηρέτησης", Words: "1. Γραφείο Εξυπηρέτησης Πολιτών, Δημαρχείο; 2. ΚΕΠ Λιμανιού, Ακτή Γλάρων 3",
	Marks: []Mark{{1, "Γραφείο Εξυπηρέτησης Πολιτών", 40.5602, 22.7003}, {2, "ΚΕΠ Λιμανιού", 40.5448, 22.6962}, {3, "Ταμείο <Δήμου>", 40.5602, 22.7003}},
	Lines: []MapLine{
		{"outline", "Ελαιώνας", []models.Place{{Lat: 40.557, Lon: 22.692}, {Lat: 40.5548, Lon: 22.7056}, {Lat: 40.567, Lon: 22.711}, {Lat: 40.5658, Lon: 22.694}}},
		{"water", "Κόλπος Ελαιώνα", []models.Place{{Lat: 40.5445, Lon: 22.65}, {Lat: 40.543, Lon: 22.7}, {Lat: 40.545, Lon: 22.75}, {Lat: 40.52, Lon: 22.75}, {Lat: 40.52, Lon: 22.65}}},
		{"street", "Λεωφόρος Λιμένα", []models.Place{{Lat: 40.5448, Lon: 22.6962}, {Lat: 40.551, Lon: 22.698}, {Lat: 40.5602, Lon: 22.7003}}},
		{"street", "Μακρινή Οδός", []models.Place{{Lat: 41, Lon: 23}, {Lat: 41.1, Lon: 23}}},
	}}
