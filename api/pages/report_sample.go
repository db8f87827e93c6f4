package pages

import "time"

func choices(pairs ...string) (out []Choice) {
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, Choice{Value: pairs[i], Label: pairs[i+1]})
	}
	return out
}

var (
	sampleGroups  = choices("service", "Υπηρεσία", "unit", "Μονάδα", "employee", "Υπάλληλο", "stage", "Στάδιο")
	sampleOffices = choices("", "Όλες", "registry", "Τμήμα Δημοτικής Κατάστασης", "works", "Τμήμα Τεχνικών Έργων")
	sampleOffers  = choices("", "Όλες", "residence-certificate", "Βεβαίωση μόνιμης κατοικίας", "pavement", "Άδεια κατάληψης πεζοδρομίου")
)

func sampleReport(change func(*Report)) Report {
	r := Report{Period: "last-quarter", By: "service", Compared: true, Bys: sampleGroups, Units: sampleOffices, Services: sampleOffers,
		Periods: choices("month", "Αυτός ο μήνας", "last-quarter", "Προηγούμενο τρίμηνο", "own", "Άλλες ημερομηνίες"),
		Befores: choices("before", "Με την προηγούμενη περίοδο", "none", "Χωρίς σύγκριση"),
		Begins:  time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC), Ends: time.Date(2026, 9, 30, 9, 0, 0, 0, time.UTC),
		Before: time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC), Until: time.Date(2026, 6, 30, 9, 0, 0, 0, time.UTC),
		MadeAt: Now, Few: 5, Off: "6%", CSV: "/api/v1/reports/stage-times?format=csv", XLSX: "/api/v1/reports/stage-times?format=xlsx",
		Figures: []Figure{{Name: "Εντός προθεσμίας", Value: "86%", Note: "στόχος 95%, από 1.334 στάδια με προθεσμία", Change: "▼ 3 μονάδες λιγότερο από πριν", Kind: "bad"},
			{Name: "Διάμεσος χρόνος σταδίου", Value: "3,2 ημέρες", Change: "▼ 14 ώρες λιγότερο από πριν", Kind: "good"},
			{Name: "9 στα 10 στάδια έως", Value: "11,8 ημέρες", Change: "▲ 34 ώρες περισσότερο από πριν", Kind: "bad"},
			{Name: "Στάδια που ολοκληρώθηκαν", Value: "1.334", Change: "▲ 112 περισσότερο από πριν"},
			{Name: "Αναμονή πολίτη", Value: "21%", Note: "των σταδίων περίμεναν τον πολίτη· διάμεσος 2,1 ημέρες", Change: "όσο και πριν"},
			{Name: "Εκκρεμούν τώρα", Value: "217", Href: "/work", Change: "31 εκπρόθεσμα", Kind: "bad"}},
		Findings: []Finding{
			{Text: "Ο περισσότερος χρόνος πηγαίνει στο στάδιο «Υπογραφή» της υπηρεσίας «Άδεια κατάληψης πεζοδρομίου»: διάμεσος 5,2 ημέρες, περίπου 29% του συνόλου.",
				Link: Link{Href: "/work/cases?stage=signature", Text: "Δείτε τις 14 υποθέσεις που βρίσκονται εκεί τώρα"}},
			{Text: "171 στάδια από 1.334 τελείωσαν εκπρόθεσμα. Τα περισσότερα, 62, ήταν στο στάδιο «Έλεγχος» της υπηρεσίας «Ένσταση τελών καθαριότητας».",
				Link: Link{Href: "/work/cases?overdue=true", Text: "Δείτε τις 9 που είναι εκπρόθεσμες τώρα"}}},
		Legend: []Part{{Kind: "s0", Says: "Έλεγχος"}, {Kind: "s1", Says: "Υπογραφή"}, {Kind: "s2", Says: "Εισήγηση"}, {Kind: "s5", Says: "Άλλα στάδια"}, {Kind: "wait", Says: "Αναμονή πολίτη"}},
		Rows: []ReportRow{
			{Name: "Βεβαίωση μόνιμης κατοικίας", N: 412, Waits: 80, Low: "9 ώρες", Median: "29 ώρες", High: "9,6 ημέρες", OnTime: "97%", Change: "▼ 3 ώρες λιγότερο από πριν", Kind: "good", Wait: "2,1 ημέρες", Compared: true},
			{Name: "Άδεια κατάληψης πεζοδρομίου", N: 158, Waits: 33, Low: "2,1 ημέρες", Median: "4,4 ημέρες", High: "9,7 ημέρες", OnTime: "71%", Change: "▲ 31 ώρες περισσότερο από πριν", Kind: "bad", Wait: "3,0 ημέρες", Compared: true},
			{Name: "Ένσταση τελών καθαριότητας", N: 3, Low: "λίγες", Median: "λίγες", High: "λίγες", OnTime: "λίγες", Wait: "—", Compared: true}},
		Total:   ReportRow{Name: "Σύνολο", N: 573, Waits: 113, Low: "11 ώρες", Median: "3,2 ημέρες", High: "11,8 ημέρες", OnTime: "86%", Change: "▼ 14 ώρες λιγότερο από πριν", Kind: "good", Wait: "2,1 ημέρες", Compared: true},
		StageOf: []ReportRow{{Name: "Έλεγχος", Of: "Βεβαίωση μόνιμης κατοικίας", N: 412, Low: "9 ώρες", Median: "29 ώρες", High: "9,6 ημέρες", OnTime: "97%", Wait: "—", Compared: true}},
	}
	r.Stages = Chart{ID: "stages", Title: "Πόσο μένει μια υπόθεση σε κάθε στάδιο", Words: "Κάθε τμήμα της ράβδου είναι ο διάμεσος χρόνος ενός σταδίου.", Unit: "ημέρες", Bars: []Bar{
		{Name: "Βεβαίωση μόνιμης κατοικίας", Note: "412 στάδια", Parts: []Part{{"s0", 1.2, "1,2", "Έλεγχος: διάμεσος 29 ώρες, 412 φορές"}, {"wait", 1.9, "1,9", "Αναμονή: διάμεσος 46 ώρες, 80 φορές"}, {"s1", 1.1, "1,1", "Υπογραφή: διάμεσος 26 ώρες, 300 φορές"}}},
		{Name: "Άδεια κατάληψης πεζοδρομίου για εργασίες με ικριώματα και υλικά", Note: "158 στάδια", Parts: []Part{{"s0", 4.6, "4,6", "Έλεγχος"}, {"wait", 3, "3,0", "Αναμονή"}, {"s2", 3.8, "3,8", "Εισήγηση"}, {"s1", 5.2, "5,2", "Υπογραφή"}, {"s5", .4, "0,4", "Παράδοση"}}}}}
	r.Spread = Chart{ID: "spread", Title: "Πόσο διαφέρουν οι χρόνοι ανά υπηρεσία", Words: "Πλαίσιο: τα μεσαία μισά στάδια. Κάθετη γραμμή: η διάμεσος.", Unit: "ημέρες", Bars: []Bar{
		{Name: "Βεβαίωση μόνιμης κατοικίας", Note: "412 στάδια", Spread: &Spread{.1, .4, 1.2, 4.1, 9.6, "9,6", "διάμεσος 29 ώρες"}},
		{Name: "Άδεια κατάληψης πεζοδρομίου", Note: "158 στάδια", Spread: &Spread{.5, 2.1, 4.4, 6.5, 9.7, "9,7", "διάμεσος 4,4 ημέρες"}}}}
	if change != nil {
		change(&r)
	}
	return r
}

