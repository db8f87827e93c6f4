package pages

func sampleWork(change func(*Work)) Work {
	cases := func(n int) Link {
		l := Link{Count: n, Text: "υποθέσεις"}
		if n > 0 {
			l.Href = "/work/cases?service=residence-certificate"
		}
		return l
	}
	row := func(name string, late int, ages ...int) WorkRow {
		r := WorkRow{Name: name, Overdue: cases(late), PastLegal: cases(late / 3), Waiting: cases(4), Oldest: "61 ημέρες", Median: "7,5 ημέρες"}
		n := 0
		for _, a := range ages {
			n += a
			r.Ages = append(r.Ages, cases(a))
		}
		r.Open = cases(n)
		return r
	}
	ages := []string{"έως 3 ημέρες", "4–10 ημέρες", "11–20 ημέρες", "21–50 ημέρες", "πάνω από 50 ημέρες"}
	w := Work{By: "service", Bys: sampleGroups, Units: sampleOffices, Services: sampleOffers, At: Now, Ages: ages,
		CSV: "/api/v1/reports/work-in-hand?format=csv", XLSX: "/api/v1/reports/work-in-hand?format=xlsx",
		Figures: []Figure{{Name: "Στα χέρια του δήμου", Value: "217", Href: "/work/cases", Note: "παλαιότερο: 61 ημέρες"}, {Name: "Εκπρόθεσμα", Value: "31", Note: "από 217"},
			{Name: "Πέρα από τη νόμιμη προθεσμία", Value: "0", Note: "από 217"}, {Name: "Περιμένουν τον πολίτη", Value: "8"}},
		Rows:  []WorkRow{row("Βεβαίωση μόνιμης κατοικίας", 9, 60, 40, 12, 5, 0), row("Άδεια κατάληψης πεζοδρομίου", 22, 10, 31, 30, 21, 8)},
		Total: row("Σύνολο", 31, 70, 71, 42, 26, 8),
		Chart: Chart{ID: "ages", Title: "Τι εκκρεμεί ανά υπηρεσία και πόσο παλιό είναι", Words: "Όσο πιο σκούρο το τμήμα της ράβδου, τόσο παλαιότερα τα στάδια.", Unit: "στάδια", Bars: []Bar{
			{Name: "Βεβαίωση μόνιμης κατοικίας", Note: "9 εκπρόθεσμα", Parts: []Part{{"a0", 60, "60", "έως 3 ημέρες: 60"}, {"a1", 40, "40", "4–10 ημέρες: 40"}, {"a2", 12, "12", "11–20 ημέρες: 12"}, {"a3", 5, "5", "21–50 ημέρες: 5"}}},
			{Name: "Άδεια κατάληψης πεζοδρομίου", Note: "22 εκπρόθεσμα", Parts: []Part{{"a0", 10, "10", "έως 3 ημέρες: 10"}, {"a1", 31, "31", "4–10 ημέρες: 31"}, {"a2", 30, "30", "11–20 ημέρες: 30"}, {"a3", 21, "21", "21–50 ημέρες: 21"}, {"a4", 8, "8", "πάνω από 50 ημέρες: 8"}}}}}}
	for i, a := range ages {
		w.Legend = append(w.Legend, Part{Kind: "a" + string(rune('0'+i)), Says: a})
	}
	if change != nil {
		change(&w)
	}
	return w
}

var (
	_ = staff("work/full", sampleWork(nil))
	_ = staff("work/nothing", sampleWork(func(w *Work) { w.Total, w.Rows = WorkRow{}, nil }))
	_ = staff("work/head-waiting-only", sampleWork(func(w *Work) { w.Own, w.Chart.Bars = true, nil; w.Rows = w.Rows[:1] }))
	_ = staff("work_cases/overdue", WorkCases{Back: "/work", About: []string{"Βεβαίωση μόνιμης κατοικίας", "εκπρόθεσμες"}, Now: Now, CSV: "/api/v1/cases?format=csv", XLSX: "/api/v1/cases?format=xlsx",
		Rows: []WorkCase{{Href: "/case/1", Title: "Βεβαίωση μόνιμης κατοικίας", Number: "18452/2026", Stage: "Έλεγχος της αίτησης", Unit: "Τμήμα Δημοτικής Κατάστασης",
			Filed: Now.AddDate(0, 0, -30), Due: Now.AddDate(0, 0, -4), Age: 30}, {Href: "/case/2", Title: "Βεβαίωση μόνιμης κατοικίας", Stage: "Έλεγχος της αίτησης", Unit: "Τμήμα Δημοτικής Κατάστασης", Filed: Now, Age: 0}},
		Pager: Pager{First: "/work/cases", Next: "/work/cases?cursor=x"}})
	_ = staff("work_cases/gone", WorkCases{Back: "/work", Citizen: true, Now: Now, CSV: "/api/v1/cases?format=csv", XLSX: "/api/v1/cases?format=xlsx"})
)
