package pages

var sampleHouse = House{Name: "Δήμος Ελαιώνα", Address: "Πλατεία Δημαρχείου 1, 570 00 Ελαιώνας", Phone: "2310 123 456", Email: "info@elaionas.example"}

var (
	_ = citizen("accessibility/plain", Accessibility{House: sampleHouse})
	_ = citizen("privacy/plain", Privacy{House: sampleHouse})
	_ = citizen("help/plain", Help{House: sampleHouse})
	_ = citizen("help/no-address", Help{})
	_ = citizen("maintenance/plain", Maintenance{House: sampleHouse})
)