var (
	_ = staff("report/full", sampleReport(nil))
	_ = staff("report/nothing", sampleReport(func(r *Report) { r.Total, r.Rows = ReportRow{Name: "Σύνολο"}, nil }))
	_ = staff("report/few", sampleReport(func(r *Report) {
		r.Compared, r.Rows, r.StageOf, r.Stages, r.Spread.Bars, r.Off = false, r.Rows[2:], nil, Chart{}, nil, ""
		r.Rows = []ReportRow{{Name: "Ένσταση τελών καθαριότητας", N: 3, Low: "λίγες", Median: "λίγες", High: "λίγες", OnTime: "λίγες", Wait: "—"}}
		r.Total = ReportRow{Name: "Σύνολο", N: 3, Low: "λίγες", Median: "λίγες", High: "λίγες", OnTime: "λίγες", Wait: "—"}
		r.Findings = []Finding{{Text: "Τα στάδια που ολοκληρώθηκαν είναι λιγότερα από 5 σε κάθε ομάδα: δεν βγαίνει ασφαλές συμπέρασμα."}}
	}))
	_ = staff("report/head-by-employee", sampleReport(func(r *Report) {
		r.By, r.Own, r.About, r.Units = "employee", true, "Τμήμα Δημοτικής Κατάστασης", sampleOffices[:2]
		r.Rows = []ReportRow{{Name: "Μαρία Παπαδοπούλου", N: 90, Low: "9 ώρες", Median: "29 ώρες", High: "9,6 ημέρες", OnTime: "97%", Change: "όσο και πριν", Wait: "—", Compared: true}}
		r.Spread.Title, r.Spread.Bars = "Πόσο διαφέρουν οι χρόνοι ανά υπάλληλο", r.Spread.Bars[:1]
		r.Spread.Bars[0].Name = "Μαρία Παπαδοπούλου"
	}))
	_ = staff("report/by-stage", sampleReport(func(r *Report) {
		r.By, r.StageOf, r.Compared = "stage", nil, false
		r.Rows = []ReportRow{{Name: "Έλεγχος", Of: "Βεβαίωση μόνιμης κατοικίας", N: 412, Low: "9 ώρες", Median: "29 ώρες", High: "9,6 ημέρες", OnTime: "97%", Wait: "—"}}
		r.Total.Compared = false
	}))
	_ = staff("report/wrong-days", sampleReport(func(r *Report) {
		r.Period, r.From, r.To, r.Begins, r.CSV, r.XLSX = "own", "2026-11-20", "2026-11-01", time.Time{}, "", ""
		r.Form = Form{Faults: []Fault{{Field: "to", Text: "Η ημερομηνία είναι πριν από την αρχή."}}}
	}))
)
